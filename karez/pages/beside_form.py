"""What stands beside the form of an act: a room says what its books know of the things that the form names.

    @beside_form(Grant)
    def balances(books: Books, chosen: Chosen) -> Beside: ...

Asked for every act that refers to one of these models; `chosen` has what stands in the form's references so far.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import Model

from karez.acts.inputs import Input, references
from karez.pages import hooks
from karez.pages.books import Books

Chosen = Mapping[type[Model], list[int]]
"""The ids in a form's references, by model."""


@dataclass(frozen=True)
class Line:
    """A sum of money, and the page that opens it."""

    what: str
    amount: int
    url: str


@dataclass(frozen=True)
class Beside:
    """A panel of sums. `empty` says what to do where there is none yet; `notes` are sentences on what the act would do besides."""

    title: str
    empty: str
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


Teller = Callable[[Books, Chosen], Beside]
_tellers: list[tuple[frozenset[type[Model]], Teller]] = []


def beside_form(*models: type[Model]) -> Callable[[Teller], Teller]:
    """Register what stands beside the form of each act that refers to one of `models`."""

    def register(teller: Teller) -> Teller:
        _tellers.append((frozenset(models), teller))
        return teller

    return register


def beside(kind: type[Input], books: Books, chosen: Chosen) -> list[Beside]:
    """The panels beside a form of this input, in the order of the rooms."""
    hooks.load()
    referred = {what.model for what in references(kind).values()}
    return [teller(books, chosen) for models, teller in _tellers if models & referred]
