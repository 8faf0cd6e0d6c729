"""务工发放 must be checked within the days of the parameter `soon_days`."""

from collections.abc import Iterator

from karez.kernel.money import spoken
from karez.policy.rules import COUNTY, PROJECT, Found, Silent, Told, rule
from karez.policy.values import Value
from karez.testing.example.facts import WageFacts


@rule(
    "wages_unchecked", of=PROJECT, at=(COUNTY,), needs=("projects", "unchecked_wages"), severity="warn",
    title="务工发放逾期未核对", subject="务工发放按期核对", parameters=("soon_days",), order=900,
)  # fmt: skip
def unchecked_too_long(facts: Told, soon_days: Value) -> Iterator[Found | Silent]:
    """务工报酬发放后应在规定天数内与签字名单核对。"""
    late: dict[int, list[WageFacts]] = {}
    for wage in facts["unchecked_wages"]:
        if (facts.day - wage.day).days > soon_days.value:
            late.setdefault(wage.project, []).append(wage)
    names = {project.id: project.name for project in facts["projects"]}
    for project, wages in late.items():
        total = sum(wage.amount for wage in wages)
        yield Found(
            f"“{names[project]}”有 {len(wages)} 笔务工发放（{spoken(total)}）超过 {soon_days.value} 天没有核对。",
            mend="请与签字名单核对后办理“核对务工发放”。",
            amounts={"待核对": total},
            where={"project": project},
        )
