"""The facts that rules see, the findings and what is late: held against the books' own rows, added up in plain Python."""

import random
from collections import defaultdict
from contextlib import suppress
from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from karez.figures import Scope, evaluate
from karez.funds.models import Allotment, Grant, Transfer
from karez.kernel.money import WAN
from karez.kernel.refusal import Refusal
from karez.payments.facts import county_facts
from karez.payments.findings import findings, findings_in, verdicts
from karez.payments.late import Standing, late
from karez.payments.models import Payment
from karez.policy.facts import CountyFacts, GrantFacts
from karez.testing.county import CODE

pytestmark = pytest.mark.django_db
DAYS = [date(2023, 2, 9), date(2023, 3, 15), date(2023, 5, 20), date(2023, 9, 1), date(2023, 12, 31)]


def whole(day: date) -> Scope:
    return Scope.whole(CODE, 2023, day)


def of_the_year(rows, day):
    return [
        one
        for one in rows.select_related("transfer__grant", "project")
        if one.transfer.grant.year == 2023 and one.transfer.county == CODE and one.transfer.day <= day
    ]


def by_hand(day):
    """Received, paid and net quota, each added up row by row."""
    received, paid, quota = defaultdict(int), defaultdict(int), defaultdict(int)
    for one in Transfer.objects.select_related("grant", "debit", "credit").filter(county=CODE):
        if one.grant.year == 2023 and one.day <= day and one.grant.received <= day:
            sign = (one.debit.kind == "arrived") - (one.credit.kind == "arrived")
            received[one.grant.source, one.grant.task] += sign * one.amount
    for one in of_the_year(Payment.objects, day):
        paid[one.transfer.grant.source, one.transfer.grant.task] += one.sign * one.transfer.amount
    for one in of_the_year(Allotment.objects, day):
        quota[one.project_id, one.transfer.grant_id] += one.sign * one.transfer.amount
    return received, paid, {key: fen for key, fen in quota.items() if fen}


def without_zeros(sums):
    return {key: fen for key, fen in sums.items() if fen}


def eventful(county, seed):
    """A year of random acts; what the books refuse is left out."""
    chance = random.Random(seed)
    days = [f"2023-{month:02d}-{day:02d}" for month in range(3, 13) for day in (3, 17)]
    for day in days:
        amount = chance.randint(1, 400) * WAN // 3
        grant, project = chance.choice(["中央", "自治区"]), chance.choice(["水渠", "果园"])
        other = "果园" if project == "水渠" else "水渠"
        deed = chance.choice(["allot", "allot", "pay", "pay", "reallocate", "give_back", "reverse"])
        with suppress(Refusal):
            if deed == "allot":
                issued = chance.choice([None, day])
                county.allot(amount, grant=grant, project=project, day=day, quota_issued=issued)
            elif deed == "pay":
                county.pay(amount // 2, grant=grant, project=project, day=day)
            elif deed == "reallocate":
                taker = chance.choice([other, None])
                county.reallocate(amount // 2, grant=grant, giver=project, taker=taker, day=day)
            elif deed == "give_back":
                county.give_back(amount // 4, grant=grant, day=day)
            elif done := list(Transfer.objects.filter(county=CODE).exclude(kind="arrive").order_by("seq")):
                county.reverse(chance.choice(done), day=day)
    assert Transfer.objects.filter(county=CODE).count() > 8


@pytest.mark.parametrize("seed", range(4))
def test_the_facts_are_what_the_rows_add_up_to_on_every_day(county, seed):
    eventful(county, seed)
    for day in DAYS:
        facts = county_facts(whole(day))
        received, paid, quota = by_hand(day)
        assert without_zeros(facts.received) == without_zeros(received), day
        assert without_zeros(facts.paid) == without_zeros(paid), day
        net = defaultdict(int)
        for one in facts.allotments:
            assert one.amount > 0
            net[one.project.id, one.grant.id] += one.amount
        assert dict(net) == quota, day
        assert sum(facts.received.values()) == evaluate("funds.received", whole(day)).value
        assert sum(facts.paid.values()) == evaluate("funds.paid", whole(day)).value
        assert sum(grant.available for grant in facts.grants) == evaluate("funds.available", whole(day)).value
        share = evaluate("policy.central_industry_share", whole(day))
        central = [
            one
            for one in facts.allotments
            if one.grant.source == "central" and one.project.category == "industry"
        ]
        assert sum(one.amount for one in central) == share.part


def test_each_quota_keeps_the_day_on_which_it_was_issued(county):
    county.allot(100 * WAN, day="2023-03-01", quota_issued="2023-03-05")
    county.allot(50 * WAN, day="2023-05-01")
    facts = county_facts(whole(date(2023, 6, 1)))
    assert [(one.amount, one.issued) for one in facts.allotments] == [
        (100 * WAN, date(2023, 3, 5)),
        (50 * WAN, date(2023, 5, 1)),
    ]


def test_what_was_taken_back_leaves_the_latest_quota_first(county):
    county.allot(100 * WAN, day="2023-03-01")
    county.allot(50 * WAN, day="2023-05-01")
    county.reallocate(70 * WAN, giver="水渠", taker="果园", day="2023-06-01")
    facts = county_facts(whole(date(2023, 6, 1)))
    assert [(one.project.name, one.amount, one.issued) for one in facts.allotments] == [
        ("水渠", 80 * WAN, date(2023, 3, 1)),
        ("果园", 70 * WAN, None),
    ]


def test_a_project_is_described_as_it_was_on_the_day(county):
    county.allot(100 * WAN)
    county.amend("水渠", kind="sewage", day="2023-06-01")
    kinds = [
        next(one.kind for one in county_facts(whole(day)).projects if one.name == "水渠")
        for day in (date(2023, 5, 31), date(2023, 6, 1))
    ]
    assert kinds == ["water", "sewage"]


def test_the_facts_take_a_fixed_number_of_statements(county):
    with CaptureQueriesContext(connection) as few:
        county_facts(whole(date(2023, 12, 31)))
    eventful(county, 1)
    for number in range(5):
        county.register(f"渠{number}", day="2023-03-01")
    with CaptureQueriesContext(connection) as many:
        county_facts(whole(date(2023, 12, 31)))
    assert len(many) == len(few) <= 9


def test_last_years_share_is_unknown_where_the_books_hold_no_last_year(county):
    assert county_facts(whole(date(2023, 9, 1))).last_industry_share is None


def test_last_years_share_comes_from_last_years_books(county):
    county.arrive("去年", 200 * WAN, day="2022-03-01", year=2022, issued="2022-02-01")
    county.register("去年果园", year=2022, category="industry", kind="planting", day="2022-03-01")
    county.allot(120 * WAN, grant="去年", project="去年果园", day="2022-04-01")
    assert county_facts(whole(date(2023, 9, 1))).last_industry_share == Fraction(3, 5)


def test_a_township_sees_facts_of_its_own_projects_and_nothing_of_the_countys_money(county):
    county.allot(300 * WAN)
    county.allot(200 * WAN, project="果园")
    facts = county_facts(Scope(CODE, 2023, date(2023, 9, 1), "652722101"))
    assert (facts.received, facts.grants, facts.last_industry_share) == ({}, (), None)
    assert [one.name for one in facts.projects] == ["水渠"]
    assert [one.amount for one in facts.allotments] == [300 * WAN]


# -- findings


def test_the_rules_of_the_countys_money_are_not_asked_for_a_township(county):
    county.allot(300 * WAN)
    scope = Scope(CODE, 2023, date(2023, 9, 1), "652722101")
    facts = county_facts(scope)
    assert {one.rule.key for one in verdicts(facts, scope, findings(scope))} == {
        "kind_not_payable", "negative_list", "quota_issued_late",
    }  # fmt: skip


def test_every_rule_says_found_passed_or_why_not(county):
    county.allot(300 * WAN, day="2023-05-01")
    scope = whole(date(2023, 9, 1))
    facts = county_facts(scope)
    found = findings_in(facts, scope)
    said = {one.rule.key: one for one in verdicts(facts, scope, found)}
    assert {key for key, one in said.items() if one.result == "found"} == {one.rule for one in found}
    assert "quota_issued_late" in {one.rule for one in found}
    assert said["industry_share_falling"].result == "silent"
    assert "没有上年数" in said["industry_share_falling"].why
    assert said["management_fee_cap"].result == "passed" and said["management_fee_cap"].unverified


def test_a_rule_without_a_value_on_that_day_is_not_called_passed(county):
    scope = whole(date(2023, 5, 1))  # the check points came into force in July
    facts = county_facts(scope)
    said = {one.rule.key: one for one in verdicts(facts, scope, findings_in(facts, scope))}
    assert (said["payment_progress"].result, said["payment_progress"].why) == (
        "silent",
        "这一天没有生效的规定。",
    )


# -- what is late


def standing(**changes):
    facts = {"id": 1, "name": "水渠", "ends": date(2023, 9, 15), "who": "水利局", "allotted": 100, "paid": 40}
    return Standing(**(facts | changes))


def on(day, grants=()):
    return CountyFacts(year=2023, day=day, grants=grants)


@pytest.mark.parametrize(
    ("day", "state", "days"),
    [
        (date(2023, 9, 20), "late", 5),
        (date(2023, 9, 15), "soon", 0),
        (date(2023, 9, 1), "soon", 14),
        (date(2023, 8, 1), "behind", 0),
    ],
)
def test_a_project_past_its_day_with_money_unpaid_is_late_and_before_it_due(day, state, days):
    (one,) = late(on(day), [standing()], CODE)
    assert (one.state, one.days, one.project) == (state, days, 1)


def test_a_project_that_is_paid_is_never_late():
    assert late(on(date(2023, 12, 1)), [standing(paid=100)], CODE) == []


def test_a_project_behind_the_year_says_what_it_lacks():
    (one,) = late(
        on(date(2023, 7, 2)), [standing(ends=None, allotted=36500, paid=0)], CODE
    )  # 183 of 365 days
    assert (one.state, one.lag, one.amount) == ("behind", Fraction(183, 365), 18300)


def test_money_that_waits_too_long_is_late_and_names_its_rule():
    grant = GrantFacts(7, "甲财〔2023〕7号", "central", "consolidate", date(2023, 8, 1), 500)
    (one,) = late(on(date(2023, 9, 10), (grant,)), [], CODE)
    assert (one.state, one.days, one.due, one.amount, one.grant) == ("late", 10, date(2023, 8, 31), 500, 7)
    assert one.basis is not None and one.basis.unverified
    assert late(on(date(2023, 8, 10), (grant,)), [], CODE) == []


def test_the_most_urgent_comes_first():
    things = [
        standing(id=1, name="甲", ends=date(2023, 9, 30)),
        standing(id=2, name="乙", ends=date(2023, 9, 1)),
        standing(id=3, name="丙", ends=None),
        standing(id=4, name="丁", ends=date(2023, 9, 15)),
    ]
    assert [one.about for one in late(on(date(2023, 9, 20)), things, CODE)] == ["乙", "丁", "甲", "丙"]


def test_a_reversed_grant_leaves_nothing_behind(county):
    grant = county.arrive("错登", 10 * WAN, day="2023-03-01")
    arrival = Transfer.objects.get(grant=grant, kind="arrive")
    county.reverse(arrival, day="2023-03-05")
    facts = county_facts(whole(date(2023, 3, 6)))
    assert facts.received["central", "consolidate"] == 1000 * WAN
    assert Grant.objects.filter(pk=grant.pk).exists()
