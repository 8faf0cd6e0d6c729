"""The mart: flat tables with a written contract (docs/mart.md), which the figures are computed from.

A room fills a table with a Django queryset of exactly the contract's columns:

    @source("grant")
    def grants(scope):
        return Grant.objects.filter(…).values("id", …, county=Value(scope.county))

Where the name of a column is also a field of the model, Django refuses it as an alias; write it with an underscore
behind (`grant_=F("grant__document")`) and it is read as `grant`.
"""

from collections.abc import Callable
from typing import Any

from karez.figures.errors import MartError
from karez.figures.scope import Scope

INT, TEXT, DATE, BOOL = "int64", "string", "date", "boolean"

_OF_PROJECT = {
    "project_id": INT,
    "project": TEXT,
    "category": TEXT,
    "kind": TEXT,
    "region": TEXT,
    "township": TEXT,
}
_OF_GRANT = {
    "grant_id": INT,
    "grant": TEXT,
    "source": TEXT,
    "task": TEXT,
    "advance_notice": BOOL,
    "direct": BOOL,
}
_KEY = {"id": INT, "county": TEXT, "year": INT}

TABLES: dict[str, dict[str, str]] = {
    "grant": {
        **_KEY,
        "document": TEXT, "source": TEXT, "task": TEXT,
        "amount": INT, "allotted": INT, "returned": INT, "available": INT,
        "issued": DATE, "received": DATE, "advance_notice": BOOL, "direct": BOOL,
    },
    "allotment": {**_KEY, **_OF_GRANT, **_OF_PROJECT, "amount": INT, "day": DATE, "approval": TEXT},
    "payment": {
        **_KEY, **_OF_GRANT, **_OF_PROJECT,
        "amount": INT, "day": DATE, "voucher": TEXT, "payee": TEXT, "stage": TEXT,
    },
    "project": {
        **_KEY,
        "code": TEXT, "project": TEXT, "category": TEXT, "kind": TEXT, "region": TEXT, "township": TEXT,
        "allotted": INT, "first_allotted": DATE, "planned": INT, "starts": DATE, "ends": DATE,
    },
    "target": {**_KEY, **_OF_PROJECT, "indicator": TEXT, "value": INT},
}  # fmt: skip
"""Column names and types of each mart table. Amounts are fen."""


class Mart:
    """The mart as unbound Ibis tables: `mart.payment`. What a figure's `rows` is given."""

    def __getattr__(self, name: str) -> Any:
        if name not in TABLES:
            raise MartError(f"集市中没有表 {name}；现有：{'、'.join(TABLES)}（见 docs/mart.md）。")
        import ibis  # here, since loading Ibis takes a third of a second that most commands need not pay

        return ibis.table(TABLES[name], name=name)


Source = Callable[[Scope], Any]
_sources: dict[str, Source] = {}
_checked: set[Source] = set()


def source(table: str) -> Callable[[Source], Source]:
    """Declare the function that gives the queryset of a mart table, seen by a scope.

    Raises MartError when the contract has no such table, or another function fills it already.
    """
    if table not in TABLES:
        raise MartError(f"集市中没有表 {table}；现有：{'、'.join(TABLES)}（见 docs/mart.md）。")

    def declare(function: Source) -> Source:
        known = _sources.get(table)
        if known is not None and _name(known) != _name(function):
            raise MartError(f"集市表 {table} 已由 {_name(known)} 提供，{_name(function)} 不能再提供一次。")
        _sources[table] = function
        return function

    return declare


def queryset_of(table: str, scope: Scope) -> tuple[Any, list[str]]:
    """The queryset of a mart table in a scope, and its columns in the order in which it selects them.

    Raises MartError when no room fills the table, or the columns are not exactly the contract's (checked once
    for each source).
    """
    function = _sources.get(table)
    if function is None:
        raise MartError(
            f'集市表 {table} 还没有数据来源：请在相应模块的 figures.py 中用 @source("{table}") 声明。'
        )
    queryset = function(scope)
    columns = _columns(queryset, table, function)
    if function not in _checked:
        _check(columns, table, function)
        _checked.add(function)
    return queryset, columns


def _columns(queryset: Any, table: str, function: Source) -> list[str]:
    query = getattr(queryset, "query", None)
    if query is None or (not query.values_select and not query.annotation_select and not query.extra_select):
        raise MartError(f"集市表 {table} 的来源 {_name(function)} 必须返回 .values(…) 查询集。")
    # Since Django 5.2 the SELECT keeps the order of values(), and `selected` holds it.
    names = query.selected or [*query.extra_select, *query.values_select, *query.annotation_select]
    return [name.removesuffix("_") for name in names]


def _check(columns: list[str], table: str, function: Source) -> None:
    contract = list(TABLES[table])
    missing = [name for name in contract if name not in columns]
    extra = [name for name in columns if name not in contract]
    double = sorted({name for name in columns if columns.count(name) > 1})
    faults = [
        f"{word} {'、'.join(names)}"
        for word, names in (("缺少列", missing), ("多出列", extra), ("重复列", double))
        if names
    ]
    if faults:
        raise MartError(
            f"集市表 {table} 的来源 {_name(function)} 与 docs/mart.md 不符：{'；'.join(faults)}。"
        )


def _name(function: Source) -> str:
    return f"{function.__module__}.{function.__qualname__}"
