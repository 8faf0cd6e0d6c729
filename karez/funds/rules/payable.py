"""支出范围: what a task may pay for (its positive list)."""

from collections.abc import Iterator

from karez.funds.facts import NO_MONEY, Spending
from karez.kernel.money import spoken
from karez.policy import codes
from karez.policy.rules import COUNTY, PROJECT, Found, Silent, Told, rule
from karez.policy.values import Value
from karez.projects.facts import ProjectFacts


def payable(positive: dict[str, Value], task: str, project: ProjectFacts) -> bool | None:
    """Whether `task` pays for the project's kind; None where no list of the task is in force.

    A project without a kind (an import may leave it out) is judged by its category: payable where any kind of it is.
    """
    if task not in positive:
        return None
    kinds = codes.expand(positive[task].value)
    if project.kind:
        return project.kind in kinds
    return any(kind.code in kinds for kind in codes.kinds(project.category))


def _type_of(project: ProjectFacts) -> str:
    category = codes.label("category", project.category)
    return f"{category}／{codes.label('kind', project.kind)}" if project.kind else category


@rule(
    "kind_not_payable", of=PROJECT, at=("funds.allot", "funds.reallocate", COUNTY), needs=("spendings", "received"),
    severity="block", title="项目类型不在资金任务支出范围", subject="支出范围", parameters=("positive.*",), order=20,
)  # fmt: skip
def kind_not_payable(facts: Told, positive: dict[str, Value]) -> Iterator[Found | Silent]:
    """项目类型须在所用资金任务的支出范围之内。"""
    spendings: tuple[Spending, ...] = facts["spendings"]
    if not spendings and not facts["received"]:
        yield NO_MONEY
    for spending in spendings:
        project, task = spending.project, spending.grant.task
        if payable(positive, task, project) is not False:
            continue
        others = [codes.label("task", other) for other in positive if payable(positive, other, project)]
        yield Found(
            f"“{project.name}”（{_type_of(project)}）用{codes.label('task', task)}任务资金{spoken(spending.amount)}，不在该任务支出范围。",
            mend=(f"改用{'、'.join(others)}任务资金，" if others else "改用其他资金，")
            + "或核实项目类型是否填对。",
            amounts={"须改用其他资金": spending.amount},
            where={"project": project.id, "grant": spending.grant.id, "task": task},
            basis=(positive[task],),
        )
