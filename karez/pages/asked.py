"""Numbers out of an address or a form, where anybody may write anything."""

from typing import Any, TypeVar, overload

T = TypeVar("T")


@overload
def number(written: Any) -> int: ...
@overload
def number(written: Any, otherwise: T) -> int | T: ...
def number(written: Any, otherwise: Any = 0) -> Any:
    """A whole number of at most 18 digits (a database's column holds it); anything else is `otherwise`."""
    text = str(written or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else otherwise


def page_number(written: Any, pages: int) -> int:
    """The page asked for, from 1, kept within those there are."""
    return min(max(number(written, 1), 1), pages)
