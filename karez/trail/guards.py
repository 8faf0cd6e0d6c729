"""Triggers by which the database itself refuses to change or remove a written row, on SQLite and PostgreSQL alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION karez_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'karez: % is append-only', TG_TABLE_NAME; END $$;
"""


def guard_names(table: str) -> list[str]:
    """The triggers that must stand on a table."""
    return [f"{table}_no_{verb}" for verb in ("update", "delete")]


def append_only(table: str) -> Any:
    """A migration operation that puts the guards on `table`."""
    from django.db import migrations

    def put(apps: Any, editor: Any) -> None:
        _put(editor, table)

    def take(apps: Any, editor: Any) -> None:
        _take(editor, table)

    return migrations.RunPython(put, take)


@contextmanager
def lifted(editor: Any, table: str) -> Iterator[None]:
    """Inside a migration that must touch written rows (say, point them at a merged paper): no guards until the end.

    Does nothing for a table that has none.
    """
    if missing_guards(table):
        yield
        return
    _take(editor, table)
    yield
    editor.connection.check_constraints()  # PostgreSQL puts no trigger on a table with checks outstanding
    _put(editor, table)


def _put(editor: Any, table: str) -> None:
    postgres = editor.connection.vendor == "postgresql"
    if postgres:
        editor.execute(_POSTGRES_FUNCTION, params=None)  # else psycopg reads the % as a placeholder
    for verb, name in zip(("UPDATE", "DELETE"), guard_names(table), strict=True):
        if postgres:
            editor.execute(
                f'CREATE TRIGGER "{name}" BEFORE {verb} ON "{table}" '
                "FOR EACH ROW EXECUTE FUNCTION karez_append_only()"
            )
        else:
            editor.execute(
                f'CREATE TRIGGER "{name}" BEFORE {verb} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, 'karez: {table} is append-only'); END"
            )


def _take(editor: Any, table: str) -> None:
    for name in guard_names(table):
        on = f' ON "{table}"' if editor.connection.vendor == "postgresql" else ""
        editor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def missing_guards(*tables: str) -> list[str]:
    """Which guards are gone, switched off or hollow: somebody took them off to touch the rows."""
    query = (
        "SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
        "WHERE tgenabled IN ('O', 'A') AND prosrc LIKE '%RAISE EXCEPTION%append-only%'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        standing = {row[0] for row in cursor.fetchall()}
    return [name for table in tables for name in guard_names(table) if name not in standing]
