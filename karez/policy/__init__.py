"""What the law says: dated values with their sources, code tables, and rules over plain facts.

Pure: no Django, no database, no clock; reads nothing but its own YAML. `parameter()` answers what holds in a region on a
day, `karez.policy.codes` what words stand for, `karez.policy.rules` what follows from it. See docs/policy.md.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from karez.policy import codes
from karez.policy.book import Book
from karez.policy.files import DATA
from karez.policy.values import (
    NoValue,
    PolicyError,
    PolicyFileError,
    Reference,
    UnknownCode,
    UnknownParameter,
    Value,
)

__all__ = [
    "NoValue", "PolicyError", "PolicyFileError", "Reference", "UnknownCode", "UnknownParameter", "Value",
    "as_confirmed",
    "book", "codes", "describe", "explain", "history", "law_day", "parameter", "parameters", "set_confirmations", "use", "written",
]  # fmt: skip

Confirmations = Callable[[str, str, date], bool]

_book: Book | None = None
_confirmations: Confirmations | None = None


def book() -> Book:
    """The book in use, read at first need. Raises PolicyFileError when a file is at fault."""
    global _book
    if _book is None:
        _book = Book(DATA)
    return _book


def use(*folders: Path) -> Book:
    """Read the shipped data and `folders` (each with its own `cn/…`, e.g. a county's overlay) from now on.

    Raises PolicyFileError and leaves the former book in place.
    """
    global _book
    _book = Book(DATA, *folders)
    return _book


def set_confirmations(hook: Confirmations | None) -> None:
    """Ask `hook(key, region, on)` whether a county has confirmed a value that is marked unverified.

    `hook` should confirm the value it was given a paper for, not a later one: compare `written(…).valid_from` and `.text`.
    """
    global _confirmations
    _confirmations = hook


def written(key: str, region: str, on: date) -> Value:
    """As `parameter`, but as the files say it: without asking for the county's confirmation."""
    return book().find(key, region, on)


def as_confirmed(value: Value, region: str, on: date) -> Value:
    """`value` as `written` gave it, marked confirmed where it is unverified and the county has confirmed it."""
    if value.unverified and _confirmations and _confirmations(value.key, region, on):
        return value.as_confirmed()
    return value


def parameter(key: str, region: str, on: date) -> Value:
    """The value of `key` in `region` (code or prefix; `cn` for the nation alone) on the day `on`.

    Raises UnknownParameter for a key that no file defines, NoValue where none is in force that day.
    """
    return as_confirmed(written(key, region, on), region, on)


def explain(key: str, region: str, on: date) -> list[Value]:
    """All levels' values of the day: the one in force first, then those that it overlays, up to the nation's."""
    value = parameter(key, region, on)
    return [value, *value.overlaid]


def history(key: str, region: str) -> list[Value]:
    """Every value of every level that governs `region`, newest first; one with `.ended` marks a repeal."""
    return book().history(key, region)


def parameters() -> list[str]:
    """All keys, sorted."""
    return book().keys()


def law_day(year: int, day: date) -> date:
    """The day whose law a budget year is under when it is looked at on `day`: that day, or the year's nearest one.

    Money noticed in advance in December belongs to the next budget year and is judged by that year's law.
    """
    return min(max(day, date(year, 1, 1)), date(year, 12, 31))


def describe(key: str, region: str, on: date) -> str:
    """What `karez policy show` prints: value, dates, reference, and where it was overlaid."""
    lines = []
    for index, value in enumerate(explain(key, region, on)):
        mark = "（待核实）" if value.unverified else "（县级已确认）" if value.confirmed else ""
        place = f"{value.level} {value.region}" if value.region != "cn" else value.level
        lines += [
            f"{value.title}  {key}" if index == 0 else f"覆盖了 {place} 的：",
            f"  取值  {value.text}{mark}",
            f"  层级  {place}",
            f"  期间  {value.period}",
            f"  依据  {value.reference.text}",
        ]
        if value.reference.note:
            lines.append(f"        {value.reference.note}")
        lines += [f"  核对  {value.checked or '尚无人核对原文'}", f"  文件  {value.file}"]
    return "\n".join(lines)
