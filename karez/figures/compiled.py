"""From a figure's definition to SQL text, once for each dialect.

Each statement is put together from three pieces, so that none of them depends on the values asked for:

    WITH "payment" (…) AS (the room's queryset, with Django's own parameters),
         "figure_rows" AS (the figure's `rows`, compiled by Ibis and cached),
         "figure_seen" AS (SELECT * FROM "figure_rows" WHERE "category" = %s)
    SELECT … FROM "figure_seen" GROUP BY …   (the figure's `measure`, compiled by Ibis and cached)

Values that users give only ever travel as parameters; names of columns are checked against the table's schema.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from karez.figures.catalogue import Figure
from karez.figures.columns import Shape
from karez.figures.errors import FigureError
from karez.figures.mart import Mart, table

ROWS, SEEN = "figure_rows", "figure_seen"
COUNT, MEASURE = "row_count", "measure"


@dataclass(frozen=True, slots=True)
class Rows:
    """The compiled rows of a figure: the mart tables they read, their SQL, and their columns with types."""

    tables: tuple[str, ...]
    sql: str
    columns: dict[str, str]


@cache  # bounded by the catalogue
def rows(figure: Figure, dialect: str) -> Rows:
    """Compile a figure's rows. Raises FigureError when `by` names a column that they don't have."""
    import ibis.expr.operations as ops

    expr = figure.rows(Mart())
    columns = {name: str(kind) for name, kind in expr.schema().items()}
    columns = {
        name: kind.lstrip("!") for name, kind in columns.items()
    }  # "!" marks a column that is never null
    stray = [dim for dim in figure.by if dim not in columns]
    if stray:
        raise FigureError(f"数据项 {figure.key} 的 rows 没有列 {'、'.join(stray)}，不能写进 by。")
    _contribution(figure, expr)
    tables = sorted({table.name for table in expr.op().find(ops.UnboundTable)})
    return Rows(tuple(tables), _sql(expr, dialect), columns)


def shape(figure: Figure, dialect: str) -> Shape:
    """How a figure's rows are shown: as it says itself, else as the one table that they come from.

    Raises FigureError when they come from several, or lack a column that would be shown.
    """
    piece = rows(figure, dialect)
    if figure.shape is None and len(piece.tables) != 1:
        raise FigureError(
            f"数据项 {figure.key} 的 rows 取自几张表（{'、'.join(piece.tables)}），请写明 shape。"
        )
    chosen = figure.shape or table(piece.tables[0]).shape
    stray = sorted(chosen.needs - set(piece.columns))
    if stray:
        raise FigureError(
            f"数据项 {figure.key} 的 rows 没有 shape 要显示的列 {'、'.join(stray)}，请另写 shape。"
        )
    return chosen


@cache
def totals(figures: tuple[Figure, ...], dims: tuple[str, ...], dialect: str) -> str:
    """One statement over "figure_seen" for figures with the same rows: dims…, number of rows, each figure's measure."""
    seen = _seen(figures[0], dialect)
    measures = {COUNT: seen.count()} | {
        f"{MEASURE}_{number}": figure.measure(seen) for number, figure in enumerate(figures)
    }
    grouped = seen.group_by(list(dims)).aggregate(**measures) if dims else seen.aggregate(**measures)
    return _sql(grouped, dialect)


@cache
def listing(figure: Figure, dialect: str) -> str:
    """The rows in "figure_seen" with what each adds to the figure, in a fixed order (by day, then id)."""
    seen = _seen(figure, dialect)
    columns = rows(figure, dialect).columns
    order: list[str] = [name for name in ("day", "received", "first_allotted") if name in columns]
    order += ["id"] if "id" in columns else [name for name in columns if name not in order]
    return _sql(seen.mutate(**{MEASURE: _contribution(figure, seen)}).order_by(order), dialect)


def _seen(figure: Figure, dialect: str) -> Any:
    import ibis

    return ibis.table(rows(figure, dialect).columns, name=SEEN)


def _contribution(figure: Figure, table: Any) -> Any:
    """What one row adds to the figure. Raises FigureError unless the measure is a sum or a count."""
    import ibis
    import ibis.expr.operations as ops

    op = figure.measure(table).op()
    while isinstance(op, ops.Alias):
        op = op.arg
    if isinstance(op, ops.Sum):
        arg = op.arg.to_expr()
        one = (arg.cast("int64") if arg.type().is_boolean() else arg).fill_null(0)
    elif isinstance(op, ops.CountStar):
        one = ibis.literal(1, type="int64")
    elif isinstance(op, ops.Count):
        one = op.arg.to_expr().notnull().cast("int64")
    else:
        raise FigureError(
            f"数据项 {figure.key} 的 measure 应为 sum() 或 count()，"
            "使每个数都等于其明细之和；要去重，请在 rows 中先分组。"
        )
    if not one.type().is_integer():
        raise FigureError(f"数据项 {figure.key} 的 measure 应为整数（金额以分计），不是 {one.type()}。")
    return one if op.where is None else op.where.to_expr().ifelse(one, 0)


def _sql(expr: Any, dialect: str) -> str:
    import ibis

    return str(ibis.to_sql(expr, dialect=dialect, pretty=False))


def standalone(figure: Figure, dims: tuple[str, ...] = (), dialect: str = "duckdb") -> str:
    """The figure as one statement over tables named as in the mart (the lake), split by `dims`."""
    piece = rows(figure, dialect)
    quote = "`" if dialect in ("pyspark", "databricks") else '"'
    names = (f"{quote}{ROWS}{quote}", f"{quote}{SEEN}{quote}")
    return f"WITH {names[0]} AS ({piece.sql}), {names[1]} AS (SELECT * FROM {names[0]}) " + totals(
        (figure,), dims, dialect
    )


CASTS = {"int64": "BIGINT", "string": "TEXT", "date": "DATE", "boolean": "BOOLEAN"}


def empty(name: str) -> str:
    """A SELECT of the table's columns and no row: what stands for a queryset that Django knows to be empty."""
    schema = table(name).schema
    columns = ", ".join(f'CAST(NULL AS {CASTS[kind]}) AS "{column}"' for column, kind in schema.items())
    return f"SELECT {columns} WHERE 1 = 0"
