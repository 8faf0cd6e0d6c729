"""On time: payments against the year, quotas against the term."""

from datetime import date

from karez.kernel.money import WAN
from karez.policy.facts import AllotFacts, GrantFacts
from karez.policy.tests.counties import DAY, allot, found, gate, paid, small


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
