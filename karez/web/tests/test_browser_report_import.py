"""The report and the import in a real browser: access, width, the editor's script, another county end to end."""

import pytest
from django.urls import reverse

from karez.testing import messy
from karez.web.tests.test_browser import no_overflow
from karez.web.tests.test_browser import sign_in as enter

WEN = f"/c/{messy.COUNTY}/{messy.YEAR}/import/"


def report(name, *args):
    return reverse(name, args=["652722", 2023, *args])


@pytest.mark.parametrize("screen", ["page", "phone"])
def test_the_report_s_pages_fit_and_are_free_of_grave_faults_of_access(
    screen, request, demo_deployment, demo_site, axe
):
    opened = request.getfixturevalue(screen)
    enter(opened, demo_site, demo_deployment, "nongye")
    for name, args in (
        ("report", ()),
        ("report-edit", ("linkage",)),
        ("report-text", ("linkage",)),
        ("report-sign", ()),
    ):
        assert opened.goto(demo_site + report(name, *args)).ok
        axe(opened)
        no_overflow(opened)


def test_a_click_puts_a_figure_in_at_the_cursor_and_a_preview_fills_it_in(
    page, demo_deployment, demo_site, axe
):
    enter(page, demo_site, demo_deployment, "nongye")
    page.goto(demo_site + report("report-edit", "linkage"))
    page.fill("#body", "共个。")
    page.evaluate("document.getElementById('body').setSelectionRange(1, 2)")
    page.fill("#find", "项目个数")
    page.locator("[data-offer='{{projects.count}}'] button").click()
    assert page.input_value("#body") == "共{{projects.count}}。"
    page.get_by_role("button", name="预览").click()
    page.locator("#preview a", has_text="13个").wait_for()
    axe(page)


def test_two_writers_comparison_is_free_of_grave_faults_of_access(page, deployment, axe):
    deployment.demo()
    with deployment.served() as address:
        enter(page, address, deployment, "nongye")
        page.goto(address + report("report-edit", "linkage"))
        page.evaluate("document.querySelector('[name=base]').value = 0")
        page.fill("#body", "另写一段。")
        page.get_by_role("button", name="保存为新版本").click()
        page.get_by_role("alert").wait_for()
        axe(page)
        page.get_by_role("button", name="保存为新版本").click()
        page.get_by_text("审核后有改动，待重新审核").wait_for()
        axe(page)


@pytest.mark.parametrize("screen", ["page", "phone"])
def test_the_import_s_pages_fit_and_are_free_of_grave_faults_of_access(
    screen, request, tmp_path, deployment, axe
):
    opened = request.getfixturevalue(screen)
    deployment.demo()
    with deployment.served() as address:
        enter(opened, address, deployment, "zhoucai")
        opened.goto(address + reverse("counties"))
        axe(opened)
        opened.get_by_role("link", name="温泉县：开始记账").click()
        axe(opened)
        for wrong in (True, False):
            opened.goto(address + WEN)
            path = messy.write(tmp_path / "a.xlsx", wrong=wrong, township="新设的镇" if wrong else None)
            opened.set_input_files("#file", path)
            opened.get_by_role("button", name="上传并预览").click()
            opened.get_by_role("heading", name="a.xlsx").wait_for()
            axe(opened)
            no_overflow(opened)
        opened.get_by_role("button", name="确认导入").click()
        opened.get_by_role("heading", name="已导入").wait_for()
        axe(opened)
        opened.get_by_role("link", name="看年度报告").click()
        opened.get_by_role("heading", name="温泉县2023年").wait_for()
        assert "全部一致" in deployment.run("verify").stdout
