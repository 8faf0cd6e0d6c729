"""The machinery of list pages, tried on the lists that there are."""

from io import BytesIO

import pytest
from django.http import QueryDict
from python_calamine import CalamineWorkbook

from karez.funds.pages import grants
from karez.pages.listing import Page
from karez.payments.pages import payments
from karez.projects import pages as projects
from karez.sheets import writing
from karez.testing.pages import at, books_of, sheet, text

LISTS = ("grants", "projects", "allotments", "payments")


def asked(module, query="", who="caizheng", on=None):
    books = books_of(who, on)
    return Page(module.listing(books), books, QueryDict(query))


@pytest.mark.parametrize("name", LISTS)
def test_it_lists_with_no_more_queries_for_ten_times_the_rows(name, sign_in, queries, request):
    finance = sign_in("caizheng")
    with queries(name):
        text(finance.get(at(f"{name}/")))
    with queries(f"{name}, sorted and filtered"):
        text(finance.get(at(f"{name}/?q=示例&sort=-id")))
    request.getfixturevalue("crowd")
    with queries(name):
        assert "翻页" in text(finance.get(at(f"{name}/")))
    with queries(f"{name} as Excel"):
        assert len(sheet(finance.get(at(f"{name}/?format=xlsx")))) > 100


def test_it_says_everything_in_the_address_and_tidies_empty_words_away(sign_in):
    answer = sign_in("caizheng").get(at("projects/?q=&category=industry&state=&sort=-paid&stray=1"))
    assert answer.status_code == 302
    assert answer.headers["Location"] == at("projects/?category=industry&sort=-paid")


def test_it_takes_the_chosen_day_along_on_every_link(demo):
    page = asked(projects, "category=industry", on="2023-03-01")
    for url in (
        page.clear,
        page.excel,
        *(url for _, url, _ in page.sorts),
        *(url for _, url, _ in page.sizes),
    ):
        assert "on=2023-03-01" in url


def test_it_sorts_by_named_columns_only_and_the_other_way_round_on_the_second_click(demo):
    page = asked(projects, "sort=-paid")
    assert [cells[0].text for cells in page.shown][:2] == ["农村供水管网改造工程", "肉牛繁育基地建设项目"]
    again = {column.key: url for column, url, _ in page.heads}
    assert (
        "sort=paid" in again["paid"]
        and "sort=-allotted" in again["allotted"]
        and "sort=project" in again["project"]
    )
    assert asked(projects, "sort=registered").order == ("allotted", True)
    assert asked(projects, "sort=-project__id;drop").order == ("allotted", True)


def test_it_turns_pages_within_what_there_is(crowd):
    page = asked(payments, "page=2")
    assert (page.count, page.pages, page.first, page.last) == (289, 6, 51, 100)
    assert "page=" not in page.earlier and "page=3" in page.later
    assert asked(payments, "page=99").number == 6 and not asked(payments, "page=99").later
    assert asked(payments, "page=-3").number == 1 and asked(payments, "page=x").number == 1
    assert asked(payments, "size=200").pages == 2 and asked(payments, "size=7").size == 50
    seen = [cells[0].url for n in range(1, 7) for cells in asked(payments, f"page={n}&sort=stage").shown]
    assert len(seen) == 289


def test_it_adds_up_all_filtered_rows_and_not_one_page(crowd):
    page = asked(payments, "stage=进度款&size=50")
    assert page.totals["amount"] == sum(row["amount"] for row in page.rows)
    assert page.count > len(page.shown) == 50


def test_it_tells_a_filter_that_means_nothing_and_goes_on_without_it(sign_in):
    page = text(sign_in("caizheng").get(at("projects/?category=gold&ends_from=2023-13-01")))
    assert "没有“gold”这个类别，已不按它筛选。" in page
    assert "“2023-13-01”不是日期，请写成如 2023-09-20；已不按它筛选。" in page
    assert "13 个项目" in page


def test_it_sends_the_table_alone_to_htmx_with_the_tidy_address(sign_in):
    answer = sign_in("caizheng").get(at("grants/?q=&source=central"), headers={"HX-Request": "true"})
    page = text(answer)
    assert page.lstrip().startswith('<div id="list"') and "<html" not in page
    assert answer.headers["HX-Push-Url"] == at("grants/?source=central")


def test_it_says_what_to_do_when_nothing_answers_to_the_filters_or_nothing_is_there(sign_in):
    finance = sign_in("caizheng")
    none = text(finance.get(at("grants/?q=没有的文号")))
    assert "没有符合这些条件的资金文件：含“没有的文号”。" in none and "清除筛选" in none
    empty = text(finance.get(at("projects/", year=2031)))
    assert "还没有登记项目。请“登记项目”，或“导入 Excel”。" in empty
    assert "项目由县农业农村局登记。" in text(sign_in("cun").get(at("projects/", year=2031)))


@pytest.mark.parametrize("name", LISTS)
def test_it_puts_into_excel_what_is_filtered_with_numbers_dates_and_totals(name, sign_in):
    rows = sheet(sign_in("caizheng").get(at(f"{name}/?q=示例&format=xlsx&on=2023-08-31")))
    assert rows[0][0].startswith("精河县") and "截至 2023-08-31" in rows[1][0]
    assert "筛选：含“示例”" in rows[2][0]
    assert rows[-1][0] == "合计"
    money = [at for at, head in enumerate(rows[3]) if str(head).endswith("（元）")]
    assert money
    for column in money:
        assert rows[-1][column] == sum(row[column] or 0 for row in rows[4:-1])


def test_it_writes_what_looks_like_a_formula_as_text():
    heads = [writing.Head("名称"), writing.Head("金额", "money")]
    nasty = ['=HYPERLINK("x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "1234", "http://a.b/"]
    file = writing.write(
        "表", "=标题", ["=说明"], heads, [[word, 123456] for word in nasty], ["=合计", 7 * 123456]
    )
    content = file.read()
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[3:-1]] == nasty and rows[0][0] == "=标题" and rows[1][0] == "=说明"
    assert rows[3][1] == 1234.56 and rows[-1] == ["=合计", 8641.92]
    import zipfile

    assert b"<f>" not in zipfile.ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_it_keeps_every_fen_of_large_sums_in_excel():
    sums = [1, 99, 512_600_000_001, 9_007_199_254_740_991 // 100]
    file = writing.write("表", "表", [], [writing.Head("金额", "money")], [[one] for one in sums])
    rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert [round(row[0] * 100) for row in rows[2:]] == sums


def test_it_shows_money_in_wan_with_yuan_on_hover_and_links_to_its_figure(sign_in):
    page = text(sign_in("caizheng").get(at("grants/")))
    assert 'title="18,000,000.00 元">1800</a>' in page
    assert at("figures/funds.received/") in page and "?on=" not in page.split("<main")[1].split("</main")[0]


def test_it_finds_words_literally(demo):
    assert asked(grants, "q=%25").count == 0 and asked(grants, "q=_").count == 0
    assert asked(grants, "q=示例 2022").count == 3
