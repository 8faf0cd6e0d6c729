"""How a value of the catalogue is written: for people as a report prints it, for machines as JSON.

The only place where a share is rounded, half up, each alone.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from karez.figures.scope import Scope
from karez.kernel.money import wan
from karez.kernel.shares import decimal6, percent

if TYPE_CHECKING:
    from karez.figures.engine import Result

Value = int | Fraction | None

NOTHING = "—"
UNSAID = "未填写"

DIMENSIONS = {
    "source": "资金来源", "task": "资金任务", "category": "项目类别", "kind": "项目子类", "grant": "指标文",
    "document": "指标文", "project": "项目", "region": "所在地", "township": "乡镇", "advance_notice": "是否提前告知",
    "direct": "是否直达", "indicator": "绩效指标", "day": "日期", "stage": "支付环节", "payee": "收款人",
}  # fmt: skip
"""What a dimension is called on a page."""

YES_NO = {"advance_notice": ("提前告知", "非提前告知"), "direct": ("直达资金", "非直达资金")}


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
    if isinstance(value, bool):
        yes, no = YES_NO.get(dim, ("是", "否"))
        return yes if value else no
    if dim in POLICY_CODES:
        from karez.policy import codes

        return codes.word(dim, str(value))
    return value.isoformat() if isinstance(value, date) else str(value)


PLACES = ("region", "township")
"""Dimensions whose values are region codes."""

POLICY_CODES = ("source", "task", "category", "kind", "indicator", "stage")
"""Dimensions whose values are codes of the policy layer, in its order and with its labels."""


def code_order(dim: str) -> dict[str, int] | None:
    """The place of each code of a dimension in the policy's order; None when its values are not policy codes."""
    if dim not in POLICY_CODES:
        return None
    from karez.policy import codes

    return {code.code: number for number, code in enumerate(codes.codes(dim))}


def as_json(results: Iterable["Result"], scope: Scope) -> dict[str, Any]:
    """The document of `karez figures --json`."""
    return {
        "county": scope.county,
        "year": scope.year,
        "as_of": scope.as_of.isoformat(),
        "figures": [
            {
                "key": result.key,
                "by": {dim: v.isoformat() if isinstance(v, date) else v for dim, v in result.by.items()},
                "value": json_value(result.value, result.unit),
                "unit": result.unit,
                "text": result.text,
            }
            for result in results
        ],
    }
