"""Which papers an actor may see, and what of them."""

from typing import Any

from django.db.models import Q, QuerySet

from karez.funds.models import Grant, Transfer
from karez.funds.queries import grants, transfers
from karez.pages.access import sees
from karez.places.rights import Actor
from karez.projects import queries as projects
from karez.trail.models import Paper


def visible(actor: Actor, county: str) -> QuerySet[Paper]:
    """The county's papers; for whoever sees less than the county those of the own projects' money."""
    if not sees(actor, county):
        return Paper.objects.none()
    papers = Paper.objects.filter(county=county)
    if not actor.narrow:
        return papers
    of_transfers = transfers(actor).filter(county=county).order_by().values("paper")
    of_grants = grants(actor).filter(county=county).order_by().values("paper")
    return papers.filter(Q(pk__in=of_transfers) | Q(pk__in=of_grants))


def users(actor: Actor, paper: Paper) -> tuple[QuerySet[Grant], QuerySet[Transfer]]:
    """The grants and transfers that rest on a paper, as far as the actor sees them."""
    money = transfers(actor).filter(paper=paper)
    money = money.select_related("grant", "debit__project", "credit__project", "payment").prefetch_related(
        "allotments"
    )
    return grants(actor).filter(paper=paper), money.order_by("day", "seq")


def sights(actor: Actor, money: QuerySet[Transfer]) -> QuerySet[Any]:
    """The ids of the projects of these transfers that the actor sees."""
    sides = [money.order_by().values(side) for side in ("debit", "credit")]
    between = Q(accounts__in=sides[0]) | Q(accounts__in=sides[1])
    return projects.visible(actor).filter(between).order_by().values_list("pk", flat=True)
