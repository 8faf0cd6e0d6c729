"""What is late and what the rules found, as the overview and the page of findings list them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from karez.kernel.money import yuan
from karez.pages.books import Books
from karez.pages.links import points, wan_short
from karez.policy.rules import Finding
from karez.rulebook.waiting import BEHIND, LATE, OPEN, SOON, STATES, Waiting
from karez.web.kit.overview import Overview


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A thing that waits as lists print it: `when` and `limit` say how late, `before` stands in front of the amount."""

    waiting: Waiting
    icon: str
    when: str
    limit: str
    url: str
    before: str
    amount: str
    yuan: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding as the list prints it, with where to confirm what it rests on."""

    finding: Finding
    lead: str
    basis: str
    url: str


ICONS = {LATE: "exclamation-octagon-fill", SOON: "clock-fill", BEHIND: "hourglass-split", OPEN: "circle-half"}


def waiting_lines(books: Books, waiting: Iterable[Waiting]) -> list[WaitingLine]:
    """Things that wait, put into words."""
    return [
        WaitingLine(
            one, ICONS[one.state], _when(books, one), _limit(one, books.year), books.url(one.subject.page, one.subject.id),
            _before(one), wan_short(one.amount), yuan(one.amount),
        )
        for one in waiting
    ]  # fmt: skip


def late_counts(view: Overview) -> list[tuple[str, str, str, int]]:
    """State, icon, word and number of each sort of lateness that there is."""
    counts = Counter(waiting.state for waiting in view.late)
    return [(state, ICONS[state], word, counts[state]) for state, word in STATES.items() if counts[state]]


def _when(books: Books, waiting: Waiting) -> str:
    if waiting.state == BEHIND:
        return f"落后 {points(waiting.lag)}"
    if waiting.due is None:
        return "未定期限"
    left = (waiting.due - books.as_of).days
    return f"逾 {-left} 天" if left < 0 else f"剩 {left} 天" if left else "今天到期"


def _before(waiting: Waiting) -> str:
    goal = f"{waiting.goal}，" if waiting.goal else ""
    return f"{waiting.beside or waiting.who} · {goal}{waiting.word}"


def _limit(waiting: Waiting, year: int) -> str:
    if waiting.state == BEHIND:
        return "个百分点"
    return f"限 {_day(waiting.due, year)}" if waiting.due else ""


def finding_lines(books: Books, view: Overview) -> list[FindingLine]:
    """What the rules found."""
    return [
        FindingLine(
            one,
            one.headline,
            one.reference.number or f"《{one.reference.title}》",
            books.url("parameter", one.basis[0].key),
        )
        for one in view.findings
    ]


def _day(day: date, year: int) -> str:
    return f"{day:%m-%d}" if day.year == year else day.isoformat()
