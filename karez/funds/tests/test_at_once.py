"""Eight processes on one set of books: SQLite in WAL as in use, PostgreSQL with a database of its own.

pytest-django's own database cannot be used: its transactions are invisible to other processes, and emptying it after a
test is just what our append-only guards refuse. So these tests migrate a deployment of their own.
"""

import os
import subprocess
import sys
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from karez.testing import environment
from karez.testing.race import PROCESSES, ask, race
from karez.testing.race import environment as deployment

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """The environment of a migrated and seeded deployment."""
    home = tmp_path_factory.mktemp("race")
    if environment.database() == "postgres":
        yield from _postgres(home)
    else:
        yield _made(deployment(home, None))


def _postgres(home):
    import psycopg

    server, name = os.environ["DATABASE_URL"], f"race_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}")
        try:
            yield _made(deployment(home, urlsplit(server)._replace(path=f"/{name}").geturl()))
        finally:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _made(env):
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=env, check=True)
    ask(env, "seed")
    return env


def after(books, grant):
    """The grant's balances, once verify has found nothing."""
    said = ask(books, "look")
    assert said["breaches"] == []
    return said["balances"][f"甲财〔2023〕{grant}号"]


def test_exactly_what_was_there_is_spent(books):
    """160 tries at 1 fen of 100."""
    said = race(books, [["spend", "百分", "20", "1", str(n)] for n in range(PROCESSES)])
    refused = [why for one in said for why in one["refused"]]
    assert sum(one["done"] for one in said) == 100
    assert len(refused) == 20 * PROCESSES - 100
    assert all(why.startswith("funds.shortfall: ") and "只剩 0万元" in why for why in refused), set(refused)
    assert after(books, "百分") == {"allotted": 100, "arrived": -100, "available": 0, "returned": 0}


def test_one_key_from_all_is_done_once_and_answers_all(books):
    """The grant is spent by the first; the others must not hear that nothing is left, nor that it is registered."""
    said = race(books, [["once", "同键", "100", "k"] for _ in range(PROCESSES)])
    assert len({(one["allotment"], one["grant"]) for one in said}) == 1
    assert after(books, "同键") == {"allotted": 100, "arrived": -100, "available": 0, "returned": 0}
    assert after(books, "同时")["available"] == 5


def test_acts_on_one_project_never_wait_for_each_other_in_a_ring(books):
    half = PROCESSES // 2
    said = race(
        books,
        [["spend", "环", "15", "1", f"环{n}"] for n in range(half)]
        + [["amend", "15", str(n)] for n in range(half)],
    )
    assert [one["done"] for one in said] == [15] * PROCESSES
    assert after(books, "环")["allotted"] == 15 * half


def test_nothing_is_booked_in_a_year_behind_its_closing(books):
    """The last test: it closes the year in which the others live."""
    half = PROCESSES // 2
    said = race(
        books,
        [["spend", "关账", "25", "1", f"关{n}"] for n in range(half)]
        + [["bring", "25", str(n)] for n in range(half - 1)]
        + [["close", "20"]],
    )
    assert ask(books, "booked_after", str(said[-1]["seq"])) == {"count": 0}
    assert all(why.startswith("funds.year_closed") for one in said[:-1] for why in one["refused"])
    assert any(one["refused"] for one in said[:-1]) and any(one["done"] for one in said[:-1])
    after(books, "关账")
