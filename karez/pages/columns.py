"""A column of a list page: what its cells hold, how they print, where they lead, and how they stand in the Excel file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from karez.figures.text import NOTHING
from karez.kernel import money
from karez.kernel.shares import percent, share
from karez.policy import codes
from karez.sheets import writing

Row = dict[str, Any]
Url = Callable[[Row], str | None]
Chip = tuple[str, str, str]
"""A mark: state class (`is-soon`), icon (`clock-fill`), word."""


@dataclass(frozen=True)
class Column:
    """One column. `key` is the column of the rows that it shows, sorts by and, with `total`, adds up.

    kind: text | money (fen) | count | date | code (of `table`; coloured: each with a colour of its own) |
    yes | share (`part` ÷ `whole`) | chip (on the page its chips only). say: the words of the row, where they are not what the column holds.
    link: where the cell leads; a number that leads to its figure gets the dotted underline.
    figure: the figure that the total is; it opens narrowed as the list is.
    small, chips: a second line and marks, from the row. card: on the phone `wide` (a line of its own), `push` (to the
    right), `grow` (what follows goes below), `hide`, or empty. screen=False: in the Excel file only.
    at: its place; a list's own columns stand at 10, 20, 30 … as they are declared, what a room adds says its place.
    """

    key: str
    label: str
    kind: str = "text"
    table: str = ""
    coloured: bool = False
    total: bool = False
    sort: bool = True
    link: Url | None = None
    figure: str = ""
    say: Callable[[Row], str] | None = None
    small: Callable[[Row], str] | None = None
    chips: Callable[[Row], Iterable[Chip]] | None = None
    part: str = ""
    whole: str = ""
    card: str = ""
    short: str = ""
    width: int = 0
    screen: bool = True
    warn: Callable[[Row], bool] | None = None
    at: int = 0

    def value(self, row: Row) -> Any:
        """What the cell holds: fen, a count, a date, a Fraction, a word; None for nothing."""
        if self.kind == "share":
            return share(row[self.part] or 0, row[self.whole] or 0)
        if self.say:
            return self.say(row)
        held = row[self.key]
        if self.kind == "code":
            return codes.word(self.table, held) if held else ""
        if self.kind == "yes":
            return "是" if held else ""
        return held

    def text(self, value: Any) -> str:
        """The value as the page prints it."""
        if self.kind == "chip":
            return ""
        if value is None or value == "":
            return NOTHING
        if self.kind == "money":
            return money.wan_number(value)
        return percent(value) if self.kind == "share" else str(value)

    @property
    def hide(self) -> bool:
        """Whether the phone leaves it out."""
        return self.card == "hide"

    @property
    def right(self) -> bool:
        return self.kind in ("money", "count")

    @property
    def excel(self) -> writing.Head:
        kind = self.kind if self.kind in writing.FORMATS else "text"
        return writing.Head(self.label, kind, self.width or (14 if self.kind in ("code", "yes") else 0))


@dataclass(frozen=True)
class Cell:
    """A cell as the template prints it."""

    column: Column
    text: str
    title: str = ""
    url: str | None = None
    small: str = ""
    chips: tuple[Chip, ...] = ()
    share: Fraction | None = None
    code: str = ""
    late: bool = False
