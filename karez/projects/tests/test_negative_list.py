"""Words of the negative list in projects' names and contents."""

from collections.abc import Callable
from datetime import date

import pytest

from karez.policy.facts import Facts
from karez.policy.rules import Finding, get, run_act
from karez.policy.rules.runner import judge
from karez.projects.facts import ProjectFacts

pytestmark = pytest.mark.usefixtures("files_alone")

COUNTY, DAY = "652722", date(2023, 9, 20)


def told(*projects: ProjectFacts) -> Facts:
    return Facts(2023, DAY, {"projects": projects})


def at_registration(project: ProjectFacts) -> list[Finding]:
    return run_act("projects.register", told(project), COUNTY, DAY)


FIRES: dict[str, Callable[[], list[Finding]]] = {
    "negative_list": lambda: at_registration(ProjectFacts(1, "办公楼", "other", "misc"))
}


@pytest.mark.parametrize(("content", "row", "words"), [
    ("新建村委会办公楼1栋", "buildings", ["办公楼"]), ("购置公务用车2辆", "vehicles", ["公务用车"]), ("偿还债务", "debts", ["偿还债务"]),
    ("注资县农投公司并设立基金", "capital", ["注资", "设立基金"]), ("打造村口景 观、盆景", "show_works", ["景观", "盆景"]),
    ("代缴城乡居民医疗保险", "social_security", ["医疗保险"]), ("发放村干部补贴", "cadre_pay", ["村干部补贴"]),
    ("单位办公经费", "running_costs", ["办公经费"]), ("发放慰问品", "handouts", ["慰问品"]), ("年终奖金", "bonuses", ["奖金"]),
])  # fmt: skip
def test_words_of_the_negative_list_are_pointed_out(content: str, row: str, words: list[str]) -> None:
    project = ProjectFacts(1, "某项目", "industry", "planting", content)
    mine = [f for f in at_registration(project) if f.where["row"] == row]
    assert [f.where["words"] for f in mine] == [words]
    assert mine[0].rule == "negative_list" and mine[0].severity == "warn" and "“某项目”" in mine[0].message


@pytest.mark.parametrize("content", [
    "补助低保户和监测户发展养殖", "开发手机APP销售农产品", "种植景观苗木50亩", "购置拖拉机及配套农机具", "验收合格后奖补到户",
    "农户庭院整治、三区分离及农村厕所改造", "项目前期设计、评审、招标、监理、验收和绩效评价",
])  # fmt: skip
def test_harmless_words_are_left_alone(content: str) -> None:
    project = ProjectFacts(1, "某项目", "industry", "planting", content)
    assert at_registration(project) == []


def test_the_negative_list_never_blocks_even_when_confirmed(confirmed: None) -> None:
    project = ProjectFacts(1, "修建办公楼", "infrastructure", "rural_works")
    (finding,) = at_registration(project)
    assert finding.severity == "warn" and not finding.unverified
    (verdict,) = judge([get("negative_list")], told(project), COUNTY, DAY)
    assert [one.rule for one in verdict.findings] == ["negative_list"]


def test_without_projects_it_says_that_it_had_nothing_to_judge() -> None:
    (verdict,) = judge([get("negative_list")], told(), COUNTY, DAY)
    assert (verdict.result, verdict.why) == ("silent", "还没有登记项目。")
