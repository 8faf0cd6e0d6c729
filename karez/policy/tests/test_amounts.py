"""The amounts that a finding names mend it, and one fen less does not: for any county."""

from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from karez.policy.facts import CountyFacts
from karez.policy.rules import Finding, run_county
from karez.policy.tests.test_rules import small

money = st.integers(0, 10**13)


def found(county: CountyFacts, rule: str) -> Finding | None:
    return next((f for f in run_county(county, "652722", county.day) if f.rule == rule), None)


@given(
    industry=money,
    road=money,
    free=money,
    rule=st.sampled_from(["industry_share_floor", "industry_share_aim"]),
)
def test_the_money_named_for_industry_is_just_enough(industry: int, road: int, free: int, rule: str) -> None:
    def county(more: int) -> CountyFacts:
        rest = max(road - max(more - free, 0), 0)  # first what is not yet allotted, then from other projects
        return small(
            ("consolidate", "planting", industry + more), ("consolidate", "road", rest),
            received={"consolidate": industry + road + free},
        )  # fmt: skip

    finding = found(county(0), rule)
    assume(finding is not None)
    assert finding is not None
    missing = finding.amounts["to_industry"]
    assert found(county(missing), rule) is None
    assert found(county(missing - 1), rule) is not None


@given(fee=money, received=money)
def test_the_fee_named_as_too_much_is_just_that(fee: int, received: int) -> None:
    def county(less: int) -> CountyFacts:
        return small(("consolidate", "management_fee", fee - less), received={"consolidate": received})

    finding = found(county(0), "management_fee_cap")
    assert (finding is not None) == (fee * 100 > received)
    if finding:
        excess = finding.amounts["fee_excess"]
        assert found(county(excess), "management_fee_cap") is None
        assert found(county(excess - 1), "management_fee_cap") is not None


@given(received=st.integers(1, 10**13), paid=money, day=st.dates(date(2023, 7, 5), date(2023, 12, 31)))
def test_the_payment_named_catches_up(received: int, paid: int, day: date) -> None:
    def county(more: int) -> CountyFacts:
        return small(
            day=day, received={"consolidate": received}, paid={("central", "consolidate"): paid + more}
        )

    finding = found(county(0), "payment_progress")
    if finding:
        due = max(finding.amounts["to_time_share"], finding.amounts.get("to_passed_checkpoint", 0))
        assert found(county(due), "payment_progress") is None
        assert found(county(due - 1), "payment_progress") is not None
