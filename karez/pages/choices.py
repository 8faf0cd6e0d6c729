"""What a form offers to choose from: things of the books that the actor may see, and the codes of the policy layer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, OuterRef, QuerySet, Subquery

from karez.funds.models import TRANSFERS, Account, Grant, Transfer
from karez.funds.queries import grants, transfers
from karez.kernel.money import wan
from karez.kernel.regions import level
from karez.pages.books import Books
from karez.pages.papers import visible as papers
from karez.payments.models import Payment
from karez.payments.queries import visible as payments
from karez.places.models import ROLES, Department, Person, Region
from karez.places.queries import departments, people, regions
from karez.policy import codes
from karez.projects.models import Project, Target
from karez.projects.queries import visible as projects
from karez.trail.models import Paper

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


def _grants(books: Books) -> QuerySet[Any]:
    available = Account.objects.filter(grant=OuterRef("pk"), kind="available").values("balance")[:1]
    found = grants(books.actor).filter(county=books.county, year=books.year)
    return found.annotate(left=Subquery(available)).order_by("received", "document")


def _grant(one: Any) -> str:
    what = f"{codes.label('source', one.source)}·{codes.label('task', one.task)}"
    return f"{one.document}｜{what}｜可下达 {wan(one.left or 0)}"


def _payments(books: Books) -> QuerySet[Any]:
    found = payments(books.actor).filter(
        transfer__county=books.county, transfer__grant__year=books.year, sign=1, of=None
    )
    found = found.filter(transfer__reversal__isnull=True)
    return found.select_related("transfer__paper", "project").order_by("-transfer__day", "-id")


def _payment(one: Payment) -> str:
    return f"{one.transfer.paper}｜{one.project}｜{wan(one.transfer.amount)}｜{one.payee}"


def _transfers(books: Books) -> QuerySet[Any]:
    found = transfers(books.actor).filter(county=books.county, grant__year=books.year, reversal__isnull=True)
    return found.select_related("paper", "debit__project", "credit__project").order_by("-seq")


def _transfer(one: Transfer) -> str:
    project = one.credit.project or one.debit.project
    return f"{one}｜{one.day} {TRANSFERS[one.kind]} {wan(one.amount)}｜{project or one.paper}"


def _region(one: Region) -> str:
    indent = {"township": "　", "village": "　　"}.get(level(one.code), "")
    return f"{indent}{one.name}｜{one.code}"


SOURCES: dict[type[Model], tuple[Callable[[Books], QuerySet[Any]], Callable[[Any], str]]] = {
    Grant: (_grants, _grant),
    Project: (
        lambda books: projects(books.actor).filter(county=books.county, year=books.year).order_by("name"),
        lambda one: f"{one.name}｜{one.code}",
    ),
    Payment: (_payments, _payment),
    Transfer: (_transfers, _transfer),
    Region: (lambda books: regions(books.actor).filter(code__startswith=books.county), _region),
    Department: (lambda books: departments(books.actor, books.county), str),
    Person: (
        lambda books: people(books.actor).filter(is_active=True).order_by("username"),
        lambda one: f"{one.name}｜{one.username}",
    ),
    Paper: (lambda books: papers(books.actor, books.county), str),
}
"""For each model that acts refer to: what there is in these books, and how one is named."""


def things(model: type[Model], books: Books) -> list[Option]:
    """What a reference to `model` may be, at most MOST. One query."""
    rows, named = SOURCES[model]
    return [Option(str(one.pk), named(one)) for one in rows(books)[:MOST]]


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
