"""The sides of a figure (of a division its numerator and its denominator) with their rows, and the columns that show these."""

from functools import cached_property, partial
from typing import Any

from karez.figures import BOOL, DATE, Figure, Part, Ratio, Shape, Shows
from karez.figures import Column as MartColumn
from karez.figures.catalogue import base
from karez.figures.mart import column_of
from karez.figures.text import print_value
from karez.kernel.money import yuan
from karez.pages.columns import Column
from karez.pages.figure_asked import FigureAsked

WIDTH = 22
"""Of a column of words in the file."""


class Side:
    """One side of a figure: itself, or the numerator or denominator of a ratio, with its rows."""

    def __init__(self, asked: FigureAsked, part: str, label: str) -> None:
        self.asked, self.part, self.label = asked, part, label
        figure = asked.figure
        side = figure if isinstance(figure, Figure) else (figure.of if part == "of" else figure.over)
        self.base: Figure = side if isinstance(side, Figure) else base(side)
        self.narrowed: dict[str, Any] = {}
        if isinstance(side, Part):
            self.narrowed = dict(side.where(asked.books.scope) if callable(side.where) else side.where)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """All rows of this side: by day as the books have them, or by size where that is asked for."""
        rows = self.asked.reading.rows(self.asked.figure, self.asked.where, part=self.part)
        sort = self.asked.sort
        return sorted(rows, key=lambda row: row["measure"], reverse=sort == "-amount") if sort else rows

    @cached_property
    def total(self) -> int:
        """The rows added up, one by one."""
        return sum(row["measure"] for row in self.rows)

    @property
    def stated(self) -> int:
        """What the figure says this side is."""
        result = self.asked.result
        if result.whole is None:
            return int(result.value or 0)
        return int((result.part if self.part == "of" else result.whole) or 0)

    @property
    def difference(self) -> int:
        return self.total - self.stated

    @property
    def shape(self) -> Shape:
        """How its rows are shown."""
        return self.asked.reading.shape(self.base)

    @property
    def proven(self) -> bool:
        """Whether its rows have papers."""
        return self.shape.papers is not None

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of its shape."""
        return [self._column(shows) for shows in self.shape.columns]

    @cached_property
    def details(self) -> list[Column]:
        """What the file says of each row besides: what its rows have of the shape's details and no column shows."""
        shown = {column.key for column in self.columns}
        have = set(self.asked.columns(self.base)) - shown
        return [
            Column(detail.name, detail.head, say=partial(self.asked.names.small, detail), width=WIDTH)
            for detail in self.shape.details
            if detail.name in have
        ]

    @property
    def shown(self) -> list[Column]:
        """The page's columns: without those that the filters make the same in every row."""
        fixed = {dim for dim, values in self.asked.where.items() if len(values) == 1}
        first, *others = self.columns
        return [first, *(column for column in others if column.key not in fixed or column.link)]

    def _column(self, shows: Shows) -> Column:
        known, names, books = shows.column, self.asked.names, self.asked.books

        def opens(row: dict[str, Any]) -> str | None:
            return books.url(shows.page, row[shows.of]) if row.get(shows.of) is not None else None

        def beneath(row: dict[str, Any]) -> str:
            have = [column for column in shows.small if column.name in row]
            return " · ".join(text for column in have if (text := names.small(column, row)))

        return Column(
            known.name,
            shows.head,
            _kind(known),
            known.codes,
            link=opens if shows.page else None,
            say=None if known.type == DATE else partial(names.cell, known),
            small=beneath if shows.small else None,
            coloured=known.coloured,
            card="hide" if shows.hide else "",
            width=0 if known.type == DATE else WIDTH,
        )

    @property
    def url(self) -> str:
        """The page of the plain figure on this side, narrowed as here."""
        things = {dim for dim in self.asked.columns(self.base) if column_of(dim).thing}
        able = {*self.base.by, *things}
        by = {**{dim: list(values) for dim, values in self.asked.where.items() if dim in able}}
        by |= {
            dim: list(v) if isinstance(v, tuple | list) else v
            for dim, v in self.narrowed.items()
            if dim in able
        }
        if self.part == "over" and not isinstance(self.asked.figure, Ratio):
            by = {}
        return self.asked.links.url(self.base.key, **by)

    @property
    def text(self) -> str:
        return print_value(self.stated, self.base.unit)

    @property
    def exact(self) -> str:
        return f"{yuan(self.stated)} 元" if self.base.unit == "fen" else str(self.stated)


def _kind(column: MartColumn) -> str:
    """The kind of a page's column that shows it."""
    if column.codes:
        return "code"
    return {DATE: "date", BOOL: "yes"}.get(column.type, "text")
