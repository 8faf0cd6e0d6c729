"""What money may pay for: the cap of the management fee, the kinds that a task pays for."""

from dataclasses import replace
from datetime import date

import pytest

from karez.funds.facts import Spending
from karez.funds.tests.counties import DEMO, GRANTS, PROJECTS, Deed, allot, at, found, gate, over, small
from karez.kernel.money import WAN
from karez.policy import codes
from karez.projects.facts import ProjectFacts

pytestmark = pytest.mark.usefixtures("files_alone")


def test_the_demo_countys_fee_is_within_its_cap() -> None:
    # 30 ÷ 5126 = 0.59 % ≤ 1 %; 1 % of 5126 is 51.26
    assert found(DEMO, "management_fee_cap") is None
    fee = Spending(PROJECTS["P13"], GRANTS["R1"], 21_260_000)
    at_the_cap = replace(DEMO, allotments=(*DEMO.allotments, fee))  # 30 + 21.26 = 51.26
    assert found(at_the_cap, "management_fee_cap") is None
    over = replace(DEMO, allotments=(*DEMO.allotments, replace(fee, amount=21_260_001)))
    finding = found(over, "management_fee_cap")
    assert finding is not None
    assert finding.amounts == {"管理费超出": 1, "管理费上限": 51_260_000}
    assert "超过上限1.00%（51.26万元）" in finding.message and "调减0.01元" in finding.mend


def test_the_cap_of_a_fraction_of_a_fen_is_rounded_down() -> None:
    county = small(("consolidate", "management_fee", 11), received={"consolidate": 1099})  # 1 % = 10.99
    finding = found(county, "management_fee_cap")
    assert finding is not None and finding.amounts == {"管理费超出": 1, "管理费上限": 10}


def test_from_2024_the_excluded_tasks_leave_the_base() -> None:
    # 达川区 2024 第一批 (万元): (5273 − 385 以工代赈 − 258 国有林场) × 1 % = 46.3
    came = {"consolidate": 4630 * WAN, "work_relief": 385 * WAN, "state_forest": 258 * WAN}
    county = small(
        ("consolidate", "management_fee", 463 * WAN // 10), received=came, year=2024, day=date(2024, 4, 1)
    )
    assert found(county, "management_fee_cap") is None
    over = small(
        ("consolidate", "management_fee", 463 * WAN // 10 + 1), received=came, year=2024, day=date(2024, 4, 1)
    )
    finding = found(over, "management_fee_cap")
    assert finding is not None and finding.where["whole"] == 4630 * WAN
    assert [v.key for v in finding.basis] == ["management_fee_cap", "management_fee_base_excludes"]


def test_the_fee_is_stopped_at_the_act_once_the_cap_is_confirmed(confirmed: None) -> None:
    before = small(("consolidate", "management_fee", 6))
    assert gate("management_fee_cap", allot("management_fee", 4, before=before)) is None  # 10 = 1 % of 1000
    finding = gate("management_fee_cap", allot("management_fee", 5, before=before))
    assert (
        finding is not None
        and finding.blocks
        and not finding.unverified
        and finding.amounts["管理费超出"] == 1
    )
    assert gate("management_fee_cap", allot("road", 900, before=before)) is None


def test_the_fee_only_warns_while_the_cap_is_unverified() -> None:
    finding = gate("management_fee_cap", allot("management_fee", 11, before=small()))
    assert finding is not None and finding.severity == "warn" and finding.unverified


def test_a_fee_out_of_no_money_is_a_finding_without_a_share() -> None:
    county = small(("consolidate", "management_fee", 5), received={"consolidate": 0})
    finding = found(county, "management_fee_cap")
    assert finding is not None and finding.where["share"] is None and "没有可计提的资金" in finding.message


@pytest.mark.parametrize(("task", "kind", "allowed"), [
    ("consolidate", "public_post", True), ("consolidate", "management_fee", True), ("consolidate", "health", False),
    ("consolidate", "school", False), ("minority", "ethnic_village", True), ("consolidate", "ethnic_village", False),
    ("minority", "public_post", False), ("state_farm", "machinery", True), ("state_farm", "public_post", False),
    ("state_forest", "forest_protection", True), ("state_forest", "courtyard", False), ("work_relief", "road", True),
    ("work_relief", "processing", False), ("work_relief", "management_fee", False),
])  # fmt: skip
def test_a_task_pays_for_its_kinds_only(task: str, kind: str, allowed: bool) -> None:
    finding = gate("kind_not_payable", allot(kind, 7 * WAN, task=task))
    assert (finding is None) == allowed
    if finding:
        assert finding.amounts == {"须改用其他资金": 7 * WAN} and finding.unverified and not finding.blocks
        assert f"用{codes.label('task', task)}任务资金7万元，不在该任务支出范围" in finding.message


def test_a_kind_out_of_range_is_stopped_once_the_list_is_confirmed(confirmed: None) -> None:
    finding = gate("kind_not_payable", allot("processing", 7 * WAN, task="work_relief"))
    assert finding is not None and finding.blocks
    assert "（产业发展／加工业）" in finding.message
    assert finding.mend == (
        "改用巩固拓展脱贫攻坚成果和乡村振兴、少数民族发展、欠发达国有农场巩固提升、欠发达国有林场巩固提升任务资金，或核实项目类型是否填对。"
    )
    moved = gate("kind_not_payable", allot("processing", 1, task="work_relief"), act="funds.reallocate")
    assert moved is not None and moved.blocks


def test_every_project_out_of_range_is_found_over_the_county_and_money_taken_back_is_not() -> None:
    county = small(
        ("work_relief", "processing", 5),
        ("consolidate", "health", 6),
        ("work_relief", "brand", -5),
        ("consolidate", "road", 1),
    )
    findings = [f for f in over(county) if f.rule == "kind_not_payable"]
    assert [(f.where["project"], f.amounts["须改用其他资金"]) for f in findings] == [(0, 5), (1, 6)]


def test_a_project_without_a_kind_is_judged_by_its_category() -> None:
    def facts(category: str, task: str) -> Deed:
        return allot("road", 1, task=task, project=ProjectFacts(1, "无二级类型", category, ""))

    assert gate("kind_not_payable", facts("infrastructure", "work_relief")) is None
    finding = gate("kind_not_payable", facts("other", "work_relief"))
    assert finding is not None and "“无二级类型”（其他）用以工代赈" in finding.message


def test_a_task_without_a_list_that_day_says_nothing() -> None:
    assert at(allot("health", 1, year=2021, day=date(2021, 3, 25))) == []
