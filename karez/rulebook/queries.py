"""What the county has confirmed, for the policy layer, which knows no database."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from karez import policy
from karez.acts.things import thing
from karez.rulebook.models import Confirmation
from karez.trail import rows

Known = dict[tuple[str, str, date], date]
"""(county, parameter, from when its value holds) -> the day of its confirmation."""
_known: ContextVar[tuple[str, Known] | None] = ContextVar("known_confirmations", default=None)


def confirmed(key: str, region: str, on: date) -> bool:
    """Whether the county of `region` had confirmed, by `on`, the value of `key` that is in force on that day.

    What counts is the value that was read, so a later value of the same parameter needs a confirmation of its own.
    """
    county, value = region[:6], policy.written(key, region, on)
    known = _known.get()
    if known and known[0] == county:
        day = known[1].get((county, key, value.valid_from))
    else:
        confirmation = rows.get(Confirmation, county=county, parameter=key, valid_from=value.valid_from)
        day = confirmation.confirmed_on if confirmation else None
    return day is not None and day <= on


@contextmanager
def read_at_once(county: str) -> Iterator[None]:
    """Within it the county's confirmations are those of its beginning, read in one query: for a page of many values.

    Within another one of the same county it reads nothing anew.
    """
    known = _known.get()
    if known and known[0] == county:
        yield
        return
    confirmations = Confirmation.objects.filter(county=county).values_list(
        "parameter", "valid_from", "confirmed_on"
    )
    held = _known.set((county, {(county, key, start): day for key, start, day in confirmations}))
    try:
        yield
    finally:
        _known.reset(held)


thing(
    Confirmation,
    label="政策依据确认",
    rows=lambda actor: Confirmation.objects.filter(county__startswith=actor.region[:6]),
    page="parameter",
    args=lambda confirmation: (confirmation.parameter,),
    icon="patch-check",
)
