"""What people earned: the mart's table of wages, and the figure over it."""

from typing import Any

from django.db.models import F, QuerySet

from karez.figures import DATE, INT, KEY, TEXT, Column, Figure, Scope, Shape, Shows, group, register, source
from karez.projects.arranging import arranged
from karez.projects.editions import described, edition
from karez.projects.figures import BY_PROJECT, OF_PROJECT, THE_PROJECT
from karez.projects.queries import within
from karez.testing.example.models import Wage

group("example", "务工", order=90)

WORKER = Column("worker", TEXT, "务工人员", many=True)
DAYS = Column("days", INT, "务工天数")
WAGE = Column("wage", INT, "务工报酬")
PAID_ON = Column("paid_on", DATE, "发放日期")


@source(
    "wage",
    columns=(*KEY, *OF_PROJECT, WORKER, DAYS, WAGE, PAID_ON),
    shape=Shape((THE_PROJECT, Shows(WORKER, page="wage"), Shows(PAID_ON), Shows(DAYS, hide=True))),
)
def wages(scope: Scope) -> QuerySet[Any, Any]:
    """Wages paid by the day on the year's projects within sight."""
    return (
        Wage.objects.filter(
            within(scope.region, scope.department, "project__"),
            arranged(scope, "project__"),
            day__lte=scope.as_of,
        )
        .filter(edition(scope, "project__editions__"))
        .values(
            "id", "project_id", "worker", "days",
            county=F("project__county"),
            year=F("project__arrangements__year"),
            project_=F("project__editions__name"),
            **described("project__editions__"),
            wage=F("amount"),
            paid_on=F("day"),
        )
    )  # fmt: skip


WAGES = Figure(
    key="example.wages",
    label="务工报酬",
    unit="fen",
    rows=lambda mart: mart.wage,
    measure=lambda t: t.wage.sum(),
    by=BY_PROJECT,
    basis="截至查看日在本年度项目上发放的务工报酬，按发放日期计入。",
)

register(WAGES)
