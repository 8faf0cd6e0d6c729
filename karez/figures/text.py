"""How a value of the catalogue is written: for people as a report prints it, for machines as JSON.

The only place where a share is rounded, half up, each alone.
"""

from datetime import date
from fractions import Fraction
from typing import Any

from karez.figures.mart import column_of
from karez.kernel.money import wan
from karez.kernel.shares import decimal6, percent

Value = int | Fraction | None

NOTHING = "—"
UNSAID = "未填写"


def print_value(value: Value, unit: str) -> str:
    """`5126万元`, `41.36%`, `13`; `—` for a share of nothing."""
    if value is None:
        return NOTHING
    if unit == "share":
        return percent(Fraction(value))
    return wan(int(value)) if unit == "fen" else str(value)


def json_value(value: Value, unit: str) -> int | str | None:
    """Fen and counts as integers, a share as an exact decimal string to 6 places, null for a share of nothing."""
    if value is None:
        return None
    return decimal6(Fraction(value)) if unit == "share" else int(value)


def name(dim: str, value: Any) -> str:
    """What a value of a dimension is called on a page: 中央 for source=central. Region codes stay codes."""
    if value is None or value == "":
        return UNSAID
    known = column_of(dim)
    if isinstance(value, bool):
        yes, no = known.words
        return yes if value else no
    if known.codes:
        from karez.policy import codes

        return codes.word(known.codes, str(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def code_order(dim: str) -> dict[str, int] | None:
    """The place of each code of a dimension in the policy's order; None when its values are not policy codes."""
    table = column_of(dim).codes
    if not table:
        return None
    from karez.policy import codes

    return {code.code: number for number, code in enumerate(codes.codes(table))}
