"""What waits of the county's money: grants to be allotted, projects on the list to be given money."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from karez import policy
from karez.kernel.money import Fen
from karez.policy.values import NoValue, Value
from karez.projects.facts import Plan, ProjectFacts
from karez.rulebook.facts import Filler
from karez.rulebook.waiting import OPEN, Clock, Subject, Waiting, waits

FINANCE = "县财政局"


@waits("grant")
def money_to_allot(facts: Filler) -> Iterator[Waiting]:
    """Grants of which something is not allotted yet: within so many days of the money's arrival, as the policy says."""
    clock, limit = Clock(facts), _limit(facts)
    for grant in facts["grants"]:
        if grant.available <= 0:
            continue
        due = grant.received + timedelta(days=limit.value) if limit and grant.received else None
        state = clock.state(due)
        yield Waiting(
            Subject("grant", grant.id, grant.document), "下达指标到项目", FINANCE, due, state, grant.available,
            basis=limit, word="待下达", beside=policy.codes.label("task", grant.task),
        )  # fmt: skip


@waits("project")
def projects_without_money(facts: Filler) -> Iterator[Waiting]:
    """Projects on the list that have no quota: none yet, or none left. Their plan's end is no day for giving them money."""
    quota: dict[int, Fen] = defaultdict(int)
    for (project, _), lots in facts["quotas"].items():
        quota[project] += sum(lots.values())
    plans: dict[int, Plan] = facts["plans"]
    projects: tuple[ProjectFacts, ...] = facts["projects"]
    for project in projects:
        pk = int(project.id)
        if quota.get(pk, 0) <= 0:
            step = "重新安排资金，或调出项目库" if pk in quota else "下达指标"
            yield Waiting(
                Subject("project", pk, project.name),
                step,
                FINANCE,
                plans[pk].ends,
                OPEN,
                0,
                how="县财政局按批复下达",
            )


def _limit(facts: Filler) -> Value | None:
    """The policy's value of how many days money may wait; None where none is in force."""
    try:
        return policy.parameter("issue_quota_days", facts.scope.county, policy.law_day(facts.year, facts.day))
    except NoValue:
        return None
