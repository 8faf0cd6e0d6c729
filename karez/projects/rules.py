"""负面清单: words in a project's description that point at what the fund never pays for."""

from collections.abc import Iterator

from karez.policy import codes
from karez.policy.rules import COUNTY, PROJECT, Found, Silent, Told, rule
from karez.policy.units import pattern
from karez.policy.values import Value
from karez.projects.facts import ProjectFacts


@rule(
    "negative_list", of=PROJECT, at=("projects.register", "projects.amend", "funds.allot", COUNTY), needs=("projects",),
    severity="warn", title="项目内容疑似负面清单事项", subject="负面清单", parameters=("negative.*",), order=21,
)  # fmt: skip
def on_the_negative_list(facts: Told, negative: dict[str, Value]) -> Iterator[Found | Silent]:
    """项目名称、建设内容出现负面清单词语时提醒核实：词语只是线索，不是结论。"""
    projects: tuple[ProjectFacts, ...] = facts["projects"]
    if not projects:
        yield Silent("还没有登记项目。")
    lists = [(name, row, pattern(row.value)) for name, row in negative.items()]
    for project in projects:
        text = codes.fold(f"{project.name}。{project.content}")
        for name, row, words_in in lists:
            if words_in.search(text) and (words := row.value.found_in_folded(text)):
                yield Found(
                    f"“{project.name}”写有“{'”“'.join(words)}”，疑似“{row.title}”，衔接资金不得用于此项。",
                    mend="核实建设内容：确属此项的，从项目中剔除或改用其他资金；不属的，改写内容，避免歧义。",
                    where={"project": project.id, "row": name, "words": words},
                    basis=(row,),
                )
