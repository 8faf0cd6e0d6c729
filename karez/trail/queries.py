"""Which papers an actor may see."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from karez.places.rights import Actor
from karez.trail.models import Paper

Resting = Callable[[Actor], Iterable[QuerySet[Any, Any]]]
_resting: list[Resting] = []


def rests_on_papers(papers_of: Resting) -> Resting:
    """A room says which papers the things rest on that an actor sees: querysets of the papers' ids.

    For those who see less than the county: they see the papers of what they see, and no others.
    """
    _resting.append(papers_of)
    return papers_of


def papers(actor: Actor) -> QuerySet[Paper]:
    """The papers of the actor's county or counties; for whoever sees less, those on which the things in sight rest."""
    seen = Paper.objects.filter(county__startswith=actor.region[:6])
    if not actor.narrow:
        return seen
    either = Q(pk__in=[])
    for papers_of in _resting:
        for ids in papers_of(actor):
            either |= Q(pk__in=ids)
    return seen.filter(either)
