"""On time: quotas against the term."""

from datetime import date

import pytest

from karez.funds.facts import GrantFacts
from karez.funds.tests.counties import DAY, Deed, allot, found, gate, small
from karez.kernel.money import WAN

pytestmark = pytest.mark.usefixtures("files_alone")


def test_the_thirtieth_day_is_in_time_and_the_next_is_late() -> None:
    def issued(day: date) -> Deed:
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
    assert finding.amounts == {"须下达": 7 * WAN}
    due = [(r["document"], r["due"]) for r in finding.rows]
    assert due == [("文0", date(2023, 9, 19)), ("文3", date(2023, 7, 20))]
