"""年度报告 on the site: figures that open, files to take away, writing in versions, signing, rights."""

import re
from datetime import date
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from karez.demo.load import load, places, read
from karez.kernel.regions import full
from karez.places.models import Department, Person, Post, Region
from karez.reports.models import Signature, Text

pytestmark = pytest.mark.django_db
COUNTY, YEAR = "652722", 2023


@pytest.fixture(autouse=True)
def day(monkeypatch, settings, tmp_path):
    monkeypatch.setenv("KAREZ_ON", "2023-09-20")
    settings.PAPERS = tmp_path / "papers"
    places(read())


@pytest.fixture
def demo():
    for _ in load(read()):
        pass


def sign_in(role="rural", region=COUNTY, name="古丽娜"):
    Region.objects.get_or_create(code=full("6527"), defaults={"name": "博州", "level": "prefecture"})
    person = Person.objects.create(username=f"{role}{region}{name}", name=name)
    department = Department.objects.first() if role == "line" else None
    Post.objects.create(person=person, role=role, region_id=full(region), department=department)
    client = Client()
    client.force_login(person)
    return client


def url(name, *args):
    return reverse(name, args=[COUNTY, YEAR, *args])


def words(answer):
    return answer.content.decode()


def save(client, body, section="linkage", base=0, **more):
    return client.post(
        url("report-edit", section), {"body": body, "base": base, "key": "", "do": "save", **more}
    )


def test_the_report_states_the_demo_county_s_figures_each_as_a_link(demo):
    text = words(sign_in().get(url("report")))
    assert "精河县2023年" in text
    for figure in (
        "5126万元",
        "2372万元",
        "2316万元",
        "330万元",
        "108万元",
        "13个",
        "2120万元",
        "41.36%",
        "0.59%",
        "150人次",
    ):
        assert re.search(rf'<a class="k-fig" href="[^"]*/figures/[^"]*"[^>]*>{figure}</a>', text), figure
    assert f"/c/{COUNTY}/{YEAR}/figures/funds.received/?source=central&amp;task=consolidate" in text
    assert "None" not in text


def test_every_figure_of_the_report_opens(demo):
    client = sign_in()
    links = set(re.findall(r'class="k-fig" href="(/[^"]*)"', words(client.get(url("report")))))
    assert len(links) > 20
    for link in sorted(links):
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_the_chosen_day_moves_the_figures_and_travels_on_the_links(demo):
    text = words(sign_in().get(url("report") + "?on=2022-12-31"))
    assert "（截至2022年12月31日）" in text and "on=2022-12-31" in text


@pytest.mark.parametrize(
    ("format", "media", "begins"),
    [
        ("txt", "text/plain; charset=utf-8", "精河县".encode()),
        ("html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
        ("pdf", "application/pdf", b"%PDF-"),
    ],
)
def test_it_is_taken_away_as_a_file_under_its_own_name(demo, format, media, begins):
    answer = sign_in().get(url("report-file", format))
    assert answer["Content-Type"] == media and answer.content.startswith(begins)
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert unquote(disposition).endswith(f"精河县2023年度财政衔接资金报告.{format}")


def test_there_is_no_other_format():
    assert sign_in().get(url("report-file", "xml")).status_code == 404


def test_the_page_needs_as_many_queries_for_many_versions_as_for_one(demo, django_assert_max_num_queries):
    client = sign_in()
    for number in range(3):
        assert save(client, f"第{number}稿", base=number).status_code == 302
    with django_assert_max_num_queries(24):
        client.get(url("report"))
    with django_assert_max_num_queries(24):
        client.get(url("report-edit", "linkage"))
    with django_assert_max_num_queries(12):
        client.get(url("report-text", "linkage"))


def test_writing_adds_a_version_with_a_figure_that_is_filled_in(demo):
    client = sign_in()
    answer = save(client, "## 带动情况\r\n共安排{{projects.count}}项目。")
    assert answer.status_code == 302
    text = words(client.get(url("report")))
    assert "带动情况" in text and "第1版" in text and "待审核" in text
    assert re.search(r"共安排<a [^>]*projects\.count[^>]*>13个</a>项目。", text)
    assert Text.objects.get().body == "## 带动情况\n共安排{{projects.count}}项目。"


def test_a_preview_shows_it_filled_in_and_saves_nothing(demo):
    answer = sign_in().post(
        url("report-edit", "linkage"), {"body": "共{{projects.count}}。", "base": 0, "do": "preview"}
    )
    assert 'id="preview"' in words(answer) and "13个</a>。" in words(answer)
    assert not Text.objects.exists()


def test_all_faults_of_a_text_show_at_once_and_the_words_stay():
    answer = save(sign_in(), "{{funds.recieved}}\n#### 四级\n<b>甲</b>")
    text = words(answer)
    assert answer.status_code == 409
    assert "第1行的占位符“{{funds.recieved}}”没有对应的数据项。" in text and "funds.received" in text
    assert "第2行的标题用了4个#。" in text and "&lt;b&gt;甲&lt;/b&gt;" in text
    assert not Text.objects.exists()


def test_two_writers_at_once_get_a_comparison_and_nothing_is_lost():
    first, second = sign_in(name="甲"), sign_in("finance", name="乙")
    save(first, "甲写的话。")
    answer = save(second, "乙写的话。")
    text = words(answer)
    assert answer.status_code == 409 and "已有第1版（甲，2023-09-20）" in text
    assert "<del>甲</del><ins>乙</ins>写的话。" in text
    assert 'name="base" value="1"' in text and ">\n乙写的话。</textarea>" in text
    assert save(second, "甲、乙写的话。", base=1).status_code == 302
    assert list(Text.objects.order_by("version").values_list("version", "writer")) == [(1, "甲"), (2, "乙")]


def test_the_same_form_sent_twice_saves_once():
    client = sign_in()
    assert save(client, "甲", key="abc").status_code == 302
    assert save(client, "甲", key="abc").status_code == 302
    assert Text.objects.count() == 1


def test_the_list_of_figures_offers_placeholders_with_their_values(demo):
    text = words(sign_in().get(url("report-edit", "policy")))
    assert "<code>{{projects.share category=industry}}</code>" in text and "<b>41.36%</b>" in text


def test_versions_show_who_wrote_what_and_the_difference():
    client = sign_in()
    save(client, "带动 30 人。")
    save(client, "带动 50 人。\n另起一段。", base=1)
    text = words(client.get(url("report-text", "linkage")))
    assert (
        "第1版 → 第2版" in text and "<del>30</del><ins>50</ins>" in text and "<ins>另起一段。</ins>" in text
    )
    assert "第1版" in words(client.get(url("report-text", "linkage") + "?v=1"))
    assert "还没有写" in words(client.get(url("report-text", "problems")))
    assert client.get(url("report-text", "nothing")).status_code == 404


def test_signing_names_the_reviewer_until_the_words_change():
    client = sign_in()
    save(client, "甲。")
    page = words(client.get(url("report-sign")))
    assert 'name="v.linkage" value="1"' in page
    client.post(
        url("report-sign"), {"reviewer": "孙雪娇", "issuer": "精河县财政局", "v.linkage": 1, "key": "k"}
    )
    signed = Signature.objects.get()
    assert (signed.reviewer, signed.versions, signed.day) == ("孙雪娇", {"linkage": 1}, date(2023, 9, 20))
    assert "已审核：孙雪娇" in words(client.get(url("report")))
    save(client, "乙。", base=1)
    text = words(client.get(url("report")))
    assert "审核后有改动，待重新审核" in text and "“联农带农”" in text and "（待审核）" in text


def test_words_that_changed_since_they_were_read_are_not_signed():
    client = sign_in()
    save(client, "甲。")
    save(client, "乙。", base=1)
    answer = client.post(url("report-sign"), {"reviewer": "孙", "v.linkage": 1})
    assert answer.status_code == 409 and "您看过之后，“联农带农”又有新版本，没有审核。" in words(answer)
    assert client.post(url("report-sign"), {"reviewer": " ", "v.linkage": 2}).status_code == 409
    assert not Signature.objects.exists()


@pytest.mark.parametrize("role", ["leader", "audit"])
def test_readers_see_no_acts_that_they_may_not_do(role):
    save(sign_in(), "甲。")
    client = sign_in(role)
    text = words(client.get(url("report")))
    assert "审核报告" not in text and "改写" not in text and "历次版本" in text
    assert "改写" not in words(client.get(url("report-text", "linkage")))
    assert client.get(url("report-edit", "linkage")).status_code == 403
    assert client.get(url("report-sign")).status_code == 403


@pytest.mark.parametrize(
    ("role", "region"), [("township", "652722101"), ("village", "652722101206"), ("line", COUNTY)]
)
def test_narrow_posts_may_not_read_the_county_s_report(role, region):
    client = sign_in(role, region)
    for name, args in (("report", ()), ("report-file", ("docx",)), ("report-text", ("linkage",))):
        answer = client.get(url(name, *args))
        assert answer.status_code == 403 and "无权查看此页" in words(answer)


def test_a_county_without_money_says_so_in_the_report():
    text = words(sign_in().get(url("report")))
    assert "没有收到财政衔接推进乡村振兴补助资金" in text and "本年度没有需要报告的联农带农情况。" in text


def test_a_text_that_quotes_a_figure_no_longer_there_closes_only_the_report(monkeypatch):
    client = sign_in()
    Text.objects.create(
        county=COUNTY, year=YEAR, section="linkage", version=1, body="{{gone.figure}}", day=date(2023, 9, 20),
        written_by="x", writer="x", written_at="2023-09-20T00:00:00Z",
    )  # fmt: skip
    answer = client.get(url("report"))
    text = words(answer)
    assert answer.status_code == 200 and "报告暂时不能生成" in text and "gone.figure" in text
    assert url("report-edit", "linkage") in text
    assert client.get(url("report-edit", "linkage")).status_code == 200
