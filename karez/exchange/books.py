"""What the books of a county hold already, read in a few queries and looked up by the words of a workbook."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from karez.exchange.cells import number_key
from karez.exchange.columns import fold
from karez.funds.models import Allotment, Grant, Transfer
from karez.payments.models import Payment
from karez.projects.models import STILL, Edition, Project, Target


@dataclass(eq=False)
class GrantHandle:
    """A grant of the books (`pk`) or of the workbook (None)."""

    pk: int | None
    document: str
    source: str
    task: str
    received: date | None
    held: Any = None
    """The Grant of the books."""


@dataclass(eq=False)
class ProjectHandle:
    """A project of the books (`pk`) or of the workbook (None)."""

    pk: int | None
    name: str
    held: Any = None
    targets: dict[str, Target] = field(default_factory=dict)
    edition: int | None = None


class Books:
    """Grants, projects, allotments and payments of a county and budget year."""

    def __init__(self, county: str, year: int) -> None:
        self.county, self.year = county, year
        self.grants: dict[str, list[GrantHandle]] = {}
        self.projects: dict[str, ProjectHandle] = {}
        for grant in Grant.objects.filter(county=county):
            handle = GrantHandle(grant.pk, grant.document, grant.source, grant.task, grant.received, grant)
            self.grants.setdefault(number_key(grant.document), []).append(handle)
        self.reversed = set(
            Transfer.objects.filter(county=county, kind="arrive", reversal__isnull=False).values_list(
                "grant_id", flat=True
            )
        )
        by_pk: dict[int, ProjectHandle] = {}
        for project in Project.objects.filter(county=county, year=year).select_related(
            "supervisor", "implementer", "region"
        ):
            by_pk[project.pk] = self.projects[name_key(project.name)] = ProjectHandle(
                project.pk, project.name, project
            )
        for target in Target.objects.filter(project__county=county, project__year=year, valid_to=STILL):
            by_pk[target.project_id].targets[target.indicator] = target
        editions = Edition.objects.filter(project__county=county, project__year=year, valid_to=STILL)
        for pk, project_pk in editions.values_list("pk", "project_id"):
            by_pk[project_pk].edition = pk

    def allotted(self) -> Counter[tuple[int, int, str, int, date]]:
        """How often each (project, grant, approval, amount, day) stands; reversed ones don't."""
        rows = Allotment.objects.filter(
            project__county=self.county, project__year=self.year, sign=1,
            transfer__kind="allot", transfer__reversal__isnull=True,
        ).values_list("project_id", "transfer__grant_id", "transfer__paper__number", "transfer__amount", "transfer__day")  # fmt: skip
        return Counter(
            (project, grant, number_key(number), amount, day)
            for project, grant, number, amount, day in rows.iterator()
        )

    def paid(self) -> dict[tuple[str, int, int], tuple[int, date, str, str]]:
        """(voucher, project, grant) → (amount, day, payee, stage) of what stands."""
        rows = Payment.objects.filter(
            project__county=self.county, project__year=self.year, sign=1, of=None, transfer__reversal__isnull=True
        ).values_list(
            "transfer__paper__number", "project_id", "transfer__grant_id",
            "transfer__amount", "transfer__day", "payee", "stage",
        )  # fmt: skip
        return {
            (number_key(number), project, grant): (amount, day, payee, stage)
            for number, project, grant, amount, day, payee, stage in rows.iterator()
        }


def name_key(name: str) -> str:
    """The form in which project names are compared."""
    return fold(name).lower()
