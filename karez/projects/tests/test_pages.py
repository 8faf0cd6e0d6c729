from datetime import date

import pytest
from django.http import QueryDict

from karez.figures import Reading
from karez.funds.models import Allotment
from karez.pages.listing import Page
from karez.places.models import Region
from karez.places.rights import operator
from karez.projects import pages as projects
from karez.projects.commands import Amend, Register, amend, register
from karez.projects.models import Project
from karez.testing.pages import DAY, DAYS, at, books_of, change_something, sheet, text


def listed(who="caizheng", query="", on=None):
    books = books_of(who, on)
    return Page(projects.listing(books), books, QueryDict(query))


def waiting(name="待下达项目", day=date(2023, 6, 1)):
    """A project without money."""
    return register(
        operator("652722"),
        Register(
            name=name, year=2023, category="industry", kind="breeding", region=Region.objects.get(code="652722102202"),
            planned=300_000_000, ends=date(2023, 9, 1),
        ),
        day=day,
    ).result  # fmt: skip


@pytest.mark.parametrize("who", ["caizheng", "zhen", "shuili", "cun", "zhou"])
def test_it_agrees_with_the_figures_to_the_fen_for_every_reader_and_day(demo, who):
    change_something()
    for on in DAYS:
        page = listed(who, on=on)
        reading = Reading(books_of(who, on).scope)
        for column, figure in (
            ("allotted", "funds.allotted"),
            ("paid", "funds.paid"),
            ("unpaid", "funds.unpaid"),
        ):
            assert page.totals[column] == reading.evaluate(figure).value
        counting = [row for row in page.rows if row["allotted"] > 0]
        assert len(counting) == reading.evaluate("projects.count").value
        by_name = {result.by["project"]: result.value for result in reading.split("funds.paid", ["project"])}
        assert {row["project"]: row["paid"] for row in counting if row["project"] in by_name} == by_name


def test_it_lists_each_reader_only_their_own(sign_in):
    names = {
        who: {row["project"] for row in listed(who).rows} for who in ("zhen", "cun", "shuili", "caizheng")
    }
    assert (
        names["caizheng"] == set(Project.objects.values_list("name", flat=True))
        and len(names["caizheng"]) == 13
    )
    assert names["zhen"] == {"饲草料加工配送项目", "农村供水管网改造工程"}
    assert names["cun"] and names["cun"] < names["zhen"]
    assert names["shuili"] == {"农村供水管网改造工程"}
    page = text(sign_in("cun").get(at("projects/"))).split("<tbody")[1]
    assert all(name not in page for name in names["caizheng"] - names["cun"])


def test_it_marks_a_project_without_money_and_says_what_comes_next(sign_in):
    one = waiting()
    page = text(sign_in("caizheng").get(at("projects/?state=not_yet")))
    assert "待下达项目" in page and "待下达</span>" in page and "1 个项目，下达指标 0万元" in page
    detail = text(sign_in("caizheng").get(at(f"projects/{one.pk}/")))
    assert "下达指标</div>" in detail and "逾 19 天" in detail and "总投资 300万元" in detail
    assert at(f"acts/funds.allot/?project={one.pk}") in detail and "acts/payments.pay" not in detail


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("category=industry", 6), ("category=infrastructure", 5), ("kind=road", 2), ("place=652722102000", 2),
        ("place=652722000000", 2), ("state=paying", 13), ("state=paid", 0), ("q=县水利局", 1), ("q=00007", 1),
        ("ends_to=2023-09-30", 3), ("category=industry&place=652722101000", 1),
    ],
)  # fmt: skip
def test_it_filters(demo, query, count):
    page = listed(query=query)
    assert page.count == count, [row["project"] for row in page.rows]


def test_it_shows_what_was_said_of_a_project_on_the_day(sign_in):
    one = Project.objects.get(name="农村道路建设工程")
    facts = {name: getattr(one, name) for name in Amend.model_fields if name not in ("project", "name")}
    do = Amend(project=one, name="农村公路建设工程", **(facts | {"planned": 1_000_000_000}))
    amend(operator("652722"), do, day=date(2023, 8, 1))
    finance = sign_in("caizheng")
    assert "农村道路建设工程" in text(finance.get(at("projects/?on=2023-07-31")))
    assert "农村公路建设工程" in text(finance.get(at("projects/")))
    before, after = (
        text(finance.get(at(f"projects/{one.pk}/?on={on}"))) for on in ("2023-07-31", "2023-09-20")
    )
    assert "<h1>农村道路建设工程</h1>" in before and "改过" not in before
    assert "<h1>农村公路建设工程</h1>" in after and "改过 1 次" in after and "→ 1000万元" in after
    assert "900" in before and "已支付" in before


def test_it_tells_the_story_of_a_project_from_its_papers(sign_in):
    one = Project.objects.get(name="农村道路建设工程")
    page = text(sign_in("caizheng").get(at(f"projects/{one.pk}/")))
    assert "未支付 540万元" in page and "其中有指标下达 100 天未支付" in page and "剩 56 天" in page
    assert "到县 85 / 30 天" in page and "已等 100 天" in page and "时限依据待核实" in page
    for number in ("示例博州财振〔2023〕4号", "示例精政办批〔2023〕21号", "示例支〔2023〕P08-1-C1"):
        assert number in page
    assert "资金到县后下达指标超期" in page and "依据待核实" in page and "写明超期原因存档" in page
    assert at("figures/funds.paid/") in page and "支付 110万元" in page.replace("<b>", "").replace("</b>", "")


def test_it_shows_the_same_project_to_a_township_without_acts_or_the_journals_page(sign_in):
    one = Project.objects.get(name="农村供水管网改造工程")
    page = text(sign_in("zhen").get(at(f"projects/{one.pk}/")))
    assert "经过" in page and "打开留痕" not in page and "我能办" not in page


def test_it_does_not_find_a_neighbours_project_or_one_not_yet_registered(sign_in):
    road, one = Project.objects.get(name="农村道路建设工程"), waiting(day=DAY)
    for who in ("zhen", "cun", "shuili"):
        answer = sign_in(who).get(at(f"projects/{road.pk}/"))
        assert answer.status_code == 404 and "不在您的查看范围内" in answer.content.decode()
    early = sign_in("caizheng").get(at(f"projects/{one.pk}/?on=2023-09-19"))
    assert early.status_code == 404 and "在 2023-09-19 还没有登记" in early.content.decode()
    other = sign_in("caizheng").get(at(f"projects/{road.pk}/", year=2024))
    assert other.status_code == 404 and "2023 年度项目" in other.content.decode()


def test_it_exports_what_the_screen_has_no_room_for(sign_in):
    rows = sheet(sign_in("caizheng").get(at("projects/?category=industry&sort=project&format=xlsx")))
    heads = rows[3]
    assert {
        "项目编号",
        "二级类型",
        "经营主体",
        "建设内容",
        "总投资（元）",
        "开工日期",
        "首次下达",
        "支付率",
    } <= set(heads)
    row = dict(zip(heads, next(row for row in rows if "枸杞烘干中心建设项目" in row), strict=True))
    assert row["已下达（元）"] == 6_000_000 and row["支付率"] == 0.7 and row["状态"] == "支付中"
    assert row["开工日期"] == date(2023, 4, 10) and row["乡镇、村"] == "茫丁乡 皇宫南村"
    total = dict(zip(heads, rows[-1], strict=True))
    assert total["已下达（元）"] == 21_200_000 and len(rows) == 4 + 6 + 1


def test_it_reads_one_project_with_a_bounded_number_of_queries(sign_in, queries, request):
    finance, pk = sign_in("caizheng"), Project.objects.get(name="枸杞烘干中心建设项目").pk
    with queries("project"):
        text(finance.get(at(f"projects/{pk}/")))
    request.getfixturevalue("crowd")
    with queries("project"):
        text(finance.get(at(f"projects/{pk}/")))
    three = Allotment.objects.filter(project__name="农村道路建设工程").first().project_id
    with queries("project"):
        text(finance.get(at(f"projects/{three}/")))
