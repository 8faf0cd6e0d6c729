"""The overview: the demo county's numbers, each the catalogue's, each opening its figure."""

import json
import re
from datetime import date
from html import unescape

import pytest

from karez.figures import Reading, Scope, evaluate
from karez.pages.links import Links, points, wan_short
from karez.testing.pages import COUNTY, DAY, YEAR, at, books_of, text, words
from karez.web.kit import overview
from karez.web.kit.board import Board
from karez.web.kit.flow import NAMED, flow, short, table

pytestmark = pytest.mark.django_db


def figure_links(page: str) -> set[str]:
    return {unescape(link) for link in re.findall(r'href="(/c/\d+/\d+/figures/[^"]+)"', page)}


def chart(page: str) -> dict:
    found = re.search(r'<script id="flow-data" type="application/json">(.*?)</script>', page, flags=re.S)
    assert found
    return json.loads(found[1])


def test_it_states_the_demo_county_in_one_sentence(sign_in):
    said = words(text(sign_in("lingdao").get(at())))
    assert (
        "到位 5126 万元已全部下达 13 个项目，已支付 2909 万元、占 56.75%，比序时进度低 15.30 个百分点；"
        "10 月 15 日考核点（80%）前还需支付 1191.8 万元。"
    ) in said


def test_it_shows_the_demo_countys_numbers(sign_in):
    said = words(text(sign_in("lingdao").get(at())))
    for number in (
        "5126",
        "2120",
        "41.36%",
        "2916",
        "56.89%",
        "1.17%",
        "0.59%",
        "2909",
        "56.75%",
        "2217",
        "65.35%",
        "72.05%",
    ):
        assert number in said, number
    assert "占比相加 100.01%（四舍五入）" in said
    assert "没有上年数" in said and "待核实 自治区 ≥50%" in said and "国家目标 ≥60%" in said


def test_each_number_is_the_catalogues(demo):
    books = books_of("lingdao")
    view, reading = overview.read(books.scope), Reading(books.scope)
    for key, said in (
        ("funds.received", view.came), ("funds.allotted", view.allotted), ("funds.paid", view.paid),
        ("funds.unpaid", view.unpaid), ("funds.available", view.free), ("funds.payment_rate", view.rate),
        ("projects.count", view.projects), ("policy.central_industry_share", view.industry.share),
    ):  # fmt: skip
        assert reading.evaluate(key).value == said, key
    for group in view.by_category():
        where = {"category": group.key}
        assert reading.evaluate("funds.allotted", where).value == group.allotted
        assert reading.evaluate("funds.paid", where).value == group.paid
        assert reading.evaluate("projects.count", where).value == group.projects
        assert reading.evaluate("projects.payment_rate", where).value == group.rate
    for group in view.by_township():
        where = {"township": group.key.ljust(12, "0")}
        assert reading.evaluate("funds.allotted", where).value == group.allotted
    for early in (True, False):
        assert reading.evaluate("funds.unpaid", {"advance_notice": early}).value == view.early(early).unpaid


@pytest.mark.parametrize("who", ["lingdao", "zhen"])
def test_every_link_to_a_figure_opens(sign_in, who):
    client = sign_in(who)
    page = text(client.get(at()))
    data = chart(page)
    links = figure_links(page) | {
        one["url"]
        for layout in data.values()
        for part in ("nodes", "links")
        for one in layout[part]
        if "/figures/" in one["url"]
    }
    assert len(links) > 15
    wrong = {link: status for link in links if (status := client.get(link).status_code) != 200}
    assert not wrong


def test_the_chart_and_its_table_hold_the_same_money(demo):
    books = books_of("lingdao")
    view = overview.read(books.scope)
    data, rows = flow(view, Links(books)), table(view, Links(books))
    for layout in data.values():
        state = {node["name"]: node["value"] for node in layout["nodes"]}
        assert (state["state:paid"], state["state:unpaid"]) == (view.paid, view.unpaid)
        assert sum(node["value"] for node in layout["nodes"] if node["depth"] == 0) == view.came
    assert len(rows) == 14  # 17 allotments; three projects have two grants of one task
    assert {row.project for row in rows} == {cell.project for cell in view.cells}


def test_money_not_yet_allotted_flows_to_its_own_end(demo):
    books = books_of("caizheng", on="2023-05-30")
    view = overview.read(books.scope)
    state = {node["name"]: node["value"] for node in flow(view, Links(books))["wide"]["nodes"]}
    assert state["state:free"] == view.free == evaluate("funds.available", books.scope).value > 0
    assert "尚有" in Board(books, view).lead and "672" in Board(books, view).lead


def test_of_many_projects_the_largest_stand_by_name_and_the_others_together(demo, crowd):
    books = books_of("lingdao")
    view = overview.read(books.scope)
    wide = flow(view, Links(books))["wide"]
    projects = [node for node in wide["nodes"] if node["depth"] == 3]
    assert len([node for node in projects if node["name"].startswith("project:")]) <= NAMED
    assert sum(node["value"] for node in projects) == view.allotted
    assert sum(band["value"] for band in wide["links"] if band["target"] == "state:paid") == view.paid
    assert any("其余" in row.project for row in table(view, Links(books)))


def test_the_number_of_queries_does_not_grow_with_rows(sign_in, queries, crowd):
    client = sign_in("lingdao")
    client.get(at())  # the session's first request
    with queries("dashboard"):
        client.get(at())


def test_without_rows_more_it_takes_the_same_queries(sign_in, queries):
    client = sign_in("lingdao")
    client.get(at())
    with queries("dashboard"):
        client.get(at())


def test_a_township_sees_its_own_projects_and_no_grants(sign_in):
    page = text(sign_in("zhen").get(at()))
    said = words(page)
    books = books_of("zhen")
    assert "到位" not in said.split("钱从哪里来")[0].split("跳到正文")[1]
    assert f"{wan_short(evaluate('funds.allotted', books.scope).value)} 万元" in said
    assert (
        "funds.received" not in page
        and "funds.payment_rate" not in page
        and "central_industry_share" not in page
    )
    assert "本岗位的项目" in said and "各乡镇" not in said


def test_an_empty_year_says_what_to_do_first(sign_in):
    page = text(sign_in("caizheng").get(at(year=2020)))
    assert "2020 年度还没有账" in page and at("import/", year=2020) in page
    page = text(sign_in("lingdao").get(at(year=2020)))
    assert "导入和登记由县财政局办理" in page and at("import/", year=2020) not in page


def test_before_the_first_money_and_before_the_first_quota_it_still_speaks(sign_in):
    client = sign_in("caizheng")
    assert "到位 2030 万元，还没有下达到项目。" in words(text(client.get(at() + "?on=2022-12-10")))
    page = words(text(client.get(at() + "?on=2024-02-01")))
    assert "序时进度 100.00%" in page


def test_what_is_late_names_who_and_how_much(sign_in):
    said = words(text(sign_in("lingdao").get(at())))
    assert "逾 5 天" in said and "庭院经济和特色种养奖补项目" in said and "待付 27 万元" in said
    assert "剩 10 天" in said and "农村供水管网改造工程" in said
    assert "落后 46.34" in said


def test_the_findings_name_ground_and_remedy(sign_in):
    said = words(text(sign_in("lingdao").get(at())))
    assert "支付进度低于序时 15.30 个百分点" in said and "吉财农〔2023〕647号" in said
    assert "3430万元到县67–85天才下达指标，超过规定的30天" in said and "依据待核实" in said


def test_the_data_of_the_chart_cannot_break_out_of_its_script(demo, sign_in):
    from karez.projects.models import Edition

    Edition.objects.filter(name="农村道路建设工程").update(name="</script><b>渠")
    page = text(sign_in("lingdao").get(at()))
    assert "</script><b>渠" not in page
    assert any(node["full"] == "</script><b>渠" for node in chart(page)["wide"]["nodes"])


def test_an_admin_has_no_overview(sign_in):
    answer = sign_in("admin").get(at())
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("fen", "said"),
    [(119_180_000_000 // 100, "1191.8"), (784_528_768, "784.53"), (0, "0"), (1, "0.00"), (-5_000_000, "-5")],
)
def test_money_on_the_screen_has_at_most_two_decimals(fen, said):
    assert wan_short(fen) == said


def test_differences_are_said_in_points():
    from fractions import Fraction

    assert points(Fraction(2909, 5126) - Fraction(263, 365)) == "15.30"


@pytest.mark.parametrize(
    ("name", "said"),
    [("枸杞烘干中心建设项目", "枸杞烘干中心"), ("农村供水管网改造工程", "农村供水管网"), ("项目管理费", "项目管理费"), ("工程", "工程"),
     ("一二三四五六七八九十一二", "一二三四五六七八九…")],
)  # fmt: skip
def test_project_names_are_shortened_for_the_chart(name, said):
    assert short(name) == said


def test_the_counties_of_a_prefecture_stand_in_one_table(sign_in, demo):
    page = text(sign_in("zhou").get("/overview/?year=2023"))
    said = words(page)
    assert "精河县" in said and "5126" in said and "2909" in said and "56.75%" in said
    scope = Scope.whole(COUNTY, YEAR, DAY)
    from karez.web.kit import region

    actor = books_of("zhou").actor
    (county,) = [one for one in region.counties(actor, YEAR, DAY) if one.code == COUNTY]
    assert county.received == evaluate("funds.received", scope).value
    assert county.allotted == evaluate("funds.allotted", scope).value
    assert county.paid == evaluate("funds.paid", scope).value
    assert region.counties(actor, YEAR, date(2022, 12, 1)) == []


def test_who_sees_one_county_is_sent_home_from_the_table_of_counties(sign_in):
    answer = sign_in("lingdao").get("/overview/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
