"""Which tests a run takes: on PostgreSQL only those that use the database, and those without a browser.

Two marks come of themselves, from the fixtures that a test uses: `browser`, and `slow` where processes are started.
`make test-quick` leaves both out.
"""

import os

import pytest
from django.test import TransactionTestCase

from karez.testing import environment

DATABASE = {
    "db",
    "transactional_db",
    "django_db_serialized_rollback",
    "django_db_setup",
    "live_server",
    "deployment",
    "loaded_demo",
    "demo_deployment",
    "demo_site",
    "old_books",
    "own_demo",
}
PROCESSES = {"deployment", "loaded_demo", "shared_books"}


def pytest_configure(config: pytest.Config) -> None:
    """Make the marks known."""
    config.addinivalue_line("markers", "browser: drives a browser (set by the fixture of that name)")
    config.addinivalue_line(
        "markers", "slow: takes seconds (set by fixtures that start processes, else by hand)"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark, before `-m` chooses, and leave out what would only repeat the run on SQLite."""
    for item in items:
        if "browser" in _fixtures(item):
            item.add_marker("browser")
        if PROCESSES & _fixtures(item):
            item.add_marker("slow")
    if environment.database() == "sqlite":
        return
    kept = [item for item in items if _uses_database(item) and item.get_closest_marker("browser") is None]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


def _uses_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") is not None or DATABASE & _fixtures(item):
        return True
    # Django's own test classes (TransactionTestCase and below) use the database without a mark.
    of = getattr(item, "cls", None)
    return isinstance(of, type) and issubclass(of, TransactionTestCase)


def pytest_report_header() -> str:
    """Name the database at the top of the run."""
    return f"database: {environment.database()}"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test proves nothing: with KAREZ_NO_SKIPS=1 (make test) it fails the run."""
    report = session.config.pluginmanager.get_plugin("terminalreporter")
    if report is None or os.environ.get("KAREZ_NO_SKIPS") != "1":
        return
    skipped = len(report.stats.get("skipped", []))
    if skipped and session.exitstatus == pytest.ExitCode.OK:
        report.write_line("")
        report.write_line(f"{skipped} skipped, which `make test` does not allow", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
