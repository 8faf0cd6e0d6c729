"""What rests on a paper: the grants and the movements of money, as far as the reader sees them."""

from typing import Any

from django.db.models import Q, QuerySet

from karez.funds.models import Grant, Transfer
from karez.funds.pages.movement import pages_of
from karez.funds.queries import grants, transfers
from karez.pages import hooks
from karez.pages.detail import Detail
from karez.places.rights import Actor
from karez.projects import queries as projects
from karez.trail.models import Paper

MOST = 200


@hooks.panel(Paper, "funds/on_paper.html", right="funds.read", order=10)
def money(detail: Detail[Paper]) -> dict[str, Any]:
    """依据它的账: each movement with its project; of a document that nothing but grants rest on, these."""
    actor, paper = detail.books.actor, detail.subject
    moved = transfers(actor).filter(paper=paper.pk)
    mine = set(_sights(actor, moved)) if actor.narrow else None
    along = ("grant", "debit__project", "credit__project")
    shown = list(moved.select_related(*along).order_by("day", "seq")[:MOST])
    links = pages_of(detail.books, shown)
    lines = [(transfer, _project(transfer, mine), links.get(transfer.pk, "")) for transfer in shown]
    rested: list[Grant] = [] if lines else list(grants(actor).filter(paper=paper.pk))
    return {"lines": lines, "grants": rested, "narrow": actor.narrow}


def _sights(actor: Actor, moved: QuerySet[Transfer]) -> QuerySet[Any]:
    """The ids of the projects of these transfers that the actor sees."""
    sides = [moved.order_by().values(side) for side in ("debit", "credit")]
    between = Q(accounts__in=sides[0]) | Q(accounts__in=sides[1])
    return projects.visible(actor).filter(between).order_by().values_list("pk", flat=True)


def _project(transfer: Transfer, mine: set[int] | None) -> Any:
    """The project that a transfer is about: of the two of a reallocation the one that the reader sees."""
    both = [side.project for side in (transfer.credit, transfer.debit) if side.project]
    return next((one for one in both if mine is None or one.pk in mine), None)
