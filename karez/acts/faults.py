"""What is wrong with raw input, in words: each fault of the typed input as a refusal at its field."""

from typing import Any

from pydantic import BaseModel, ValidationError

from karez.acts.types import RefsTo, RowsOf, meaning
from karez.kernel.refusal import Invalid

_WORDS = {
    "missing": "没有填写。",
    "extra_forbidden": "没有这一项。",
    "date_from_datetime_parsing": "不是日期，请写成如 2023-09-20。",
    "date_parsing": "不是日期，请写成如 2023-09-20。",
    "date_type": "不是日期，请写成如 2023-09-20。",
    "bool_parsing": "应为 是 或 否（true/false）。",
    "int_parsing": "应为整数。",
    "int_type": "应为整数。",
    "int_from_float": "应为整数。",
    "string_type": "应为文字。",
    "string_too_short": "不能为空。",
    "string_too_long": "太长，最多 {max_length} 个字。",
    "string_pattern_mismatch": "写法不对，请核对位数和数字。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than_equal": "不能大于 {le}。",
    "tuple_type": "应为若干行的列表。",
    "too_short": "至少要有 {min_length} 行。",
    "too_long": "最多 {max_length} 行。",
    "model_type": "应为一个 JSON 对象。",
}


def faults_of(kind: type[BaseModel], error: ValidationError) -> list[Invalid]:
    """Every fault, each with its field; `people.2.amount` is the amount in the third row of `people`."""
    faults = error.errors()
    within = {fault["loc"][:end] for fault in faults for end in range(1, len(fault["loc"]))}
    # Rows at fault are not counted: without this a list of one such row would be called empty, too.
    return [_fault(kind, each) for each in faults if each["type"] != "too_short" or each["loc"] not in within]


def _fault(kind: type[BaseModel], error: Any) -> Invalid:
    name = ".".join(str(part) for part in error["loc"]) or None
    context = error.get("ctx", {})
    words = error["msg"].removeprefix("Value error, ")
    if error["type"] in _WORDS:
        words = _WORDS[error["type"]].format(**context)
    hint = str(context.get("hint", ""))
    if error["type"] == "extra_forbidden":
        hint = f"可用的项：{'、'.join(_holder(kind, error['loc']).model_fields)}。"
    where = _where(kind, error["loc"]) or f"“{name}”"
    if error["type"] == "unknown_code":  # a sentence that names its list itself
        where = f"{where}：" if len(error["loc"]) > 1 else ""
    return Invalid(where + words, field=name, hint=hint)


def _where(kind: type[BaseModel], path: tuple[Any, ...]) -> str:
    """`“金额”`; in a row `“受益人员”第 3 行的“金额”`; in a list `“其他建设地点”第 3 行`."""
    info = kind.model_fields.get(str(path[0])) if path else None
    if info is None:
        return f"“{path[0]}”" if path else ""
    named, what = f"“{info.title or path[0]}”", meaning(info)
    if isinstance(what, RowsOf | RefsTo) and len(path) > 1 and isinstance(path[1], int):
        named += f"第 {path[1] + 1} 行"
        if isinstance(what, RefsTo):
            return named
        return f"{named}的{_where(what.row, path[2:])}" if len(path) > 2 else named
    return named


def _holder(kind: type[BaseModel], path: tuple[Any, ...]) -> type[BaseModel]:
    """The input, or the row, that has no such field."""
    info = kind.model_fields.get(str(path[0])) if path else None
    what = meaning(info) if info else None
    return _holder(what.row, path[2:]) if isinstance(what, RowsOf) else kind
