"""Repeated rows in a real browser: added, removed, summed and pasted on the spot, and the same without script."""

import pytest
from playwright.sync_api import expect

from karez.places.models import Region
from karez.testing.helping import NAME
from karez.testing.pages import at
from karez.trail.models import Entry

PASTED = "甲\t{village}\t中央\t３\t1.5\n乙\t\t自治区\t1,200人次\t2000元\n丙\t\t县级\t几次\t0.3\n"
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  // Whether the page took it in hand itself.
  return !document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def opened(inside, helping):
    return lambda page: inside(page, "caizheng", at(f"acts/{NAME}/"))


def rows(page):
    return page.locator("[data-rows=people] tbody tr")


def values(page, column):
    cells = page.locator(f"[data-rows=people] tbody [name$='.{column}']")
    return cells.evaluate_all("all => all.map(one => one.value)")


def total(page, column):
    return page.locator(f"output[data-sum={column}]")


def fill(page, place, who, amount):
    rows(page).nth(place).locator("[name$='.who']").fill(who)
    rows(page).nth(place).locator("[name$='.amount']").fill(amount)


def finish(page):
    page.locator("#f-paper-number").fill("补助〔2023〕1号")
    page.get_by_role("button", name="发放补助").last.click()


def test_rows_come_and_go_without_asking_the_server(page, opened):
    opened(page)
    address = page.url
    fill(page, 0, "甲", "1.5")
    page.get_by_role("button", name="加一行").click()
    expect(rows(page).nth(1).locator("[name$='.who']")).to_be_focused()
    fill(page, 1, "乙", "２０００元")
    page.get_by_role("button", name="加一行").click()
    fill(page, 2, "丙", "许多")
    expect(total(page, "amount")).to_have_text("1.7（1 格不是数字）")
    page.get_by_role("button", name="删去受助人员第 3 行").click()
    page.get_by_role("button", name="删去受助人员第 1 行").click()
    expect(total(page, "amount")).to_have_text("0.2")
    assert values(page, "who") == ["乙"] and page.url == address
    expect(rows(page).locator("th")).to_have_text(["1"])
    finish(page)
    expect(page.get_by_text("已办成：发放补助 0.2万元")).to_be_visible()
    assert Entry.objects.latest("seq").after == {"total": 200_000, "people": ["乙"]}


def test_a_block_of_cells_fills_rows_from_the_cell_where_it_is_pasted(page, opened):
    opened(page)
    rows(page).nth(0).locator("[name$='.who']").focus()
    village = Region.objects.filter(level="village").first()
    assert page.evaluate(PASTE, PASTED.format(village=village.name)) is True
    assert values(page, "place") == [village.pk, "", ""]
    assert values(page, "who") == ["甲", "乙", "丙"]
    assert values(page, "source") == ["central", "regional", "county"]
    expect(total(page, "amount")).to_have_text("2")
    expect(total(page, "visits")).to_have_text("1,203（1 格不是数字）")
    rows(page).nth(2).locator("[name$='.visits']").focus()
    page.evaluate(PASTE, "7\t0.8")
    assert values(page, "amount") == ["1.5", "2000元", "0.8"]
    expect(total(page, "visits")).to_have_text("1,210")
    finish(page)
    expect(page.get_by_text("已办成：发放补助 2.5万元")).to_be_visible()


def test_one_word_is_pasted_as_ever(page, opened):
    opened(page)
    rows(page).nth(0).locator("[name$='.who']").focus()
    assert page.evaluate(PASTE, "甲") is False and len(values(page, "who")) == 1


def test_a_refused_row_comes_back_as_it_was_typed(page, opened, axe):
    opened(page)
    fill(page, 0, "甲", "60")
    page.get_by_role("button", name="加一行").click()
    fill(page, 1, "乙", "50")
    finish(page)
    expect(page.get_by_text("补助超过 100万元。").first).to_be_visible()
    assert values(page, "who") == ["甲", "乙"]
    expect(total(page, "amount")).to_have_text("110")
    axe(page)
    # What is added next takes a number of its own.
    page.get_by_role("button", name="加一行").click()
    names = page.locator("[data-rows=people] tbody [name$='.who']").evaluate_all(
        "all => all.map(one => one.name)"
    )
    assert names == ["people.0.who", "people.1.who", "people.2.who"]


def test_without_script_the_buttons_ask_the_server(plain, opened):
    page = opened(plain)
    fill(page, 0, "甲", "1.5")
    page.get_by_role("button", name="加一行").click()
    expect(rows(page)).to_have_count(2)
    fill(page, 1, "乙", "0.5")
    page.get_by_role("button", name="加一行").click()
    expect(total(page, "amount")).to_have_text("2")
    page.get_by_role("button", name="删去受助人员第 1 行").click()
    expect(rows(page)).to_have_count(2)
    assert values(page, "who") == ["乙", ""]
    # Enter in a cell does the act; it does not press the first button of the rows.
    page.locator("#f-paper-number").fill("补助〔2023〕2号")
    rows(page).nth(0).locator("[name$='.who']").press("Enter")
    expect(page.get_by_text("已办成：发放补助 0.5万元")).to_be_visible()


def test_rows_fit_a_phone(phone, opened, axe):
    opened(phone)
    phone.get_by_role("button", name="加一行").click()
    wide = phone.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 1
    axe(phone)
