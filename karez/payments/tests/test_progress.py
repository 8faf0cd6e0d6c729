"""支付进度: payments against the year and its marks; and what the rules find in the demo county."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karez.funds.tests.counties import DAY, DEMO, County, found, over, paid, small
from karez.kernel.money import WAN
from karez.policy.rules import Finding

pytestmark = pytest.mark.usefixtures("files_alone")

FIRES: dict[str, Callable[[], list[Finding]]] = {"payment_progress": lambda: over(DEMO)}


def test_the_demo_county_has_late_payment_and_late_quotas_and_nothing_else() -> None:
    assert sum(s.amount for s in DEMO.allotments) == 5126 * WAN
    findings = over(DEMO)
    assert {f.rule for f in findings} == {"payment_progress", "quota_issued_late"}
    assert not any(f.blocks for f in findings)


def test_the_demo_countys_payment_lags_the_year_by_15_30_points() -> None:
    finding = found(DEMO, "payment_progress")
    assert finding is not None
    # 2909 ÷ 5126 = 56.75 %; 263 ÷ 365 = 72.05 %; 72.0548 − 56.7499 = 15.3049
    assert "支付2909万元，占到位5126万元的56.75%，低于序时进度（72.05%）15.30 个百分点" in finding.message
    assert (
        finding.amounts
        == {
            "追平序时须支付": 784_528_768,  # fen: 5126 × 10⁶ × 263 ÷ 365 = 3693528767.12…, rounded up, less 2909 × 10⁶
            "到下一节点须支付": 1_191_800_000,  # 5126 × 80 % = 4100.8; 4100.8 − 2909 = 1191.8万元
        }
    )
    assert finding.where["next_checkpoint"] == date(2023, 10, 15)
    assert "到 2023-10-15 前须达到80.00%，还需支付1191.8万元" in finding.mend
    assert (finding.unverified, finding.severity) == (False, "warn")
    assert finding.reference.number == "吉财农〔2023〕647号"
    assert [(r["source"], r["received"], r["paid"]) for r in finding.rows] == [
        ("central", 2810 * WAN, 1409 * WAN), ("regional", 2316 * WAN, 1500 * WAN),
    ]  # fmt: skip


def test_payment_is_in_time_at_the_time_share_and_late_one_fen_below() -> None:
    assert found(paid(263, DAY), "payment_progress") is None  # 263 ÷ 365, the 263rd day
    finding = found(paid(262, DAY), "payment_progress")
    assert finding is not None
    assert finding.amounts == {"追平序时须支付": 1, "到下一节点须支付": 30}  # 365 × 80 % = 292, less 262


def test_a_mark_passed_is_a_reason_of_its_own() -> None:
    eve, day = date(2023, 7, 14), date(2023, 7, 15)  # the 195th and 196th day: 53.42 %, 53.70 %
    assert found(paid(200, eve), "payment_progress") is None  # 54.79 %: before the year's pace
    finding = found(paid(200, day), "payment_progress")
    assert (
        finding is not None and "未达 07-15 节点55.00%" in finding.message and "序时" not in finding.message
    )
    assert finding.amounts["补足已过节点须支付"] == 1  # ⌈365 × 55 %⌉ = ⌈200.75⌉ = 201
    assert found(paid(201, day), "payment_progress") is None


def test_after_the_year_all_is_due_and_no_mark_is_to_come() -> None:
    finding = found(paid(364, date(2024, 2, 1)), "payment_progress")
    assert finding is not None and "到下一节点须支付" not in finding.amounts
    assert finding.amounts["追平序时须支付"] == 1
    assert found(paid(365, date(2024, 2, 1)), "payment_progress") is None


def test_without_money_or_marks_there_is_no_word_on_payment() -> None:
    assert found(paid(0, DAY, received=0), "payment_progress") is None
    assert found(paid(0, date(2023, 7, 4)), "payment_progress") is None  # the paper is of 5 July


@given(
    received=st.integers(1, 10**13),
    paid=st.integers(0, 10**13),
    day=st.dates(date(2023, 7, 5), date(2023, 12, 31)),
)
def test_the_payment_named_catches_up(received: int, paid: int, day: date) -> None:
    def county(more: int) -> County:
        return small(
            day=day, received={"consolidate": received}, paid={("central", "consolidate"): paid + more}
        )

    finding = found(county(0), "payment_progress")
    if finding:
        due = max(finding.amounts["追平序时须支付"], finding.amounts.get("补足已过节点须支付", 0))
        assert found(county(due), "payment_progress") is None
        assert found(county(due - 1), "payment_progress") is not None
