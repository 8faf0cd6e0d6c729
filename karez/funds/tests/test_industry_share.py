"""The share of central money for industry: its floor, the national aim, last year's; and an allotment that puts it out of reach."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from karez.funds.tests.counties import allot, found, gate, over, small
from karez.projects.facts import ProjectFacts

pytestmark = pytest.mark.usefixtures("files_alone")


def test_the_share_is_enough_at_the_floor_and_short_one_fen_below() -> None:
    assert found(small(("consolidate", "planting", 500)), "industry_share_floor") is None
    finding = found(
        small(("consolidate", "planting", 499), ("consolidate", "road", 501)), "industry_share_floor"
    )
    assert finding is not None
    assert finding.amounts == {"须安排产业": 1, "同类资金尚未下达": 0}  # 1000 × 50 % − 499
    assert "49.90%，低于下限50.00%" in finding.message and "还差0.01元" in finding.message
    assert "已全部下达，须从非产业项目调剂" in finding.mend
    assert (
        finding.unverified and finding.severity == "warn" and finding.reference.number == "新财规〔2021〕11号"
    )


def test_the_amount_that_mends_is_rounded_up_to_a_fen() -> None:
    county = small(("consolidate", "road", 1001), received={"consolidate": 1001})
    finding = found(county, "industry_share_floor")
    assert finding is not None and finding.amounts["须安排产业"] == 501  # ⌈500.5⌉
    mended = small(
        ("consolidate", "planting", 501), ("consolidate", "road", 500), received={"consolidate": 1001}
    )
    assert found(mended, "industry_share_floor") is None


def test_money_not_yet_allotted_mends_first() -> None:
    finding = found(
        small(("consolidate", "planting", 300), ("consolidate", "road", 400)), "industry_share_floor"
    )
    assert finding is not None
    assert finding.amounts == {"须安排产业": 200, "同类资金尚未下达": 300}
    assert finding.mend.startswith("尚未下达的同类资金有3.00元，其中至少2.00元安排产业项目")
    more = found(
        small(("consolidate", "planting", 300), ("consolidate", "road", 600)), "industry_share_floor"
    )
    assert more is not None and "全部安排产业项目，另从非产业项目调剂1.00元" in more.mend  # 200 − 100


def test_only_central_money_of_the_base_tasks_counts() -> None:
    county = small(
        ("minority", "planting", 1000),
        ("consolidate", "road", 1000),
        received={"consolidate": 1000, "minority": 1000},
    )
    finding = found(county, "industry_share_floor")
    assert finding is not None and finding.amounts["须安排产业"] == 500


def test_a_share_of_nothing_is_no_finding() -> None:
    county = small(("minority", "road", 10), received={"minority": 1000})
    assert [f.rule for f in over(county)] == []


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
    assert aim.amounts["须安排产业"] == 1 and "未达国家目标60.00%" in aim.message
    assert found(small(("consolidate", "planting", 600)), "industry_share_aim") is None


def test_in_2022_the_national_floor_of_55_holds() -> None:
    county = small(("consolidate", "planting", 549), year=2022, day=date(2022, 6, 1))
    finding = found(county, "industry_share_floor")
    assert finding is not None and finding.amounts["须安排产业"] == 1
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
    assert finding is not None and finding.amounts["须安排产业"] == 1 and "低于上年60.10%" in finding.message
    assert finding.reference.number == "新财规〔2021〕11号"
    assert found(replace(county, last_industry_share=Fraction(600, 1000)), "industry_share_falling") is None
    assert found(replace(county, last_industry_share=None), "industry_share_falling") is None


def test_an_allotment_that_puts_the_floor_out_of_reach_is_named_before_it_is_made() -> None:
    before = small(("consolidate", "planting", 200), ("consolidate", "road", 300))  # 500 left
    assert gate("industry_share_reach", allot("road", 200, before=before)) is None  # 200 + 300 left = 50 %
    finding = gate("industry_share_reach", allot("road", 201, before=before))
    assert (
        finding is not None and finding.amounts == {"须安排产业": 1} and "最多能到49.90%" in finding.message
    )
    assert gate("industry_share_reach", allot("planting", 201, before=before)) is None
    assert gate("industry_share_reach", allot("road", 201, before=before, task="minority")) is None


def test_a_move_away_from_industry_is_weighed_as_well() -> None:
    before = small(("consolidate", "planting", 500), ("consolidate", "road", 500))
    moved = ProjectFacts("旧", "旧项目", "industry", "planting")
    finding = gate(
        "industry_share_reach", allot("road", 1, before=before, moved_from=moved), act="funds.reallocate"
    )
    assert finding is not None and finding.amounts == {"须安排产业": 1}
