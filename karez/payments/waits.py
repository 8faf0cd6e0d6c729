"""What waits of payments: projects with quota unpaid, past their day, near it, behind the year or under way.

Only what the books hold: a project's planned completion, quota and payments. A project is named once, by its worst.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from karez.kernel.money import Fen
from karez.kernel.periods import time_share
from karez.projects.facts import Plan, ProjectFacts
from karez.rulebook.facts import Filler
from karez.rulebook.waiting import BEHIND, LATE, OPEN, SOON, Clock, Subject, Waiting, waits


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a project stands with its money: fen, `ends` its planned completion, `unit` "" where not filled in."""

    id: int
    name: str
    ends: date | None
    unit: str
    allotted: Fen
    paid: Fen

    @property
    def unpaid(self) -> Fen:
        return self.allotted - self.paid


@waits("project")
def projects_to_pay(facts: Filler) -> Iterator[Waiting]:
    """Projects that have not paid out their quota."""
    quota: dict[int, Fen] = defaultdict(int)
    for (pk, _), lots in facts["quotas"].items():
        quota[pk] += sum(lots.values())
    paid: dict[int, Fen] = defaultdict(int)
    for (pk, _, _), fen in facts["payments"].items():
        paid[pk] += fen
    plans: dict[int, Plan] = facts["plans"]
    projects: tuple[ProjectFacts, ...] = facts["projects"]
    clock, time = Clock(facts), time_share(facts.day, facts.year)
    for project in projects:
        pk = int(project.id)
        if quota[pk] > paid[pk]:
            plan = plans[pk]
            yield of_project(
                Standing(pk, project.name, plan.ends, plan.unit, quota[pk], paid[pk]), clock, time
            )


def of_project(project: Standing, clock: Clock, time: Fraction) -> Waiting:
    """What waits of a project with quota unpaid, when so much of the year has passed (`time`)."""
    state = clock.state(project.ends)
    amount, word, goal, behind = project.unpaid, "待付", "", None
    if state in (LATE, SOON):
        goal = "完工、付清" if state == LATE else "完工"
    elif project.paid * time.denominator < time.numerator * project.allotted:
        state, word, behind = BEHIND, "追平差", (time, project.paid, project.allotted)
        # What would catch up with the year, rounded up to the fen.
        amount = -(-time.numerator * project.allotted // time.denominator) - project.paid
    else:
        state = OPEN
    return Waiting(
        Subject("project", project.id, project.name),
        "继续支付到付清" if project.paid > 0 else "办理首笔支付",
        project.unit or "未填写实施单位", project.ends, state, amount, word=word, goal=goal,
        how=f"{project.unit or '实施单位未填'} 报账，县财政局支付", behind=behind,
    )  # fmt: skip
