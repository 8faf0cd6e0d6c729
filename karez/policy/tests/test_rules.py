"""The rules over the demo county, and the runner: order, confirmations, and that every rule fires."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from karez import policy
from karez.kernel.money import WAN
from karez.policy.facts import GrantFacts, ProjectFacts, Totals
from karez.policy.rules import Finding, registry, run_act, run_county
from karez.policy.tests.counties import COUNTY, DAY, DEMO, allot, found, small


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
    assert "支付2909万元，占到位5126万元的56.75%，低于序时进度（72.05%）15.30 个百分点" in finding.message
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
