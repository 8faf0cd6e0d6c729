"""Facts that hold for a time: each row says from when to when it holds, and in which time that was known.

    class Edition(Span): project = …; name = …           # a row holds in [valid_from, valid_to)
    Edition.objects.filter(on(day), project=project)     # what held that day, as it is known now
    Edition.objects.filter(on(day, known=moment), …)     # as it was known at that moment
    Edition.objects.get(current(), project=project)      # what holds on, as it is known now
    replace(latest, Edition(project=project, …), day)    # from `day` on this, and not any more what `latest` says

Nothing is ever said differently of a past moment: a row that turns out otherwise is superseded, and what still holds of it
is said anew in another row. So both questions have one answer each: what held that day, and what did we know when.
"""

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from karez.trail.rows import least

STILL = date(9999, 12, 31)
"""The end of what still holds."""


class Span(models.Model):
    """A fact with its two times, each from (included) to (not included)."""

    valid_from = models.DateField()
    valid_to = models.DateField(default=STILL)
    recorded_at = models.DateTimeField(default=timezone.now)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def take_along(self, earlier: Self) -> None:
        """Say of this row, which says `earlier` anew, what rows of other tables say of that one; there are none."""


S = TypeVar("S", bound=Span)


def constraints(table: str, *key: str) -> list[models.BaseConstraint]:
    """What the database itself sees to in a table of spans: of one `key` one row holds on, and no row ends before it begins."""
    return [
        models.UniqueConstraint(
            fields=[*key],
            condition=Q(valid_to=STILL, superseded_at__isnull=True),
            name=f"{table}_current_once",
            violation_error_message="同一时刻另有人作了修改，请刷新后重试。",
        ),
        models.CheckConstraint(
            condition=Q(valid_from__lt=F("valid_to")),
            name=f"{table}_begins_before_it_ends",
            violation_error_message="结束日期必须晚于开始日期。",
        ),
    ]


def known_at(moment: datetime | None = None, path: str = "") -> Q:
    """The condition that a row says what was known at the moment; without one, what is known now.

    `path` leads from the filtered rows to those with spans (`"project__editions__"`), here and below.
    """
    if moment is None:
        return Q(**{f"{path}superseded_at__isnull": True})
    later = Q(**{f"{path}superseded_at__isnull": True}) | Q(**{f"{path}superseded_at__gt": moment})
    return Q(**{f"{path}recorded_at__lte": moment}) & later


def on(day: date, path: str = "", *, known: datetime | None = None) -> Q:
    """The condition that a row holds on the day. One filter() for all of it: one join."""
    return known_at(known, path) & Q(**{f"{path}valid_from__lte": day, f"{path}valid_to__gt": day})


def current(path: str = "") -> Q:
    """The condition that a row holds on, as it is known now."""
    return known_at(path=path) & Q(**{f"{path}valid_to": STILL})


def first_day(model: type[Span], **key: Any) -> date | None:
    """From when on anything is said of a key (`project_id=…`), as it is known now; None where nothing is.

    It never grows: a first row is replaced from its own first day at the earliest, and `begin_earlier` goes back. So whoever
    only asks whether it is early enough needs no lock. Acts of money ask it, hence without the ORM.
    """
    day: date | None = least(model, "valid_from", superseded_at=None, **key)
    return day


def begin(row: S, day: date, moment: datetime | None = None) -> S:
    """Write the first row of its key: it holds from `day` on."""
    row.valid_from, row.valid_to = day, STILL
    row.recorded_at, row.superseded_at = moment or timezone.now(), None
    row.save()
    return row


def replace(latest: S, row: S, day: date) -> S:
    """Write `row`, which holds from `day` on instead of `latest`, the current row of its key.

    What `latest` says of the days before is said anew; on its own first day nothing of it is left. The caller holds a lock
    on what the key names, and has refused in its own words a day before `latest` begins; raises ValueError for one.
    """
    if day < latest.valid_from:
        raise ValueError(f"{day} lies before {latest.valid_from}, from which the current row holds")
    moment = timezone.now()
    _say_anew(latest, moment, valid_to=day)
    return begin(row, day, moment)


def begin_earlier(first: S, day: date) -> None:
    """Let the first row of its key hold from an earlier day than was said."""
    _say_anew(first, timezone.now(), valid_from=day)


def _say_anew(row: Span, moment: datetime, **differently: date) -> None:
    """Supersede a row by itself with other ends; a row that would hold on no day is not written."""
    row.superseded_at = moment
    row.save(update_fields=["superseded_at"])
    anew: Any = copy(row)
    anew.pk, anew._state = None, models.base.ModelState()
    anew.recorded_at, anew.superseded_at = moment, None
    for name, value in differently.items():
        setattr(anew, name, value)
    if anew.valid_from < anew.valid_to:
        anew.save()
        anew.take_along(row)


def as_told(rows: Iterable[S]) -> tuple[list[S], list[S]]:
    """The rows of one key, in the order in which they were written, parted: those by which something was told, and those
    that only say anew, with other ends, what had been told.
    """
    told: list[S] = []
    anew: list[S] = []
    latest: S | None = None
    for row in rows:
        earlier = latest is not None and row.valid_from < latest.valid_from
        (anew if row.valid_to != STILL or earlier else told).append(row)
        latest = row if row.valid_to == STILL else latest
    return told, anew


def gap(rows: Iterable[Span]) -> tuple[date, date] | None:
    """The first place where the rows of one key, as they are known now, do not meet: where one ends, where the next begins."""
    known = sorted((row for row in rows if row.superseded_at is None), key=lambda row: row.valid_from)
    return next(
        (
            (one.valid_to, other.valid_from)
            for one, other in pairwise(known)
            if one.valid_to != other.valid_from
        ),
        None,
    )
