"""A real browser before the test's own transaction: what it asks for is answered by Django's test client.

Acts cannot be undone by emptying tables (they are append-only), so a live server over the test's database would leave its
rows behind. For pages that only a test has; what is served as in use, tests/test_browser*.py look at.
"""

import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connections
from django.test import Client
from playwright.sync_api import Page, Route

ADDRESS = "http://testserver"
KEPT = ("content-type", "content-security-policy")

Enter = Callable[[Page, str, str], Page]
"""(page, user name, path): the page, opened as this person."""


@pytest.fixture
def inside(sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch) -> Iterator[Enter]:
    """Opens pages of the site as somebody."""
    monkeypatch.setenv(
        "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
    )  # Playwright's loop runs in this thread; nothing awaits

    def enter(page: Page, who: str, path: str) -> Page:
        client, link = sign_in(who), connections["default"]

        def answer(route: Route) -> None:
            connections["default"] = link  # within Playwright's loop Django would open another connection
            _answer(client, route)

        page.route(f"{ADDRESS}/**", answer)
        page.goto(ADDRESS + path)
        return page

    yield enter


def _answer(client: Client, route: Route) -> None:
    path = route.request.url.removeprefix(ADDRESS)
    if path.startswith(settings.STATIC_URL):
        file = finders.find(path.removeprefix(settings.STATIC_URL).partition("?")[0])
        kind = mimetypes.guess_type(str(file))[0] or "application/octet-stream"
        route.fulfill(body=Path(str(file)).read_bytes(), content_type=kind)
        return
    sent: dict[str, Any] = {}
    if route.request.method == "POST":
        kind = route.request.headers["content-type"]
        sent = {"data": route.request.post_data_buffer or b"", "content_type": kind}
    answer = client.generic(route.request.method, path, follow=False, **sent)
    while answer.status_code in (301, 302, 303):
        answer = client.get(answer.headers["Location"])
    headers = {name: answer.headers[name] for name in KEPT if name in answer.headers}
    route.fulfill(status=answer.status_code, headers=headers, body=answer.content)
