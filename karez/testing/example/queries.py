"""Wages as the asking actor may see them, and how they are known to forms, search and the trail."""

from django.db.models import QuerySet

from karez.acts.things import Rows, thing
from karez.kernel.money import wan
from karez.places.rights import Actor
from karez.projects.arranging import arranged_now
from karez.projects.queries import within
from karez.testing.example.models import Wage


def visible(actor: Actor) -> QuerySet[Wage]:
    """The wages of projects in the actor's scope."""
    return Wage.objects.filter(within(actor.region, actor.within, "project__"))


def _to_check(rows: Rows, county: str, year: int) -> Rows:
    return (
        rows.filter(arranged_now(county, year, "project__"), checked=False)
        .select_related("project")
        .order_by("day", "id")
    )


thing(
    Wage,
    rows=visible,
    keys=("worker",),
    offered=_to_check,
    named=lambda wage: f"{wage.worker}｜{wage.project}｜{wage.day}｜{wan(wage.amount)}",
    page="wage",
    icon="people",
    measure="笔",
    county="project__county",
    search=("worker",),
    about=lambda wage: f"{wage.day}，{wage.project}，{wan(wage.amount)}",
    related=("project",),
    latest=("-day", "-id"),
    order=60,
)
