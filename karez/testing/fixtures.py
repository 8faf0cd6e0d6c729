"""Fixtures for every test: the database's files, a site that answers, a browser, the accessibility check."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page, Request, Response, ViewportSize, sync_playwright

from karez.testing import chromium

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
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite a file for each worker, as in use, instead of a database in memory."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        database.setdefault("TEST", {})["NAME"] = str(
            Path(os.environ["KAREZ_HOME"]) / f"test-{worker}.sqlite3"
        )


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash passwords cheaply: the cast signs in hundreds of times."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


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


def _page(browser: Browser, viewport: ViewportSize, **more: Any) -> Iterator[Page]:
    context = browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", **more)
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    faults: list[str] = []

    def loaded(answer: Response) -> None:
        if answer.status >= 400 and answer.request.resource_type in PARTS:
            faults.append(f"{answer.status}: {answer.url}")

    def lost(request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # aborted: the page went on to another
            faults.append(f"{request.failure}: {request.url}")

    opened.on("pageerror", lambda error: faults.append(f"script: {error}"))
    opened.on("requestfailed", lost)
    opened.on("response", loaded)
    yield opened
    context.close()
    assert not faults, "\n".join(faults)


class Site:
    """A running site over the test's database."""

    def __init__(self, url: str) -> None:
        self.url = url

    def sign_in(self, page: Page, person: Any) -> None:
        """Give the page the session of this person, without the form."""
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.url}])

    def open(self, page: Page, path: str) -> None:
        """Go to a path of the site; anything but success fails with the status."""
        answer = page.goto(self.url + path)
        assert answer is not None and answer.ok, f"{path}: {answer and answer.status}"


@pytest.fixture
def site(live_server: Any) -> Site:
    """The site, answering on a port of its own while the test runs."""
    return Site(live_server.url)


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
