"""导入 on the site: another county's own workbook from the upload to its report, faults, questions, rights."""

from io import BytesIO
from pathlib import Path

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from karez.demo.load import places as demo_places
from karez.demo.load import read as demo_data
from karez.funds.models import Grant, Transfer
from karez.kernel.regions import full
from karez.payments.models import Payment
from karez.places.models import Person, Post, Region
from karez.projects.models import Project
from karez.testing import messy
from karez.trail.models import Entry

pytestmark = pytest.mark.django_db
WEN, YEAR = messy.COUNTY, messy.YEAR


@pytest.fixture(autouse=True)
def shop(monkeypatch, settings, tmp_path):
    """The books know 精河县 only; papers lie in a folder of their own; it is 2023-09-20."""
    monkeypatch.setenv("KAREZ_ON", "2023-09-20")
    settings.PAPERS = tmp_path / "papers"
    demo_places(demo_data())
    Region.objects.get_or_create(
        code=full("6527"), defaults={"name": "博尔塔拉蒙古自治州", "level": "prefecture"}
    )


def sign_in(role="finance", region="6527"):
    person = Person.objects.create(username=f"{role}{region}", name="刘洋")
    Post.objects.create(person=person, role=role, region_id=full(region))
    client = Client()
    client.force_login(person)
    return client


def url(name, *args, county=WEN, year=YEAR):
    return reverse(name, args=[county, year, *args])


def send(client, path: Path, name=None, county=WEN):
    file = SimpleUploadedFile(name or path.name, path.read_bytes())
    return client.post(url("import", county=county), {"file": file})


def words(answer):
    return answer.content.decode()


def cells(content, sheet):
    return python_calamine.load_workbook(BytesIO(content)).get_sheet_by_name(sheet).to_python()


def confirm(client, page):
    answer = client.get(page)
    assert answer.status_code == 200
    return client.post(page, {"do": "import", "expect": answer.context["plan"].fingerprint})


def books():
    models = (Grant, Project, Payment, Transfer, Entry, Region)
    return {model.__name__: model.objects.count() for model in models}


def test_a_county_of_its_own_comes_in_from_its_own_workbook_and_gets_its_report(tmp_path):
    client = sign_in()
    assert not Region.objects.filter(code=full(WEN)).exists()
    assert "温泉县在这里还没有账" in words(client.get(url("import")))
    sent = send(client, messy.write(tmp_path / "温泉县台账.xlsx"))
    before = books()
    page = sent["Location"]
    shown = client.get(page)
    text = words(shown)
    assert "温泉县台账.xlsx" in text and "可以导入：新增和变更 8 行，没有差错" in text
    assert "是合计行，只用来核对" in text
    assert books() == before, "a preview writes nothing"

    finished = confirm(client, page)
    assert finished.status_code == 302 and finished["Location"].endswith("/done/")
    said = words(client.get(finished["Location"]))
    assert "全部写入" in said and "温泉县" in said
    assert [str(one.amount) for one in Grant.objects.filter(county=WEN).order_by("document")] == [
        "1000000000",
        "500000000",
    ]
    assert Region.objects.get(code=full(WEN)).name == "温泉县"
    assert Project.objects.get(name="奶牛养殖小区").region.name == messy.places()[1]

    report = words(client.get(url("report")))
    assert "温泉县2023年" in report and ">1500万元</a>" in report and "待审核" in report
    assert "/figures/funds.received/" in report

    after = books()
    again = words(client.get(page))
    assert "没有变化：账上已经是这样" in again
    repeated = client.post(page, {"do": "import", "expect": client.get(page).context["plan"].fingerprint})
    assert repeated["Location"] == page
    assert "什么也没有写入" in words(client.get(page))
    assert books() == after


def test_the_dashboard_and_figures_of_an_imported_county_answer(tmp_path):
    client = sign_in()
    confirm(client, send(client, messy.write(tmp_path / "a.xlsx"))["Location"])
    assert client.get(url("dashboard")).status_code == 200
    assert "1500" in words(client.get(url("figure", "funds.received")))
    assert client.get(url("places")).status_code == 200


def test_every_fault_shows_at_once_with_its_cell_and_nothing_is_written(tmp_path):
    client = sign_in()
    page = send(client, messy.write(tmp_path / "错.xlsx", wrong=True))["Location"]
    before = books()
    answer = client.get(page)
    text = words(answer)
    assert "第5行 E列 资金规模" in text and "第3行 D列 支付日期" in text
    assert "项目库里没有“奶牛养殖小屋”。" in text and "是不是“奶牛养殖小区”？" in text
    assert "确认导入" not in text
    refused = client.post(page, {"do": "import", "expect": answer.context["plan"].fingerprint})
    assert refused.status_code == 409 and "处差错" in words(refused)
    assert books() == before

    file = client.get(url("import-faults", page.rstrip("/").rsplit("/", 1)[1]))
    rows = cells(b"".join(file.streaming_content), "差错")
    assert ["资金台账", 5, "E", "资金规模"] in [row[:4] for row in rows]


def test_what_an_act_would_refuse_is_a_fault_of_the_preview(tmp_path):
    client = sign_in()
    page = send(client, messy.write(tmp_path / "多付.xlsx", paid=90_000_000))["Location"]
    text = words(client.get(page))
    assert "有 1 处差错" in text and "第2行 C列" in text


def test_an_unknown_place_is_asked_about_and_the_answer_counts(tmp_path):
    client = sign_in()
    page = send(client, messy.write(tmp_path / "a.xlsx", township="新设的镇"))["Location"]
    text = words(client.get(page))
    assert "1 个地名要您确认" in text and "确认导入" not in text
    assert 'name="name.0" value="新设的镇"' in text
    township = messy.places()[0]
    (asked,) = client.get(page).context["page"].asked
    chosen = next(code for _, among in asked.options for code, name in among if name == township)
    assert f'<option value="{chosen}">{township}</option>' in text
    client.post(page, {"do": "answer", "name.0": "新设的镇", "pick.0": chosen, "code.0": ""})
    text = words(client.get(page))
    assert "新设的镇</b> → " + township in text and "确认导入" in text
    confirm(client, page)
    assert Project.objects.get(name__contains="道路硬化").region_id == chosen


def test_an_answer_may_be_taken_back_and_nonsense_asks_again(tmp_path):
    client = sign_in()
    page = send(client, messy.write(tmp_path / "a.xlsx", township="新设的镇"))["Location"]
    for code in ("12", "六五二七二三", "650000000000", WEN + "000000"):
        client.post(page, {"do": "answer", "name.0": "新设的镇", "code.0": code})
        assert "1 个地名要您确认" in words(client.get(page))
    client.post(page, {"do": "answer", "name.0": "新设的镇", "code.0": WEN + "999000"})
    assert "确认导入" in words(client.get(page))
    client.post(page, {"do": "answer", "name.0": "新设的镇"})
    assert "1 个地名要您确认" in words(client.get(page))


def test_books_that_moved_since_the_preview_stop_the_import(tmp_path):
    client = sign_in()
    page = send(client, messy.write(tmp_path / "a.xlsx"))["Location"]
    seen = client.get(page).context["plan"].fingerprint
    other = send(client, messy.write(tmp_path / "b.xlsx", paid=800_000))["Location"]
    confirm(client, other)
    before = books()
    answer = client.post(page, {"do": "import", "expect": seen}, follow=True)
    assert "预览之后账目或文件有变动，导入没有进行。" in words(answer)
    assert books() == before


def test_a_project_that_changes_shows_before_and_after(tmp_path):
    client = sign_in()
    confirm(client, send(client, messy.write(tmp_path / "a.xlsx"))["Location"])
    page = send(client, messy.write(tmp_path / "b.xlsx", barns="四"))["Location"]
    text = words(client.get(page))
    assert "新增和变更 1 行" in text
    assert '<span class="k-before">牛舍三座</span> → <b>牛舍四座</b>' in text
    confirm(client, page)
    assert Project.objects.get(name="奶牛养殖小区").content == "牛舍四座"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"x", "不是 Excel 工作簿"),
        ("a.xlsx", b"", "是空的"),
        ("a.xlsx", b"%PDF-1.4", "不要改扩展名"),
    ],
)
def test_what_is_no_workbook_is_refused_at_the_field(name, content, said):
    client = sign_in()
    answer = client.post(url("import"), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 400
    assert said in words(answer)


def test_a_file_beyond_the_limit_is_refused(settings):
    settings.UPLOAD_LIMIT = 10
    answer = sign_in().post(url("import"), {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04" + b"0" * 20)})
    assert answer.status_code == 400 and "超过" in words(answer)


def test_a_broken_workbook_says_so_on_the_page():
    client = sign_in()
    sent = client.post(url("import"), {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04" + b"0" * 200)})
    assert "处差错" in words(client.get(sent["Location"]))


def test_the_template_lists_the_county_s_places():
    answer = sign_in().get(url("template"))
    assert "%E6%B8%A9%E6%B3%89%E5%8E%BF2023%E5%B9%B4%E5%BA%A6" in answer["Content-Disposition"]
    listed = {cell for row in cells(answer.content, "选项") for cell in row}
    assert set(messy.places()) <= listed


@pytest.mark.parametrize("role", ["leader", "audit", "superior", "rural", "township", "village"])
def test_only_roles_that_import_see_the_pages(role):
    region = {"superior": "6527", "township": "652722101", "village": "652722101206"}.get(role, "652722")
    client = sign_in(role, region)
    for name, args in (
        ("import", ()),
        ("template", ()),
        ("import-plan", ("0" * 64,)),
        ("import-done", ("0" * 64,)),
    ):
        assert client.get(url(name, *args, county="652722")).status_code == 403


def test_a_county_s_finance_office_cannot_open_another_county():
    client = sign_in("finance", "652722")
    assert client.get(url("import")).status_code == 403
    assert client.get(url("import", county="652722")).status_code == 200


def test_a_county_that_is_none_has_no_books():
    assert sign_in("finance", "6527").get(url("import", county="652799")).status_code == 403


def test_a_digest_of_nothing_says_what_to_do():
    client = sign_in()
    answer = client.get(url("import-plan", "0" * 64))
    assert answer.status_code == 404 and "请重新上传" in words(answer)
    assert client.get(url("import-plan", "x" * 64)).status_code == 404
    assert client.get(url("import-done", "0" * 64)).status_code == 404


def test_a_workbook_is_open_to_nobody_but_who_uploaded_it(tmp_path):
    page = send(sign_in(), messy.write(tmp_path / "a.xlsx")).headers["Location"]
    assert sign_in(region="652700").get(page).status_code == 404


def test_the_list_of_counties_offers_to_begin_those_without_books():
    text = words(sign_in().get(reverse("counties")))
    assert "温泉县" in text and "开始记账" in text and "还没有账" in text
    assert "开始记账" not in words(sign_in("superior", "6527").get(reverse("counties")))
    assert "温泉县" not in words(sign_in("finance", "652722").get(reverse("counties")))


def test_a_look_at_a_county_without_books_writes_nothing():
    client = sign_in()
    before = books()
    for name in ("import", "template", "dashboard"):
        assert client.get(url(name)).status_code == 200
    assert books() == before


def test_another_year_is_chosen_on_the_page():
    client = sign_in()
    assert client.get(url("import") + "?year=2022")["Location"] == url("import", year=2022)
    assert client.get(url("import") + "?year=99").status_code == 200
