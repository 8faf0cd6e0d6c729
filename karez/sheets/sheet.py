"""What a room says of one of its sheets: its columns, what becomes of its rows, how they go out again.

A room declares its sheets in its `sheets.py` with `sheet(Sheet(…))`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from karez.places.rights import Actor
from karez.sheets.columns import Outline, declare, outlines
from karez.sheets.draft import Draft, Rows
from karez.sheets.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Sheet(Outline):
    """One sheet of a room: `plan` says what would become of its rows, `out` gives the rows of the books in its columns."""

    plan: Callable[[Draft, Rows], None]
    out: Callable[[Actor, str, int], Iterable[Mapping[str, Any]]]
    """(actor, county, year) → column → value, of every row that this actor may see and that an import would know again."""
    right: str
    """Needed to read its rows out."""
    page: str
    """The list on which its rows are found afterwards."""
    line: Callable[[Plan, Any], str]
    """What a new row brings, in a line for the preview."""

    __hash__ = Outline.__hash__


def sheet(declared: Sheet) -> Sheet:
    """Make a room's sheet known to reading, planning, the template and the export."""
    declare(declared)
    return declared


def sheets() -> tuple[Sheet, ...]:
    """Every sheet that the rooms bring, in their order."""
    return tuple(known for known in outlines() if isinstance(known, Sheet))
