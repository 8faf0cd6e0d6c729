"""What rests on a paper, as far as an actor sees it."""

from typing import Any

from django.db.models import Q, QuerySet

from karez.funds.models import Grant, Transfer
from karez.funds.queries import grants, transfers
from karez.places.rights import Actor
from karez.projects import queries as projects
from karez.trail.models import Paper


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
