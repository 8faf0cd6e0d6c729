"""Throwaway tables that look like the mart, so that the engine is tested without any room of the domain.

One model a mart table, not managed by migrations; `create()` makes their tables inside the test's transaction.
The payment's model calls two columns otherwise than the contract, as rooms do: `document` is `grant`, `title` is
`project`, and its own field `project` holds the id.
"""

from datetime import date
from typing import Any

from django.db import connection, models
from django.db.models import F

from karez.figures import mart
from karez.figures.columns import BOOL, DATE, INT, TEXT, Column, Shape, Shows
from karez.figures.mart import KEY
from karez.figures.scope import Scope

SCOPE = Scope("652722", 2023, date(2023, 9, 20), "652722")
WAN = 1_000_000

OF_GRANT = (
    Column("grant_id", INT, "指标文"),
    Column("grant", TEXT, "指标文"),
    Column("source", TEXT, "资金来源", codes="source"),
    Column("task", TEXT, "资金任务", codes="task"),
    Column("advance_notice", BOOL, "是否提前告知"),
    Column("direct", BOOL, "是否直达"),
)
OF_PROJECT = (
    Column("project_id", INT, "项目"),
    Column("project", TEXT, "项目"),
    Column("category", TEXT, "项目类别", codes="category"),
    Column("kind", TEXT, "项目子类", codes="kind"),
    Column("region", TEXT, "所在地", place=True),
    Column("township", TEXT, "乡镇", place=True),
)
AMOUNT = (Column("amount", INT, "金额"), Column("day", DATE, "日期"))
COLUMNS = {
    "allotment": (*KEY, *OF_GRANT, *OF_PROJECT, *AMOUNT, Column("approval", TEXT, "批复文号")),
    "payment": (
        *KEY, *OF_GRANT, *OF_PROJECT, *AMOUNT, Column("voucher", TEXT, "凭证号"), Column("payee", TEXT, "收款人"),
        Column("stage", TEXT, "支付环节"),
    ),
}  # fmt: skip
SHAPE = Shape((Shows(OF_PROJECT[1]), Shows(AMOUNT[1])))
TABLES = {table: {column.name: column.type for column in columns} for table, columns in COLUMNS.items()}

_FIELDS = {
    "int64": lambda: models.BigIntegerField(null=True),
    "string": lambda: models.TextField(null=True),
    "date": lambda: models.DateField(null=True),
    "boolean": lambda: models.BooleanField(null=True),
}
_RENAMED = {"grant": "document", "project": "title", "project_id": "project"}


def _model(table: str) -> Any:
    meta = type(
        "Meta",
        (),
        {"app_label": "karez_figures_tests", "managed": False, "db_table": f"figures_test_{table}"},
    )
    own = _RENAMED if table == "payment" else {}
    fields = {own.get(name, name): _FIELDS[kind]() for name, kind in TABLES[table].items() if name != "id"}
    return type(table.capitalize(), (models.Model,), {"__module__": __name__, "Meta": meta, **fields})


MODELS = {table: _model(table) for table in TABLES}


def create() -> None:
    """Make the tables on the test's connection; they go when its transaction is rolled back."""
    serial = {"sqlite": "INTEGER PRIMARY KEY AUTOINCREMENT", "postgresql": "BIGSERIAL PRIMARY KEY"}[
        connection.vendor
    ]
    with connection.cursor() as cursor:
        for model in MODELS.values():
            quoted = [
                f"{connection.ops.quote_name(field.column)} "
                + (serial if field.primary_key else str(field.db_type(connection)))
                for field in model._meta.local_fields
            ]
            cursor.execute(f"CREATE TABLE {model._meta.db_table} ({', '.join(quoted)})")


def source_of(table: str) -> Any:
    """A source as a room would write it: filtered by the scope, with exactly the contract's columns."""

    def rows(scope: Scope) -> Any:
        seen = MODELS[table].objects.filter(county=scope.county, year=scope.year)
        if "day" in TABLES[table]:
            seen = seen.filter(day__lte=scope.as_of)
        if "region" in TABLES[table]:
            seen = seen.filter(region__startswith=scope.region)
        if table != "payment":
            return seen.values(*TABLES[table])
        plain = [name for name in TABLES[table] if name not in _RENAMED]
        return seen.values(*plain, grant=F("document"), project_id=F("project"), project_=F("title"))

    rows.__qualname__ = f"source_of_{table}"
    return rows


def pay(amount: int = WAN, **other: Any) -> dict[str, Any]:
    """One payment's values: a central one of the main task for industry on 2023-05-12, unless told otherwise."""
    return {
        "county": "652722", "year": 2023, "grant_id": 1, "grant": "示例〔2022〕1号", "source": "central",
        "task": "consolidate", "advance_notice": True, "direct": True, "project_id": 1, "project": "烘干中心",
        "category": "industry", "kind": "processing", "region": "652722200204", "township": "652722200000",
        "amount": amount, "day": date(2023, 5, 12), "voucher": "支-1", "payee": "示例公司", "stage": "进度款", **other,
    }  # fmt: skip


def allot(amount: int = WAN, **other: Any) -> dict[str, Any]:
    """One allotment's values, by default beside pay()'s."""
    of_payment = {name: value for name, value in pay(amount).items() if name in TABLES["allotment"]}
    return {**of_payment, "day": date(2023, 2, 28), "approval": "批复1", **other}


def declare(table: str, fill: Any = None) -> None:
    """Declare a table of these in the mart, filled by its source unless told otherwise."""
    mart.source(table, columns=COLUMNS[table], shape=SHAPE)(fill or source_of(table))


def put(table: str, *rows: dict[str, Any]) -> None:
    """Write rows, given in the contract's words."""
    own = _RENAMED if table == "payment" else {}
    model = MODELS[table]
    model.objects.bulk_create(
        [model(**{own.get(name, name): value for name, value in row.items()}) for row in rows]
    )
