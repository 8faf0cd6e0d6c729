"""A county's budget year as the rules see it, put together from the books as they stood at the end of a day.

A fixed number of statements, however many rows there are. A reader who sees but a part of the county gets the facts of that part.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, DateField, Value, When
from django.db.models.functions import Coalesce

from karez.figures import Scope
from karez.funds.facts import last_industry_share
from karez.funds.models import Allotment, Grant
from karez.funds.sums import booked, by_account, by_group
from karez.kernel.money import Fen
from karez.payments.models import Payment
from karez.policy.facts import CountyFacts, GrantFacts, ProjectFacts, Spending
from karez.projects.editions import editions

Lots = dict[date | None, Fen]
"""What one grant gave to one project: net fen by the day of 指标下达; None holds what came or went otherwise."""


def county_facts(scope: Scope) -> CountyFacts:
    """The facts of the scope's year at the end of its day."""
    came = _grants(scope)
    projects = _projects(scope)
    received: dict[tuple[str, str], Fen] = {}
    if not scope.narrow:
        for grant, amount in came.values():
            key = (grant.source, grant.task)
            received[key] = received.get(key, 0) + amount
    return CountyFacts(
        year=scope.year,
        day=scope.as_of,
        received=received,
        paid=_paid(scope),
        allotments=tuple(_spendings(scope, {pk: grant for pk, (grant, _) in came.items()}, projects)),
        projects=tuple(projects.values()),
        grants=() if scope.narrow else tuple(grant for grant, _ in came.values()),
        last_industry_share=last_industry_share(scope),
    )


def _grants(scope: Scope) -> dict[int, tuple[GrantFacts, Fen]]:
    """Grants that had come by the day, each with what came of it net of corrections. A narrow reader gets the names only."""
    rows = Grant.objects.filter(county=scope.county, year=scope.year, received__lte=scope.as_of)
    gains = {} if scope.narrow else by_account(rows, scope.as_of, "arrived", "available")
    found = {}
    for grant in rows.order_by("pk"):
        owed, free = gains.get(grant.pk, (0, 0))
        facts = GrantFacts(grant.pk, grant.document, grant.source, grant.task, grant.received, free)
        found[grant.pk] = (facts, -owed)
    return found


def _projects(scope: Scope) -> dict[int, ProjectFacts]:
    """The year's projects within sight, as they were described on the day."""
    rows = editions(scope).values_list("project_id", "name", "category", "kind", "content")
    return {
        pk: ProjectFacts(pk, name, category, kind, content, scope.year)
        for pk, name, category, kind, content in rows
    }


def _paid(scope: Scope) -> dict[tuple[str, str], Fen]:
    """Net payments by (source, task)."""
    rows = Payment.objects.filter(booked(scope))
    return by_group(rows, "transfer__grant__source", "transfer__grant__task")


def _spendings(
    scope: Scope, came: dict[int, GrantFacts], projects: dict[int, ProjectFacts]
) -> Iterable[Spending]:
    """What each grant has given to each project and not taken back, apart for each day of 指标下达."""
    issued = Case(
        When(transfer__kind="allot", then=Coalesce("quota_issued", "transfer__day")),
        default=Value(None),
        output_field=DateField(),
    )
    rows = Allotment.objects.filter(booked(scope)).annotate(issued=issued)
    given: dict[tuple[int, int], Lots] = {}
    for (project, grant, day), total in by_group(rows, "project_id", "transfer__grant_id", "issued").items():
        given.setdefault((project, grant), {})[day] = total
    for (project, grant), lots in sorted(given.items()):
        if project not in projects or grant not in came:
            continue  # taken back before the day on which the project is described, or a grant reversed
        for day, amount in _kept(lots):
            yield Spending(projects[project], came[grant], amount, day)


def _kept(lots: Lots) -> list[tuple[date | None, Fen]]:
    """What is left of the lots: what was taken back leaves the latest lot first."""
    days = sorted(day for day in lots if day is not None)
    otherwise = lots.get(None, 0)
    kept: list[tuple[date | None, Fen]] = [(None, otherwise)] if otherwise > 0 else []
    back = max(-otherwise, 0)
    for day in reversed(days):
        taken = min(lots[day], back)
        back -= taken
        if lots[day] > taken:
            kept.append((day, lots[day] - taken))
    return list(reversed(kept))
