"""The numbers of the overview page, read in few statements and added up here: the page never asks per row.

Each number is one of the catalogue's, at the same scope; the tests hold them against the catalogue.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Any

from karez import policy
from karez.figures import Reading, Scope
from karez.funds.facts import Totals
from karez.funds.rules.industry_share import central_industry_share
from karez.kernel.money import Fen
from karez.kernel.periods import time_share
from karez.kernel.shares import share
from karez.policy.rules import Finding, Verdict
from karez.policy.rules.runner import findings
from karez.policy.values import PolicyError, Value
from karez.projects.facts import Plan
from karez.rulebook.facts import Filler
from karez.rulebook.findings import verdicts
from karez.rulebook.queries import read_at_once
from karez.rulebook.waiting import Waiting, stream

Values = dict[str, Value]
DIMS = ("source", "task", "category", "project", "advance_notice")


@dataclass(frozen=True, slots=True)
class Cell:
    """Money of one source and task in one project, fen."""

    source: str
    task: str
    category: str
    project: str
    early: bool
    """Whether it was noticed in advance."""
    allotted: Fen
    paid: Fen

    @property
    def unpaid(self) -> Fen:
        return self.allotted - self.paid


@dataclass(frozen=True, slots=True)
class Group:
    """Some cells in sum."""

    key: str
    label: str
    projects: int
    allotted: Fen
    paid: Fen

    @property
    def unpaid(self) -> Fen:
        return self.allotted - self.paid

    @property
    def rate(self) -> Fraction | None:
        """支付率: paid of what was allotted."""
        return share(self.paid, self.allotted)


@dataclass(frozen=True, slots=True)
class Place:
    """What the day's edition of a project says that the overview needs."""

    id: int
    township: str
    """Nine digits, or the six of the county for what lies in no township."""


@dataclass(frozen=True)
class Overview:
    """A county's year (or the reader's part of it) on a day."""

    scope: Scope
    facts: Filler
    cells: tuple[Cell, ...]
    places: dict[str, Place]
    received: dict[tuple[str, str], Fen]
    available: dict[tuple[str, str], Fen]
    returned: dict[tuple[str, str], Fen]
    findings: tuple[Finding, ...]
    verdicts: tuple[Verdict, ...]
    late: tuple[Waiting, ...]
    """What of all that waits is late, soon due or behind the year, the most urgent first."""
    marks: tuple[tuple[date, Fraction], ...]
    """The assessment's check points of the year; empty where none is in force."""
    industry: "Industry | None"
    counting: frozenset[str]
    """The names of the projects that count: those with quota left to them."""

    @property
    def time(self) -> Fraction:
        """序时进度."""
        return time_share(self.scope.as_of, self.scope.year)

    @cached_property
    def came(self) -> Fen:
        return sum(self.received.values())

    @cached_property
    def free(self) -> Fen:
        """Received and not yet allotted."""
        return sum(self.available.values())

    @cached_property
    def allotted(self) -> Fen:
        return sum(cell.allotted for cell in self.cells)

    @cached_property
    def paid(self) -> Fen:
        return sum(cell.paid for cell in self.cells)

    @property
    def unpaid(self) -> Fen:
        return self.allotted - self.paid

    @property
    def base(self) -> Fen:
        """What payments are measured against: money received, or for a part of the county the quota of its projects."""
        return self.allotted if self.scope.narrow else self.came

    @property
    def rate(self) -> Fraction | None:
        """支出进度."""
        return share(self.paid, self.base)

    @property
    def projects(self) -> int:
        """Projects that count."""
        return len(self.counting)

    @property
    def next_mark(self) -> tuple[date, Fraction] | None:
        return min((mark for mark in self.marks if mark[0] > self.scope.as_of), default=None)

    @property
    def to_next_mark(self) -> Fen:
        """What must still be paid to reach the next check point."""
        mark = self.next_mark
        return max(ceil(mark[1] * self.base) - self.paid, 0) if mark else 0

    @property
    def empty(self) -> bool:
        return not (self.received or self.cells or self.facts["projects"])

    @cached_property
    def largest(self) -> list[str]:
        """The projects' names, the most quota first."""
        quota: dict[str, Fen] = defaultdict(int)
        for cell in self.cells:
            quota[cell.project] += cell.allotted
        return sorted(quota, key=lambda name: (-quota[name], name))

    def by_category(self) -> list[Group]:
        """In the order of the policy's codes; only those with projects or money."""
        order = {code.code: code.label for code in policy.codes.categories()}
        groups = {group.key: group for group in self._groups(lambda cell: cell.category)}
        known = [groups.pop(key) for key in order if key in groups]
        return [*known, *groups.values()]

    def by_township(self) -> list[Group]:
        """The most quota first; labels are codes, to be named by the page."""
        groups = self._groups(
            lambda cell: self.places[cell.project].township if cell.project in self.places else ""
        )
        return sorted(groups, key=lambda group: (-group.allotted, group.key))

    def by_project(self) -> list[Group]:
        """The projects that count."""
        return [group for group in self._groups(lambda cell: cell.project) if group.key in self.counting]

    def early(self, early: bool) -> Group:
        """Money noticed in advance, or the rest."""
        return self._sum(str(early), [cell for cell in self.cells if cell.early is early])

    def _groups(self, key: Callable[[Cell], str]) -> list[Group]:
        parts: dict[str, list[Cell]] = {}
        for cell in self.cells:
            parts.setdefault(key(cell), []).append(cell)
        return [self._sum(name, cells) for name, cells in parts.items()]

    def _sum(self, key: str, cells: list[Cell]) -> Group:
        projects = {cell.project for cell in cells} & self.counting
        return Group(
            key, key, len(projects), sum(cell.allotted for cell in cells), sum(cell.paid for cell in cells)
        )


@dataclass(frozen=True, slots=True)
class Industry:
    """The share of central money for industry against its lines."""

    share: Fraction | None
    part: Fen
    whole: Fen
    floor: Value | None
    aim: Value | None
    base: Value
    last: Fraction | None

    @property
    def fine(self) -> bool:
        """Whether it holds the floor."""
        return self.share is not None and (self.floor is None or self.share >= self.floor.value)


def read(scope: Scope) -> Overview:
    """Read the overview's numbers: a fixed number of statements, whatever the county's size."""
    with read_at_once(scope.county):
        return _read(scope)


def _read(scope: Scope) -> Overview:
    reading = Reading(scope)
    facts = Filler(scope)
    cells = _cells(reading)
    quota: dict[str, Fen] = {}
    for cell in cells:
        quota[cell.project] = quota.get(cell.project, 0) + cell.allotted
    received, available = dict(facts["received"]), _available(facts)
    given: dict[tuple[str, str], Fen] = {}
    for cell in cells:
        key = (cell.source, cell.task)
        given[key] = given.get(key, 0) + cell.allotted
    returned = {
        key: left
        for key, fen in received.items()
        if (left := fen - given.get(key, 0) - available.get(key, 0)) > 0
    }
    judged = verdicts(facts)
    values: Values = {value.key: value for verdict in judged for value in verdict.values}
    return Overview(
        scope=scope,
        facts=facts,
        cells=cells,
        places=_places(facts),
        received=received,
        available=available,
        returned=returned,
        findings=tuple(findings(judged)),
        verdicts=tuple(judged),
        late=tuple(waiting for waiting in stream(facts) if waiting.urgent),
        marks=_marks(values, scope),
        industry=None if scope.narrow else _industry(facts, values, scope),
        counting=frozenset(name for name, fen in quota.items() if fen > 0),
    )


def _cells(reading: Reading) -> tuple[Cell, ...]:
    """Quota and payments at the finest split that the page needs: two statements."""
    money: dict[tuple[Any, ...], list[Fen]] = {}
    for at, key in enumerate(("funds.allotted", "funds.paid")):
        for by, fen in reading.groups(key, DIMS).items():
            money.setdefault(by, [0, 0])[at] = fen
    return tuple(Cell(*by, *pair) for by, pair in money.items() if any(pair))


def _available(facts: Filler) -> dict[tuple[str, str], Fen]:
    free: dict[tuple[str, str], Fen] = {}
    for grant in facts["grants"]:
        if grant.available:
            key = (grant.source, grant.task)
            free[key] = free.get(key, 0) + grant.available
    return free


def _places(facts: Filler) -> dict[str, Place]:
    plans: dict[int, Plan] = facts["plans"]
    return {
        project.name: Place(project.id, _township(plans[project.id].region)) for project in facts["projects"]
    }


def _township(region: str) -> str:
    return region[:6] if region[6:] == "000000" else region[:9]


def _parameter(key: str, values: Values, scope: Scope) -> Value | None:
    """A value of the day's policy: as the rules had it, else asked for; None where there is none."""
    if key in values:
        return values[key]
    try:
        return policy.parameter(key, scope.county, policy.law_day(scope.year, scope.as_of))
    except PolicyError:
        return None


def _marks(values: Values, scope: Scope) -> tuple[tuple[date, Fraction], ...]:
    value = _parameter("payment_checkpoints", values, scope)
    return tuple(value.value.dates(scope.year)) if value else ()


def _industry(facts: Filler, values: Values, scope: Scope) -> Industry | None:
    base = _parameter("industry_share_base", values, scope)
    if base is None:
        return None
    totals: Totals = facts["totals"]
    return Industry(
        share=central_industry_share(totals, base.value),
        part=totals.counted(base.value),
        whole=totals.base(base.value),
        floor=_parameter("industry_share", values, scope),
        aim=_parameter("industry_share_aim", values, scope),
        base=base,
        last=facts["last_industry_share"],
    )
