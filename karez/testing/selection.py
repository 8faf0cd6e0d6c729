"""Which tests a run takes: on PostgreSQL only those that use the database, and those without a browser."""

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
    "demo_deployment",
    "demo_site",
    "old_books",
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what would only repeat the run on SQLite."""
    if environment.database() == "sqlite":
        return
    kept = [item for item in items if _uses_database(item) and "browser" not in _fixtures(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


def _uses_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") is not None or DATABASE & _fixtures(item):
        return True
    # Django's own test classes (TransactionTestCase and below) use the database without a mark.
    return isinstance(getattr(item, "cls", None), type) and issubclass(item.cls, TransactionTestCase)  # type: ignore[attr-defined]


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
