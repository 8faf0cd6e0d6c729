"""What a form offers to choose from: things of the books that the actor may see."""

from django.db.models import Model

from karez.acts import things
from karez.acts.codes import Option
from karez.pages.books import Books

MANY = 40
"""More than this is typed (with suggestions), not chosen from a list."""
MOST = 500
"""Suggestions at most; anything else can still be named by its number."""


def offered(model: type[Model], books: Books, any_year: bool = False) -> list[Option]:
    """What a reference to `model` may be, at most MOST; with `any_year` also what is of other years. One query."""
    known_as = things.of(model)
    if known_as is None:
        raise LookupError(
            f"{model.__name__} is referred to by an act and is no thing: declare it in its room's queries.py"
        )
    rows = known_as.choices(books.actor, books.county, books.year, any_year)[:MOST]
    return [Option(str(row.pk), known_as.named(row)) for row in rows]
