"""The report in a real browser: access, width, the editor's script, two who write at once."""

from django.urls import reverse
from playwright.sync_api import expect

from karez.testing.browsing import fits, sign_in


def report(name, *args):
    return reverse(name, args=["652722", 2023, *args])


def test_the_report_s_pages_fit_and_are_free_of_grave_faults_of_access(screen, signed_in, axe):
    address = signed_in(screen, "nongye")
    for name, args in (
        ("report", ()),
        ("report-edit", ("linkage",)),
        ("report-text", ("linkage",)),
        ("report-sign", ()),
    ):
        assert screen.goto(address + report(name, *args)).ok
        axe(screen)
        fits(screen)


def test_a_click_puts_a_figure_in_at_the_cursor_and_a_preview_fills_it_in(page, signed_in, axe):
    address = signed_in(page, "nongye")
    page.goto(address + report("report-edit", "linkage"))
    page.fill("#body", "共个。")
    page.evaluate("document.getElementById('body').setSelectionRange(1, 2)")
    page.fill("#find", "项目个数")
    page.locator("[data-offer='{{projects.count}}'] button").click()
    expect(page.locator("#body")).to_have_value("共{{projects.count}}。")
    page.get_by_role("button", name="预览").click()
    page.locator("#preview a", has_text="13个").wait_for()
    axe(page)


def test_two_writers_comparison_is_free_of_grave_faults_of_access(page, own_demo, axe):
    with own_demo.served() as address:
        sign_in(page, address, own_demo, "nongye")
        page.goto(address + report("report-edit", "linkage"))
        page.evaluate("document.querySelector('[name=base]').value = 0")
        page.fill("#body", "另写一段。")
        page.get_by_role("button", name="保存为新版本").click()
        page.get_by_role("alert").wait_for()
        axe(page)
        page.get_by_role("button", name="保存为新版本").click()
        page.get_by_text("审核后有改动，待重新审核").wait_for()
        axe(page)
