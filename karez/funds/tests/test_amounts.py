"""The amounts that a finding names mend it, and one fen less does not: for any county."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from karez.funds.tests.counties import County, found, small

pytestmark = pytest.mark.usefixtures("files_alone")

money = st.integers(0, 10**13)


@given(
    industry=money,
    road=money,
    free=money,
    rule=st.sampled_from(["industry_share_floor", "industry_share_aim"]),
)
def test_the_money_named_for_industry_is_just_enough(industry: int, road: int, free: int, rule: str) -> None:
    def county(more: int) -> County:
        rest = max(road - max(more - free, 0), 0)  # first what is not yet allotted, then from other projects
        return small(
            ("consolidate", "planting", industry + more), ("consolidate", "road", rest),
            received={"consolidate": industry + road + free},
        )  # fmt: skip

    finding = found(county(0), rule)
    assume(finding is not None)
    assert finding is not None
    missing = finding.amounts["须安排产业"]
    assert found(county(missing), rule) is None
    assert found(county(missing - 1), rule) is not None


@given(fee=money, received=money)
def test_the_fee_named_as_too_much_is_just_that(fee: int, received: int) -> None:
    def county(less: int) -> County:
        return small(("consolidate", "management_fee", fee - less), received={"consolidate": received})

    finding = found(county(0), "management_fee_cap")
    assert (finding is not None) == (fee * 100 > received)
    if finding:
        excess = finding.amounts["管理费超出"]
        assert found(county(excess), "management_fee_cap") is None
        assert found(county(excess - 1), "management_fee_cap") is not None
