"""Starting Django for a command that needs the books, without the web."""

import os
import sys
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

T = TypeVar("T")


def django() -> None:
    """Load settings and rooms. Sets aside the web: no view, form or template is imported."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karez.conf.settings")
    import django

    django.setup()


def day_of(text: str | None, county: str | None = None) -> date:
    """The given day, else the day on which the county's books stand. Raises ValueError with a sentence."""
    from karez import shell
    from karez.kernel.periods import parse_day

    return parse_day(text) if text else shell.today(county)


def progress(rows: Iterable[T], total: int | None, label: str) -> Iterator[T]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield from rows
        return
    from tqdm import tqdm

    yield from tqdm(rows, total=total, desc=label, leave=False)


def table(head: list[str], rows: list[list[Any]], right: Collection[int] = ()) -> str:
    """A plain table in which Chinese characters count as two columns."""
    texts = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(width(row[n]) for row in texts) for n in range(len(head))]
    lines = []
    for row in texts:
        cells = [pad(cell, widths[n], n in right) for n, cell in enumerate(row)]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("─" * one for one in widths))
    return "\n".join(lines)


def width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def pad(text: str, size: int, right: bool) -> str:
    """The text filled up to `size` columns."""
    fill = " " * (size - width(text))
    return fill + text if right else text + fill
