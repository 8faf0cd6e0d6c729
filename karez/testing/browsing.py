"""Fixtures for the tests in a browser: pages of both widths, people signed in to the served demo, the check of access.

Every wait is until something shows, for as long as a loaded machine may need: it costs nothing where it shows at once.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import DEFAULT_DB_ALIAS, connections
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)

from karez.testing import chromium, environment
from karez.testing.deployment import Deployment

PATIENCE = 60_000  # milliseconds
WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PARTS = {"stylesheet", "script", "font", "image"}  # what a page cannot do without
FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
</fontconfig>
"""


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A headless Chromium with Chinese fonts, one for each worker. Fails where there is none."""
    import pylopdf_fonts_zh_cn

    folder = tmp_path_factory.mktemp("fonts")
    fonts = FONTS.format(folder=Path(pylopdf_fonts_zh_cn.__file__).parent, cache=folder / "cache")
    (folder / "fonts.conf").write_text(fonts, "utf-8")
    try:
        executable = chromium.find()
    except chromium.ChromiumMissing as error:
        pytest.fail(str(error), pytrace=False)
    expect.set_options(timeout=PATIENCE)
    link = connections[DEFAULT_DB_ALIAS]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            env={
                **os.environ,
                **chromium.environment(executable),
                "FONTCONFIG_FILE": str(folder / "fonts.conf"),
            },
        )
        # Between Playwright's calls its loop counts as running in this thread, where Django would open another connection,
        # beside the one that acts write on (trail/rows.py).
        connections[DEFAULT_DB_ALIAS] = link
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page 1440 px wide. A script that fails or a file that is missing fails the test."""
    yield from _page(browser, WIDE)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """The same, 390 px wide and with touch."""
    yield from _page(browser, PHONE, has_touch=True, is_mobile=True)


@pytest.fixture(params=["page", "phone"])
def screen(browser: Browser, request: pytest.FixtureRequest) -> Page:
    """Each of the two in a test of its own."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page 1440 px wide, without script."""
    context = browser.new_context(viewport=WIDE, java_script_enabled=False, locale="zh-CN")
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    yield opened
    context.close()


def _page(browser: Browser, viewport: ViewportSize, **more: Any) -> Iterator[Page]:
    context = browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", **more)
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    faults: list[str] = []

    def loaded(answer: Response) -> None:
        if answer.status >= 400 and answer.request.resource_type in PARTS:
            faults.append(f"{answer.status}: {answer.url}")

    def lost(request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # aborted: the page went on to another
            faults.append(f"{request.failure}: {request.url}")

    def said(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    opened.on("console", said)
    opened.on("pageerror", lambda error: faults.append(f"script: {error}"))
    opened.on("requestfailed", lost)
    opened.on("response", loaded)
    yield opened
    context.close()
    assert not faults, "\n".join(faults)


def sign_in(page: Page, address: str, deployment: Deployment, who: str) -> None:
    """Through the form, with the demo's password."""
    page.goto(f"{address}/sign-in/")
    page.get_by_label("用户名").fill(who)
    page.get_by_label("密码", exact=True).fill(deployment.accounts[who])
    page.get_by_label("密码", exact=True).press("Enter")
    expect(page).not_to_have_url(re.compile("sign-in"))


@pytest.fixture(scope="session")
def _sessions() -> dict[str, Any]:
    """Person -> cookies, of the served demo."""
    return {}


@pytest.fixture
def signed_in(
    demo_deployment: Deployment, demo_site: str, _sessions: dict[str, Any]
) -> Callable[[Page, str], str]:
    """`signed_in(page, "caizheng")`: the address of the served demo, which takes the page for that person's.

    The form is used once for each person and worker. Who changes the session (the post, the password) signs in alone.
    """

    def enter(page: Page, who: str) -> str:
        if who in _sessions:
            page.context.add_cookies(_sessions[who])
        else:
            sign_in(page, demo_site, demo_deployment, who)
            _sessions[who] = page.context.cookies()
        return demo_site

    return enter


def fits(page: Page) -> None:
    """Nothing stands out of the screen sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 1, f"{page.url} is {wide} px too wide"


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """A check of a page by axe-core: fails on anything serious or critical, naming the elements."""

    def check(page: Page) -> None:
        found = Axe().run(page).response["violations"]
        grave = [
            f"{fault['id']} ({fault['impact']}): {fault['help']}\n  "
            + "\n  ".join(json.dumps(node["html"], ensure_ascii=False)[:200] for node in fault["nodes"][:5])
            for fault in found
            if fault["impact"] in ("serious", "critical")
        ]
        assert not grave, f"{page.url}\n" + "\n".join(grave)

    return check


@pytest.fixture
def examine(axe: Callable[[Page], None]) -> Callable[[Page, str], None]:
    """`axe`, once in a run for each kind of page and of reader: it takes longer than all the rest."""

    def check(page: Page, sight: str) -> None:
        kind = re.sub(r"\d+", "N", page.url.partition("?")[0].partition("//")[2].partition("/")[2])
        if environment.first_to("examine", kind, sight):
            axe(page)

    return check
