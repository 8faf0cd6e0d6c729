"""What is late: money that waits to be allotted, projects past their day with money unpaid, projects behind the year.

Only what the books hold: a grant's day of receipt, a project's planned completion, quota and payments.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from karez import policy
from karez.kernel.money import Fen
from karez.kernel.periods import time_share
from karez.policy.facts import CountyFacts
from karez.policy.values import NoValue, Value

LATE, SOON, BEHIND = "late", "soon", "behind"


@dataclass(frozen=True, slots=True)
class Standing:
    """A project as the list of late things sees it: money in fen, `ends` its planned completion."""

    id: int
    name: str
    ends: date | None
    who: str
    allotted: Fen
    paid: Fen

    @property
    def unpaid(self) -> Fen:
        return self.allotted - self.paid


@dataclass(frozen=True, slots=True)
class Late:
    """One late thing. `days`: past its day (late) or left until it (soon); `lag`: share behind the year (behind);
    `amount`: fen that wait; `basis`: the policy value that sets the day, None where the project's own plan does.
    """

    state: str
    what: str
    about: str
    who: str
    amount: Fen
    project: int | None = None
    grant: int | None = None
    due: date | None = None
    days: int = 0
    behind: tuple[Fraction, Fen, Fen] | None = None
    """(time passed in the year, paid, allotted) of what is behind."""
    basis: Value | None = None

    @property
    def lag(self) -> Fraction:
        """How far payments are behind the year, worked out when shown: a list shows a few of thousands."""
        if self.behind is None:
            return Fraction(0)
        time, paid, allotted = self.behind
        return time - Fraction(paid, allotted)


def late(facts: CountyFacts, projects: Iterable[Standing], county: str) -> list[Late]:
    """All late things at the end of the facts' day, the most urgent first; a project is named once, by its worst."""
    soon = _soon(facts, county)
    time = time_share(facts.day, facts.year)
    mine = (_of_project(project, facts.day, time, soon) for project in projects)
    found = [*_waiting(facts, county, soon), *(one for one in mine if one is not None)]
    order = {LATE: 0, SOON: 1, BEHIND: 2}
    return sorted(
        found,
        key=lambda one: (
            order[one.state],
            -one.days if one.state == LATE else one.days,
            -one.amount,
            one.about,
        ),
    )


def _soon(facts: CountyFacts, county: str) -> int:
    """How many days before its end a thing is shown as due soon."""
    return int(policy.written("soon_days", county, policy.law_day(facts.year, facts.day)).value)


def _waiting(facts: CountyFacts, county: str, soon: int) -> Iterable[Late]:
    try:
        limit = policy.parameter("issue_quota_days", county, policy.law_day(facts.year, facts.day))
    except NoValue:
        return
    for grant in facts.grants:
        if grant.available <= 0 or grant.received is None:
            continue
        due = grant.received + timedelta(days=limit.value)
        past = (facts.day - due).days
        if past > 0 or -past <= soon:
            yield Late(
                LATE if past > 0 else SOON,
                "下达指标到项目",
                grant.document,
                policy.codes.label("task", grant.task),
                grant.available,
                grant=int(grant.id),
                due=due,
                days=abs(past),
                basis=limit,
            )


def _of_project(project: Standing, day: date, time: Fraction, soon: int) -> Late | None:
    if project.unpaid <= 0:
        return None
    if project.ends is not None:
        past = (day - project.ends).days
        if past > 0 or -past <= soon:
            state = LATE if past > 0 else SOON
            return Late(
                state, "完工、付清" if past > 0 else "完工", project.name, project.who, project.unpaid,
                project=project.id, due=project.ends, days=abs(past),
            )  # fmt: skip
    if project.paid * time.denominator >= time.numerator * project.allotted:
        return None
    missing = (
        -(-time.numerator * project.allotted // time.denominator) - project.paid
    )  # rounded up to the fen
    return Late(
        BEHIND,
        "支付落后序时",
        project.name,
        project.who,
        missing,
        project=project.id,
        due=project.ends,
        behind=(time, project.paid, project.allotted),
    )
