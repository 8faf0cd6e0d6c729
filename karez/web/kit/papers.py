"""Which papers an actor may see, and what of them."""

from django.db.models import Q, QuerySet

from karez.funds.models import Grant, Transfer
from karez.funds.queries import grants, transfers
from karez.places.rights import Actor
from karez.trail.models import Paper
from karez.web.kit.access import sees


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
