"""Where the table is on a sheet: which of the known ones it is, its header rows, which column is which, and the unit of money.

Counties put titles above the header, merge cells, split a header over two rows and name columns their own way. The layout
that names the most columns wins; nothing is guessed where two columns fit equally or no unit is written.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from karez.sheets.columns import IGNORED, Column, Outline, candidates, outlines
from karez.sheets.folding import fold, fold_header

LOOK = 40
"""Rows from the top among which the header is looked for."""
DEEPEST = 3
"""Rows that a header may take."""

Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class Place:
    """One column of a table: where it is, what it was called, the unit written in its header or ""."""

    column: Column
    at: int
    header: str
    unit: str
    rank: int


@dataclass
class Layout:
    """The table found on a sheet. Rows and columns count from 0, in the sheet's own coordinates."""

    sheet: Outline
    first: int
    last: int
    places: dict[str, Place] = field(default_factory=dict)
    twice: list[tuple[Place, Place]] = field(default_factory=list)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    units: tuple[str, ...] = ()

    @property
    def missing(self) -> list[Column]:
        return [c for c in self.sheet.columns if c.required and c.name not in self.places]

    @property
    def score(self) -> tuple[int, int, int]:
        """More columns, fewer doubts, fewer header rows."""
        return len(self.places) - len(self.twice), -len(self.twice), self.first - self.last


_IGNORED = frozenset(fold(name) for name in IGNORED)
_UNIT_ONLY = re.compile(r"^[(\[【]?(?:单位:?)?(亿元|万元|千元|元|分)[)\]】]?$")
_UNIT_LINE = re.compile(r"单位:(?=([^:]{1,12}))")
_UNIT_TITLE = re.compile(r"[(\[【](亿元|万元|千元|元)[)\]】]")
_UNIT_NAMES = ("亿元", "万元", "千元", "元")


def units_in(text: object) -> set[str]:
    """Units that a line above the table states: `填报单位：财政局  单位：万元、户` → {万元}. Names of offices are none."""
    folded = fold(text)
    units = set(_UNIT_TITLE.findall(folded))
    for match in _UNIT_LINE.finditer(folded):
        for part in re.split(r"[、,;/]", match.group(1)):
            part = part.removeprefix("人民币").rstrip(")]】")
            if part in _UNIT_NAMES:
                units.add(part)
    return units


def _spread(rows: Sequence[Sequence[Any]], merges: Sequence[Merge]) -> list[list[Any]]:
    """The rows with the value of each merged region in all of its cells."""
    filled = [list(row) for row in rows]
    for (top, left), (bottom, right) in merges:
        if top < len(filled):
            for row in filled[top : bottom + 1]:
                for column in range(left, min(right + 1, len(row))):
                    row[column] = filled[top][left]
    return filled


def _names(texts: Sequence[str]) -> tuple[list[tuple[str, int]], str]:
    """What a header column may be called, each with a penalty, and its unit. `texts`: from the top header row down."""
    parts: list[str] = []
    unit = ""
    for text in texts:
        if only := _UNIT_ONLY.match(fold(text)):
            unit = only.group(1)
            continue
        name, written = fold_header(text)
        unit = written or unit
        if name and (not parts or parts[-1] != name):
            parts.append(name)
    if not parts:
        return [], unit
    if len(parts) == 1:
        return [(parts[0], 0)], unit
    return [("".join(parts), 0), ("".join(parts[-2:]), 1), (parts[-1], 100)], unit


def _layout(sheet: Outline, rows: Sequence[Sequence[Any]], first: int, depth: int) -> Layout:
    known = candidates(sheet)
    layout = Layout(sheet, first, first + depth - 1)
    width = max((len(row) for row in rows[first : first + depth]), default=0)
    for at in range(width):
        texts = [
            str(row[at]) for row in rows[first : first + depth] if at < len(row) and isinstance(row[at], str)
        ]
        names, unit = _names([text for text in texts if text.strip()])
        header = " ".join(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))
        place = None
        for name, penalty in names:
            if name in known:
                rank, column = known[name][0]
                place = Place(column, at, header, unit, rank + penalty)
                break
        if place is None:
            if names and not any(name in _IGNORED for name, _ in names):
                layout.unknown.append((at, header))
            continue
        earlier = layout.places.get(place.column.name)
        if earlier is None or place.rank < earlier.rank:
            layout.places[place.column.name] = place
            layout.twice = [pair for pair in layout.twice if pair[0].column is not place.column]
            if earlier is not None:
                layout.unknown.append((earlier.at, earlier.header))
        elif place.rank == earlier.rank:
            layout.twice.append((earlier, place))
        else:
            layout.unknown.append((place.at, place.header))
    return layout


def find(name: str, rows: Sequence[Sequence[Any]], merges: Sequence[Merge]) -> tuple[Layout | None, bool]:
    """The table on a sheet called `name` whose first rows these are, and whether its name alone says what it should be.

    None when no header of any known sheet is there, or too little of one to be sure.
    """
    filled = _spread(rows[:LOOK], [m for m in merges if m[0][0] < LOOK])
    named = by_name(name)
    best: dict[str, Layout] = {}
    for sheet in outlines():
        for first in range(len(filled)):
            for depth in range(1, min(DEEPEST, len(filled) - first) + 1):
                layout = _layout(sheet, filled, first, depth)
                kept = best.get(sheet.kind)
                if layout.places and (kept is None or layout.score > kept.score):
                    best[sheet.kind] = layout
    whole = [layout for layout in best.values() if not layout.missing]
    chosen: Layout | None = None
    if (
        named
        and named.kind in best
        and (best[named.kind] in whole or not whole)
        and len(best[named.kind].places) >= 2
    ):
        chosen = best[named.kind]
    elif whole:
        chosen = max(whole, key=lambda layout: layout.score)
    else:
        likely = [y for y in best.values() if len(y.places) >= 3 and len(y.missing) <= 1]
        if likely:
            chosen = max(likely, key=lambda layout: (-len(layout.missing), layout.score))
    if chosen is not None:
        # A header cell merged downwards over more rows than the layout counted would leave its tail as data.
        inside = range(chosen.first, chosen.last + 1)
        for (top, _), (bottom, _) in merges:
            if top in inside and bottom > chosen.last and bottom - chosen.first < DEEPEST:
                chosen.last = bottom
        units: set[str] = set()
        for row in rows[: chosen.first]:
            for cell in row:
                if isinstance(cell, str):
                    units |= units_in(cell)
        chosen.units = tuple(sorted(units))
    return chosen, named is not None


_DRESS = re.compile(r"(?:19|20)\d\d年?度?|[()\[\]【】<>《》0-9_\-.]|sheet|表$", re.IGNORECASE)


def by_name(name: str) -> Outline | None:
    """Which of the known sheets a sheet's name says: `2023年资金来源台账` → 资金台账."""
    bare = _DRESS.sub("", fold(name))
    for sheet in outlines():
        if bare in (fold(sheet.title), *sheet.aliases) or bare + "表" in sheet.aliases:
            return sheet
    holding = [
        (len(a), s.kind) for s in outlines() for a in (s.title, *s.aliases) if len(a) >= 4 and a in bare
    ]
    kinds: Mapping[str, Outline] = {sheet.kind: sheet for sheet in outlines()}
    return kinds[max(holding)[1]] if holding else None
