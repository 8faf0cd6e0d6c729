"""Projects as the asking actor may see them."""

from typing import Any

from django.db.models import Q, QuerySet

from karez.acts.inputs import finds
from karez.kernel.refusal import the_only
from karez.places.rights import Actor
from karez.projects.models import Project


def within(region: str, department: int | None, at: str = "") -> Q:
    """The condition of sight on projects: in the region, and for a line department its own only.

    `at` is the path from the filtered rows to the project (`"project__"`).
    """
    if len(region) <= 6:
        seen = Q(**{f"{at}county__startswith": region}) if region else Q()
    else:
        seen = Q(**{f"{at}region__code__startswith": region})
    if department is not None:
        seen &= Q(**{f"{at}supervisor_id": department}) | Q(**{f"{at}implementer_id": department})
    return seen


def visible(actor: Actor) -> QuerySet[Project]:
    """The projects in the actor's scope."""
    return Project.objects.filter(within(actor.region, actor.within))


@finds(Project)
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
