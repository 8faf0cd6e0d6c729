"""The fixtures themselves: which database, which browser, and that the checks on a page do fail."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Page

from karez.testing import chromium, environment
from karez.testing.deployment import Deployment

PAGE = "data:text/html,<html lang=zh><meta charset=utf-8><title>{title}</title><main>{body}</main></html>"


@pytest.mark.django_db
def test_it_runs_on_the_database_asked_for() -> None:
    wanted = {"sqlite": "sqlite", "postgres": "postgresql"}[os.environ.get("KAREZ_TEST_DB") or "sqlite"]
    assert connection.vendor == wanted


@pytest.mark.django_db
def test_it_keeps_sqlite_in_a_file_with_the_settings_of_use() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
            assert cursor.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_it_shows_chinese_in_the_browser(page: Page) -> None:
    page.goto(PAGE.format(title="坎儿井", body="<span>一</span><br><span>丁龘</span>"))
    one, two = (page.locator("span").nth(i).bounding_box() for i in (0, 1))
    assert one and two and two["width"] == 2 * one["width"]


def test_it_finds_a_field_without_a_label(page: Page, axe: Callable[[Page], None]) -> None:
    page.goto(PAGE.format(title="坎儿井", body="<h1>表</h1><input>"))
    with pytest.raises(AssertionError, match=r"label \(critical\).*\n.*<input>"):
        axe(page)


def test_it_names_the_browser_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAREZ_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(chromium.ChromiumMissing, match="apt-get install chromium"):
        chromium.find()


def test_whoever_drives_a_browser_is_marked_by_the_fixture(
    screen: Page, request: pytest.FixtureRequest
) -> None:
    assert request.node.get_closest_marker("browser") is not None


def test_whoever_starts_processes_is_marked_by_the_fixture(
    deployment: Deployment, request: pytest.FixtureRequest
) -> None:
    assert request.node.get_closest_marker("slow") is not None


def test_one_of_all_is_the_first(tmp_path: Path) -> None:
    assert [environment.first_to("try", str(tmp_path), n) for n in "aba"] == [True, True, False]


def test_a_copied_demo_has_the_accounts_and_the_books_and_is_its_own(
    own_demo: Deployment, demo_deployment: Deployment
) -> None:
    assert own_demo.accounts == demo_deployment.accounts != {}
    department = json.dumps({"county": "652722", "name": "某某局"})
    own_demo.run("act", "places.name_department", "--as", "admin", "--data", department)
    count = "from karez.trail.models import Entry; print(Entry.objects.count())"
    assert int(own_demo.django(count)) == int(demo_deployment.django(count)) + 1 > 100
