"""What the rules of the policy layer see of projects and of the county's money."""

from fractions import Fraction

from karez.figures import Scope, evaluate
from karez.funds.figures import INDUSTRY_SHARE
from karez.funds.models import Allotment, Grant
from karez.funds.sums import by_group
from karez.policy.facts import ProjectFacts, Totals
from karez.policy.values import PolicyError
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


def last_industry_share(scope: Scope) -> Fraction | None:
    """Central money's share for industry at the end of the year before; None where the books hold none of that year,
    where no definition was in force, or for a reader who may not see the county's money.
    """
    if scope.narrow:
        return None
    try:
        value = evaluate(INDUSTRY_SHARE, scope.last_year()).value
    except PolicyError:
        return None
    return None if value is None else Fraction(value)
