"""What a form offers to choose from: things of the books that the actor may see, and the codes of the policy layer."""

from dataclasses import dataclass

from django.db.models import Model

from karez.acts import things as known_things
from karez.pages.books import Books
from karez.places.models import ROLES
from karez.policy import codes
from karez.projects.models import Target

MANY = 40
"""More than this is typed (with suggestions), not chosen from a list."""
MOST = 500
"""Suggestions at most; anything else can still be named by its number."""


@dataclass(frozen=True)
class Option:
    """One choice: what is sent, and what people read."""

    value: str
    label: str


@dataclass(frozen=True)
class Group:
    """Choices under one heading ('' for none)."""

    label: str
    options: list[Option]


def things(model: type[Model], books: Books) -> list[Option]:
    """What a reference to `model` may be, at most MOST. One query."""
    known_as = known_things.of(model)
    if known_as is None:
        raise LookupError(
            f"{model.__name__} is referred to by an act and is no thing: declare it in its room's queries.py"
        )
    rows = known_as.choices(books.actor, books.county, books.year)[:MOST]
    return [Option(str(one.pk), known_as.named(one)) for one in rows]


def coded(field: str, books: Books) -> list[Group] | None:
    """The choices of a field that holds a code, by the field's name; None for any other field."""
    if field == "kind":
        return [
            Group(category.label, [Option(one.code, one.label) for one in codes.kinds(category.code)])
            for category in codes.categories()
        ]
    plain = {
        "source": lambda: codes.sources(),
        "task": lambda: codes.tasks(books.as_of),
        "category": lambda: codes.categories(),
        "operator_kind": lambda: codes.codes("operator"),
    }
    if field in plain:
        return [Group("", [Option(one.code, one.label) for one in plain[field]()])]
    if field == "indicator":
        return [Group("", [Option(*one) for one in Target.INDICATORS.items()])]
    if field == "role":
        return [Group("", [Option(*one) for one in ROLES.items()])]
    return None


def suggested(field: str) -> list[str]:
    """Words to suggest for a free text."""
    return [one.label for one in codes.codes("stage")] if field == "stage" else []
