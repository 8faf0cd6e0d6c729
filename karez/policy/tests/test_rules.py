"""The rules over the demo county 精河县 2023 and over small counties of one's own making.

The demo county (万元): central consolidate 2372 = 1800 + 572, regional 2316 = 1400 + 916, minority 330 = 230 + 100,
state farm 108; 5126 in all, all allotted; 2909 paid by 2023-09-20; management fee 30.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from karez import policy
from karez.kernel.money import WAN
from karez.policy import codes
from karez.policy.facts import AllotFacts, CountyFacts, GrantFacts, ProjectFacts, Spending, Totals
from karez.policy.rules import Finding, registry, run_act, run_county

COUNTY = "652722"
DAY = date(2023, 9, 20)

GRANTS = {
    key: GrantFacts(key, f"示例文〔{key}〕号", source, task, date.fromisoformat(received))
    for key, source, task, received in [
        ("C1", "central", "consolidate", "2022-12-05"), ("C2", "central", "consolidate", "2023-05-22"),
        ("R1", "regional", "consolidate", "2022-12-23"), ("R2", "regional", "consolidate", "2023-06-20"),
        ("M1", "central", "minority", "2022-12-05"), ("M2", "central", "minority", "2023-05-22"),
        ("F1", "central", "state_farm", "2023-05-12"),
    ]
}  # fmt: skip
PROJECTS = {
    key: ProjectFacts(key, name, category, kind)
    for key, name, category, kind in [
        ("P01", "枸杞烘干中心建设项目", "industry", "processing"), ("P02", "肉牛繁育基地建设项目", "industry", "breeding"),
        ("P03", "饲草料加工配送项目", "industry", "processing"), ("P04", "庭院经济和特色种养奖补项目", "industry", "courtyard"),
        ("P05", "国有农场农业机械购置项目", "industry", "machinery"), ("P06", "少数民族特色种植示范项目", "industry", "planting"),
        ("P07", "农村供水管网改造工程", "infrastructure", "water"), ("P08", "农村道路建设工程", "infrastructure", "road"),
        ("P09", "农村生活污水管网工程", "infrastructure", "sewage"), ("P10", "农村人居环境整治项目", "infrastructure", "habitat"),
        ("P11", "少数民族村组道路工程", "infrastructure", "road"), ("P12", "乡村公益性岗位补助项目", "employment", "public_post"),
        ("P13", "项目管理费", "other", "management_fee"),
    ]
}  # fmt: skip
ALLOTMENTS = [
    ("P01", "C1", 600, "2023-02-28"), ("P02", "C1", 650, "2023-02-28"), ("P03", "C1", 300, "2023-02-28"),
    ("P04", "R1", 262, "2023-02-28"), ("P05", "F1", 108, "2023-06-05"), ("P06", "M1", 200, "2023-02-28"),
    ("P07", "R1", 900, "2023-02-28"), ("P08", "C1", 250, "2023-02-28"), ("P08", "C2", 512, "2023-06-12"),
    ("P08", "R1", 138, "2023-02-28"), ("P09", "R1", 70, "2023-02-28"), ("P09", "R2", 630, "2023-07-10"),
    ("P10", "R2", 286, "2023-07-10"), ("P11", "M1", 30, "2023-02-28"), ("P11", "M2", 100, "2023-06-12"),
    ("P12", "C2", 60, "2023-06-12"), ("P13", "R1", 30, "2023-02-28"),
]  # fmt: skip
DEMO = CountyFacts(
    year=2023, day=DAY,
    received={
        ("central", "consolidate"): 2372 * WAN, ("regional", "consolidate"): 2316 * WAN,
        ("central", "minority"): 330 * WAN, ("central", "state_farm"): 108 * WAN,
    },
    paid={("central", "consolidate"): 1409 * WAN, ("regional", "consolidate"): 1500 * WAN},  # 2909 in all
    allotments=tuple(Spending(PROJECTS[p], GRANTS[g], n * WAN, date.fromisoformat(d)) for p, g, n, d in ALLOTMENTS),
    projects=tuple(PROJECTS.values()), grants=tuple(GRANTS.values()),
)  # fmt: skip


@pytest.fixture
def confirmed() -> None:
    policy.set_confirmations(lambda key, region, on: True)


def small(
    *allotments: tuple[str, str, int], received: dict[str, int] | None = None, **more: Any
) -> CountyFacts:
    """A county of central money: `received` and `allotments` (task, kind, fen); 1000 fen consolidate unless told otherwise."""
    came = {("central", task): fen for task, fen in (received or {"consolidate": 1000}).items()}
    spendings = tuple(
        Spending(
            ProjectFacts(i, f"项目{i}", codes.get("kind", kind).parent or "", kind),
            GrantFacts(i, f"文{i}", "central", task, None),
            fen,
        )
        for i, (task, kind, fen) in enumerate(allotments)
    )
    county = CountyFacts(year=2023, day=date(2023, 2, 1), received=came, allotments=spendings)
    return replace(county, **more)


def found(facts: CountyFacts, rule: str, on: date | None = None, region: str = COUNTY) -> Finding | None:
    every = [f for f in run_county(facts, region, on or facts.day) if f.rule == rule]
    assert len(every) <= 1
    return every[0] if every else None


def gate(rule: str, facts: AllotFacts, act: str = "funds.allot") -> Finding | None:
    every = [f for f in run_act(act, facts, COUNTY, facts.day) if f.rule == rule]
    assert len(every) <= 1
    return every[0] if every else None


def allot(
    kind: str,
    amount: int,
    *,
    before: CountyFacts | None = None,
    task: str = "consolidate",
    source: str = "central",
    **more: Any,
) -> AllotFacts:
    project = ProjectFacts("新", "新项目", codes.get("kind", kind).parent or "", kind)
    facts = AllotFacts(
        year=2023,
        day=date(2023, 2, 1),
        project=project,
        grant=GrantFacts("g", "文g", source, task, date(2023, 1, 20)),
        amount=amount,
        totals=before.totals_after if before else None,
    )
    return replace(facts, **more)


# --- the demo county -------------------------------------------------------------------------------------------------


def test_the_demo_county_has_late_payment_and_late_quotas_and_nothing_else() -> None:
    assert sum(s.amount for s in DEMO.allotments) == 5126 * WAN
    findings = run_county(DEMO, COUNTY, DAY)
    assert {f.rule for f in findings} == {"payment_progress", "quota_issued_late"}
    assert not any(f.blocks for f in findings)


def test_the_demo_countys_industry_share_is_65_35() -> None:
    from karez.kernel.shares import percent
    from karez.policy.rules.industry_share import central_industry_share

    base = policy.parameter("industry_share_base", COUNTY, DAY).value
    totals = DEMO.totals_after()
    assert totals.counted(base) == 1550 * WAN  # 600 + 650 + 300
    assert totals.base(base) == totals.committed(base) == 2372 * WAN  # 1800 + 572
    share = central_industry_share(totals, base)
    assert share == Fraction(1550, 2372) and percent(share) == "65.35%"
    assert central_industry_share(Totals({}, {}), base) is None


def test_the_demo_countys_payment_lags_the_year_by_15_30_points() -> None:
    finding = found(DEMO, "payment_progress")
    assert finding is not None
    # 2909 ÷ 5126 = 56.75 %; 263 ÷ 365 = 72.05 %; 72.0548 − 56.7499 = 15.3049
    assert "支付2909万元，占到位5126万元的56.75%，低于序时进度72.05% 15.30 个百分点" in finding.message
    assert (
        finding.amounts
        == {
            "to_time_share": 784_528_768,  # fen: 5126 × 10⁶ × 263 ÷ 365 = 3693528767.12…, rounded up, less 2909 × 10⁶
            "to_next_checkpoint": 1_191_800_000,  # 5126 × 80 % = 4100.8; 4100.8 − 2909 = 1191.8万元
        }
    )
    assert finding.where["next_checkpoint"] == date(2023, 10, 15)
    assert "到 2023-10-15 前须达到80.00%，还需支付1191.8万元" in finding.mend
    assert (finding.unverified, finding.severity) == (False, "warn")
    assert finding.reference.number == "吉财农〔2023〕647号"
    assert [(r["source"], r["received"], r["paid"]) for r in finding.rows] == [
        ("central", 2810 * WAN, 1409 * WAN), ("regional", 2316 * WAN, 1500 * WAN),
    ]  # fmt: skip


def test_the_demo_countys_late_quotas_are_3430_of_67_to_85_days() -> None:
    finding = found(DEMO, "quota_issued_late")
    assert finding is not None
    # C1 1800 and M1 230: 2022-12-05 → 2023-02-28 = 26 + 31 + 28 = 85 days; R1 1400: 12-23 → 02-28 = 8 + 31 + 28 = 67 days
    assert finding.message == "3430万元到县67–85天才下达指标，超过规定的30天。"
    assert finding.where["grants"] == ["示例文〔C1〕号", "示例文〔M1〕号", "示例文〔R1〕号"]
    assert len(finding.rows) == 11 and {r["days"] for r in finding.rows} == {67, 85}
    assert finding.unverified  # 依据待核实


# --- the share of industry -------------------------------------------------------------------------------------------


def test_the_share_is_enough_at_the_floor_and_short_one_fen_below() -> None:
    assert found(small(("consolidate", "planting", 500)), "industry_share_floor") is None
    finding = found(
        small(("consolidate", "planting", 499), ("consolidate", "road", 501)), "industry_share_floor"
    )
    assert finding is not None
    assert finding.amounts == {"to_industry": 1, "unallotted": 0}  # 1000 × 50 % − 499
    assert "49.90%，低于下限50.00%" in finding.message and "还差0.000001万元" in finding.message
    assert "已全部下达，须从非产业项目调剂" in finding.mend
    assert (
        finding.unverified and finding.severity == "warn" and finding.reference.number == "新财规〔2021〕11号"
    )


def test_the_amount_that_mends_is_rounded_up_to_a_fen() -> None:
    county = small(("consolidate", "road", 1001), received={"consolidate": 1001})
    finding = found(county, "industry_share_floor")
    assert finding is not None and finding.amounts["to_industry"] == 501  # ⌈500.5⌉
    mended = small(
        ("consolidate", "planting", 501), ("consolidate", "road", 500), received={"consolidate": 1001}
    )
    assert found(mended, "industry_share_floor") is None


def test_money_not_yet_allotted_mends_first() -> None:
    finding = found(
        small(("consolidate", "planting", 300), ("consolidate", "road", 400)), "industry_share_floor"
    )
    assert finding is not None
    assert finding.amounts == {"to_industry": 200, "unallotted": 300}
    assert finding.mend.startswith("尚未下达的同类资金有0.0003万元，其中至少0.0002万元安排产业项目")
    more = found(
        small(("consolidate", "planting", 300), ("consolidate", "road", 600)), "industry_share_floor"
    )
    assert more is not None and "全部安排产业项目，另从非产业项目调剂0.0001万元" in more.mend  # 200 − 100


def test_only_central_money_of_the_base_tasks_counts() -> None:
    county = small(
        ("minority", "planting", 1000),
        ("consolidate", "road", 1000),
        received={"consolidate": 1000, "minority": 1000},
    )
    finding = found(county, "industry_share_floor")
    assert finding is not None and finding.amounts["to_industry"] == 500


def test_a_share_of_nothing_is_no_finding() -> None:
    county = small(("minority", "road", 10), received={"minority": 1000})
    assert [f.rule for f in run_county(county, COUNTY, county.day)] == []


def test_the_national_aim_warns_between_50_and_60() -> None:
    county = small(("consolidate", "planting", 599))
    assert found(county, "industry_share_floor") is None
    aim = found(county, "industry_share_aim")
    assert (
        aim is not None
        and aim.severity == "warn"
        and aim.reference.title.startswith("中共中央 国务院关于做好2023年")
    )
    assert aim.unverified and [v.unverified for v in aim.basis] == [
        False,
        True,
    ]  # the aim was read, the 口径 was not
    assert aim.amounts["to_industry"] == 1 and "未达国家目标60.00%" in aim.message
    assert found(small(("consolidate", "planting", 600)), "industry_share_aim") is None


def test_in_2022_the_national_floor_of_55_holds() -> None:
    county = small(("consolidate", "planting", 549), year=2022, day=date(2022, 6, 1))
    finding = found(county, "industry_share_floor")
    assert finding is not None and finding.amounts["to_industry"] == 1
    assert found(county, "industry_share_floor", region="513021") is not None  # the nation's, any region


def test_money_noticed_in_december_is_judged_by_its_budget_years_law() -> None:
    county = small(("consolidate", "road", 1000), day=date(2022, 12, 20))
    finding = found(county, "industry_share_floor")
    assert finding is not None and "低于下限50.00%" in finding.message
    later = small(("consolidate", "road", 1000), day=date(2026, 5, 1))
    # The floor ended with 2025, but 2023 is judged by its own law.
    assert found(later, "industry_share_floor") is not None


def test_the_share_may_not_fall_below_last_years() -> None:
    county = small(("consolidate", "planting", 600), last_industry_share=Fraction(601, 1000))
    finding = found(county, "industry_share_falling")
    assert finding is not None and finding.amounts["to_industry"] == 1 and "低于上年60.10%" in finding.message
    assert finding.reference.number == "新财规〔2021〕11号"
    assert found(replace(county, last_industry_share=Fraction(600, 1000)), "industry_share_falling") is None
    assert found(replace(county, last_industry_share=None), "industry_share_falling") is None


def test_an_allotment_that_puts_the_floor_out_of_reach_is_named_before_it_is_made() -> None:
    before = small(("consolidate", "planting", 200), ("consolidate", "road", 300))  # 500 left
    assert gate("industry_share_reach", allot("road", 200, before=before)) is None  # 200 + 300 left = 50 %
    finding = gate("industry_share_reach", allot("road", 201, before=before))
    assert (
        finding is not None and finding.amounts == {"to_industry": 1} and "最多能到49.90%" in finding.message
    )
    assert gate("industry_share_reach", allot("planting", 201, before=before)) is None
    assert gate("industry_share_reach", allot("road", 201, before=before, task="minority")) is None
    assert gate("industry_share_reach", allot("road", 201)) is None  # no sums given


def test_a_move_away_from_industry_is_weighed_as_well() -> None:
    before = small(("consolidate", "planting", 500), ("consolidate", "road", 500))
    moved = ProjectFacts("旧", "旧项目", "industry", "planting")
    finding = gate(
        "industry_share_reach", allot("road", 1, before=before, moved_from=moved), act="funds.reallocate"
    )
    assert finding is not None and finding.amounts == {"to_industry": 1}


# --- the management fee ----------------------------------------------------------------------------------------------


def test_the_demo_countys_fee_is_within_its_cap() -> None:
    # 30 ÷ 5126 = 0.59 % ≤ 1 %; 1 % of 5126 is 51.26
    assert found(DEMO, "management_fee_cap") is None
    fee = Spending(PROJECTS["P13"], GRANTS["R1"], 21_260_000)
    at_the_cap = replace(DEMO, allotments=(*DEMO.allotments, fee))  # 30 + 21.26 = 51.26
    assert found(at_the_cap, "management_fee_cap") is None
    over = replace(DEMO, allotments=(*DEMO.allotments, replace(fee, amount=21_260_001)))
    finding = found(over, "management_fee_cap")
    assert finding is not None
    assert finding.amounts == {"fee_excess": 1, "fee_allowed": 51_260_000}
    assert "超过上限1.00%（51.26万元）" in finding.message and "调减0.000001万元" in finding.mend


def test_the_cap_of_a_fraction_of_a_fen_is_rounded_down() -> None:
    county = small(("consolidate", "management_fee", 11), received={"consolidate": 1099})  # 1 % = 10.99
    finding = found(county, "management_fee_cap")
    assert finding is not None and finding.amounts == {"fee_excess": 1, "fee_allowed": 10}


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
        and finding.amounts["fee_excess"] == 1
    )
    assert gate("management_fee_cap", allot("road", 900, before=before)) is None


def test_the_fee_only_warns_while_the_cap_is_unverified() -> None:
    finding = gate("management_fee_cap", allot("management_fee", 11, before=small()))
    assert finding is not None and finding.severity == "warn" and finding.unverified


def test_a_fee_out_of_no_money_is_a_finding_without_a_share() -> None:
    county = small(("consolidate", "management_fee", 5), received={"consolidate": 0})
    finding = found(county, "management_fee_cap")
    assert finding is not None and finding.where["share"] is None and "没有可计提的资金" in finding.message


# --- what a task may pay for, and what nothing pays for --------------------------------------------------------------


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
        assert finding.amounts == {"to_move": 7 * WAN} and finding.unverified and not finding.blocks
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
    findings = [f for f in run_county(county, COUNTY, county.day) if f.rule == "kind_not_payable"]
    assert [(f.where["project"], f.amounts["to_move"]) for f in findings] == [(0, 5), (1, 6)]


def test_a_project_without_a_kind_is_judged_by_its_category() -> None:
    def facts(category: str, task: str) -> AllotFacts:
        return allot("road", 1, task=task, project=ProjectFacts(1, "无二级类型", category, ""))

    assert gate("kind_not_payable", facts("infrastructure", "work_relief")) is None
    finding = gate("kind_not_payable", facts("other", "work_relief"))
    assert finding is not None and "“无二级类型”（其他）用以工代赈" in finding.message


def test_a_task_without_a_list_that_day_says_nothing() -> None:
    facts = allot("health", 1, year=2021, day=date(2021, 3, 25))
    assert run_act("funds.allot", facts, COUNTY, facts.day) == []


@pytest.mark.parametrize(("content", "row", "words"), [
    ("新建村委会办公楼1栋", "buildings", ["办公楼"]), ("购置公务用车2辆", "vehicles", ["公务用车"]), ("偿还债务", "debts", ["偿还债务"]),
    ("注资县农投公司并设立基金", "capital", ["注资", "设立基金"]), ("打造村口景 观、盆景", "show_works", ["景观", "盆景"]),
    ("代缴城乡居民医疗保险", "social_security", ["医疗保险"]), ("发放村干部补贴", "cadre_pay", ["村干部补贴"]),
    ("单位办公经费", "running_costs", ["办公经费"]), ("发放慰问品", "handouts", ["慰问品"]), ("年终奖金", "bonuses", ["奖金"]),
])  # fmt: skip
def test_words_of_the_negative_list_are_pointed_out(content: str, row: str, words: list[str]) -> None:
    project = ProjectFacts(1, "某项目", "industry", "planting", content)
    mine = [f for f in run_act("projects.register", project, COUNTY, DAY) if f.where["row"] == row]
    assert [f.where["words"] for f in mine] == [words]
    assert mine[0].rule == "negative_list" and mine[0].severity == "warn" and "“某项目”" in mine[0].message


@pytest.mark.parametrize("content", [
    "补助低保户和监测户发展养殖", "开发手机APP销售农产品", "种植景观苗木50亩", "购置拖拉机及配套农机具", "验收合格后奖补到户",
    "农户庭院整治、三区分离及农村厕所改造", "项目前期设计、评审、招标、监理、验收和绩效评价",
])  # fmt: skip
def test_harmless_words_are_left_alone(content: str) -> None:
    project = ProjectFacts(1, "某项目", "industry", "planting", content)
    assert run_act("projects.amend", project, COUNTY, DAY) == []


def test_the_negative_list_never_blocks_even_when_confirmed(confirmed: None) -> None:
    project = ProjectFacts(1, "修建办公楼", "infrastructure", "rural_works")
    (finding,) = run_act("projects.register", project, COUNTY, DAY)
    assert finding.severity == "warn" and not finding.unverified
    county = small(projects=(project,))
    assert found(county, "negative_list") is not None


# --- on time ---------------------------------------------------------------------------------------------------------


def paid(fen: int, day: date, received: int = 365) -> CountyFacts:
    return CountyFacts(
        year=2023,
        day=day,
        received={("regional", "consolidate"): received},
        paid={("regional", "consolidate"): fen},
    )


def test_payment_is_in_time_at_the_time_share_and_late_one_fen_below() -> None:
    assert found(paid(263, DAY), "payment_progress") is None  # 263 ÷ 365, the 263rd day
    finding = found(paid(262, DAY), "payment_progress")
    assert finding is not None
    assert finding.amounts == {"to_time_share": 1, "to_next_checkpoint": 30}  # 365 × 80 % = 292, less 262


def test_a_mark_passed_is_a_reason_of_its_own() -> None:
    eve, day = date(2023, 7, 14), date(2023, 7, 15)  # the 195th and 196th day: 53.42 %, 53.70 %
    assert found(paid(200, eve), "payment_progress") is None  # 54.79 %: before the year's pace
    finding = found(paid(200, day), "payment_progress")
    assert (
        finding is not None and "未达 07-15 节点55.00%" in finding.message and "序时" not in finding.message
    )
    assert finding.amounts["to_passed_checkpoint"] == 1  # ⌈365 × 55 %⌉ = ⌈200.75⌉ = 201
    assert found(paid(201, day), "payment_progress") is None


def test_after_the_year_all_is_due_and_no_mark_is_to_come() -> None:
    finding = found(paid(364, date(2024, 2, 1)), "payment_progress")
    assert finding is not None and "to_next_checkpoint" not in finding.amounts
    assert finding.amounts["to_time_share"] == 1
    assert found(paid(365, date(2024, 2, 1)), "payment_progress") is None


def test_without_money_or_marks_there_is_no_word_on_payment() -> None:
    assert found(paid(0, DAY, received=0), "payment_progress") is None
    assert found(paid(0, date(2023, 7, 4)), "payment_progress") is None  # the paper is of 5 July


def test_the_thirtieth_day_is_in_time_and_the_next_is_late() -> None:
    def issued(day: date) -> AllotFacts:
        return allot("planting", 3 * WAN, day=day)  # received 2023-01-20

    assert gate("quota_issued_late", issued(date(2023, 2, 19))) is None
    finding = gate("quota_issued_late", issued(date(2023, 2, 20)))
    assert finding is not None and finding.message == "3万元到县31天才下达指标，超过规定的30天。"
    assert gate("quota_issued_late", issued(date(2023, 2, 20)), act="funds.reallocate") is None


def test_money_lying_longer_than_the_term_is_called_up() -> None:
    grants = tuple(
        GrantFacts(i, f"文{i}", "central", "consolidate", day, fen)
        for i, (day, fen) in enumerate([
            (date(2023, 8, 20), 5 * WAN),  # 31 days before 2023-09-20
            (date(2023, 8, 21), 7 * WAN),  # 30 days
            (date(2023, 1, 1), 0), (date(2023, 6, 20), 2 * WAN),  # 92 days
        ])
    )  # fmt: skip
    finding = found(small(("consolidate", "planting", 900), day=DAY, grants=grants), "quota_overdue")
    assert finding is not None
    assert finding.message == "7万元到县31–92天仍未下达到项目，超过规定的30天。"
    assert finding.amounts == {"to_allot": 7 * WAN}
    due = [(r["document"], r["due"]) for r in finding.rows]
    assert due == [("文0", date(2023, 9, 19)), ("文3", date(2023, 7, 20))]


# --- the runner ------------------------------------------------------------------------------------------------------


def test_findings_that_block_come_first(confirmed: None) -> None:
    facts = allot("management_fee", 11, before=small(), task="work_relief", day=date(2023, 6, 1))
    findings = run_act("funds.allot", facts, COUNTY, facts.day)
    assert [f.blocks for f in findings] == [True, True, False]
    assert {f.rule for f in findings} == {"kind_not_payable", "management_fee_cap", "quota_issued_late"}


def test_confirmations_are_asked_for_only_where_something_was_found() -> None:
    asked: list[tuple[str, str, date]] = []

    def hook(key: str, region: str, on: date) -> bool:
        asked.append((key, region, on))
        return False

    policy.set_confirmations(hook)
    run_act("funds.allot", allot("road", 1, before=small()), COUNTY, FEB)
    assert asked == []
    run_act("funds.allot", allot("management_fee", 11, before=small()), COUNTY, FEB)
    assert asked == [("management_fee_cap", COUNTY, FEB)]


def test_an_act_without_rules_has_no_findings() -> None:
    assert run_act("payments.pay", allot("road", 1), COUNTY, DAY) == []


FEB = date(2023, 2, 1)
FIRES: dict[str, Callable[[], list[Finding]]] = {
    "industry_share_floor": lambda: run_county(small(("consolidate", "road", 1000)), COUNTY, FEB),
    "industry_share_aim": lambda: run_county(small(("consolidate", "road", 1000)), COUNTY, FEB),
    "industry_share_falling": lambda: run_county(small(last_industry_share=Fraction(1, 2)), COUNTY, FEB),
    "industry_share_reach": lambda: run_act("funds.allot", allot("road", 501, before=small()), COUNTY, FEB),
    "management_fee_cap": lambda: run_county(small(("consolidate", "management_fee", 11)), COUNTY, FEB),
    "kind_not_payable": lambda: run_county(small(("consolidate", "health", 1)), COUNTY, FEB),
    "negative_list": lambda: run_act(
        "projects.register", ProjectFacts(1, "办公楼", "other", "misc"), COUNTY, DAY
    ),
    "payment_progress": lambda: run_county(DEMO, COUNTY, DAY),
    "quota_issued_late": lambda: run_county(DEMO, COUNTY, DAY),
    "quota_overdue": lambda: run_county(
        small(grants=(GrantFacts(1, "文", "central", "consolidate", date(2022, 1, 1), 1),)), COUNTY, FEB
    ),
}


def test_every_rule_has_a_case_here() -> None:
    assert set(FIRES) == {r.key for r in registry()}


@pytest.mark.parametrize("key", FIRES)
def test_every_rule_fires_with_a_reference_and_a_way_to_mend(key: str) -> None:
    finding = next(f for f in FIRES[key]() if f.rule == key)
    assert finding.title and finding.message.endswith("。") and finding.mend.endswith("。")
    assert finding.reference.title and finding.basis
    assert all(isinstance(v, int) and v >= 0 for v in finding.amounts.values())
