"""From the type of an act's field to the type of the column that fills it: what a field means is said once, at the act."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Union, get_args, get_origin

from annotated_types import MaxLen
from pydantic.fields import FieldInfo

from karez.acts.inputs import Fen, PaperIn, RefTo

MONEY = get_args(Fen)[1]
"""The mark by which an amount in fen is known."""
PLAIN: dict[Any, str] = {bool: "bool", int: "int", date: "date", PaperIn: "document"}


def cell_of(field: FieldInfo) -> dict[str, Any]:
    """What the type of an act's field says of the cells that fill it: type, model, longest; nothing where it is no cell."""
    marks = list(_marks(field))
    for mark in marks:
        if isinstance(mark, RefTo):
            return {"type": "text", "model": mark.model}
    if MONEY in marks:
        return {"type": "money"}
    plain = _plain(field.annotation)
    if plain is str:
        longest = [mark.max_length for mark in marks if isinstance(mark, MaxLen)]
        return {"type": "text"} | ({"longest": longest[0]} if longest else {})
    return {"type": PLAIN[plain]} if plain in PLAIN else {}


def _marks(field: FieldInfo) -> Iterator[Any]:
    """What is said of a field's type, also within an optional one."""
    yield from field.metadata
    for part in get_args(field.annotation):
        yield from getattr(part, "__metadata__", ())


def _plain(annotation: Any) -> Any:
    """The bare type: of `X | None` X, of an annotated one what is annotated."""
    parts = [part for part in get_args(annotation) if part is not type(None)]
    if hasattr(annotation, "__metadata__") or (parts and get_origin(annotation) in (Union, _UNION)):
        return _plain(parts[0])
    return annotation


_UNION = type(int | None)
