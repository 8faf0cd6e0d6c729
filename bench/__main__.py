"""Runs the measurements, prints one table, writes docs/performance.md; exit code 1 when a limit is exceeded.

python -m bench [NAME …]      e.g. `python -m bench figures`; docs/performance.md is written by a full run only
"""

import importlib
import os
import platform
import sys
import tempfile
from datetime import date
from pathlib import Path

from bench import Row

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "performance.md"
HEAD = ("measured", "Karez", "bare", "ratio", "limit", "note")
INTRODUCTION = """\
# How fast Karez is

Written by `make bench`. Each line compares Karez with the bare work it cannot do without, in one run on one machine; read
the ratio, not the times, which depend on the machine. A ratio above its limit fails `make bench`.

"""


def cells(row: Row) -> tuple[str, ...]:
    """A row as it is printed."""
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}" + (" ✗" if row.over else "")
    limit = "" if row.limit is None else f"≤ {row.limit:g}"
    return (row.name, row.value, row.bare, ratio, limit, row.note)


def table(rows: list[Row]) -> str:
    """All rows as a Markdown table."""
    lines = [HEAD, ("---", "--:", "--:", "--:", "--:", "---"), *map(cells, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def main(names: list[str]) -> int:
    """Measure what is named, or all."""
    modules = sorted(path.stem for path in HERE.glob("bench_*.py"))
    if unknown := [name for name in names if f"bench_{name}" not in modules]:
        print(
            f"unknown: {', '.join(unknown)}; there are: {', '.join(m.removeprefix('bench_') for m in modules)}"
        )
        return 2
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="karez-bench-") as home:
        os.environ["KAREZ_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "karez.conf.settings"
        for module in modules:
            if not names or module.removeprefix("bench_") in names:
                print(f"· {module}", file=sys.stderr, flush=True)
                rows += [Row(*row) for row in importlib.import_module(f"bench.{module}").run()]
    print(table(rows))
    if not names:
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        measured = f"Measured {date.today().isoformat()}: {machine}.\n\n"
        PAGE.write_text(INTRODUCTION + measured + table(rows), "utf-8")
    return 1 if any(row.over for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
