"""Which acts an actor may do in some books, in the order in which a county goes about them."""

from typing import Any

from karez.acts import act as acts
from karez.acts.act import Act
from karez.kernel.regions import covers
from karez.pages.books import Books


def may_do(books: Books, act: Act[Any]) -> bool:
    """Whether the actor may do an act in these books, somewhere at least."""
    region = books.actor.region
    return books.actor.may(act.right) and (covers(region, books.county) or region.startswith(books.county))


def doable(books: Books) -> list[Act[Any]]:
    """The acts that the actor may do and that say what they are for; the others are done where their thing is in sight."""
    listed = [act for act in acts.all_acts() if act.about and may_do(books, act)]
    return sorted(listed, key=lambda act: (act.order, act.name))


def address(books: Books, act: Act[Any], **filled: Any) -> str:
    """Where an act is done, its form filled in from what is shown."""
    return books.url(act.page) if act.page else books.url("act", act.name, **filled)
