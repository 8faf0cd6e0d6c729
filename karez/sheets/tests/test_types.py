"""What a cell is comes from the type of the act's field that it fills."""

from datetime import date

import pytest
from pydantic import Field

from karez.acts.inputs import Fen, Input, PaperIn, Ref
from karez.places.models import Department, Region
from karez.sheets.types import cell_of


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
    office: Ref[Department] | None = None
    paper: PaperIn
    pair: tuple[int, int] = (0, 0)


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
        ("office", {"type": "text", "model": Department}),
        ("paper", {"type": "document"}),
        ("pair", {}),
    ],
)
def test_a_field_says_what_its_cells_are(name, cell):
    assert cell_of(Everything.model_fields[name]) == cell
