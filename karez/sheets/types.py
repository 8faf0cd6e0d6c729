"""From the type of an act's field to the type of the column that fills it: what a field means is said once, at the act."""

from typing import Any

from annotated_types import MaxLen
from pydantic.fields import FieldInfo

from karez.acts.types import Code, RefsTo, RefTo, mark, meaning

CELLS = {
    "amount": "money", "flag": "bool", "number": "int", "count": "int", "date": "date", "paper": "document",
    "text": "text", "long": "text",
}  # fmt: skip
"""What a form asks with a control, a column takes as this type of cell."""


def cell_of(field: FieldInfo) -> dict[str, Any]:
    """What the type of an act's field says of the cells that fill it: type, model, codes, longest; nothing where it is no cell."""
    what = meaning(field)
    if isinstance(what, RefTo):
        return {"type": "text", "model": what.model}
    if isinstance(what, RefsTo):
        return {"type": "names", "model": what.model}
    if isinstance(what, Code):
        return {"type": "code", "codes": what.name}
    if what.control not in CELLS:
        return {}
    told = {"type": CELLS[what.control]}
    longest = mark(field, MaxLen)
    return told | ({"longest": longest.max_length} if longest and told["type"] == "text" else {})
