"""年度安排: of which budget years a project is, asked and written.

A project comes onto the lists of the year for which it is registered; money of another year's grant brings it onto the lists
of that year, too. It keeps its code. `arranged` and `arranged_now` are conditions for `filter()`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from django.db.models import Q
from pydantic import Field

from karez.acts.tells import Left, Silent, Tells
from karez.acts.types import Year
from karez.figures import Scope
from karez.kernel.refusal import Refusal
from karez.places.queries import lock_county
from karez.projects.models import Arrangement, Edition, Project
from karez.trail import spans


class Arranged(Tells):
    """The budget year onto whose lists an act brought a project, and the project by its code."""

    arranged: Annotated[Year, Left("项目安排到")] = Field(title="安排到年度")
    arranged_code: Annotated[str, Silent()] = Field(title="安排的项目")


def arranged(scope: Scope, path: str = "") -> Q:
    """The condition that the project at `path` is on the lists of the scope's county and year on its day.

    One filter() for all of it: one join.
    """
    return _of(scope.county, scope.year, path) & spans.on(scope.as_of, f"{path}arrangements__")


def arranged_now(county: str, year: int, path: str = "") -> Q:
    """The same as it stands now, whatever the day: for what is written and read back."""
    return _of(county, year, path) & spans.current(f"{path}arrangements__")


def _of(county: str, year: int, path: str) -> Q:
    return Q(**{f"{path}county": county, f"{path}arrangements__year": year})


def years_of(project: Project) -> list[int]:
    """The budget years for which it is arranged, the first first."""
    return list(_standing(project).order_by("year").values_list("year", flat=True))


def begin(project: Project, year: int, day: date) -> None:
    """Write that it is on the year's lists from `day` on. Whoever calls it holds the county's lock and has asked `name_taken`."""
    spans.begin(Arrangement(project=project, year=year), day)


def name_taken(
    county: str, name: str, years: Iterable[int], project: Project | None = None
) -> Refusal | None:
    """The refusal of a name that another project arranged for one of these years has. The caller holds the county's lock."""
    others = Arrangement.objects.filter(
        spans.current(), year__in=years, project__county=county, project__name=name
    )
    if project is not None:
        others = others.exclude(project=project)
    year = others.order_by("year").values_list("year", flat=True).first()
    if year is None:
        return None
    return Refusal(
        f"本县 {year} 年度已有名为“{name}”的项目。",
        rule="projects.name_taken",
        hint="同名项目请加地点或标段区分；要改原项目请用“修改项目”。",
        field="name",
    )


def arranged_since(project: Project, year: int) -> date | None:
    """From when on a project is on the year's lists; None where it is not, and then the county is locked for `arrange`.

    Asked by acts that give money, before they lock the grant: the county's lock comes before any other.
    """
    since = spans.first_day(Arrangement, project_id=project.pk, year=year)
    if since is None:
        lock_county(project.county)
    return since


def arrange(
    project: Project, year: int, day: date, since: date | None, field: str = "project"
) -> dict[str, Any]:
    """Let a project be on the year's lists, and what was said of it hold, from `day` on: money is given to it that day.

    `since` is what `arranged_since` said. Returns what the trail is told: the year, where the project was not on its lists.
    Raises Refusal (at `field`) where another project of that year has its name.
    """
    known_from(project, day)
    if since is not None and day >= since:
        return {}
    lock_project(
        project
    )  # after the grant's, which the caller holds; whoever amends takes no other behind it
    standing = _standing(project).filter(year=year).first()
    if standing is not None:
        if day < standing.valid_from:
            spans.begin_earlier(standing, day)
        return {}
    if taken := name_taken(project.county, project.name, [year], project):
        taken.hint = "请先用“修改项目”把其中一个改名，再下达。"
        taken.field = field
        raise taken
    begin(project, year, day)
    return {"arranged": year, "arranged_code": project.code}


def known_from(project: Project, day: date) -> None:
    """What was said of a project first holds from `day` on, where an approval is older than the registration.

    So no figure of those days misses it.
    """
    if day >= project.registered:
        return
    if (first_day := spans.first_day(Edition, project_id=project.pk)) and first_day <= day:
        return
    lock_project(project)
    first = Edition.objects.filter(spans.known_at(), project=project).earliest("valid_from")
    if day < first.valid_from:
        spans.begin_earlier(first, day)


def _standing(project: Project) -> Any:
    return Arrangement.objects.filter(spans.current(), project=project)


def lock_project(project: Project) -> Project:
    """The project as it stands now, which nobody else amends until the end of the transaction."""
    # no_key: an allotment's foreign key, checked at its commit under the chain's lock, must not wait for this lock.
    return Project.objects.select_for_update(no_key=True).get(pk=project.pk)
