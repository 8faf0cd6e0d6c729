"""Several counties side by side, for who sees more than one: a few grouped statements, however many counties."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet, Sum

from karez.funds.figures import gained
from karez.funds.models import SIGNED, Allotment, Grant, Transfer
from karez.kernel.money import Fen
from karez.kernel.regions import full
from karez.kernel.shares import share
from karez.payments.models import Payment
from karez.places.queries import place_names
from karez.places.rights import Actor


@dataclass(frozen=True, slots=True)
class County:
    """A county's budget year in three sums (fen), as its own figures state them."""

    code: str
    name: str
    received: Fen
    allotted: Fen
    paid: Fen

    @property
    def rate(self) -> Fraction | None:
        """支出进度: paid of what was received."""
        return share(self.paid, self.received)


def counties(actor: Actor, year: int, day: date) -> list[County]:
    """The counties in the actor's scope that have money in the year, by code, as their books stood on the day."""
    moved = Transfer.objects.filter(
        county__startswith=actor.region, grant__year=year, grant__received__lte=day, day__lte=day
    )
    received = _sums(moved.values_list("county"), -gained("arrived"))
    within = {
        "transfer__county__startswith": actor.region,
        "transfer__grant__year": year,
        "transfer__day__lte": day,
    }
    allotted = _sums(Allotment.objects.filter(**within).values_list("transfer__county"), SIGNED)
    paid = _sums(Payment.objects.filter(**within).values_list("transfer__county"), SIGNED)
    codes = sorted({*received, *allotted, *paid})
    names = place_names(full(code) for code in codes)
    return [
        County(
            code, names.get(full(code), code), received.get(code, 0), allotted.get(code, 0), paid.get(code, 0)
        )
        for code in codes
    ]


def years(actor: Actor) -> list[int]:
    """The budget years of which the scope has grants, newest first."""
    found = (
        Grant.objects.filter(county__startswith=actor.region)
        .order_by()
        .values_list("year", flat=True)
        .distinct()
    )
    return sorted(found, reverse=True)


def _sums(rows: QuerySet[Any, Any], amount: Any) -> dict[str, Fen]:
    return {code: int(total) for code, total in rows.order_by().annotate(total=Sum(amount))}
