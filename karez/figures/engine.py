"""Asks the database for figures: totals, splits and the rows behind them, at one scope.

A Reading belongs to one call or one request and remembers what it has already asked; nothing of a scope is kept
anywhere else. Compiled SQL (which knows no scope and no values) is cached for the process.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections

from karez.figures import compiled, mart
from karez.figures.catalogue import (
    AnyFigure,
    Figure,
    Part,
    Share,
    Where,
    base,
    bases,
    catalogue,
    get,
    seen_by,
)
from karez.figures.columns import Shape
from karez.figures.errors import BadQuestion, CountyOnly
from karez.figures.questions import Conditions, conditions_of, sort_results, where_sql
from karez.figures.result import Result
from karez.figures.scope import Scope
from karez.kernel.shares import share

DIALECTS = {"sqlite": "sqlite", "postgresql": "postgres"}

Groups = dict[tuple[Any, ...], int]
"""Values of the dimensions -> measure."""


@dataclass(slots=True)
class _Cube:
    """A figure's groups at the finest split that is wanted, column by column; coarser ones are added up from it."""

    columns: dict[str, Sequence[Any]]
    counts: Sequence[int]  # rows of the mart in each group
    measures: Sequence[int]


class Reading:
    """The figures at one scope. Make one for each call or request; never share it between people."""

    def __init__(self, scope: Scope, using: str = DEFAULT_DB_ALIAS) -> None:
        self.scope = scope
        self._connection = connections[using]
        self._dialect = DIALECTS[self._connection.vendor]
        self._cubes: dict[Figure, _Cube] = {}
        self._known: dict[tuple[Figure, tuple[str, ...], Conditions], Groups] = {}
        self._parts: dict[Part, Where] = {}

    # -- what is asked

    def evaluate(self, key: str | AnyFigure, where: Where | None = None) -> Result:
        """The figure as one number, over the rows that `where` keeps.

        Raises UnknownFigure; BadQuestion when `where` names no column of the rows or a value that cannot be one.
        """
        return self._split(_figure(key), (), where or {})[0]

    def split(self, key: str | AnyFigure, dims: Iterable[str], where: Where | None = None) -> list[Result]:
        """The figure for each value of `dims` that occurs: policy codes in their order, others by size, then name.

        Raises UnknownFigure; BadQuestion when the figure may not be split so.
        """
        figure, dims = _figure(key), tuple(dims)
        _check_dims(figure, dims)
        return sort_results(self._split(figure, dims, where or {}), dims)

    def groups(self, key: str | Figure, dims: Iterable[str], where: Where | None = None) -> Groups:
        """As split(), for a plain figure: the values by the tuple of `dims`, in no order, to be added up further."""
        figure, dims = _figure(key), tuple(dims)
        _check_dims(figure, dims)
        return self._groups(*self._side(figure, where or {}, "of"), dims)

    def rows(
        self, key: str | AnyFigure, where: Where | None = None, *,
        part: str = "of", limit: int | None = None, offset: int = 0,
    ) -> list[dict[str, Any]]:  # fmt: skip
        """The drill-down: the rows of the mart behind the number, each with what it adds in the column `measure`.

        Their measures add up to the value; for a share to its numerator (`part="of"`) or denominator (`part="over"`).
        """
        figure, conditions = self._side(_figure(key), where or {}, part)
        columns = [*compiled.rows(figure, self._dialect).columns.items(), (compiled.MEASURE, "int64")]
        tail = (
            f" LIMIT {2**62 if limit is None else int(limit)} OFFSET {int(offset)}"
            if offset or limit is not None
            else ""
        )
        found = self._run(figure, conditions, compiled.listing(figure, self._dialect) + tail)
        names, kinds = [name for name, _ in columns], [kind for _, kind in columns]
        return [dict(zip(names, map(_edge, row, kinds), strict=True)) for row in found]

    def count_rows(self, key: str | AnyFigure, where: Where | None = None, *, part: str = "of") -> int:
        """How many rows the drill-down has."""
        figure, conditions = self._side(_figure(key), where or {}, part)
        cube = self._cube(figure, (), conditions)
        return sum(_kept(cube, conditions)(cube.counts))

    def columns(self, figure: Figure) -> list[str]:
        """The columns of a figure's rows, by which `where` may narrow it."""
        return list(compiled.rows(figure, self._dialect).columns)

    def shape(self, figure: Figure) -> Shape:
        """How a figure's rows are shown. Raises FigureError when it had to say so and doesn't."""
        return compiled.shape(figure, self._dialect)

    def list_all(self) -> list[Result]:
        """Every listed figure of the catalogue: its total, each single dimension, source × task, and its crosses."""
        figures = [figure for figure in catalogue() if figure.listed and seen_by(figure, self.scope)]
        self.prepare(*figures)
        return [
            result
            for figure in figures
            for dims in listed_splits(figure)
            for result in (self.split(figure, dims) if dims else [self.evaluate(figure)])
        ]

    def prepare(self, *keys: str | AnyFigure) -> None:
        """Fetch what the figures' listed splits need in as few statements as possible: one for each set of rows."""
        wanted: dict[str, dict[Figure, set[str]]] = {}
        for figure in map(_figure, keys):
            dims = {dim for split in listed_splits(figure) for dim in split}
            for under in bases(figure):
                piece = compiled.rows(under, self._dialect)
                extra = {column for side in _sides(figure) for column in self._narrowed(side)}
                needs = wanted.setdefault(piece.sql, {}).setdefault(under, set())
                needs |= dims | (extra & set(piece.columns))
        for together in wanted.values():
            figures = tuple(together)
            cubes = self._ask(figures, tuple(sorted(set().union(*together.values()))), ())
            self._cubes.update(zip(figures, cubes, strict=True))

    # -- how it is answered

    def _split(self, figure: AnyFigure, dims: tuple[str, ...], where: Where) -> list[Result]:
        of = self._groups(*self._side(figure, where, "of"), dims)
        if isinstance(figure, Figure):
            return [
                Result(figure.key, dict(zip(dims, at, strict=True)), value, figure.unit)
                for at, value in of.items()
            ]
        over = self._side(figure, where, "over")
        split = not isinstance(figure, Share)
        wholes = self._groups(*over, dims) if split else dict.fromkeys(of, self._groups(*over, ())[()])
        results = []
        for at in of | wholes:  # a group with something to divide by and nothing to divide is 0, not absent
            part, whole = of.get(at, 0), wholes.get(at, 0)
            by = dict(zip(dims, at, strict=True))
            results.append(Result(figure.key, by, share(part, whole), figure.unit, part, whole))
        return results

    def _side(self, figure: AnyFigure, where: Where, part: str) -> tuple[Figure, Conditions]:
        """The plain figure on one side of a division, and the conditions on its rows. Raises CountyOnly."""
        if not seen_by(figure, self.scope):
            raise CountyOnly(
                f"“{figure.label}”是全县资金的数，您的岗位只看本辖区、本单位的项目，不显示这个数。"
            )
        if isinstance(figure, Figure):
            if part != "of":
                raise BadQuestion(f"数据项 {figure.key} 不是比率，没有分母。")
            side: Figure | Part = figure
        elif part in ("of", "over"):
            side = figure.of if part == "of" else figure.over
        else:
            raise BadQuestion(f"part 应为 of（分子）或 over（分母），不是 {part}。")
        columns = compiled.rows(base(side), self._dialect).columns
        asked = conditions_of(figure.key, where, columns)
        if part == "over" and isinstance(figure, Share):
            asked = ()  # checked all the same
        return base(side), asked + conditions_of(figure.key, self._narrowed(side), columns)

    def _narrowed(self, side: Figure | Part) -> Where:
        if not isinstance(side, Part):
            return {}
        if not callable(side.where):
            return side.where
        if side not in self._parts:
            self._parts[side] = side.where(self.scope)
        return self._parts[side]

    def _groups(self, figure: Figure, conditions: Conditions, dims: tuple[str, ...]) -> Groups:
        asked = (figure, dims, conditions)
        if asked not in self._known:
            self._known[asked] = _add_up(self._cube(figure, dims, conditions), dims, conditions)
        return self._known[asked]

    def _cube(self, figure: Figure, dims: tuple[str, ...], conditions: Conditions) -> _Cube:
        """A cube that answers the question: the prepared one where it is fine enough, else asked for now."""
        needed = dict.fromkeys([*dims, *(column for column, _ in conditions)])
        cube = self._cubes.get(figure)
        if cube is None or not needed.keys() <= cube.columns.keys():
            cube = self._ask((figure,), tuple(needed), conditions)[0]
        return cube

    def _ask(self, figures: tuple[Figure, ...], dims: tuple[str, ...], conditions: Conditions) -> list[_Cube]:
        """One statement for figures with the same rows."""
        found = self._run(figures[0], conditions, compiled.totals(figures, dims, self._dialect))
        kinds = compiled.rows(figures[0], self._dialect).columns
        read = list(zip(*found, strict=True)) or [()] * (len(dims) + 1 + len(figures))
        columns = {dim: _column(values, kinds[dim]) for dim, values in zip(dims, read, strict=False)}
        counts, *measures = [[int(value or 0) for value in values] for values in read[len(dims) :]]
        return [_Cube(columns, counts, measure) for measure in measures]

    def _run(self, figure: Figure, conditions: Conditions, last: str) -> list[tuple[Any, ...]]:
        """Join the pieces of compiled.py into one statement and run it on Django's connection."""
        piece = compiled.rows(figure, self._dialect)
        ctes, params = [], []
        for table in piece.tables:
            sql, values = self._source(table)
            ctes.append(sql)
            params += values
        narrowed, values = where_sql(conditions, self._connection.ops)
        params += values
        ctes.append(f'"{compiled.ROWS}" AS ({_doubled(piece.sql)})')
        ctes.append(f'"{compiled.SEEN}" AS (SELECT * FROM "{compiled.ROWS}"{narrowed})')
        with self._connection.cursor() as cursor:
            cursor.execute(f"WITH {', '.join(ctes)} {_doubled(last)}", params)
            return cursor.fetchall()

    def _source(self, table: str) -> tuple[str, list[Any]]:
        queryset, columns = mart.queryset_of(table, self.scope)
        try:
            sql, params = queryset.order_by().query.get_compiler(connection=self._connection).as_sql()
        except EmptyResultSet:
            sql, params, columns = compiled.empty(table), (), list(mart.table(table).schema)
        named = ", ".join(f'"{column}"' for column in columns)
        return f'"{table}" ({named}) AS ({sql})', list(params)


def listed_splits(figure: AnyFigure) -> list[tuple[str, ...]]:
    """The splits in which a figure is listed: total, single dimensions, source × task, its own crosses."""
    splits: list[tuple[str, ...]] = [(), *((dim,) for dim in figure.by)]
    if {"source", "task"} <= set(figure.by):
        splits.append(("source", "task"))
    return list(dict.fromkeys([*splits, *figure.cross]))


def _sides(figure: AnyFigure) -> tuple[Figure | Part, ...]:
    return (figure,) if isinstance(figure, Figure) else (figure.of, figure.over)


def _figure(key: str | AnyFigure) -> AnyFigure:
    return get(key) if isinstance(key, str) else key


def _check_dims(figure: AnyFigure, dims: tuple[str, ...]) -> None:
    stray = [dim for dim in dims if dim not in figure.by]
    if stray:
        able = "、".join(figure.by) or "（不可分）"
        raise BadQuestion(f"数据项 {figure.key} 不能按 {'、'.join(stray)} 分；可以按：{able}。")
    if len(set(dims)) < len(dims):
        raise BadQuestion(f"数据项 {figure.key} 不能按同一维度分两次：{'、'.join(dims)}。")


def _add_up(cube: _Cube, dims: tuple[str, ...], conditions: Conditions) -> Groups:
    kept = _kept(cube, conditions)
    if not dims:
        return {(): sum(kept(cube.measures))}  # over no rows 0, while a split over none is empty
    sums: dict[Any, int] = defaultdict(int)
    keys = zip(*(kept(cube.columns[dim]) for dim in dims), strict=True)
    for at, measure in zip(keys, kept(cube.measures), strict=True):
        sums[at] += measure
    return dict(sums)


def _kept(cube: _Cube, conditions: Conditions) -> Callable[[Sequence[Any]], Iterable[Any]]:
    """What takes from a column of the cube the groups that the conditions keep, as where_sql() would."""
    if not conditions:
        return iter
    tests = [[value in wanted for value in cube.columns[column]] for column, wanted in conditions]
    keeps = [all(test) for test in zip(*tests, strict=True)]
    return lambda column: compress(column, keeps)


def _column(values: Sequence[Any], kind: str) -> Sequence[Any]:
    """A column of a database's values as Python's, see _edge()."""
    return values if kind == "string" else [_edge(value, kind) for value in values]


def _edge(value: Any, kind: str) -> Any:
    """A database's value as Python's: SQLite has no booleans and dates, PostgreSQL sums integers to Decimal."""
    if value is None or kind == "string":
        return value
    if kind == "boolean":
        return bool(value)
    if kind.startswith("int"):
        return int(value)
    return date.fromisoformat(value[:10]) if kind == "date" and isinstance(value, str) else value


def _doubled(sql: str) -> str:
    return sql.replace("%", "%%")  # since the statement is run with parameters


# -- the doors: each asks afresh, and remembers nothing afterwards


def evaluate(key: str | AnyFigure, scope: Scope, where: Where | None = None) -> Result:
    """One number. See Reading.evaluate."""
    return Reading(scope).evaluate(key, where)


def split(
    key: str | AnyFigure, scope: Scope, dims: Iterable[str], where: Where | None = None
) -> list[Result]:
    """A number by dimensions. See Reading.split."""
    return Reading(scope).split(key, dims, where)


def rows(
    key: str | AnyFigure, scope: Scope, where: Where | None = None, **options: Any
) -> list[dict[str, Any]]:
    """The rows behind a number. See Reading.rows."""
    return Reading(scope).rows(key, where, **options)


def list_all(scope: Scope) -> list[Result]:
    """All listed figures. See Reading.list_all."""
    return Reading(scope).list_all()
