"""What rules see: plain frozen facts, filled by the rooms that keep the books. Money in fen; nothing here reads anything.

A rule that runs both at an act and over the county reads what the two have in common: `spendings()`, `subjects()`, `totals_after()`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from karez.kernel.money import Fen
from karez.policy.units import Base

Money = Mapping[tuple[str, str], Fen]  # by (source, task)


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """A project as rules see it. `id` is whatever the caller finds it by again."""

    id: int | str
    name: str
    category: str
    kind: str
    content: str = ""
    year: int | None = None

    def subjects(self) -> tuple["ProjectFacts", ...]:
        return (self,)


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """A grant: `received` is the day its document reached the county, `available` what is not yet allotted."""

    id: int | str
    document: str
    source: str
    task: str
    received: date | None
    available: Fen = 0


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
class AllotFacts:
    """An allotment about to be made on `day` (funds.allot), or a move from `moved_from` (funds.reallocate).

    `totals` is called only by rules that need the county's sums, which saves the queries for most allotments: it gives
    the sums before the act. Left out, those rules stay silent.
    """

    year: int
    day: date
    project: ProjectFacts
    grant: GrantFacts
    amount: Fen
    totals: Callable[[], Totals] | None = None
    moved_from: ProjectFacts | None = None

    def spendings(self) -> tuple[Spending, ...]:
        return (Spending(self.project, self.grant, self.amount, self.day),)

    def subjects(self) -> tuple[ProjectFacts, ...]:
        return (self.project,)

    def totals_after(self) -> Totals | None:
        """The county's sums as they would stand after the act."""
        if self.totals is None:
            return None
        after = self.totals().plus(self.grant.source, self.grant.task, self.project, self.amount)
        if self.moved_from:
            after = after.plus(self.grant.source, self.grant.task, self.moved_from, -self.amount)
        return after


@dataclass(frozen=True, slots=True)
class CountyFacts:
    """A county's budget year as it stood at the end of `day`.

    `allotments` are net per project and grant (an allotment taken back wholly is left out); `last_industry_share` is the
    share of central money for industry of the year before, as `industry_share_base` counts it, None where unknown.
    """

    year: int
    day: date
    received: Money = field(default_factory=dict)
    paid: Money = field(default_factory=dict)
    allotments: tuple[Spending, ...] = ()
    projects: tuple[ProjectFacts, ...] = ()
    grants: tuple[GrantFacts, ...] = ()
    last_industry_share: Fraction | None = None

    def spendings(self) -> tuple[Spending, ...]:
        return tuple(s for s in self.allotments if s.amount > 0)

    def subjects(self) -> tuple[ProjectFacts, ...]:
        return self.projects

    def totals_after(self) -> Totals:
        totals: dict[tuple[str, str, str, str], Fen] = {}
        for s in self.allotments:
            key = (s.grant.source, s.grant.task, s.project.category, s.project.kind)
            totals[key] = totals.get(key, 0) + s.amount
        return Totals(self.received, totals)
