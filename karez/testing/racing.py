"""Books that several real processes share: SQLite in WAL as in use, PostgreSQL with a database of its own.

pytest-django's own database cannot be used: its transactions are invisible to other processes, and emptying it after a
test is just what our append-only guards refuse. So these tests migrate a deployment of their own.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from karez.testing import environment
from karez.testing.race import ask
from karez.testing.race import environment as deployment


@pytest.fixture(scope="module")
def shared_books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a migrated and seeded deployment, for `race()` and `ask()`."""
    home = tmp_path_factory.mktemp("race")
    if environment.database() == "postgres":
        yield from _postgres(home)
    else:
        yield _made(deployment(home, None))


def _postgres(home: Path) -> Iterator[dict[str, str]]:
    import psycopg

    server, name = os.environ["DATABASE_URL"], f"race_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield _made(deployment(home, urlsplit(server)._replace(path=f"/{name}").geturl()))
        finally:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _made(env: dict[str, str]) -> dict[str, str]:
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=env, check=True)
    ask(env, "seed")
    return env
