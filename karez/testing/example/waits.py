"""What waits of wages: those that nobody has checked."""

from collections.abc import Iterator
from datetime import timedelta

from karez import policy
from karez.projects.facts import Plan
from karez.rulebook.facts import Filler
from karez.rulebook.waiting import Clock, Subject, Waiting, waits


@waits("wage")
def to_check(facts: Filler) -> Iterator[Waiting]:
    """Each wage that was not checked, by whoever carries its project out."""
    law = policy.law_day(facts.year, facts.day)
    limit = policy.written("soon_days", facts.scope.county, law)
    clock, plans = Clock(facts), facts["plans"]
    for wage in facts["unchecked_wages"]:
        plan: Plan = plans[wage.project]
        due = wage.day + timedelta(days=int(limit.value))
        yield Waiting(
            Subject("wage", wage.id, wage.worker), "核对务工发放", plan.unit or "未填写实施单位", due,
            clock.state(due), wage.amount, basis=limit, word="待核对",
        )  # fmt: skip
