"""What the rooms say of the mart's columns, and of how the rows of a table are shown: plain declarations.

A column is declared once, by the room that owns what it tells (the project's columns by `projects`), and used by every room
whose table has it. What a page, a report or a terminal must know of its values is said here, beside its name.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

Model = type[Any]

INT, TEXT, DATE, BOOL = "int64", "string", "date", "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the mart: its name in the contract, its type, and what a reader is told of it.

    codes: the table of policy codes that its values are of. place: its values are codes of regions. words: what true and
    false are called. thing: the model whose ids its values are, by which a link may narrow a figure. within: the
    dimension that is chosen before a figure splits by this one (villages come after their township). many: it has a value
    for each thing, so that a split as long as the rows says nothing new. coloured: its values have colours on pages.
    """

    name: str
    type: str
    label: str
    short: str = ""
    """What stands at the head of a narrow column; the label where empty."""
    codes: str = ""
    place: bool = False
    words: tuple[str, str] = ("是", "否")
    thing: Model | None = None
    within: str = ""
    many: bool = False
    coloured: bool = False

    @property
    def head(self) -> str:
        return self.short or self.label


@dataclass(frozen=True, slots=True)
class Shows:
    """A column as the rows behind a figure show it. `page`: the route that its cells lead to, `of`: where the id stands.

    small: the columns that stand in small under it. hide: a phone leaves it out.
    """

    column: Column
    label: str = ""
    """Its head here, where the column's own says too little: 批复日期 for a day."""
    page: str = ""
    of: str = "id"
    small: tuple[Column, ...] = ()
    hide: bool = False

    @property
    def head(self) -> str:
        return self.label or self.column.head


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """How rows are shown: the columns of the page, the first of which names the row, and its proof.

    details: what the file says besides. papers: for ids of rows the pairs (id, id of its paper). number: the column that
    holds the paper's number.
    """

    columns: tuple[Shows, ...]
    details: tuple[Column, ...] = ()
    papers: Callable[[Collection[int]], Iterable[tuple[int, int]]] | None = None
    number: str = ""

    @property
    def needs(self) -> set[str]:
        """The columns that the rows must have. Of `details`, and what stands in small, a figure's rows may lack some."""
        linked = {shown.of for shown in self.columns if shown.page}
        return {shown.column.name for shown in self.columns} | linked | ({self.number} - {""})
