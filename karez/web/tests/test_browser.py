"""The site as people use it: a served deployment, a real browser, both widths, with and without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from karez.demo.people import PEOPLE
from karez.testing.browsing import fits, sign_in

BOOKS = "/c/652722/2023/"


def menu(page: Page) -> list[str]:
    """The addresses of the main menu."""
    links = page.locator("nav a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    return sorted({link for link in links if link.startswith("/") and "sign-out" not in link})


def details(page: Page) -> list[str]:
    """One address of each kind of record that this page leads to."""
    links = page.locator("main a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    found: dict[str, str] = {}
    for link in links:
        if match := re.match(r"(/c/\d+/\d+/(?:\w+/)+?)(?:\d+|[\w.]+)/(\?|$)", link or ""):
            found.setdefault(match[1], link)
    return sorted(found.values())


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_opens_and_is_accessible(page, signed_in, examine, who):
    sight = "some" if who in ("zhen", "cun", "shuili") else "county"
    address = signed_in(page, who)
    page.goto(address)
    leads: list[str] = []
    for path in menu(page):
        answer = page.goto(address + path)
        assert answer is not None and answer.ok, f"{who} {path}: {answer and answer.status}"
        examine(page, sight)
        leads += details(page)
    assert leads, who
    kinds: dict[str, str] = {}
    for path in leads:
        kinds.setdefault(re.sub(r"\d+", "N", path.partition("?")[0]), path)
    for path in [*kinds.values()][:25]:
        answer = page.goto(address + path)
        assert answer is not None and answer.ok, f"{who} {path}: {answer and answer.status}"
        examine(page, sight)


@pytest.mark.parametrize("who", ["lingdao", "caizheng", "cun"])
def test_every_page_fits_a_phone(phone, signed_in, examine, who):
    address = signed_in(phone, who)
    phone.goto(address)
    leads: list[str] = []
    for path in menu(phone):
        phone.goto(address + path)
        fits(phone)
        examine(phone, "phone")
        leads += details(phone)
    for path in list(dict.fromkeys(leads))[:12]:
        phone.goto(address + path)
        fits(phone)


def test_from_the_dashboard_to_the_papers_behind_2120(page, signed_in):
    address = signed_in(page, "lingdao")
    page.goto(address + BOOKS)
    expect(page.locator("body")).to_contain_text("5126")
    page.locator("#sankey").hover(position={"x": 30, "y": 90})  # its tip is no breach of the policy either
    page.locator("main a.k-fig", has_text=re.compile(r"^2120$")).first.click()
    expect(page.locator("main")).to_contain_text("21,200,000.00")
    expect(page.locator("main table").first.locator("tbody tr")).to_have_count(6)
    page.locator("main a", has_text="肉牛繁育基地建设项目").first.click()
    expect(page.locator("h1")).to_contain_text("肉牛繁育基地建设项目")
    page.locator("main a", has_text="示例精政办批〔2023〕3号").first.click()
    expect(page.locator("main")).to_contain_text("SHA-256")
    link = page.locator("a[href*='/attachments/']").first.get_attribute("href")
    answer = page.request.get(address + link)
    assert answer.ok and answer.body().startswith(b"%PDF")


def test_the_flow_is_drawn_and_stands_as_a_table_beside_it(page, plain, signed_in):
    address = signed_in(page, "lingdao")
    page.goto(address + BOOKS)
    expect(page.locator("svg path").first).to_be_attached()
    signed_in(plain, "lingdao")
    plain.goto(address + BOOKS)
    expect(plain.locator("main")).to_contain_text("巩固")
    expect(plain.locator("details table").first).to_be_attached()


def test_the_keyboard_is_enough(page, signed_in):
    address = signed_in(page, "caizheng")
    page.goto(address + BOOKS)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_contain_text("跳到正文")
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_what_may_not_be_seen_says_what_to_do(page, signed_in):
    address = signed_in(page, "cun")
    answer = page.goto(f"{address}{BOOKS}import/")
    assert answer is not None and answer.status == 403
    expect(page.locator("main")).to_contain_text("无权")
    answer = page.goto(f"{address}{BOOKS}nothing-here/")
    assert answer is not None and answer.status == 404
    expect(page.locator("main")).to_contain_text("总览")
    answer = page.goto(f"{address}/c/652723/2023/")
    assert answer is not None and answer.status == 403


def test_a_stranger_is_asked_to_sign_in(page, demo_site):
    page.goto(f"{demo_site}{BOOKS}payments/")
    expect(page).to_have_url(re.compile("sign-in"))
    page.get_by_label("用户名").fill("caizheng")
    page.get_by_label("密码", exact=True).fill("wrong-password")
    page.get_by_label("密码", exact=True).press("Enter")
    expect(page.locator("main")).to_contain_text("密码")


def test_money_arrives_through_the_form_without_script(plain, own_demo):
    with own_demo.served() as address:
        sign_in(plain, address, own_demo, "caizheng")
        plain.goto(f"{address}{BOOKS}acts/funds.arrive/")
        form = plain.locator("main form").last
        form.get_by_label("金额").first.fill("0")
        form.locator("button[type=submit]").first.click()
        expect(plain.locator("main")).to_contain_text("没有填写")
        plain.goto(f"{address}{BOOKS}grants/")
        expect(plain.locator("main")).to_contain_text("示例博州财振〔2022〕1号")
        assert "全部一致" in own_demo.run("verify").stdout


def test_a_day_in_the_past_travels_along(page, signed_in):
    address = signed_in(page, "shenji")
    page.goto(f"{address}{BOOKS}?on=2023-03-31")
    expect(page.locator("main")).to_contain_text("3430")
    page.locator("main a.k-fig").first.click()
    expect(page).to_have_url(re.compile("on=2023-03-31"))
