"""Which acts a page offers: those the reader's post carries there, with the form filled in from what is shown."""

from typing import Any

from karez.acts.act import get
from karez.pages.books import Books
from karez.pages.listing import Action
from karez.places.where import At

ICONS = {
    "funds.arrive": "box-arrow-in-down",
    "funds.allot": "send",
    "funds.reallocate": "shuffle",
    "funds.give_back": "box-arrow-up",
    "funds.reverse": "arrow-counterclockwise",
    "payments.pay": "cash-stack",
    "payments.refund": "arrow-return-left",
    "projects.register": "plus-lg",
    "projects.amend": "pencil",
    "projects.set_target": "bullseye",
}


def offer(
    books: Books, name: str, *, at: At | None = None, primary: bool = False, **filled: Any
) -> list[Action]:
    """The act as a button, in a list of one; an empty list when the reader may not do it (there, `at`: the county unless said)."""
    act = get(name)
    if not books.actor.may(act.right, at or books.county):
        return []
    return [Action(act.label, books.url("act", name, **filled), ICONS.get(name, "check2-square"), primary)]
