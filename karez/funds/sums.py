"""What money comes to, net and by business day: the sums that figures, lists, facts and the roll-up of counties share.

Amounts are fen. *Bookings* are rows that say what a transfer did to a project, each with a sign: allotments here, payments
in their own room. `per_…` is one expression for the rows of an outer query, `by_…` one grouped statement.
"""

from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from karez.figures import Scope
from karez.funds.models import SIGNED, Grant, Transfer
from karez.kernel.money import Fen
from karez.projects.queries import within

Bookings = QuerySet[Any, Any]


def gained(kind: str) -> Any:
    """What a transfer added to the account of this kind of its grant: to be summed over transfers."""
    return Case(
        When(credit__kind=kind, then=F("amount")),
        When(debit__kind=kind, then=-F("amount")),
        default=Value(0),
        output_field=BigIntegerField(),
    )


def booked(scope: Scope) -> Q:
    """The condition on bookings that the scope's reader sees them, made by its day for its budget year."""
    return Q(
        within(scope.region, scope.department, "project__"),
        transfer__county=scope.county,
        transfer__grant__year=scope.year,
        transfer__day__lte=scope.as_of,
    )


def per_project(bookings: Bookings, scope: Scope, of: str = "pk") -> Any:
    """What the bookings by the scope's day, out of grants of its year, come to for each project of an outer query; 0 for none.

    `of` is the outer query's path to the project.
    """
    return _per(booked_on(bookings, scope, of), "project", SIGNED)


def booked_on(bookings: Bookings, scope: Scope, of: str = "pk") -> Bookings:
    """The bookings by the scope's day, out of grants of its year, on the project of an outer query."""
    return bookings.filter(
        project=OuterRef(of), transfer__grant__year=scope.year, transfer__day__lte=scope.as_of
    )


def per_grant(bookings: Bookings, day: date) -> Any:
    """What the bookings by the day come to for each grant of an outer query; 0 for none."""
    return _per(
        bookings.filter(transfer__grant=OuterRef("pk"), transfer__day__lte=day), "transfer__grant", SIGNED
    )


def unspent() -> Any:
    """What a transfer added to what of its grant is neither paid nor returned: not allotted, or not yet paid by projects."""
    return gained("available") + gained("allotted")


def per_account(kind: str, day: date) -> Any:
    """What the account of this kind had gained by the day for each grant of an outer query; 0 for none.

    A balance, but for `arrived`: the contra account holds minus what came.
    """
    return _per_grant_moved(day, gained(kind))


def left_of_grant(day: date) -> Any:
    """What by the day was neither paid nor returned of each grant of an outer query; 0 for none."""
    return _per_grant_moved(day, unspent())


def _per_grant_moved(day: date, amount: Any) -> Any:
    return _per(Transfer.objects.filter(grant=OuterRef("pk"), day__lte=day), "grant", amount)


def by_account(
    grants: QuerySet[Grant], day: date, *kinds: str, of: str = "grant_id"
) -> dict[Any, tuple[Fen, ...]]:
    """What the accounts of these kinds had gained by the day, for each of the grants or by another column of transfers.

    Grouped over the transfers once: a county may have 20,000 grants. A grant that nothing moved is left out.
    """
    moved = Transfer.objects.filter(grant__in=grants.order_by().values("pk"), day__lte=day).order_by()
    totals = {f"gained_{kind}": Sum(gained(kind)) for kind in kinds}
    rows = moved.values_list(of).annotate(**totals)
    return {group: tuple(int(total) for total in gains) for group, *gains in rows}


def by_group(rows: QuerySet[Any, Any], *columns: str, amount: Any = SIGNED) -> dict[Any, Fen]:
    """The rows' amounts added up, by tuples of the values of `columns`: bookings with their sign, other rows by `amount`."""
    totals = rows.order_by().values_list(*columns).annotate(total=Sum(amount))
    return {tuple(group): int(total) for *group, total in totals}


def _per(rows: QuerySet[Any, Any], group: str, amount: Any) -> Any:
    total = rows.order_by().values(group).values(total=Sum(amount))
    return Coalesce(Subquery(total), Value(0), output_field=BigIntegerField())
