import pytest
from django.http import QueryDict

from karez.figures import Reading
from karez.funds.models import Allotment, Grant
from karez.funds.pages import allotments
from karez.pages.listing import Page
from karez.projects.models import Project
from karez.testing.pages import DAYS, at, books_of, change_something, sheet, text


def listed(who="caizheng", query="", on=None):
    books = books_of(who, on)
    return Page(allotments.listing(books), books, QueryDict(query))


@pytest.mark.parametrize("who", ["caizheng", "zhen", "shuili"])
def test_it_agrees_with_the_figure_to_the_fen_for_every_reader_and_day(demo, who):
    change_something()
    for on in DAYS:
        assert (
            listed(who, on=on).totals["amount"]
            == Reading(books_of(who, on).scope).evaluate("funds.allotted").value
        )


def test_it_shows_what_was_taken_away_below_zero_and_names_it(sign_in):
    change_something()
    page = text(sign_in("caizheng").get(at("allotments/?sort=amount")))
    assert (
        "-123.456789" in page
        and "调剂</span>" in page
        and "17 笔" not in page
        and "18 笔，净下达 5002.543211万元" in page
    )


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("source=regional", 7), ("category=employment", 1), ("q=21号", 3), ("place=652722100000", 5), ("move=allot", 17),
        ("move=reverse", 0), ("day_from=2023-06-01&day_to=2023-06-30", 3),
    ],
)  # fmt: skip
def test_it_filters(demo, query, count):
    page = listed(query=query)
    rows = [(row["grant"], row["project_name"], row["amount"]) for row in page.rows]
    assert page.count == count and page.totals["amount"] == sum(row[2] for row in rows), rows


def test_it_opens_from_a_project_and_a_grant_with_marks_that_can_be_taken_away(sign_in):
    road, grant = (
        Project.objects.get(name="农村道路建设工程"),
        Grant.objects.get(document="示例博州财振〔2023〕4号"),
    )
    page = text(sign_in("caizheng").get(at(f"allotments/?project={road.pk}&grant={grant.pk}")))
    assert "1 笔，净下达 512万元" in page
    assert "项目：农村道路建设工程" in page and f'href="{at(f"allotments/?project={road.pk}")}"' in page
    assert "项目：999999" in text(sign_in("caizheng").get(at("allotments/?project=999999")))


@pytest.mark.parametrize("written", ["1000000000000000000", "000000000000000000005", "1_0", "%2B5", "%D9%A3"])
def test_an_id_however_written_is_named(sign_in, written):
    """Python reads more as a number than digits alone: such an address is answered like any other."""
    assert "项目：" in text(sign_in("caizheng").get(at(f"allotments/?project={written}")))
    assert "项目：" not in text(sign_in("caizheng").get(at("allotments/?project=%20")))


def test_it_does_not_name_what_the_reader_may_not_see(sign_in):
    road = Project.objects.get(name="农村道路建设工程")
    page = text(sign_in("cun").get(at(f"allotments/?project={road.pk}")))
    assert "农村道路建设工程" not in page and f"项目：{road.pk}" in page


def test_it_shows_one_with_its_approval_transfer_and_hash(sign_in):
    one = Allotment.objects.select_related("transfer").get(project__name="枸杞烘干中心建设项目")
    page = text(sign_in("caizheng").get(at(f"allotments/{one.pk}/")))
    for said in (
        "600",
        "示例精政办批〔2023〕3号",
        "2023-02-28",
        "到县后 77 天",
        one.transfer.hash,
        f"652722#{one.transfer.seq}",
    ):
        assert said in page
    assert at(f"acts/funds.reverse/?transfer={one.transfer_id}") in page


def test_it_does_not_find_one_outside_sight_or_before_its_day(sign_in):
    one = Allotment.objects.get(project__name="枸杞烘干中心建设项目")
    assert sign_in("zhen").get(at(f"allotments/{one.pk}/")).status_code == 404
    early = sign_in("caizheng").get(at(f"allotments/{one.pk}/?on=2023-02-19"))
    assert early.status_code == 404 and "请从下达列表打开，或换一个查看日。" in early.content.decode()


def test_it_exports_signed_amounts_and_dates(sign_in):
    change_something()
    rows = sheet(sign_in("caizheng").get(at("allotments/?sort=amount&format=xlsx")))
    row = dict(zip(rows[3], rows[4], strict=True))
    assert (
        row["金额（元）"] == -1_234_567.89
        and row["项目"] == "农村道路建设工程"
        and row["批复日期"].isoformat() == "2023-09-20"
    )
    assert dict(zip(rows[3], rows[-1], strict=True))["金额（元）"] == 50_025_432.11


def test_it_reads_one_with_a_bounded_number_of_queries(sign_in, queries):
    finance, pk = sign_in("caizheng"), Allotment.objects.first().pk
    with queries("allotment"):
        text(finance.get(at(f"allotments/{pk}/")))
