"""Books that several real processes share: SQLite in WAL as in use, PostgreSQL with a database of its own.

pytest-django's own database cannot be used: its transactions are invisible to other processes, and emptying it after a
test is just what our append-only guards refuse. So these tests migrate a deployment of their own.
"""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from karez.testing.deployment import fresh
from karez.testing.race import ask
from karez.testing.race import environment as deployment


@pytest.fixture(scope="module")
def shared_books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a migrated and seeded deployment, for `race()` and `ask()`."""
    with fresh(tmp_path_factory.mktemp("race") / "home") as made:
        yield _made(deployment(made.home, made.database_url))


def _made(env: dict[str, str]) -> dict[str, str]:
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=env, check=True)
    ask(env, "seed")
    return env
