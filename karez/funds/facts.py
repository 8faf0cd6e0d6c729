"""What rules are told of the county's money: its grants, what they gave to projects, and the sums.

Each portion takes a fixed number of statements, however many rows there are. Money is fen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Case, DateField, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from karez.figures import Scope, evaluate
from karez.funds.figures import INDUSTRY_SHARE
from karez.funds.models import Allotment, Grant, Transfer
from karez.funds.sums import booked, by_account, by_group, unspent
from karez.kernel.money import Fen
from karez.policy.rules import Silent
from karez.policy.units import Base
from karez.policy.values import PolicyError
from karez.projects.facts import ProjectFacts
from karez.rulebook.facts import Filler, provides

Money = Mapping[tuple[str, str], Fen]
"""By (source, task)."""
Lots = dict[date | None, Fen]
"""What one grant gave to one project: net fen by the day of 指标下达; None holds what came or went otherwise."""

NO_MONEY = Silent("账上还没有资金。")


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """A grant: `received` is the day its document reached the county, `came` what came of it net of corrections,
    `available` what of that is not yet allotted; who may not see the county's money is told neither sum.
    """

    id: int | str
    document: str
    source: str
    task: str
    received: date | None
    available: Fen = 0
    came: Fen = 0


@dataclass(frozen=True, slots=True)
class Spending:
    """Money of one grant given to one project: `issued` is the day of 指标下达 (its approval's day, where no other is kept)."""

    project: ProjectFacts
    grant: GrantFacts
    amount: Fen
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """The county's year in sums: received by (source, task), allotted by (source, task, category, kind), net."""

    received: Money
    allotted: Mapping[tuple[str, str, str, str], Fen]

    @property
    def empty(self) -> bool:
        """Whether the books hold no money of the year yet."""
        return not self.received and not self.allotted

    def base(self, base: Base) -> Fen:
        """Money received that a share is taken of."""
        return sum(fen for (source, task), fen in self.received.items() if base.holds(source, task))

    def committed(self, base: Base) -> Fen:
        """Of that money, what has been allotted to anything."""
        return sum(fen for (source, task, _, _), fen in self.allotted.items() if base.holds(source, task))

    def counted(self, base: Base) -> Fen:
        """Of that money, what has been allotted to kinds that count."""
        return sum(
            fen
            for (source, task, category, kind), fen in self.allotted.items()
            if base.holds(source, task) and base.counts(category, kind)
        )

    def plus(self, source: str, task: str, project: ProjectFacts, amount: Fen) -> "Totals":
        key = (source, task, project.category, project.kind)
        return Totals(self.received, {**self.allotted, key: self.allotted.get(key, 0) + amount})


@dataclass(frozen=True, slots=True)
class CarriedFacts:
    """A grant of an earlier budget year (`year`) of which `unspent` fen are left at the end of the day."""

    id: int | str
    document: str
    year: int
    unspent: Fen


@provides("grants")
def grants(facts: Filler) -> tuple[GrantFacts, ...]:
    """Grants that had come by the day. Of given projects, and for who sees but a part, those that gave to them, by name only."""
    scope = facts.scope
    rows = Grant.objects.filter(county=scope.county, year=scope.year, received__lte=scope.as_of)
    gains: dict[int, tuple[Fen, ...]] = {}
    if scope.narrow or facts.projects is not None:
        rows = rows.filter(pk__in=_given(facts).order_by().values("transfer__grant"))
    else:
        gains = by_account(rows, scope.as_of, "arrived", "available")
    found = []
    for grant in rows.order_by("pk"):
        owed, free = gains.get(grant.pk, (0, 0))
        found.append(grant_facts(grant, free, -owed))
    return tuple(found)


@provides("received")
def received(facts: Filler) -> Money:
    """What came net of corrections. Nothing for who sees but a part."""
    sums: dict[tuple[str, str], Fen] = {}
    if facts.scope.narrow:
        return sums
    for grant in facts["grants"]:
        key = (grant.source, grant.task)
        sums[key] = sums.get(key, 0) + grant.came
    return sums


@provides("quotas")
def quotas(facts: Filler) -> dict[tuple[int, int], Lots]:
    """What each grant gave to each project, by (project, grant), what was wholly taken back included."""
    issued = Case(
        When(transfer__kind="allot", then=Coalesce("quota_issued", "transfer__day")),
        default=Value(None),
        output_field=DateField(),
    )
    rows = _given(facts).annotate(issued=issued)
    lots: dict[tuple[int, int], Lots] = {}
    for (project, grant, day), total in by_group(rows, "project_id", "transfer__grant_id", "issued").items():
        lots.setdefault((project, grant), {})[day] = total
    return lots


@provides("spendings")
def spendings(facts: Filler) -> tuple[Spending, ...]:
    """What each grant has given to each project and not taken back, apart for each day of 指标下达."""
    projects = {project.id: project for project in facts["projects"]}
    came = {grant.id: grant for grant in facts["grants"]}
    return tuple(
        Spending(projects[project], came[grant], amount, day)
        for (project, grant), lots in sorted(facts["quotas"].items(), key=lambda item: item[0])
        # Not: taken back before the day on which the project is described, or a grant reversed.
        if project in projects and grant in came
        for day, amount in _kept(lots)
    )


@provides("totals")
def totals(facts: Filler) -> Totals:
    """The sums of the county's year at the end of the day."""
    allotted: dict[tuple[str, str, str, str], Fen] = {}
    for spending in facts["spendings"]:
        grant, project = spending.grant, spending.project
        key = (grant.source, grant.task, project.category, project.kind)
        allotted[key] = allotted.get(key, 0) + spending.amount
    return Totals(facts["received"], allotted)


@provides("carried")
def carried(facts: Filler) -> tuple[CarriedFacts, ...]:
    """Grants of earlier years with something left, the oldest first. Nothing for who sees but a part."""
    scope = facts.scope
    if scope.narrow:
        return ()
    moved = Transfer.objects.filter(
        grant__county=scope.county, grant__year__lt=scope.year, grant__received__lte=scope.as_of, day__lte=scope.as_of
    )  # fmt: skip
    rows = (
        moved.order_by("grant__year", "grant__document", "grant_id")
        .values_list("grant_id", "grant__document", "grant__year")
        .annotate(unspent=Sum(unspent()))
        .filter(unspent__gt=0)
    )
    return tuple(CarriedFacts(pk, document, year, int(unspent)) for pk, document, year, unspent in rows)


@provides("last_industry_share")
def _last_industry_share(facts: Filler) -> Fraction | None:
    return last_industry_share(facts.scope)


def last_industry_share(scope: Scope) -> Fraction | None:
    """Central money's share for industry at the end of the year before; None where the books hold none of that year,
    where no definition was in force, or for a reader who may not see the county's money.
    """
    if scope.narrow:
        return None
    try:
        value = evaluate(INDUSTRY_SHARE, scope.last_year()).value
    except PolicyError:
        return None
    return None if value is None else Fraction(value)


def grant_facts(grant: Grant, available: Fen = 0, came: Fen = 0) -> GrantFacts:
    """A grant as rules see it."""
    return GrantFacts(grant.pk, grant.document, grant.source, grant.task, grant.received, available, came)


def totals_now(county: str, year: int) -> Totals:
    """The sums of a county's budget year as they stand now, whatever the day: what an act adds to."""
    came = Grant.objects.filter(county=county, year=year)
    given = Allotment.objects.filter(transfer__grant__county=county, transfer__grant__year=year)
    of_grant = ("transfer__grant__source", "transfer__grant__task")
    return Totals(
        by_group(came, "source", "task", amount="amount"),
        by_group(given, *of_grant, "project__category", "project__kind"),
    )


def _given(facts: Filler) -> QuerySet[Allotment]:
    rows = Allotment.objects.filter(booked(facts.scope))
    return rows if facts.projects is None else rows.filter(project_id__in=facts.projects)


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
