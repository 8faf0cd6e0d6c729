"""What the rules of the policy layer see of projects and of the county's money."""

from karez.funds.models import Allotment, Grant
from karez.funds.sums import by_group
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
    grants = Grant.objects.filter(county=county, year=year)
    given = Allotment.objects.filter(transfer__grant__county=county, transfer__grant__year=year)
    of_grant = ("transfer__grant__source", "transfer__grant__task")
    return Totals(
        by_group(grants, "source", "task", amount="amount"),
        by_group(given, *of_grant, "project__category", "project__kind"),
    )
