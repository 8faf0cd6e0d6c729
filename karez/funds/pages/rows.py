"""What the lists of this room list: grants and allotments as they stood on the page's day; columns that payments share.

Each is a queryset of plain rows, scoped to the reader, with the amounts (fen) computed by business date as the figures
are (karez/funds/sums.py), so that a list and the figure above it agree to the fen on every day.
"""

from typing import Any

from django.db.models import (
    Case,
    F,
    FloatField,
    Q,
    QuerySet,
    When,
)
from django.db.models.functions import Cast

from karez.funds import queries as funds
from karez.funds.figures import of_grant
from karez.funds.models import SIGNED, Allotment
from karez.funds.sums import per_account, per_grant
from karez.pages.books import Books
from karez.projects.editions import described, edition
from karez.projects.queries import within

Rows = QuerySet[Any, Any]


def ratio(part: str, whole: str) -> Any:
    """For sorting only; what is printed is computed exactly from the two."""
    return Case(
        When(**{f"{whole}__gt": 0}, then=Cast(F(part), FloatField()) / Cast(F(whole), FloatField())),
        default=None,
        output_field=FloatField(),
    )


def grants(books: Books) -> Rows:
    """Grants received by the day. Who sees only a part of the county gets what its own projects were given."""
    scope = books.scope
    seen = Allotment.objects.filter(within(scope.region, scope.department, "project__"))
    rows = funds.grants(books.actor).filter(county=books.county, year=books.year, received__lte=scope.as_of)
    rows = rows.annotate(allotted=per_grant(seen, scope.as_of))
    if scope.narrow:
        return rows.values(*_GRANT, "allotted")
    accounts = {kind: per_account(kind, scope.as_of) for kind in ("arrived", "available", "returned")}
    rows = rows.annotate(**accounts | {"arrived": -accounts["arrived"]})
    return rows.values(*_GRANT, "arrived", "available", "returned", "allotted")


_GRANT = (
    "id", "document", "source", "task", "issued", "received", "advance_notice", "direct", "paper_id",
)  # fmt: skip


def of_project() -> dict[str, Any]:
    """The columns of a list that say of which project a booking is."""
    return {
        "project_name": F("project__editions__name"),
        "code": F("project__code"),
        "place": F("project__editions__region__name"),
        **described("project__editions__"),
    }


def of_transfer(books: Books) -> dict[str, Any]:
    """The columns of a list that say what a booking's transfer did."""
    return {
        "amount": SIGNED,
        "day": F("transfer__day"),
        "seq": F("transfer__seq"),
        "move": F("transfer__kind"),
        "number": F("transfer__paper__number"),
        "paper_id": F("transfer__paper_id"),
        "reversed": Q(transfer__reversal__day__lte=books.as_of),
    }


def by_the_day(rows: Rows, books: Books) -> Rows:
    """Of bookings those of the books' year by their day, joined to what their project was like that day."""
    rows = rows.filter(
        transfer__county=books.county, transfer__grant__year=books.year, transfer__day__lte=books.as_of
    )
    return rows.filter(edition(books.scope, "project__editions__"))


def allotments(books: Books) -> Rows:
    """What was given to and taken from projects' quotas by the day; `amount` is signed fen."""
    return by_the_day(funds.allotments(books.actor), books).values(
        "id",
        "project_id",
        "quota_issued",
        **of_project(),
        **of_grant("transfer__grant__"),
        **of_transfer(books),
    )
