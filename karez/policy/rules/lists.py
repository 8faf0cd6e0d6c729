"""支出范围: what a task may pay for (positive list), and words that point at what the fund never pays (negative list)."""

from collections.abc import Iterator

from karez.kernel.money import spoken
from karez.policy import codes
from karez.policy.facts import AllotFacts, CountyFacts, ProjectFacts
from karez.policy.rules.registry import COUNTY, Found, rule
from karez.policy.units import pattern
from karez.policy.values import Value


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
    "kind_not_payable", at=("funds.allot", "funds.reallocate", COUNTY), severity="block", title="项目类型不在资金任务支出范围",
    parameters=("positive.*",),
)  # fmt: skip
def kind_not_payable(facts: AllotFacts | CountyFacts, positive: dict[str, Value]) -> Iterator[Found]:
    """项目类型须在所用资金任务的支出范围之内。"""
    for spending in facts.spendings():
        project, task = spending.project, spending.grant.task
        if payable(positive, task, project) is not False:
            continue
        others = [codes.label("task", other) for other in positive if payable(positive, other, project)]
        yield Found(
            f"“{project.name}”（{_type_of(project)}）用{codes.label('task', task)}任务资金{spoken(spending.amount)}，不在该任务支出范围。",
            mend=(f"改用{'、'.join(others)}任务资金，" if others else "改用其他资金，")
            + "或核实项目类型是否填对。",
            amounts={"to_move": spending.amount},
            where={"project": project.id, "grant": spending.grant.id, "task": task},
            basis=(positive[task],),
        )


@rule(
    "negative_list", at=("projects.register", "projects.amend", "funds.allot", COUNTY), severity="warn",
    title="项目内容疑似负面清单事项", parameters=("negative.*",),
)  # fmt: skip
def on_the_negative_list(
    facts: ProjectFacts | AllotFacts | CountyFacts, negative: dict[str, Value]
) -> Iterator[Found]:
    """项目名称、建设内容出现负面清单词语时提醒核实：词语只是线索，不是结论。"""
    lists = [(name, row, pattern(row.value)) for name, row in negative.items()]
    for project in facts.subjects():
        text = codes.fold(f"{project.name}。{project.content}")
        for name, row, words_in in lists:
            if words_in.search(text) and (words := row.value.found_in_folded(text)):
                yield Found(
                    f"“{project.name}”写有“{'”“'.join(words)}”，疑似“{row.title}”，衔接资金不得用于此项。",
                    mend="核实建设内容：确属此项的，从项目中剔除或改用其他资金；不属的，改写内容，避免歧义。",
                    where={"project": project.id, "row": name, "words": words},
                    basis=(row,),
                )
