"""A figure's page: value, meaning, splits, and rows that add up to the fen; its file; the catalogue."""

import ast
import re
from html import unescape

import pytest
from django.http import QueryDict

from karez.figures import catalogue, evaluate, get, seen_by
from karez.figures.mart import tables
from karez.kernel.money import yuan
from karez.pages import beside, usage
from karez.pages.figure_page import PAGE, FigurePage
from karez.pages.usage import known_uses
from karez.projects.models import Project
from karez.testing.pages import at, books_of, sheet, text, words
from karez.tests.pages import ROOT

pytestmark = pytest.mark.django_db
FILTERS = (
    "",
    "category=industry",
    "category=industry&source=central",
    "source=central&source=regional",
    "advance_notice=true",
)


def page_of(key: str, query: str = "", who: str = "lingdao", on: str | None = None) -> FigurePage:
    return FigurePage(books_of(who, on), key, QueryDict(query))


@pytest.mark.parametrize("query", FILTERS)
@pytest.mark.parametrize("on", [None, "2023-06-15", "2022-12-10"])
def test_the_rows_of_every_figure_add_up_to_it_to_the_fen(demo, query, on):
    for figure in catalogue():
        asked = {part.partition("=")[0] for part in query.split("&") if part}
        if not asked <= set(figure.by):
            continue
        page = page_of(figure.key, query, on=on)
        for side in page.sides:
            assert side.difference == 0, figure.key
            assert side.total == sum(row["measure"] for row in side.rows)


def test_every_split_adds_up_to_the_figure(demo):
    for figure in catalogue():
        if figure.unit == "share":
            continue
        page = page_of(figure.key)
        for dim in figure.by:
            parts = page.reading.split(figure, (dim,))
            assert sum(int(one.value) for one in parts) == page.result.value, (figure.key, dim)


def test_it_opens_2120_to_its_projects_grants_and_papers(sign_in):
    client = sign_in("shenji")
    page = text(client.get(at("figures/funds.allotted/") + "?category=industry"))
    said = words(page)
    assert "2120" in said and "21,200,000.00 元" in said and "41.36%" in said
    assert "6 行相加 = 21,200,000.00 元，与本数相差 0.00 元" in said
    for name in ("projects", "grants", "allotments", "papers"):
        links = {unescape(link) for link in re.findall(rf'href="(/c/652722/2023/{name}/\d+/)"', page)}
        assert links, name
        assert all(client.get(link).status_code == 200 for link in links), name


def test_every_figure_has_its_page(sign_in):
    client = sign_in("lingdao")
    for figure in catalogue():
        said = words(text(client.get(at(f"figures/{figure.key}/"))))
        assert figure.label in said and figure.basis in said
        assert (
            evaluate(figure.key, books_of("lingdao").scope).text.removesuffix("万元").removesuffix("%")
            in said
        )


def test_every_link_of_a_figures_page_opens(sign_in):
    client = sign_in("lingdao")
    for key in ("funds.paid", "projects.share", "funds.payment_rate"):
        page = text(client.get(at(f"figures/{key}/")))
        kinds: dict[str, str] = {}  # one link of each kind: page and names of its query
        for link in re.findall(r'href="(/c/[^"#]+)[#"]', page.split("<main")[1]):
            kinds.setdefault(re.sub(r"\d+|=[^&]*", "", unescape(link)), unescape(link))
        links = set(kinds.values())
        assert len(links) > 8
        wrong = {link: status for link in links if (status := client.get(link).status_code) != 200}
        assert not wrong


def test_a_division_opens_both_its_sides(sign_in):
    client = sign_in("lingdao")
    page = text(client.get(at("figures/policy.central_industry_share/")))
    said = words(page)
    assert "65.35" in said and "15,500,000.00 ÷ 23,720,000.00 元" in said
    assert "分子下达指标 1550万元 3 行" in said and "分母到位资金 2372万元 2 行" in said
    assert "没有上年数" in said
    assert "2 行相加 = 23,720,000.00 元" in words(
        text(client.get(at("figures/policy.central_industry_share/") + "?part=over"))
    )
    of, over = (unescape(link) for link in re.findall(r'<dd><a href="([^"]+)"', page)[:2])
    assert "1550" in words(text(client.get(of))) and "2372" in words(text(client.get(over)))
    assert evaluate("funds.received", books_of("lingdao").scope, page_where(over)).value == 2_372_000_000


def page_where(link: str) -> dict:
    query = QueryDict(link.partition("?")[2])
    return {key: query.getlist(key) for key in query}


def test_shares_that_do_not_add_up_to_a_hundred_say_so(sign_in):
    said = words(text(sign_in("lingdao").get(at("figures/projects.share/"))))
    assert "各占比分别四舍五入，相加为 100.01%" in said


def test_filters_show_as_marks_that_can_be_taken_away(demo):
    page = page_of("funds.allotted", "category=industry&source=central")
    assert [(chip.label, chip.value) for chip in page.chips] == [
        ("项目类别", "产业发展"),
        ("资金来源", "中央"),
    ]
    assert "category" not in page.chips[0].without and "source=central" in page.chips[0].without
    assert page.title == "下达指标 · 产业发展 · 中央"


def test_a_filter_that_the_figure_does_not_know_is_said_and_left_out(sign_in):
    said = words(text(sign_in("lingdao").get(at("figures/funds.allotted/") + "?wetter=1")))
    assert "这个数不能按“wetter”筛选，已忽略" in said and "5126" in said


@pytest.mark.parametrize(
    "query",
    ["project_id=x", "grant_id=99999999999999999999", "page=-3", "page=9999", "sort=x", "category=%00"],
)
def test_a_strange_query_is_answered_and_never_breaks(sign_in, query):
    answer = sign_in("lingdao").get(at("figures/funds.allotted/") + f"?{query}")
    assert answer.status_code in (200, 400)


def test_no_rows_are_said(sign_in):
    said = words(text(sign_in("lingdao").get(at("figures/funds.allotted/") + "?source=county")))
    assert "这样筛选后没有一行" in said and "0 行相加 = 0.00 元" in said


def test_an_unknown_figure_is_not_found(sign_in):
    assert sign_in("lingdao").get(at("figures/funds.wetter/")).status_code == 404


def test_amounts_show_in_yuan_or_wan(demo):
    rows = {line.amount for line in page_of("funds.allotted", "category=industry").lines}
    assert "6,500,000.00" in rows
    assert "650" in {line.amount for line in page_of("funds.allotted", "category=industry&unit=wan").lines}


def test_rows_can_be_sorted_by_size(demo):
    sizes = [row["measure"] for row in page_of("funds.paid", "sort=-amount").side.rows]
    assert sizes == sorted(sizes, reverse=True)


def test_many_rows_are_paged_and_still_added_up_whole(demo, crowd):
    first, second = page_of("funds.paid"), page_of("funds.paid", "page=2")
    assert (len(first.lines), first.pages) == (PAGE, 2)
    assert len(second.lines) == len(first.side.rows) - PAGE
    assert first.side.difference == 0 and first.total == yuan(first.result.value) == second.total
    assert first.splits_first


@pytest.mark.parametrize("rows", ["few", "many"])
def test_the_number_of_queries_does_not_grow_with_rows(sign_in, queries, request, rows):
    if rows == "many":
        request.getfixturevalue("crowd")
    client = sign_in("lingdao")
    client.get(at())
    with queries("figure"):
        client.get(at("figures/funds.paid/") + "?category=industry")
    with queries("figure as Excel"):
        client.get(at("figures/funds.paid/") + "?category=industry&format=xlsx")
    with queries("figures"):
        client.get(at("figures/"))


# -- the file


def test_the_file_holds_every_row_and_the_total_to_the_fen(sign_in):
    rows = sheet(sign_in("shenji").get(at("figures/funds.paid/") + "?source=central&format=xlsx"))
    said = [str(row[0]) for row in rows]
    assert said[0] == "国库支付 · 中央"
    assert "精河县 2023 年度，截至 2023-09-20 的账" in said[1]
    assert said[2].startswith("国库支付：1616万元（16,160,000.00 元）") and said[3].startswith("口径：")
    head = next(number for number, row in enumerate(rows) if row[0] == "项目")
    column = rows[head].index("国库支付（元）")
    amounts = [round(row[column] * 100) for row in rows[head + 1 : -1]]
    scope = books_of("shenji").scope
    assert (
        sum(amounts)
        == evaluate("funds.paid", scope, {"source": "central"}).value
        == round(rows[-1][column] * 100)
    )
    assert rows[-1][0] == f"合计 {len(amounts)} 行"


def test_text_that_looks_like_a_formula_stays_text(sign_in, demo):
    from karez.projects.models import Edition

    Edition.objects.filter(name="农村道路建设工程").update(name='=HYPERLINK("http://x","y")')
    rows = sheet(sign_in("shenji").get(at("figures/funds.allotted/") + "?format=xlsx"))
    assert any(row[0] == '=HYPERLINK("http://x","y")' for row in rows)


# -- who sees what


@pytest.mark.parametrize("who", ["zhen", "cun", "shuili"])
def test_figures_of_the_countys_money_are_closed_to_narrow_scopes(sign_in, who):
    client = sign_in(who)
    scope = books_of(who).scope
    closed = [figure.key for figure in catalogue() if not seen_by(figure, scope)]
    assert closed == [
        "funds.received",
        "funds.available",
        "funds.carried_over",
        "funds.carried_unspent",
        "funds.payment_rate",
        "policy.central_industry_share",
    ]
    for key in closed:
        answer = client.get(at(f"figures/{key}/"))
        assert answer.status_code == 403
        assert "是全县资金的数" in answer.content.decode()
        assert client.get(at(f"figures/{key}/") + "?format=xlsx").status_code == 403
    listed = words(text(client.get(at("figures/"))))
    assert "funds.received" not in listed and "下达指标" in listed


def test_a_narrow_reader_opens_only_own_rows(demo):
    page = page_of("funds.allotted", who="zhen")
    region = books_of("zhen").scope.region
    assert page.side.rows and all(row["region"].startswith(region) for row in page.side.rows)
    assert page.result.value < evaluate("funds.allotted", books_of("lingdao").scope).value


def test_the_catalogue_lists_every_figure_with_its_value(sign_in):
    said = words(text(sign_in("lingdao").get(at("figures/"))))
    for figure in catalogue():
        assert figure.label in said and figure.basis in said
    for number in ("5126万元", "2909万元", "56.75%", "65.35%", "50万元", "150"):
        assert number in said


def test_the_day_travels_along(sign_in):
    page = text(sign_in("lingdao").get(at("figures/funds.allotted/") + "?on=2023-06-15&category=industry"))
    links = [
        unescape(link)
        for link in re.findall(
            r'href="(/c/652722/2023/(?:figures|projects|grants)/[^"]*)"', page.split("<main")[1]
        )
    ]
    assert links and all("on=2023-06-15" in link for link in links)


def test_it_names_nothing_out_of_the_readers_sight(demo):
    """A number in the address is no way to learn the name of another township's project."""
    project = Project.objects.get(name="枸杞烘干中心建设项目")
    query = f"project_id={project.pk}"
    assert page_of("funds.allotted", query).title.endswith(project.name)
    assert project.name not in page_of("funds.allotted", query, "zhen").title


# -- what rooms bring


def test_each_use_names_figures_and_a_page_that_are_there(demo):
    known = {figure.key for figure in catalogue()}
    for use in known_uses():
        assert use.figures() and set(use.figures()) <= known, use.label
        assert books_of("lingdao").url(use.page)


def test_a_use_is_told_to_who_may_see_it(demo, monkeypatch):
    monkeypatch.setattr(usage, "_uses", [])
    usage.used("乙", "papers", ("funds.paid",), order=2)
    usage.used("甲", "report", lambda: ["funds.paid"], order=1, right="reports.read")
    labels = {
        who: [label for label, _ in usage.uses(books_of(who), "funds.paid")] for who in ("zhen", "lingdao")
    }
    assert labels == {"zhen": ["乙", "数据项目录"], "lingdao": ["甲", "乙", "数据项目录"]}
    assert [label for label, _ in usage.uses(books_of("lingdao"), "funds.received")] == ["数据项目录"]


def test_what_rooms_say_stands_beside_the_value_in_their_order(sign_in, monkeypatch):
    monkeypatch.setattr(beside, "_parts", {})
    paid = get("funds.paid")

    @beside.beside(paid, order=2)
    def second(page):
        return beside.Beside("funds/figure_last_year.html", {"year": 1066, "text": page.result.text})

    @beside.beside(paid, order=1)
    def first(page):
        return beside.Beside("funds/figure_last_year.html", {"year": 1065}) if not page.where else None

    client = sign_in("lingdao")
    said = words(text(client.get(at("figures/funds.paid/"))))
    assert "上年（1065 年底） 没有上年数 上年（1066 年底） 2909万元" in said
    narrowed = words(text(client.get(at("figures/funds.paid/") + "?category=industry")))
    assert "1065" not in narrowed and "1066" in narrowed
    assert "1066" not in words(text(client.get(at("figures/funds.unpaid/"))))


def test_allotted_money_tells_what_is_paid_of_it(sign_in):
    client = sign_in("lingdao")
    said = words(text(client.get(at("figures/funds.allotted/"))))
    assert "已支付 2909万元 56.75%" in said and "序时 " in said
    assert "已支付" not in words(text(client.get(at("figures/funds.allotted/") + "?source=county")))


def test_the_kit_of_figures_knows_no_room_s_words():
    """No key of a figure, no table and no column of the mart but those that every table has."""
    names = {figure.key for figure in catalogue()} | set(tables())
    names |= {column.name for table in tables().values() for column in table.columns}
    names -= {"id", "county", "year"}
    names -= {"amount", "code"}  # the pages' own words for an order by size and for a kind of column
    for file in (ROOT / "karez/pages").glob("*.py"):
        if file.name.startswith("figure_") or file.name in ("beside.py", "usage.py"):
            constants = {
                node.value
                for node in ast.walk(ast.parse(file.read_text("utf-8")))
                if isinstance(node, ast.Constant)
            }
            assert constants & names == set(), file.name
