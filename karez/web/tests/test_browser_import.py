"""The import in a real browser: access, width, another county end to end."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from karez.testing import messy
from karez.testing.browsing import fits, sign_in

WEN = f"/c/{messy.COUNTY}/{messy.YEAR}/import/"


def test_the_import_s_pages_fit_and_are_free_of_grave_faults_of_access(screen, tmp_path, own_demo, axe):
    with own_demo.served() as address:
        sign_in(screen, address, own_demo, "zhoucai")
        screen.goto(address + reverse("counties"))
        axe(screen)
        screen.get_by_role("link", name="温泉县：开始记账").click()
        expect(screen).to_have_url(re.compile(WEN))
        axe(screen)
        for wrong in (True, False):
            screen.goto(address + WEN)
            path = messy.write(tmp_path / "a.xlsx", wrong=wrong, township="新设的镇" if wrong else None)
            screen.set_input_files("#file", path)
            screen.get_by_role("button", name="上传并预览").click()
            screen.get_by_role("heading", name="a.xlsx").wait_for()
            axe(screen)
            fits(screen)
        screen.get_by_role("button", name="确认导入").click()
        screen.get_by_role("heading", name="已导入").wait_for()
        axe(screen)
        screen.get_by_role("link", name="看年度报告").click()
        screen.get_by_role("heading", name="温泉县2023年").wait_for()
        assert "全部一致" in own_demo.run("verify").stdout
