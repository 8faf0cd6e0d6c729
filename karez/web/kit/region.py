"""Several counties side by side, for who sees more than one: a few grouped statements, however many counties."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from karez.funds.models import Allotment, Grant
from karez.funds.sums import by_account, by_group
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
    grants = Grant.objects.filter(county__startswith=actor.region, year=year, received__lte=day)
    received = {code: -owed for code, (owed,) in by_account(grants, day, "arrived", of="county").items()}
    allotted = _by_county(Allotment.objects.all(), actor, year, day)
    paid = _by_county(Payment.objects.all(), actor, year, day)
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


def _by_county(bookings: QuerySet[Any, Any], actor: Actor, year: int, day: date) -> dict[str, Fen]:
    within = bookings.filter(
        transfer__county__startswith=actor.region, transfer__grant__year=year, transfer__day__lte=day
    )
    return {code: total for (code,), total in by_group(within, "transfer__county").items()}
