"""What users ask of a figure: filters read and bound as parameters, and results put in order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from karez.figures.errors import BadQuestion
from karez.figures.mart import column_of
from karez.figures.result import Result
from karez.figures.text import code_order

Conditions = tuple[tuple[str, tuple[Any, ...]], ...]
"""Column -> the values that it may have, in the column's own type."""

_TRUE, _FALSE = {"true", "1", "yes", "是"}, {"false", "0", "no", "否"}


def conditions_of(key: str, where: Mapping[str, Any], columns: Mapping[str, str]) -> Conditions:
    """Read a filter; values may be text as from a URL. Raises BadQuestion naming the column and what it may hold."""
    stray = [column for column in where if column not in columns]
    if stray:
        raise BadQuestion(f"数据项 {key} 的明细没有列 {'、'.join(stray)}；可以用：{'、'.join(columns)}。")
    return tuple(
        (column, tuple(coerce(key, column, columns[column], one) for one in _several(wanted)))
        for column, wanted in sorted(where.items())
    )


def _several(wanted: Any) -> tuple[Any, ...]:
    return tuple(wanted) if isinstance(wanted, tuple | list | set | frozenset) else (wanted,)


def coerce(key: str, column: str, kind: str, value: Any) -> Any:
    """A wanted value in its column's type. Raises BadQuestion."""
    if value is None:
        return None
    try:
        if kind == "boolean":
            if isinstance(value, bool):
                return value
            folded = str(value).strip().lower()
            if folded in _TRUE or folded in _FALSE:
                return folded in _TRUE
            raise ValueError
        if kind == "date":
            return value if isinstance(value, date) else date.fromisoformat(str(value).strip())
        if kind.startswith("int"):
            if -(2**63) <= int(value) < 2**63:  # what a database's column can hold
                return int(value)
            raise ValueError
    except (ValueError, TypeError):
        form = {"boolean": "true 或 false", "date": "如 2023-09-20 的日期"}.get(kind, "整数")
        raise BadQuestion(f"数据项 {key} 的列 {column} 应为{form}，不是“{value}”。") from None
    text = str(value)
    if "\x00" in text or any(
        "\ud800" <= sign <= "\udfff" for sign in text
    ):  # no database can be asked for these
        raise BadQuestion(f"数据项 {key} 的列 {column} 含有不能识别的字符。")
    return text


def where_sql(conditions: Conditions, ops: Any) -> tuple[str, list[Any]]:
    """The conditions as a WHERE clause and its parameters; `ops` is the connection's, which adapts dates."""
    clauses: list[str] = []
    params: list[Any] = []
    for column, wanted in conditions:
        values = [ops.adapt_datefield_value(v) if isinstance(v, date) else v for v in wanted if v is not None]
        tests = [f'"{column}" IN ({", ".join(["%s"] * len(values))})'] if values else []
        tests += [f'"{column}" IS NULL'] if None in wanted else []
        clauses.append(f"({' OR '.join(tests) or '1 = 0'})")
        params += values
    return (" WHERE " + " AND ".join(clauses) if clauses else ""), params


def sort_results(results: list[Result], dims: tuple[str, ...]) -> list[Result]:
    """By dimensions with an order of their own (policy codes, yes/no, regions, days), then by size, then by name."""
    own = [(dim, _own_order(dim, {result.by[dim] for result in results})) for dim in dims]

    def place(result: Result) -> tuple[Any, ...]:
        by = result.by
        return (*[order[by[dim]] for dim, order in own], *_size(result), *[str(by[dim]) for dim in dims])

    return sorted(results, key=place)


def _size(result: Result) -> tuple[int, Any]:
    """The largest first, what has no value last. A quotient is correctly rounded, so equal shares stay equal."""
    if result.value is None:
        return (1, 0)
    return (0, -(result.value if result.whole is None else (result.part or 0) / result.whole))


def _own_order(dim: str, values: set[Any]) -> dict[Any, int]:
    """The place of each value in its dimension's own order; one place for all where size decides. Empty ones last."""
    said = [value for value in values if value is not None]
    codes = code_order(dim)
    if codes is not None:
        said.sort(key=lambda value: (codes.get(value, len(codes)), str(value)))
    elif all(isinstance(value, bool) for value in said):
        said.sort(reverse=True)  # yes before no
    elif column_of(dim).place or all(isinstance(value, date) for value in said):
        said.sort()
    else:
        return {value: int(value is None) for value in values}
    return {value: place for place, value in enumerate([*said, None])}
