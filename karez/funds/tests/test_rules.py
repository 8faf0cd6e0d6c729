"""The rules of money over the demo county, and their runner: order and confirmations."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from karez import policy
from karez.funds.facts import CarriedFacts, GrantFacts, Totals
from karez.funds.rules.industry_share import central_industry_share
from karez.funds.tests.counties import COUNTY, DAY, DEMO, allot, at, found, over, small
from karez.kernel.money import WAN
from karez.kernel.shares import percent
from karez.policy.rules import Finding

pytestmark = pytest.mark.usefixtures("files_alone")


def test_the_demo_countys_industry_share_is_65_35() -> None:
    base = policy.parameter("industry_share_base", COUNTY, DAY).value
    totals = DEMO.totals
    assert totals.counted(base) == 1550 * WAN  # 600 + 650 + 300
    assert totals.base(base) == totals.committed(base) == 2372 * WAN  # 1800 + 572
    share = central_industry_share(totals, base)
    assert share == Fraction(1550, 2372) and percent(share) == "65.35%"
    assert central_industry_share(Totals({}, {}), base) is None


def test_the_demo_countys_late_quotas_are_3430_of_67_to_85_days() -> None:
    finding = found(DEMO, "quota_issued_late")
    assert finding is not None
    # C1 1800 and M1 230: 2022-12-05 → 2023-02-28 = 26 + 31 + 28 = 85 days; R1 1400: 12-23 → 02-28 = 8 + 31 + 28 = 67 days
    assert finding.message == "3430万元到县67–85天才下达指标，超过规定的30天。"
    assert finding.where["grants"] == ["示例文〔C1〕号", "示例文〔M1〕号", "示例文〔R1〕号"]
    assert len(finding.rows) == 11 and {r["days"] for r in finding.rows} == {67, 85}
    assert finding.unverified  # 依据待核实


def test_findings_that_block_come_first(confirmed: None) -> None:
    findings = at(allot("management_fee", 11, before=small(), task="work_relief", day=date(2023, 6, 1)))
    assert [f.blocks for f in findings] == [True, True, False]
    assert {f.rule for f in findings} == {"kind_not_payable", "management_fee_cap", "quota_issued_late"}


def test_confirmations_are_asked_for_only_where_something_was_found() -> None:
    asked: list[tuple[str, str, date]] = []

    def hook(key: str, region: str, on: date) -> bool:
        asked.append((key, region, on))
        return False

    policy.set_confirmations(hook)
    at(allot("road", 1, before=small()))
    assert asked == []
    at(allot("management_fee", 11, before=small()))
    assert asked == [("management_fee_cap", COUNTY, FEB)]


def test_an_act_without_rules_has_no_findings() -> None:
    assert at(allot("road", 1), act="payments.pay") == []


FEB = date(2023, 2, 1)
FIRES: dict[str, Callable[[], list[Finding]]] = {
    "industry_share_floor": lambda: over(small(("consolidate", "road", 1000))),
    "industry_share_aim": lambda: over(small(("consolidate", "road", 1000))),
    "industry_share_falling": lambda: over(small(last_industry_share=Fraction(1, 2))),
    "industry_share_reach": lambda: at(allot("road", 501, before=small())),
    "management_fee_cap": lambda: over(small(("consolidate", "management_fee", 11))),
    "kind_not_payable": lambda: over(small(("consolidate", "health", 1))),
    "quota_issued_late": lambda: over(DEMO),
    "quota_overdue": lambda: over(
        small(grants=(GrantFacts(1, "文", "central", "consolidate", date(2022, 1, 1), 1),))
    ),
    "carried_over_too_long": lambda: over(small(carried=(CarriedFacts(1, "文", 2020, 1),))),
}
