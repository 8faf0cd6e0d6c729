"""结转: the two figures against plain Python after acts at random over four years, and the rule for money that is too old."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karez.figures import CountyOnly, Reading, evaluate, split
from karez.funds.facts import CarriedFacts
from karez.funds.models import Grant, Transfer
from karez.funds.tests.counties import found, small
from karez.kernel.money import WAN
from karez.kernel.refusal import Refusal
from karez.payments.models import Payment
from karez.rulebook.facts import Filler
from karez.testing.county import CODE, rolled_back
from karez.testing.pages import at, text

YEARS = (2021, 2022, 2023)
FIRST = date(2021, 11, 1)
DAYS = st.integers(0, 1100).map(lambda n: FIRST + timedelta(days=n))
AMOUNTS = st.integers(1, 60)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("allot"), st.sampled_from(YEARS), AMOUNTS, DAYS),
        st.tuples(st.just("pay"), st.sampled_from(YEARS), AMOUNTS, DAYS),
        st.tuples(st.just("give_back"), st.sampled_from(YEARS), AMOUNTS, DAYS),
        st.tuples(st.just("refund"), st.integers(0, 9), AMOUNTS, DAYS),
        st.tuples(st.just("reverse"), st.integers(0, 9), AMOUNTS, DAYS),
    ),
    min_size=4,
    max_size=14,
)


def do(county, step):
    """One step, where it may be done."""
    name, which, amount, day = step
    try:
        if name == "refund":
            paid = list(Payment.objects.filter(of=None, sign=1))
            county.refund(paid[which % len(paid)], amount, day=day) if paid else None
        elif name == "reverse":
            moved = list(Transfer.objects.filter(county=CODE).exclude(kind="arrive").order_by("seq"))
            county.reverse(moved[which % len(moved)], day=day) if moved else None
        else:
            getattr(county, name)(amount, grant=f"{which}年", day=day)
    except Refusal:
        pass


def way(transfer):
    """+1 for what brings money of a grant into the county or back, −1 for what leaves, 0 for moves within it."""
    if transfer.reverses is not None:
        return -way(transfer.reverses)
    return {"arrive": 1, "refund": 1, "pay": -1, "return": -1}.get(transfer.kind, 0)


def left(year, day):
    """What by the day is left of grants before a year: by year of the grant and document."""
    sums = defaultdict(int)
    for one in Transfer.objects.filter(county=CODE, grant__year__lt=year).select_related("grant"):
        if one.day <= day:
            sums[one.grant.year, one.grant.document] += way(one) * one.amount
    return {at: amount for at, amount in sums.items() if amount > 0}


@pytest.fixture
def county(county):
    """The cast's two grants of 2023, and 100 fen of each of three years; 水渠 takes of all."""
    for year in YEARS:
        county.arrive(f"{year}年", 100, year=year, day=date(year, 10, 20), issued=date(year, 10, 10))
    return county


@pytest.mark.django_db
def test_both_figures_are_what_plain_python_says_whatever_happened(county):
    @settings(
        max_examples=30, deadline=None, derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )  # fmt: skip
    @given(steps=STEPS, year=st.integers(2021, 2025), day=DAYS)
    def run(steps, year, day):
        with rolled_back():
            for step in sorted(steps, key=lambda one: one[-1]):
                do(county, step)
            scope = county.scope(day, year=year)
            reading = Reading(scope)
            for key, until in (
                ("funds.carried_over", min(day, date(year - 1, 12, 31))),
                ("funds.carried_unspent", day),
            ):
                expected = left(year, until)
                assert reading.evaluate(key).value == sum(expected.values())
                said = reading.split(key, ["grant_year", "grant"])
                assert {(one.by["grant_year"], one.by["grant"]): one.value for one in said} == expected
                assert len(reading.rows(key)) == len(expected)
            told = {(one.year, one.document): one.unspent for one in Filler(scope)["carried"]}
            assert told == left(year, day)

    run()


@pytest.mark.django_db
def test_what_is_carried_over_stands_while_the_year_spends_it(county):
    county.allot(80, grant="2022年", day="2022-11-01")
    for day in ("2023-01-01", "2023-06-30", "2023-12-31"):
        if day > "2023-06":
            county.pay(30, grant="2022年", day=day)
        scope = county.scope(day)
        assert evaluate("funds.carried_over", scope).value == 200
    assert evaluate("funds.carried_unspent", county.scope("2023-12-31")).value == 140
    by_year = split("funds.carried_over", county.scope(), ["grant_year"])
    assert {one.by["grant_year"]: one.value for one in by_year} == {2021: 100, 2022: 100}
    assert split("funds.carried_over", county.scope(), ["source"])[0].by == {"source": "central"}


@pytest.mark.django_db
def test_next_years_money_that_came_this_year_is_not_carried_over(county):
    before = evaluate("funds.carried_over", county.scope("2024-01-01", year=2024)).value
    county.arrive("提前", 5, year=2024, day="2023-11-20", advance_notice=True)
    assert evaluate("funds.carried_over", county.scope("2024-01-01", year=2024)).value == before


@pytest.mark.django_db
def test_who_sees_a_part_is_told_nothing(county):
    scope = county.scope(region="652722101")
    for key in ("funds.carried_over", "funds.carried_unspent"):
        with pytest.raises(CountyOnly):
            evaluate(key, scope)
    assert Filler(scope)["carried"] == ()


@pytest.mark.usefixtures("files_alone")
def test_money_is_too_old_when_the_years_of_the_law_have_passed() -> None:
    """2023 is the second year in which money of 2021 may be used; that of 2020 had 2021 and 2022."""
    carried = tuple(
        CarriedFacts(n, f"文{year}", year, n * WAN) for n, year in enumerate((2019, 2020, 2021, 2022), 1)
    )
    finding = found(small(carried=carried), "carried_over_too_long")
    assert finding is not None and finding.severity == "warn"
    assert finding.message == "2份以前年度的资金还有3万元没有支付、上交，已超过可以结转的2年。"
    assert finding.amounts == {"须上交或重新安排": 3 * WAN}
    rows = [(row["document"], row["year"], row["amount"], row["last"]) for row in finding.rows]
    assert rows == [
        ("文2019", "2019", WAN, date(2021, 12, 31)),
        ("文2020", "2020", 2 * WAN, date(2022, 12, 31)),
    ]
    assert found(small(carried=carried[2:]), "carried_over_too_long") is None
    early = small(carried=carried, day=date(2022, 12, 31))
    assert found(early, "carried_over_too_long", on=date(2023, 1, 1)) is None


@pytest.mark.django_db
def test_the_page_of_findings_leads_to_the_grant_in_its_own_year(sign_in):
    """The demo's money is of 2023: in the books of 2026 what is left of it is older than two years."""
    finance = sign_in("caizheng")
    page = text(finance.get(at("findings/?on=2026-02-01", year=2026)))
    assert "已超过可以结转的2年" in page and "依据待核实" in page
    grant = Grant.objects.get(document="示例博州财振〔2022〕1号")
    answer = finance.get(at(f"grants/{grant.pk}/?on=2026-02-01", year=2026))
    assert answer.headers["Location"] == at(f"grants/{grant.pk}/?on=2026-02-01", year=2023)
    figure = text(finance.get(at("figures/funds.carried_over/?on=2026-02-01", year=2026)))
    assert "上年结转资金" in figure and "资金年度" in figure
