"""A figure's page: its value, what it means, how it splits, and every row that makes it up, to the fen.

Filters are the query: `?category=industry&source=central`; each may be given several times. The rows are added up here,
one by one, and held against the value that the database gave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.http import QueryDict

from karez.figures import AnyFigure, Figure, Result, Share
from karez.figures.catalogue import bases
from karez.figures.mart import column_of
from karez.kernel.money import wan_number, yuan
from karez.kernel.shares import percent, share
from karez.pages.asked import page_number
from karez.pages.books import Books
from karez.pages.columns import Cell, Column, Row
from karez.pages.figure_asked import NONE, FigureAsked
from karez.pages.figure_rows import Side

PAGE = 200
SPLIT_SHOWN, SPLIT_LISTED = 12, 100
UNITS = {"fen": "万元", "count": "个", "share": "%"}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force and the address without it."""

    dim: str
    label: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One value of a split: the narrowed figure, and what part it is."""

    label: str
    url: str
    text: str
    exact: str
    part: str
    bar: Fraction
    colour: str


@dataclass(frozen=True, slots=True)
class Split:
    """A figure by one dimension."""

    dim: str
    label: str
    pieces: list[Piece]
    more: list[Piece]
    total: int
    rounding: str

    @property
    def left_out(self) -> int:
        """How many values the page leaves to the rows and the file."""
        return self.total - len(self.pieces) - len(self.more)


@dataclass(frozen=True, slots=True)
class Proof:
    """The paper of a row: its number and its page."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the drill-down as printed, with what it adds."""

    cells: list[Cell]
    paper: Proof | None
    amount: str
    title: str
    part: str
    minus: bool


class FigurePage(FigureAsked):
    """All that a figure's page says. Raises UnknownFigure, BadQuestion, CountyOnly."""

    def __init__(self, books: Books, key: str, query: QueryDict) -> None:
        super().__init__(books, key, query)
        self.in_yuan = query.get("unit", "yuan") != "wan"

    # -- the value

    @property
    def title(self) -> str:
        """The figure, narrowed: 产业发展 · 下达指标."""
        return " · ".join([self.figure.label, *(chip.value for chip in self.chips)])

    @property
    def unit(self) -> str:
        word = self.figure.word if isinstance(self.figure, Figure) else ""
        return word or UNITS[self.figure.unit]

    @property
    def big(self) -> str:
        """The value without its unit."""
        value = self.result.value
        if value is None:
            return "—"
        if self.figure.unit == "fen":
            return wan_number(int(value))
        return self.result.text.removesuffix("%")

    @property
    def exact(self) -> str:
        """The same to the fen; of a share its division."""
        result = self.result
        if self.figure.unit == "fen":
            return f"{yuan(int(result.value or 0))} 元"
        if self.figure.unit == "count":
            return ""
        if result.value is None:
            return "没有基数，不计算占比"
        return f"{yuan(result.part or 0)} ÷ {yuan(result.whole or 0)} 元" if base_of(self.figure).unit == "fen" else (
            f"{result.part} ÷ {result.whole}"
        )  # fmt: skip

    @property
    def is_share(self) -> bool:
        return self.figure.unit == "share"

    @cached_property
    def sides(self) -> list[Side]:
        """The figure itself; of a division its numerator and its denominator."""
        if isinstance(self.figure, Figure):
            return [Side(self, "of", "明细")]
        return [Side(self, "of", "分子"), Side(self, "over", "分母")]

    @property
    def side(self) -> Side:
        """The side whose rows are shown."""
        return self.sides[-1] if self.query.get("part") == "over" and self.is_share else self.sides[0]

    # -- filters and splits

    def url(self, **changes: Any) -> str:
        """This page with some of its query changed; None takes one away."""
        asked: dict[str, Any] = {
            dim: self.query.getlist(dim) for dim in self.query if dim not in ("page", "format", "on")
        }
        asked |= {dim: value for dim, value in changes.items() if value is not None}
        for dim, value in changes.items():
            if value is None:
                asked.pop(dim, None)
        return self.links.url(self.figure.key, **asked)

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters in force."""
        return [
            Chip(
                dim,
                column_of(dim).label,
                "、".join(self.names.say(dim, value) for value in values),
                self.url(**{dim: None}),
            )
            for dim, values in self.where.items()
        ]

    @cached_property
    def splits(self) -> list[Split]:
        """The figure by each dimension that is not fixed already and has more than one value."""
        dims = [dim for dim in self.figure.by if len(self.where.get(dim, ())) != 1]
        wider = {dim: column_of(dim).within for dim in dims}
        dims = [dim for dim in dims if wider[dim] not in dims or wider[dim] in self.where]
        split = {dim: self.reading.split(self.figure, (dim,), self.where) for dim in dims}
        self.names.look_up({dim: {result.by[dim] for result in results} for dim, results in split.items()})
        rows = len(self.sides[0].rows)
        return [
            self._split(dim, results)
            for dim, results in split.items()
            if len(results) > 1
            and not (column_of(dim).many and len(results) == rows)  # the rows say the same
        ]

    @property
    def splits_first(self) -> bool:
        """Whether the splits stand above the rows: where the rows are many."""
        return len(self.side.rows) > 24

    @cached_property
    def whole(self) -> tuple[str, str, str, Fraction] | None:
        """Of a narrowed sum: the whole figure, its page, and what part of it this is."""
        if not self.where or self.is_share:
            return None
        whole = self.reading.evaluate(self.figure)
        part = share(int(self.result.value or 0), int(whole.value or 0))
        return (
            whole.text,
            self.links.url(self.figure.key),
            percent(part) if part is not None else "—",
            part or Fraction(0),
        )

    def _split(self, dim: str, results: Sequence[Result]) -> Split:
        whole = sum(int(result.value or 0) for result in results) if not self.is_share else 0
        pieces = []
        for result in results[:SPLIT_LISTED]:
            value = result.by[dim]
            part = self._part(result, whole)
            pieces.append(
                Piece(
                    label=self.names.say(dim, value),
                    url=self.url(**{dim: NONE if value is None else value}),
                    text=result.text.removesuffix("万元") if result.unit == "fen" else result.text,
                    exact=self._exact(result),
                    part=percent(part) if part is not None and not self.is_share else "",
                    bar=part or Fraction(0),
                    colour=value or "" if column_of(dim).coloured else "",
                )
            )  # fmt: skip
        printed = [piece.part for piece in pieces if piece.part]
        if isinstance(self.figure, Share):
            printed = [piece.text for piece in pieces]
        total = sum(rounded_percent(text) for text in printed)
        rounding = (
            f"{total:.2f}%"
            if printed and len(pieces) == len(results) and not self.where and abs(total - 100) > 0.001
            else ""
        )
        return Split(
            dim, column_of(dim).label, pieces[:SPLIT_SHOWN], pieces[SPLIT_SHOWN:], len(results), rounding
        )

    def _part(self, result: Result, whole: int) -> Fraction | None:
        """How long its bar is: of a share itself, of a sum its part of the whole."""
        if self.is_share:
            return None if result.value is None else Fraction(result.value)
        return share(int(result.value or 0), whole)

    def _exact(self, result: Result) -> str:
        if result.unit == "fen":
            return f"{yuan(int(result.value or 0))} 元"
        if result.whole is not None:
            return f"{yuan(result.part or 0)} ÷ {yuan(result.whole)} 元"
        return ""

    # -- the rows

    @cached_property
    def number(self) -> int:
        """The page of rows that is shown, from 1."""
        return page_number(self.query.get("page"), self.pages)

    @property
    def pages(self) -> int:
        return max(-(-len(self.side.rows) // PAGE), 1)

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE

    @cached_property
    def lines(self) -> list[Line]:
        """The shown rows, each linked to its thing and its paper."""
        side = self.side
        rows = side.rows[self.first : self.first + PAGE]
        self.name_places(rows)
        papers, columns = self._papers(side, rows), side.shown
        return [
            Line(
                [_cell(column, row) for column in columns],
                papers.get(row.get("id")),
                self.amount(row["measure"], side.base.unit),
                f"{yuan(row['measure'])} 元" if side.base.unit == "fen" else "",
                percent(part) if (part := share(row["measure"], side.total)) is not None else "—",
                row["measure"] < 0,
            )
            for row in rows
        ]

    def amount(self, value: int, unit: str) -> str:
        """An amount in the unit that was chosen."""
        if unit != "fen":
            return str(value)
        return yuan(value) if self.in_yuan else wan_number(value)

    @property
    def total(self) -> str:
        return self.amount(self.side.total, self.side.base.unit)

    @property
    def measured(self) -> str:
        """The head of the column of amounts."""
        side = self.side
        if side.base.unit != "fen":
            return side.base.label
        return f"{side.base.label}（{'元' if self.in_yuan else '万元'}）"

    def name_places(self, rows: list[Row]) -> None:
        """Look up the names of the rows' places: one statement."""
        dims = [dim for dim in rows[0] if column_of(dim).place] if rows else []
        self.names.look_up({dim: {row[dim] for row in rows} for dim in dims})

    def _papers(self, side: Side, rows: list[Row]) -> dict[Any, Proof]:
        """The paper behind each row: one statement for the page."""
        shape = side.shape
        papers = dict(shape.papers([row["id"] for row in rows])) if shape.papers else {}
        return {
            row["id"]: Proof(str(row.get(shape.number) or "凭据"), self.books.url("paper", papers[row["id"]]))
            for row in rows
            if row.get("id") in papers
        }


def base_of(figure: AnyFigure) -> Figure:
    """The plain figure that a figure counts."""
    return next(iter(bases(figure)))


def rounded_percent(text: str) -> float:
    """`41.36%` as a number, 0 for `—`."""
    return float(text.removesuffix("%")) if text.endswith("%") else 0.0


def _cell(column: Column, row: Row) -> Cell:
    return Cell(
        column,
        column.text(column.value(row)),
        url=column.link(row) if column.link else None,
        small=column.small(row) if column.small else "",
    )
