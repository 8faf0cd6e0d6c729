"""What a cell is comes from the type of the act's field that it fills."""

from datetime import date
from typing import Annotated

import pytest
from pydantic import Field

from karez.acts.inputs import Input, PaperIn
from karez.acts.types import Code, Count, Fen, Lines, Long, Measured, Ref, Refs
from karez.places.models import Department, Region
from karez.sheets.types import cell_of


class Pair(Input):
    """A row."""

    name: str


class Everything(Input):
    """One field of each type."""

    amount: Fen
    limit: Fen | None = None
    number: int
    share: bool = False
    day: date
    until: date | None = None
    name: str = Field(min_length=1, max_length=30)
    remark: str = ""
    place: Ref[Region]
    places: Refs[Region] = ()
    office: Ref[Department] | None = None
    paper: PaperIn
    pair: tuple[int, int] = (0, 0)
    task: Annotated[str, Code("task")] | None = None
    visits: Annotated[int, Count("人次")] = 0
    content: Long = Field("", max_length=4000)
    value: Annotated[int, Measured(by="task", name="indicator")] = 0
    pairs: Lines[Pair] = ()


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("amount", {"type": "money"}),
        ("limit", {"type": "money"}),
        ("number", {"type": "int"}),
        ("share", {"type": "bool"}),
        ("day", {"type": "date"}),
        ("until", {"type": "date"}),
        ("name", {"type": "text", "longest": 30}),
        ("remark", {"type": "text"}),
        ("place", {"type": "text", "model": Region}),
        ("places", {"type": "names", "model": Region}),
        ("office", {"type": "text", "model": Department}),
        ("paper", {"type": "document"}),
        ("pair", {}),
        ("task", {"type": "code", "codes": "task"}),
        ("visits", {"type": "int"}),
        ("content", {"type": "text", "longest": 4000}),
        ("value", {}),
        ("pairs", {}),
    ],
)
def test_a_field_says_what_its_cells_are(name, cell):
    assert cell_of(Everything.model_fields[name]) == cell
