"""What the rules of the policy layer see of projects and of the county's money."""

from django.db.models import Sum

from karez.funds.models import SIGNED, Allotment, Grant
from karez.policy.facts import ProjectFacts, Totals
from karez.projects.models import Project


def project_facts(project: Project) -> ProjectFacts:
    """A project as rules see it."""
    return ProjectFacts(
        id=project.pk,
        name=project.name,
        category=project.category,
        kind=project.kind,
        content=project.content,
        year=project.year,
    )


def totals(county: str, year: int) -> Totals:
    """The sums of a county's budget year as they stand now: received and allotted, in fen."""
    received = Grant.objects.filter(county=county, year=year).order_by().values("source", "task")
    given = (
        Allotment.objects.filter(transfer__grant__county=county, transfer__grant__year=year)
        .order_by()
        .values("transfer__grant__source", "transfer__grant__task", "project__category", "project__kind")
        .annotate(total=Sum(SIGNED))
    )
    return Totals(
        {(row["source"], row["task"]): int(row["total"]) for row in received.annotate(total=Sum("amount"))},
        {
            (
                row["transfer__grant__source"],
                row["transfer__grant__task"],
                row["project__category"],
                row["project__kind"],
            ): int(row["total"])
            for row in given
        },
    )
