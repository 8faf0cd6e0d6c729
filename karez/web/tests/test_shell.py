"""The shell in a browser: its menus by keyboard and without script, its forms and refusals by axe, wide and on the phone."""

import pytest
from playwright.sync_api import expect

from karez.testing.fixtures import PHONE
from karez.testing.pages import at

FORMS = (
    "funds.arrive",
    "funds.allot",
    "funds.reverse",
    "payments.pay",
    "projects.register",
    "places.name_place",
)


@pytest.fixture
def enter(demo_deployment, demo_site):
    """Sign a page in through the form."""

    def go(page, who):
        page.goto(f"{demo_site}/sign-in/")
        page.fill("#username", who)
        page.fill("#password", demo_deployment.accounts[who])
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "sign-in" not in url)
        return demo_site

    return go


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), f"{page.url} is too wide"


@pytest.mark.parametrize("act", FORMS)
def test_its_forms_are_accessible_and_fit_with_and_without_faults(act, enter, page, phone, axe):
    for window in (page, phone):
        address = enter(window, "caizheng")
        window.goto(address + at(f"acts/{act}/"))
        fits(window)
        axe(window)
        window.click("form.k-form button.btn-primary")
        expect(window.locator(".k-refusal")).to_contain_text("没有办成")
        expect(window.locator("[aria-invalid=true]").first).to_be_visible()
        fits(window)
        axe(window)


def test_its_door_and_its_refusals_are_accessible(demo_site, enter, page, phone, axe):
    for window in (page, phone):
        window.goto(f"{demo_site}/sign-in/")
        fits(window)
        axe(window)
        window.fill("#username", "nobody")
        window.fill("#password", "wrong")
        window.keyboard.press("Enter")
        expect(window.locator("#fault")).to_contain_text("用户名或密码不对")
        axe(window)
        enter(window, "jianzhi")
        for path in ("/posts/", "/password/", "/nowhere/", at("import/"), at("policy/nothing/")):
            window.goto(demo_site + path)
            fits(window)
            axe(window)


def test_its_menus_open_and_close_by_keyboard(enter, page, axe):
    address = enter(page, "jianzhi")
    page.goto(address + at("policy/"))
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.focus(".k-role > summary")
    page.keyboard.press("Enter")
    expect(page.get_by_text("修改密码")).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    expect(page.get_by_text("修改密码")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator(":focus")).to_have_attribute("name", "q")


def test_it_needs_no_script_to_change_post_and_day(enter, browser):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    try:
        page = context.new_page()
        address = enter(page, "jianzhi")
        page.goto(address + at("papers/"))
        page.click(".k-menu > summary")
        page.click(".k-menu nav >> text=政策")
        expect(page.locator(".k-lead")).to_contain_text("项参数")
        page.click(".k-role > summary")
        page.click(".k-role >> text=托里镇人民政府")
        expect(page.locator(".k-said")).to_contain_text("现在以“托里镇人民政府·乡镇”的身份办理")
        page.click(".k-asof summary")
        page.fill("#on", "2023-06-30")
        page.click(".k-asof button")
        expect(page.locator(".k-asof")).to_contain_text("2023-06-30")
        expect(page.locator(".k-moved")).to_contain_text("您看的不是演示日")
    finally:
        context.close()
