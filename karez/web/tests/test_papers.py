"""Papers and their files: who sees them, what is taken in, what is sent out."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from karez.acts.inputs import PaperIn
from karez.funds.commands import Reallocate, reallocate
from karez.funds.models import Grant
from karez.pages.timeline import timeline
from karez.places.models import Person, Post, Region
from karez.places.rights import operator
from karez.projects.models import Project
from karez.projects.queries import visible as projects
from karez.testing.pages import COUNTY, at, books_of, text
from karez.trail import store
from karez.trail.models import Attachment, Entry, Paper
from karez.trail.queries import papers as visible

PDF = b"%PDF-1.7 paper"


@pytest.fixture
def paper(demo):
    """The voucher of a payment for 枸杞烘干中心, which lies in 茫丁乡."""
    return Paper.objects.get(number="示例支〔2023〕P01-1-C1")


@pytest.fixture
def attach(sign_in, paper):
    def send(content=PDF, name="凭证 扫描.pdf", who="caizheng", to=paper):
        file = SimpleUploadedFile(name, content)
        return sign_in(who).post(at(f"papers/{to.pk}/"), {"file": file, "key": "a" * 32})

    return send


def test_it_lists_by_kind_number_and_lacking_files(sign_in, attach, paper):
    client = sign_in("caizheng")
    everything = text(client.get(at("papers/")))
    assert "全部 40" in everything and "支付凭证 29" in everything and "指标文件 7" in everything
    assert "批复文件 4" in text(client.get(at("papers/?kind=approval"))) and "共 4 条" in text(
        client.get(at("papers/?kind=approval"))
    )
    assert "共 1 条" in text(client.get(at("papers/?q=P01-1-C1")))
    assert attach().status_code == 302
    assert paper.number in text(client.get(at("papers/?files=1")))
    assert paper.number not in text(client.get(at("papers/?files=0")))
    assert "没有符合条件的凭据" in text(client.get(at("papers/?q=没有这个")))


def test_it_lists_as_on_the_day(sign_in):
    assert "示例支〔2023〕P09-2-R2" not in text(sign_in("caizheng").get(at("papers/?on=2023-06-30")))


@pytest.mark.parametrize("who", ["lingdao", "nongye", "shenji", "zhou"])
def test_it_shows_the_county_all_papers(demo, who):
    assert visible(books_of(who).actor).filter(county=COUNTY).count() == 40


@pytest.mark.parametrize(("who", "own"), [("cun", "P07"), ("zhen", "P07"), ("shuili", "P07")])
def test_it_shows_narrow_posts_only_what_their_projects_rest_on(demo, who, own):
    seen = set(visible(books_of(who).actor).filter(county=COUNTY).values_list("number", flat=True))
    assert any(own in number for number in seen)
    assert not any("P01" in number or "P08" in number for number in seen)


def test_it_shows_no_paper_out_of_sight(sign_in, paper):
    answer = sign_in("zhen").get(at(f"papers/{paper.pk}/"))
    assert answer.status_code == 404 and "您的岗位看不到" in answer.content.decode()


def test_it_shows_what_rests_on_a_paper(sign_in, paper):
    page = text(sign_in("caizheng").get(at(f"papers/{paper.pk}/")))
    assert "枸杞烘干中心建设项目" in page and "168" in page and "缺文件" in page
    grant = Paper.objects.get(number="示例博州财振〔2022〕1号")
    assert "1800" in text(sign_in("caizheng").get(at(f"papers/{grant.pk}/")))


def test_it_takes_a_file_and_shows_its_hash(sign_in, attach, paper):
    assert attach().status_code == 302
    page = text(sign_in("caizheng").get(at(f"papers/{paper.pk}/")))
    assert Attachment.objects.get().sha256 in page and "凭证 扫描.pdf" in page and "附上凭据文件" in page


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"GIF89a", "a.gif", "不收“.gif”"),
        (b"PK", "a.pdf", "内容不是.pdf文件"),
        (b"a\0b", "a.txt", "内容不是.txt文件"),
    ],
)
def test_it_takes_nothing_else_in(attach, content, name, said):
    answer = attach(content, name)
    assert answer.status_code == 400 and said in answer.content.decode() and not Attachment.objects.exists()


def test_it_refuses_the_same_file_twice_and_none_at_all(attach, sign_in, paper):
    attach()
    answer = sign_in("caizheng").post(
        at(f"papers/{paper.pk}/"), {"file": SimpleUploadedFile("b.pdf", PDF), "key": "b" * 32}
    )
    assert "已经附在" in answer.content.decode()
    assert "还没有选择文件" in sign_in("caizheng").post(at(f"papers/{paper.pk}/"), {}).content.decode()


def test_it_offers_no_upload_to_whoever_only_reads(sign_in, attach, paper):
    assert "附上</button>" not in text(sign_in("lingdao").get(at(f"papers/{paper.pk}/")))
    assert attach(who="lingdao").status_code == 403 and not Attachment.objects.exists()


def test_it_sends_a_file_safely(sign_in, attach):
    attach()
    answer = sign_in("caizheng").get(reverse("attachment", args=[Attachment.objects.get().pk]))
    assert answer.content == PDF and answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "content", "kind", "shown"),
    [
        ("a.txt", "凭据".encode("gb18030"), "text/plain; charset=gb18030", "inline"),
        ("a.txt", "<script>凭据".encode(), "text/plain; charset=utf-8", "inline"),
        ("a.png", b"\x89PNG\r\n\x1a\nx", "image/png", "inline"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/vnd.ms-excel", "attachment"),
    ],
)
def test_it_shows_only_what_is_harmless_and_in_a_sandbox(sign_in, attach, name, content, kind, shown):
    attach(content, name)
    answer = sign_in("caizheng").get(reverse("attachment", args=[Attachment.objects.get().pk]))
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"].startswith(shown)
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")


def test_it_never_believes_a_stored_type(sign_in, attach):
    attach()
    Attachment.objects.update(media_type="text/html")
    answer = sign_in("caizheng").get(reverse("attachment", args=[Attachment.objects.get().pk]))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_it_sends_nothing_that_was_changed_since(sign_in, attach):
    attach()
    found = Attachment.objects.get()
    store.path_of(found.sha256).write_bytes(b"%PDF-1.7 forged")
    answer = sign_in("caizheng").get(reverse("attachment", args=[found.pk]))
    assert answer.status_code == 409
    assert "校验值不符" in answer.content.decode() and "备份" in answer.content.decode()


def test_it_sends_no_file_to_whoever_does_not_see_its_paper(sign_in, attach):
    attach()
    url = reverse("attachment", args=[Attachment.objects.get().pk])
    assert sign_in("zhen").get(url).status_code == 404
    assert sign_in("admin").get(url).status_code == 403


def test_it_shows_another_county_nothing(sign_in, attach):
    attach()
    other = Region.objects.create(code="652701000000", name="博乐市", level="county")
    Post.objects.create(person=Person.objects.get(username="cun"), role="finance", region=other)
    Post.objects.filter(person__username="cun", role="village").update(active=False)
    client = sign_in("cun")
    assert client.get(reverse("attachment", args=[Attachment.objects.get().pk])).status_code == 404
    assert client.get(at("papers/")).status_code == 403
    assert re.search("还没有凭据", text(client.get(at("papers/", county="652701"))))


def test_it_tells_a_narrow_post_of_a_shared_paper_only_what_became_of_its_own_projects(demo):
    """One approval gave money to projects of several townships."""
    approval = max(
        Paper.objects.filter(kinds__holds="approval"),
        key=lambda one: Entry.objects.filter(paper=one.number, act="funds.allot").count(),
    )
    everything = {
        one.entry.label for one in timeline(approval, limit=99, reader=books_of("caizheng").actor)[0]
    }
    reader = books_of("zhen").actor
    own = {one.entry.label for one in timeline(approval, limit=99, reader=reader)[0]}
    assert own < everything
    assert own and own <= {one.name for one in projects(reader)}


def test_it_tells_a_narrow_post_nothing_of_the_other_side_of_a_reallocation(demo, sign_in):
    """Quota goes from a project of 大河沿子镇 to one of another township, on one paper."""
    reader = books_of("zhen").actor
    giver = next(
        one for one in projects(reader).order_by("pk") if one.accounts.filter(balance__gt=0, kind="allotted")
    )
    account = giver.accounts.filter(kind="allotted", balance__gt=0).first()
    taker = Project.objects.exclude(pk__in=projects(reader)).filter(category="industry").first()
    do = Reallocate(
        grant=account.grant, giver=giver, taker=taker, amount=100, paper=PaperIn(number="调〔2023〕1号")
    )
    moved = reallocate(operator(COUNTY), do, day=date(2023, 9, 1)).result
    page = text(sign_in("zhen").get(at(f"papers/{moved.paper_id}/")))
    assert giver.name in page and taker.name not in page
    assert taker.name not in text(sign_in("zhen").get(at(f"projects/{giver.pk}/")))
    told = {
        who: {
            (one.label, one.after)
            for one in timeline(giver, limit=1, reader=books_of(who).actor)[0][0].changes
        }
        for who in ("zhen", "caizheng")
    }
    assert ("调入方", taker.name) in told["caizheng"]
    assert {label for label, _ in told["caizheng"] - told["zhen"]} == {"调入方", "调入方余额"}


def test_it_tells_a_narrow_post_no_sum_of_a_grant(demo, sign_in):
    grant = Grant.objects.get(document="示例博州财振〔2022〕1号")
    page = text(sign_in("zhen").get(at(f"papers/{grant.paper_id}/")))
    assert grant.document in page and "1800" not in page
