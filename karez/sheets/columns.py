"""The columns of a sheet and how they may be called: all that reading a workbook needs to know of it.

A header is compared folded (see folding.py), so aliases are written plainly. The earlier alias wins where two columns would
both fit.
"""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from karez.acts.inputs import repeated
from karez.sheets.folding import fold
from karez.sheets.types import cell_of

if TYPE_CHECKING:
    from django.db.models import Model
    from pydantic import BaseModel

    from karez.acts.act import Act

    ModelType = type[Model]


@dataclass(frozen=True)
class Column:
    """One column, named after the field of the act that it fills; a refusal of that field is shown at its cells.

    `type`: text, names (several, 、 between), document (文号), money, date, bool, int, code, place; left out, it is that of
    the act's field.
    `codes` names the list of a code, or the level of a place. `within` names the column whose code narrows that list: a
    kind within its category. `model` is what the cells name, where the field is a reference. `also`: further fields of
    the act whose refusals are shown here.
    """

    name: str
    header: str
    type: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()
    codes: str = ""
    within: str = ""
    model: "ModelType | None" = None
    also: tuple[str, ...] = ()
    example: str | int | float = ""
    note: str = ""
    longest: int = 120
    width: int = 14


@dataclass(frozen=True)
class Outline:
    """What reading needs of a sheet: its names and its columns."""

    kind: str
    title: str
    _: KW_ONLY
    order: int
    """Where it stands in a workbook; its rows may name what the sheets before it bring."""
    aliases: tuple[str, ...]
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    """The columns that together must not occur twice."""
    acts: "tuple[Act[Any], ...]"
    """What its rows do; columns without a type get theirs from the inputs of these, or from the rows that they repeat."""
    money: str = ""
    """The column whose sum over the new rows the preview shows."""
    in_order: tuple[tuple[str, str], ...] = ()
    """Pairs of dates of which the first must not be the later."""
    note: str = ""
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)
    at_field: dict[str, str] = field(init=False, repr=False, compare=False)
    """Field of an act → the column at which its refusal is shown."""

    def __post_init__(self) -> None:
        inputs: list[type[BaseModel]] = [act.input for act in self.acts]
        inputs += [lines.row for act in self.acts for lines in repeated(act.input).values()]
        columns = tuple(_completed(column, inputs) for column in self.columns)
        at_field = {name: column.name for column in columns for name in column.also}
        at_field |= {column.name: column.name for column in columns}
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "by_name", {column.name: column for column in columns})
        object.__setattr__(self, "at_field", at_field)

    def __hash__(self) -> int:
        return hash(self.kind)


def _completed(column: Column, inputs: "Sequence[type[BaseModel]]") -> Column:
    """The column with what it leaves to the field that it is named after. Raises ValueError when no type comes of it."""
    field_of_act = next(
        (kind.model_fields[column.name] for kind in inputs if column.name in kind.model_fields), None
    )
    told = cell_of(field_of_act) if field_of_act else {}
    column = replace(
        column,
        **{name: value for name, value in told.items() if name == "longest" or not getattr(column, name)},
    )
    if not column.type:
        raise ValueError(f"nothing says what a cell of “{column.name}” is; give the column a type")
    return column


_outlines: dict[str, Outline] = {}


def declare(outline: Outline) -> None:
    """Make a sheet known to reading. Raises ValueError for a kind that is known."""
    if outline.kind in _outlines:
        raise ValueError(f"sheet {outline.kind} is declared twice")
    _outlines[outline.kind] = outline


def outlines() -> tuple[Outline, ...]:
    """Every sheet that the rooms bring, in their order, as reading knows it."""
    return tuple(sorted(_outlines.values(), key=lambda known: known.order))


# Columns that ledgers carry and the books do not need: left out without a word.
IGNORED = frozenset(
    {"", "序号", "编号", "备注", "说明", "年度", "年份", "县", "县市", "县(市)", "县(市、区)", "州市", "地州"}
)

EXAMPLE = "填写示例"


@lru_cache
def candidates(sheet: Outline) -> dict[str, list[tuple[int, Column]]]:
    """Folded header → the columns it may mean, best (lowest rank) first. Made once per sheet."""
    meant: dict[str, list[tuple[int, Column]]] = {}
    for column in sheet.columns:
        for rank, alias in enumerate((column.header, *column.aliases)):
            meant.setdefault(fold(alias), []).append((rank, column))
    for options in meant.values():
        options.sort(key=lambda option: option[0])
    return meant
