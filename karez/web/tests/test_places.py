import pytest

from karez.figures import Reading
from karez.testing.pages import DAYS, at, books_of, change_something, sheet, text
from karez.web.views import places

FIGURES = tuple(places.FIGURES.items())


@pytest.mark.parametrize("who", ["caizheng", "zhen", "shuili", "zhou"])
def test_it_adds_villages_up_to_townships_and_townships_to_the_figures(demo, who):
    change_something()
    for on in DAYS:
        books = books_of(who, on)
        total, towns, _ = places.read(books)
        for name, figure in FIGURES:
            assert total.sums[name] == sum(town.sums[name] for town in towns)
            assert total.sums[name] == int(Reading(books.scope).evaluate(figure).value or 0)
            for town in towns:
                if town.villages:
                    assert town.sums[name] == sum(village.sums[name] for village in town.villages)


def test_it_shows_the_demo_county_township_by_township(sign_in):
    page = text(sign_in("lingdao").get(at("places/")))
    assert "13 个项目，分布在 6 个乡镇和县本级，下达 5126万元，已支付 2909万元（56.75%）" in page
    assert at("projects/?place=652722102000") in page and at("projects/?place=652722102202") in page
    assert at("figures/funds.paid/?township=652722102000") in page
    assert "托里镇" in page and "永集湖村" in page and "县本级" in page


def test_it_orders_townships_and_the_villages_in_each(demo):
    books = books_of("caizheng")
    _, towns, _ = places.read(books, "allotted", True)
    assert [town.name for town in towns][:2] == ["托里镇", "大河沿子镇"]
    assert [village.name for village in towns[0].villages] == ["大庄子南村", "永集湖村"]


def test_it_names_townships_without_projects(sign_in):
    page = text(sign_in("caizheng").get(at("places/?on=2023-03-01")))
    assert "没有项目的乡镇（1）" in page and "阿合其农场" in page.split("没有项目的乡镇")[1]


def test_it_shows_a_township_its_own_villages_only(sign_in):
    page = text(sign_in("zhen").get(at("places/")))
    assert "大河沿子镇" in page and "托里镇" not in page.split("<main")[1] and "2 个项目" in page


def test_it_says_so_when_there_is_nothing_yet(sign_in):
    assert "还没有下达指标的项目" in text(sign_in("caizheng").get(at("places/", year=2030)))


def test_it_exports_a_row_for_each_village_with_the_countys_totals(sign_in):
    rows = sheet(sign_in("caizheng").get(at("places/?format=xlsx")))
    heads, total = rows[2], dict(zip(rows[2], rows[-1], strict=True))
    assert total["项目个数"] == 13 and total["下达指标（元）"] == 51_260_000 and total["带动就业人次"] == 150
    assert sum(row[heads.index("已支付（元）")] for row in rows[3:-1]) == total["已支付（元）"] == 29_090_000


def test_it_reads_the_county_with_a_bounded_number_of_queries(sign_in, queries, request):
    finance = sign_in("caizheng")
    with queries("places"):
        text(finance.get(at("places/")))
    request.getfixturevalue("crowd")
    with queries("places"):
        text(finance.get(at("places/")))
