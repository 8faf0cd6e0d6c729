"""Which acts a page offers: those the reader's post carries there, with the form filled in from what is shown."""

from typing import Any

from karez.acts.act import get
from karez.pages.actions import Action
from karez.pages.books import Books
from karez.pages.doable import address
from karez.places.where import At


def offer(
    books: Books, name: str, *, at: At | None = None, primary: bool = False, **filled: Any
) -> list[Action]:
    """The act as a button, in a list of one; an empty list when the reader may not do it (there, `at`: the county unless said)."""
    act = get(name)
    if not books.actor.may(act.right, at or books.county):
        return []
    return [Action(act.label, address(books, act, **filled), act.icon, primary)]
