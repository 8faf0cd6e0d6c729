"""Projects as the asking actor may see them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.html import format_html

from karez.acts.things import Rows, thing
from karez.kernel.refusal import the_only
from karez.places.rights import Actor
from karez.policy import codes
from karez.projects.arranging import arranged_now
from karez.projects.models import Project, Site, Target
from karez.trail.spans import current


def within(region: str, department: int | None, at: str = "") -> Q:
    """The condition of sight on projects: any of their places in the region, and for a line department its own only.

    No join to the further places: a project that has several in the region is still one row. `at` is the path from the
    filtered rows to the project (`"project__"`).
    """
    if len(region) <= 6:
        seen = Q(**{f"{at}county__startswith": region}) if region else Q()
    else:
        standing = sites_in(region).filter(current("edition__"))
        seen = Q(**{f"{at}region__code__startswith": region}) | Q(**{f"{at}pk__in": standing})
    if department is not None:
        seen &= Q(**{f"{at}supervisor_id": department}) | Q(**{f"{at}implementer_id": department})
    return seen


def sites_in(region: str) -> QuerySet[Site, Any]:
    """The projects of all further places in the region (a prefix), of any day, as `values` of the places."""
    among = {
        "region_id__gte": region.ljust(12, "0"),
        "region_id__lte": region.ljust(12, "9"),
    }  # for the index
    return Site.objects.filter(**among).order_by().values("edition__project")


def visible(actor: Actor) -> QuerySet[Project]:
    """The projects in the actor's scope."""
    return Project.objects.filter(within(actor.region, actor.within))


def find_project(actor: Actor, token: Any) -> Project:
    """By id, code, or a name that only one visible project has. Raises Unknown."""
    among = visible(actor)
    by_id = isinstance(token, int)
    found = list(
        among.filter(pk=token) if by_id else among.filter(code=token) or among.filter(name=token)[:3]
    )
    return the_only(
        found,
        f"项目“{token}”",
        several=f"请写项目编号：{'、'.join(p.code for p in found)}。",
        none="请核对项目名称，或先登记项目。",
    )


def _its_own_first(rows: Rows, county: str, year: int) -> Rows:
    own = Exists(Project.objects.filter(arranged_now(county, year), pk=OuterRef("pk")))
    return rows.annotate(own=own).order_by("-own", "name", "code")


def _years(one: Project) -> list[int]:
    """The years for which a hit is arranged, out of what was read with it."""
    return sorted(each.year for each in one.arrangements.all() if each.superseded_at is None)


def _about(one: Project) -> str:
    years = "、".join(map(str, _years(one)))
    return format_html(
        '{}，{} 年度，<span class="k-cat {}"></span>{}，{}',
        one.code, years, one.category, codes.word("category", one.category), one.region,
    )  # fmt: skip


thing(
    Project,
    rows=visible,
    find=find_project,
    offered=lambda rows, county, year: rows.filter(arranged_now(county, year)).order_by("name"),
    of_any_year=_its_own_first,
    named=lambda one: f"{one.name}｜{one.code}",
    page="project",
    icon="kanban",
    search=("name", "code", "operator"),
    about=_about,
    related=("region",),
    each_with=("arrangements",),
    in_year=lambda one, year: year if year in (years := _years(one)) else years[-1],
    latest=(Substr("code", 8, 4).desc(), "code"),  # by the year of registration, which the code has
    order=10,
    wide=True,
)
thing(
    Target,
    label="绩效目标",
    rows=lambda actor: Target.objects.filter(within(actor.region, actor.within, "project__")),
    page="project",
    args=lambda one: (one.project_id,),
    icon="bullseye",
    county="project__county",
)
