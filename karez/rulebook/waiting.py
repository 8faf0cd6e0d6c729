"""What waits for somebody: one stream over all rooms, of which the desk, the lists of what is late and "what comes next" are parts.

Each room says what waits of its own things (`waits.py` there): what must be done, by whom, by when, and how much money waits.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from karez import policy
from karez.kernel.money import Fen
from karez.policy.values import Value
from karez.rulebook.facts import Filler

LATE, SOON, BEHIND, OPEN = "late", "soon", "behind", "open"
"""Past its day; due within some days; behind the year; under way. In the order of urgency."""
STATES = {LATE: "逾期", SOON: "临期", BEHIND: "落后序时", OPEN: "在办"}
_URGENCY = {state: place for place, state in enumerate(STATES)}


@dataclass(frozen=True, slots=True)
class Subject:
    """The thing that something waits for: its name, and the page (with its id) on which it stands."""

    page: str
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits. `what`: the step to take; `who`: whose turn it is; `how`: who does what, where that is more.

    due: the day by which, None where none is set; `goal`: what should be reached by then, where that is not the step. amount: fen
    that wait, and `word` for what they are; `beside`: what lists print in front (default: who). basis: the policy value that
    sets the day, None where a plan does. behind: (time passed in the year, paid, allotted) of what is behind.
    """

    subject: Subject
    what: str
    who: str
    due: date | None
    state: str
    amount: Fen
    basis: Value | None = None
    word: str = ""
    goal: str = ""
    beside: str = ""
    how: str = ""
    behind: tuple[Fraction, Fen, Fen] | None = None

    @property
    def lag(self) -> Fraction:
        """How far payments are behind the year, worked out when shown: a list shows a few of thousands."""
        if self.behind is None:
            return Fraction(0)
        time, paid, allotted = self.behind
        return time - Fraction(paid, allotted)

    @property
    def urgent(self) -> bool:
        """Whether it is late, soon due or behind."""
        return self.state != OPEN


Provider = Callable[[Filler], Iterable[Waiting]]
_providers: list[tuple[str, Provider]] = []


def waits(page: str) -> Callable[[Provider], Provider]:
    """Register who says what waits of the things that stand on `page`: called with the facts, within whose scope it keeps."""

    def register(provider: Provider) -> Provider:
        _providers.append((page, provider))
        return provider

    return register


def stream(facts: Filler, page: str = "") -> list[Waiting]:
    """All that waits at the end of the facts' day, the most urgent first; with `page`, of its things only."""
    waits = [waiting for of, provider in _providers if page in ("", of) for waiting in provider(facts)]
    return sorted(waits, key=_urgency)


def _urgency(waiting: Waiting) -> tuple[int, date, Fen, str]:
    day = date.max if waiting.due is None or waiting.state == BEHIND else waiting.due
    return _URGENCY[waiting.state], day, -waiting.amount, waiting.subject.name


class Clock:
    """How urgent a day is at the end of the facts' day."""

    def __init__(self, facts: Filler) -> None:
        self.day = facts.day
        law = policy.law_day(facts.year, facts.day)
        self.soon = int(policy.written("soon_days", facts.scope.county, law).value)

    def state(self, due: date | None) -> str:
        """Late, soon due or under way."""
        if due is None:
            return OPEN
        left = (due - self.day).days
        return LATE if left < 0 else SOON if left <= self.soon else OPEN
