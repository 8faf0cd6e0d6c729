"""The shell in a browser: its menus by keyboard and without script, its forms and refusals by axe, wide and on the phone."""

import pytest
from playwright.sync_api import expect

from karez.testing.browsing import PHONE, fits, sign_in
from karez.testing.pages import at

FORMS = (
    "funds.arrive",
    "funds.allot",
    "funds.reverse",
    "payments.pay",
    "projects.register",
    "places.name_place",
)


@pytest.mark.parametrize("act", FORMS)
def test_its_forms_are_accessible_and_fit_with_and_without_faults(act, screen, signed_in, axe):
    address = signed_in(screen, "caizheng")
    screen.goto(address + at(f"acts/{act}/"))
    fits(screen)
    axe(screen)
    screen.click("form.k-form button.btn-primary")
    expect(screen.locator(".k-refusal")).to_contain_text("没有办成")
    expect(screen.locator("[aria-invalid=true]").first).to_be_visible()
    fits(screen)
    axe(screen)


def test_its_door_is_accessible_with_and_without_a_fault(demo_site, screen, axe):
    screen.goto(f"{demo_site}/sign-in/")
    fits(screen)
    axe(screen)
    screen.fill("#username", "nobody")
    screen.fill("#password", "wrong")
    screen.keyboard.press("Enter")
    expect(screen.locator("#fault")).to_contain_text("用户名或密码不对")
    axe(screen)


@pytest.mark.parametrize("path", ["/posts/", "/password/", "/nowhere/", at("import/"), at("policy/nothing/")])
def test_its_refusals_and_the_account_are_accessible(path, signed_in, screen, axe):
    screen.goto(signed_in(screen, "jianzhi") + path)
    fits(screen)
    axe(screen)


def test_its_menus_open_and_close_by_keyboard(signed_in, page, axe):
    address = signed_in(page, "jianzhi")
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


def test_it_needs_no_script_to_change_post_and_day(plain, demo_site, demo_deployment):
    plain.set_viewport_size(PHONE)
    sign_in(plain, demo_site, demo_deployment, "jianzhi")
    plain.goto(demo_site + at("papers/"))
    plain.click(".k-menu > summary")
    plain.click(".k-menu nav >> text=政策")
    expect(plain.locator(".k-lead")).to_contain_text("项参数")
    plain.click(".k-role > summary")
    plain.click(".k-role >> text=托里镇人民政府")
    expect(plain.locator(".k-said")).to_contain_text("现在以“托里镇人民政府·乡镇”的身份办理")
    plain.click(".k-asof summary")
    plain.fill("#on", "2023-06-30")
    plain.click(".k-asof button")
    expect(plain.locator(".k-asof")).to_contain_text("2023-06-30")
    expect(plain.locator(".k-moved")).to_contain_text("您看的不是演示日")
