"""Repeated rows in a form (`Lines[Row]`, `Refs[Model]`): added, removed and summed with and without JavaScript.

A cell is named `people.0.amount`, of a list `places.0.named`. Which rows there are, what was sent says; so rows may be
missing in between. Pressing `edit=people.add` or `edit=people.remove.2` shows the form again with what was typed, and does
nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from pydantic import BaseModel, create_model
from pydantic import Field as Info

from karez.acts.types import Count, RefsTo, RefTo, RowsOf
from karez.kernel.money import wan_number
from karez.kernel.refusal import Invalid, Refusal
from karez.pages.books import Books
from karez.pages.fields import EMPTY, Field, asked, collect, field_of

MOST = 300
"""Rows of one form."""
SUMMED = ("amount", "count")
UNFIT = ("paper", "files", "rows", "other")
"""What asks more than one control."""


@dataclass
class Row:
    """One row, at its place from 0; `N` of the row that is not there yet."""

    number: int | None
    fields: list[Field]
    faults: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        """As its cells are named."""
        return "N" if self.number is None else str(self.number)

    @property
    def shown(self) -> str:
        """As people count it, from 1."""
        return "N" if self.number is None else str(self.number + 1)


@dataclass(frozen=True)
class Total:
    """The sum of a column; `words` also say how many of its cells are no number."""

    name: str
    label: str
    words: str
    unit: str = ""


class Rows:
    """A field of repeated rows."""

    kind = "rows"
    wide = True
    parts: tuple[Field, ...] = ()

    def __init__(
        self, name: str, label: str, meaning: RowsOf, books: Books, required: bool, help: str
    ) -> None:
        self.name, self.label, self.meaning, self.required, self.help = name, label, meaning, required, help
        self.books = books
        self.heads = [
            field_of(f"{name}.N.{column}", title, info, books) for column, title, info in asked(meaning.row)
        ]
        """The fields of a row that is not there yet: the columns, and what JavaScript adds rows from."""
        if strange := [head.name for head in self.heads if head.kind in UNFIT]:
            raise TypeError(f"no cell of a row can hold {', '.join(strange)}")
        self.faults: list[str] = []
        self.rows = [self._row(0)]

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")

    @property
    def blank(self) -> bool:
        return all(self._blank(row) for row in self.rows)

    def _blank(self, row: Row) -> bool:
        """Whether nothing was filled in; what a row begins with does not count."""
        return all(
            each.blank or each.value == head.value for each, head in zip(row.fields, self.heads, strict=True)
        )

    @property
    def template(self) -> Row:
        """The row that is not there yet."""
        return Row(None, [replace(head, help="") for head in self.heads])

    def _row(self, number: int) -> Row:
        within = f"{self.name}.{number}."
        named = [(each, within + each.name.rpartition(".")[2]) for each in self.heads]
        return Row(number, [replace(each, name=name, help="", faults=[]) for each, name in named])

    def begin(self, value: Any) -> None:
        """Let rows stand in it: a list of what code holds."""
        if not isinstance(value, list | tuple) or not value:
            return
        self.rows = [self._row(number) for number in range(len(value))]
        for row, known in zip(self.rows, value, strict=True):
            for cell, name in zip(row.fields, self.columns, strict=True):
                cell.begin(known.get(name) if isinstance(known, dict) else getattr(known, name))

    @property
    def columns(self) -> list[str]:
        """The names of a row's fields."""
        return [each.name.rpartition(".")[2] for each in self.heads]

    def read(self, sent: Any) -> None:
        """Take the rows that were sent, numbered anew."""
        cell = re.compile(re.escape(self.name) + r"\.([0-9]{1,6})\.")
        sent_rows = sorted({int(match[1]) for key in sent if (match := cell.match(key))})
        rows = []
        for number, place in enumerate(sent_rows):
            row = self._row(place)
            for each in row.fields:
                each.read(sent)
            rows.append(self._moved(row, number))
        self.rows = rows or [self._row(0)]

    def _moved(self, row: Row, number: int) -> Row:
        for each, name in zip(row.fields, self.columns, strict=True):
            each.name = f"{self.name}.{number}.{name}"
        row.number = number
        return row

    def edit(self, pressed: str) -> bool:
        """Do what a button of the rows says, `add` or `remove.2`; False for anything else."""
        what, _, place = pressed.partition(".")
        if what == "add":
            self.rows.append(self._row(len(self.rows)))
        elif what == "remove" and place.isdigit() and int(place) < len(self.rows):
            kept = [row for row in self.rows if row.number != int(place)]
            self.rows = [self._moved(row, number) for number, row in enumerate(kept)] or [self._row(0)]
        else:
            return False
        return True

    def plain(self, faults: list[Refusal]) -> list[dict[str, Any]]:
        """The rows as the act's input wants them; rows in which nothing stands are left out, here and on the page."""
        filled = [row for row in self.rows if not self._blank(row)]
        self.rows = [self._moved(row, number) for number, row in enumerate(filled)] or [self._row(0)]
        if len(filled) > MOST:
            faults.append(Invalid(f"“{self.label}”最多 {MOST} 行，请分几次办理。", field=self.name))
        if not filled:
            return []
        return [collect(self.meaning.row, row.fields, self.books, faults) for row in self.rows]

    @property
    def sums(self) -> bool:
        """Whether any column can be summed."""
        return any(head.kind in SUMMED for head in self.heads)

    @property
    def totals(self) -> list[Total | None]:
        """The sums below the columns that can be summed, None below the others."""
        return [self._total(place) if head.kind in SUMMED else None for place, head in enumerate(self.heads)]

    def _total(self, place: int) -> Total:
        total, unread = 0, 0
        for row in self.rows:
            cell = row.fields[place]
            if cell.value in EMPTY:
                continue
            try:
                total += int(cell.meaning.parse(cell.plain()))
            except ValueError:
                unread += 1
        head = self.heads[place]
        counted = head.meaning.unit if isinstance(head.meaning, Count) else ""
        words = f"{total:,}" if counted else wan_number(total)
        if unread:
            words += f"（{unread} 格不是数字）"
        return Total(self.columns[place], head.label, words, counted)

    def row(self, path: str) -> "Row | Field | None":
        """Where a fault of `2` or `2.amount` is shown, if there is such a row."""
        number = path.partition(".")[0]
        return next((row for row in self.rows if row.place == number), None)

    def places(self) -> list[tuple[str, str, list[str]]]:
        """Where faults stand: the element's id, what it is called, the faults."""
        places = [(self.id, self.label, self.faults)]
        for row in self.rows:
            called = f"{self.label}第 {row.shown} 行"
            places.append((self.id, called, row.faults))
            places += [(cell.id, f"{called}，{cell.label}", cell.faults) for cell in row.fields]
        return places

    def cells(self) -> Iterator[Field]:
        """Every cell of every row."""
        for row in self.rows:
            for each in row.fields:
                yield from (each, *each.parts)


class Named(Rows):
    """A field of several things: rows of one cell, in which each is named."""

    def __init__(self, name: str, label: str, what: RefsTo, books: Books, required: bool, help: str) -> None:
        super().__init__(name, label, RowsOf(_naming(what, label)), books, required, help)
        self.what = what

    def begin(self, value: Any) -> None:
        """Let things stand in it: as code holds them, or as a text names them."""
        super().begin([{"named": each} for each in self.what.parse(value) or ()])

    def plain(self, faults: list[Refusal]) -> list[Any]:
        """What names each of them; rows in which nothing stands are left out."""
        return [row["named"] for row in super().plain(faults) if "named" in row]

    def row(self, path: str) -> Row | Field | None:
        row = super().row(path)
        return row.fields[0] if isinstance(row, Row) else row


def _naming(what: RefsTo, label: str) -> type[BaseModel]:
    """The row of one cell that names a thing."""
    return create_model("Naming", named=(Annotated[Any, RefTo(what.model)], Info(title=label)))
