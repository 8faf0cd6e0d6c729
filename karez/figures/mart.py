"""The mart: flat tables with a written contract (docs/mart.md), which the figures are computed from.

A room declares a table by its columns and its shape, and fills it with a Django queryset of exactly those columns:

    @source("grant", columns=(*KEY, GRANT, SOURCE, …), shape=Shape(…))
    def grants(scope):
        return Grant.objects.filter(…).values("id", …, county=Value(scope.county))

Where the name of a column is also a field of the model, Django refuses it as an alias; write it with an underscore
behind (`grant_=F("grant__document")`) and it is read as `grant`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from karez.figures.columns import INT, TEXT, Column, Shape
from karez.figures.errors import MartError
from karez.figures.scope import Scope

KEY = (Column("id", INT, "编号"), Column("county", TEXT, "县"), Column("year", INT, "预算年度"))
"""What every table has: each row is of a county and of a budget year."""

Source = Callable[[Scope], Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the mart: its columns in the contract's order, how its rows are shown, and who fills it."""

    name: str
    columns: tuple[Column, ...]
    shape: Shape
    fill: Source

    @property
    def schema(self) -> dict[str, str]:
        """Names and types."""
        return {column.name: column.type for column in self.columns}


_tables: dict[str, Table] = {}
_columns: dict[str, Column] = {}
_checked: set[Source] = set()


class Mart:
    """The mart as unbound Ibis tables: `mart.payment`. What a figure's `rows` is given."""

    def __getattr__(self, name: str) -> Any:
        schema = table(name).schema
        import ibis  # here, since loading Ibis takes a third of a second that most commands need not pay

        return ibis.table(schema, name=name)


def source(name: str, *, columns: tuple[Column, ...], shape: Shape) -> Callable[[Source], Source]:
    """Declare a mart table and the function that gives its queryset, seen by a scope.

    Raises MartError when another function fills it already, when a column is declared otherwise elsewhere, or when the
    shape shows what the table doesn't have.
    """
    _check_columns(name, columns, shape)

    def declare(function: Source) -> Source:
        known = _tables.get(name)
        if known is not None and _name(known.fill) != _name(function):
            raise MartError(
                f"集市表 {name} 已由 {_name(known.fill)} 提供，{_name(function)} 不能再提供一次。"
            )
        _tables[name] = Table(name, columns, shape, function)
        _columns.update({column.name: column for column in columns})
        return function

    return declare


def tables() -> dict[str, Table]:
    """Every table that the rooms have declared, by name."""
    return dict(_tables)


def table(name: str) -> Table:
    """The table of this name. Raises MartError, naming those that exist."""
    try:
        return _tables[name]
    except KeyError:
        raise MartError(
            f"集市中没有表 {name}；现有：{'、'.join(_tables)}（见 docs/mart.md）。"
            f'请在相应模块的 figures.py 中用 @source("{name}") 声明。'
        ) from None


def column_of(name: str) -> Column:
    """What is known of a column; of one that a figure's own rows add (no table has it) no more than its name."""
    return _columns.get(name) or Column(name, TEXT, name)


def queryset_of(name: str, scope: Scope) -> tuple[Any, list[str]]:
    """The queryset of a mart table in a scope, and its columns in the order in which it selects them.

    Raises MartError when there is no such table, or the columns are not exactly the contract's (checked once for each
    source).
    """
    contract = table(name)
    queryset = contract.fill(scope)
    selected = _selected(queryset, contract)
    if contract.fill not in _checked:
        _check(selected, contract)
        _checked.add(contract.fill)
    return queryset, selected


def _check_columns(name: str, columns: tuple[Column, ...], shape: Shape) -> None:
    declared = {column.name for column in columns}
    missing = [column.name for column in KEY if column not in columns]
    if missing:
        raise MartError(f"集市表 {name} 缺少每张表都有的列 {'、'.join(missing)}（karez.figures.KEY）。")
    known = dict(_columns)
    otherwise = [column.name for column in columns if known.setdefault(column.name, column) != column]
    if otherwise:
        raise MartError(
            f"集市表 {name} 的列 {'、'.join(otherwise)} 与别处的说明不一致：同名的列只能有一种说明。"
        )
    stray = sorted(shape.needs - declared)
    if stray:
        raise MartError(f"集市表 {name} 的 shape 用了表中没有的列 {'、'.join(stray)}。")


def _selected(queryset: Any, contract: Table) -> list[str]:
    query = getattr(queryset, "query", None)
    if query is None or (not query.values_select and not query.annotation_select and not query.extra_select):
        raise MartError(f"集市表 {contract.name} 的来源 {_name(contract.fill)} 必须返回 .values(…) 查询集。")
    # Since Django 5.2 the SELECT keeps the order of values(), and `selected` holds it.
    names = query.selected or [*query.extra_select, *query.values_select, *query.annotation_select]
    return [name.removesuffix("_") for name in names]


def _check(selected: list[str], contract: Table) -> None:
    wanted = list(contract.schema)
    missing = [name for name in wanted if name not in selected]
    extra = [name for name in selected if name not in wanted]
    double = sorted({name for name in selected if selected.count(name) > 1})
    faults = [
        f"{word} {'、'.join(names)}"
        for word, names in (("缺少列", missing), ("多出列", extra), ("重复列", double))
        if names
    ]
    if faults:
        raise MartError(
            f"集市表 {contract.name} 的来源 {_name(contract.fill)} 与它声明的列不符：{'；'.join(faults)}。"
        )


def _name(function: Source) -> str:
    return f"{function.__module__}.{function.__qualname__}"
