"""The public list of regions (行政区划), province to village: read from a data set that `make setup` builds.

It is a reference to choose from, not the books: a deployment's own regions are rows of `places.Region`, which may hold
townships and villages that this list doesn't have.
"""

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from karez.kernel import regions

PATH = Path(__file__).parent / "data" / "divisions.sqlite3"
MISSING = "行政区划数据还没有准备好。请在项目目录中运行 make setup 后再试。"
COMMITTEES = (
    (re.compile(r"村?村(?:民)?委(?:员)?会$"), "村"),
    (re.compile(r"社区居(?:民)?委(?:员)?会$"), "社区"),
)


class DivisionsMissing(RuntimeError):
    """The data set was not built; the message says how."""


@dataclass(frozen=True, slots=True)
class Division:
    """One region: `code` has 12 digits, `level` is one of kernel.regions.LEVELS, `parent` the code one level up."""

    code: str
    name: str
    level: str
    parent: str


def plain(name: str, level: str = "village") -> str:
    """A village by the name in daily use: 皇宫南村委会 → 皇宫南村, 红枫社区居委会 → 红枫社区. Other levels stay."""
    if level == "village":
        for ending, kept in COMMITTEES:
            name, found = ending.subn(kept, name)
            if found:
                break
    return name


def available() -> bool:
    """Whether the data set is there."""
    return PATH.exists()


def counties(query: str = "") -> list[Division]:
    """All counties in code order, or those whose name contains the query or whose code begins with it."""
    if query.isascii() and query.isdigit():
        return _select("level = 'county' AND code LIKE ? || '%'", query)
    return _select("level = 'county' AND name LIKE '%' || ? || '%'", query)


def county(code: str) -> Division | None:
    """The county with this code (6 or 12 digits), None when the list has none."""
    found = _select("level = 'county' AND code = ?", code.ljust(12, "0"))
    return found[0] if found else None


def above(code: str) -> list[Division]:
    """The regions in which this one lies, the province first, without itself."""
    codes = [regions.full(code[:length]) for length in (2, 4, 6, 9) if code[length:].strip("0")]
    return _select(f"code IN ({','.join('?' * len(codes))})", *codes)


def below(code: str) -> list[Division]:
    """All townships and villages of one county (6 or 12 digits) in code order; empty when it is unknown."""
    stem = code[:6]
    return _select("code >= ? AND code < ? AND level IN ('township', 'village')", stem, f"{stem}:")


def these(codes: Iterable[str]) -> list[Division]:
    """The regions with these 12-digit codes, as far as the list has them."""
    asked = sorted(codes)
    return _select(f"code IN ({','.join('?' * len(asked))})", *asked)


def find(name: str, within: str = "", level: str = "") -> list[Division]:
    """Regions of exactly this name, in daily or official form, in the region `within` (any prefix), of one level or any.

    Several townships have villages of one name: the caller asks which is meant.
    """
    stem = regions.prefix(within)
    names = (name, plain(name))
    if level:
        return _select(
            "code >= ? AND code < ? AND name IN (?, ?) AND level = ?", stem, f"{stem}:", *names, level
        )
    return _select("code >= ? AND code < ? AND name IN (?, ?)", stem, f"{stem}:", *names)


def _select(where: str, *values: str) -> list[Division]:
    with closing(_open()) as book:
        rows: Iterable[tuple[str, str, str, str]] = book.execute(
            f"SELECT code, name, level, parent FROM region WHERE {where} ORDER BY code", values
        )
        return [Division(*row) for row in rows]


def _open() -> sqlite3.Connection:
    if not available():
        raise DivisionsMissing(MISSING)
    return sqlite3.connect(f"{PATH.as_uri()}?mode=ro&immutable=1", uri=True)


@cache
def total() -> int:
    """How many regions the list has."""
    with closing(_open()) as book:
        return int(book.execute("SELECT count(*) FROM region").fetchone()[0])
