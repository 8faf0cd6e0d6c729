"""附件: files are kept under the hash of their content, written once and checked each time they are opened."""

from datetime import date
from hashlib import sha256

import pytest

from karez.acts.doors import perform
from karez.trail import store
from karez.trail.models import Attachment, Entry, Paper

pytestmark = pytest.mark.django_db

CONTENT = b"%PDF-1.7 example"


@pytest.fixture
def county(county, settings, tmp_path):
    settings.PAPERS = tmp_path / "papers"
    county.allot()
    return county


def attach(county, by="财政局", **changes):
    data = {
        "paper": "批复1号",
        "sha256": sha256(CONTENT).hexdigest(),
        "name": "批复.pdf",
        "media_type": "application/pdf",
    }
    return perform("trail.attach", county.desks[by], data | changes, day=date(2023, 3, 2))


def test_a_file_is_kept_under_its_hash_and_once(county, tmp_path):
    assert (
        store.keep([CONTENT[:5], CONTENT[5:]])
        == store.keep([CONTENT])
        == (sha256(CONTENT).hexdigest(), len(CONTENT))
    )
    assert [path.read_bytes() for path in (tmp_path / "papers").rglob("*") if path.is_file()] == [CONTENT]
    assert store.read(sha256(CONTENT).hexdigest()) == CONTENT


def test_an_upload_that_breaks_off_leaves_nothing(county, tmp_path):
    def broken():
        yield b"half"
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        store.keep(broken())
    assert [path for path in (tmp_path / "papers").rglob("*") if path.is_file()] == []


def test_it_is_attached_to_its_paper_with_an_entry(county):
    store.keep([CONTENT])
    assert attach(county)["ok"]
    one = Attachment.objects.get()
    assert (str(one.paper), one.name, one.size, one.added_by) == (
        "批复1号",
        "批复.pdf",
        len(CONTENT),
        "u-财政局",
    )
    entry = Entry.objects.filter(county="652722").order_by("seq").last()
    assert (entry.act, entry.paper, entry.after) == (
        "trail.attach", "批复1号", {"name": "批复.pdf", "sha256": sha256(CONTENT).hexdigest()},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "rule", "says", "field"),
    [
        ({"by": "县领导"}, "forbidden", "县领导无权附上凭据文件", None),
        ({"by": "邻县财政局"}, "unknown", "没有找到凭据“批复1号”", "paper"),
        ({"paper": "没有"}, "unknown", "没有找到凭据“没有”", "paper"),
        ({"sha256": "0" * 64}, "trail.damaged", "附件文件不在了", None),
        ({"sha256": "../../etc/passwd"}, "invalid", "“文件校验值”写法不对", "sha256"),
        ({"name": ""}, "invalid", "“文件名”不能为空", "name"),
    ],
)
def test_a_file_that_may_not_be_attached(county, wrong, rule, says, field):
    store.keep([CONTENT])
    before = county.everything()
    error = attach(county, **wrong)["error"]
    assert (error["rule"], error["field"]) == (rule, field) and says in error["message"]
    assert county.everything() == before


def test_a_file_is_attached_to_a_paper_once(county):
    store.keep([CONTENT])
    attach(county)
    assert attach(county)["error"]["rule"] == "trail.attached_already"
    assert attach(county, paper="甲财〔2023〕中央号")["ok"]


def test_a_number_that_two_papers_have_must_be_said_by_id(county):
    store.keep([CONTENT])
    county.pay(1, paper="批复1号")
    assert "有多份凭据“批复1号”" in attach(county)["error"]["message"]
    assert attach(county, paper=Paper.objects.get(number="批复1号", series="voucher").pk)["ok"]


def test_an_altered_file_is_not_opened(county, tmp_path):
    digest, _ = store.keep([CONTENT])
    store.path_of(digest).write_bytes(b"forged")
    with pytest.raises(store.Damaged, match="可能被改动过"):
        store.read(digest)
    assert attach(county)["error"]["rule"] == "trail.damaged"
