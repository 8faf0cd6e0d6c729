"""结转: what is left of earlier budget years' money when a year begins, and by the day that is asked.

Left is what was neither paid nor returned: what is not allotted and what projects have not paid.
"""

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from karez.figures import INT, KEY, Column, Figure, Scope, Shape, Shows, register, source
from karez.funds.figures import ADVANCE_NOTICE, BY_GRANT, DIRECT, GRANT, RECEIVED_ON, SOURCE, TASK
from karez.funds.models import Grant
from karez.funds.sums import left_of_grant

GRANT_YEAR = Column("grant_year", INT, "资金年度")


def begins(scope: Scope) -> date:
    """The day at whose end the year's carry-over stands: the last one before the year, or the scope's own before that."""
    return min(scope.as_of, date(scope.year - 1, 12, 31))


@source(
    "carry_over",
    columns=(
        *KEY,
        GRANT,
        GRANT_YEAR,
        SOURCE,
        TASK,
        Column("carried", INT, "结转金额"),
        Column("unspent", INT, "结转未用"),
        RECEIVED_ON,
        ADVANCE_NOTICE,
        DIRECT,
    ),
    shape=Shape(
        columns=(
            Shows(GRANT, page="grant"),
            Shows(GRANT_YEAR),
            Shows(SOURCE, hide=True),
            Shows(TASK, hide=True),
            Shows(RECEIVED_ON, hide=True),
        ),
        papers=lambda ids: Grant.objects.filter(pk__in=ids).values_list("pk", "paper_id"),
        number="grant",
    ),
)
def carried(scope: Scope) -> QuerySet[Any, Any]:
    """Grants of earlier years of which something was left when the year began, or is left on the day. None for who sees a part."""
    rows = Grant.objects.filter(county=scope.county, year__lt=scope.year, received__lte=scope.as_of)
    if scope.narrow:
        rows = rows.filter(pk__isnull=True)
    return (
        rows.annotate(
            carried=left_of_grant(begins(scope)),
            unspent=left_of_grant(scope.as_of),
        )
        .filter(Q(carried__gt=0) | Q(unspent__gt=0))
        .values(
            "id",
            "county",
            "source",
            "task",
            "carried",
            "unspent",
            "received",
            "advance_notice",
            "direct",
            grant=F("document"),
            grant_year=F("year"),
            year_=Value(scope.year),
        )
    )


BY = ("grant_year", *BY_GRANT)

CARRIED_OVER = Figure(
    key="funds.carried_over",
    label="上年结转资金",
    unit="fen",
    rows=lambda mart: mart.carry_over.filter(mart.carry_over.carried > 0),
    measure=lambda t: t.carried.sum(),
    by=BY,
    basis="以前预算年度的资金，到上年 12 月 31 日终（查看日更早的，到查看日）既未支付也未上交的，含未下达的和已下达未支付的；"
    "按业务日期，本年度内的支付、上交不减少本数。",
    county_only=True,
)

CARRIED_UNSPENT = Figure(
    key="funds.carried_unspent",
    label="结转资金未用余额",
    unit="fen",
    rows=lambda mart: mart.carry_over.filter(mart.carry_over.unspent > 0),
    measure=lambda t: t.unspent.sum(),
    by=BY,
    basis="以前预算年度的资金，到查看日既未支付也未上交的，含未下达的和已下达未支付的。",
    county_only=True,
)

register(CARRIED_OVER, CARRIED_UNSPENT)
