"""Books of their own at an older state of the tables, and the way from there to the newest: for tests of migrations.

    def test_…(old_books):
        then = old_books.at(("trail", "0002_append_only"))     # the models of that state
        then.get_model("trail", "Paper").objects.create(…)
        now = old_books.at(("trail", "0003_paper_series"))

The test's usual database cannot go back and forth: its rows are rolled back, and emptying it is what the guards refuse.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from karez.testing import environment


class OldBooks:
    """An empty database, which becomes what it is migrated to."""

    def at(self, *targets: tuple[str, str]) -> Any:
        """Migrate there, forwards or backwards; returns the apps (`get_model`) of that state."""
        executor = MigrationExecutor(connection)
        executor.migrate(list(targets))
        return MigrationExecutor(connection).loader.project_state(list(targets)).apps

    def newest(self) -> None:
        """Migrate to what the code says; from then on the code's own models fit."""
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture
def old_books(tmp_path: Path, django_db_blocker: Any) -> Iterator[OldBooks]:
    """A database of its own behind Django's connection, on SQLite or PostgreSQL as the run is."""
    with django_db_blocker.unblock():
        connection.close()
        kept = connection.settings_dict["NAME"]
        if environment.database() == "postgres":
            yield from _postgres()
        else:
            connection.settings_dict["NAME"] = str(tmp_path / "old.sqlite3")
            yield OldBooks()
        connection.close()
        connection.settings_dict["NAME"] = kept


def _postgres() -> Iterator[OldBooks]:
    address = environment.new_database()
    connection.settings_dict["NAME"] = urlsplit(address).path.removeprefix("/")
    try:
        yield OldBooks()
    finally:
        connection.close()
        environment.drop_database(address)
