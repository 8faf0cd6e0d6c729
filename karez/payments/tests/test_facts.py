"""The facts that rules see and the findings: held against the books' own rows, added up in plain Python."""

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
from karez.payments.models import Payment
from karez.projects.arranging import arranged_now
from karez.projects.models import Project
from karez.rulebook.facts import Filler
from karez.rulebook.findings import findings, verdicts
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
        facts = Filler(whole(day))
        received, paid, quota = by_hand(day)
        assert without_zeros(facts["received"]) == without_zeros(received), day
        assert without_zeros(facts["paid"]) == without_zeros(paid), day
        net = defaultdict(int)
        for one in facts["spendings"]:
            assert one.amount > 0
            net[one.project.id, one.grant.id] += one.amount
        assert dict(net) == quota, day
        assert sum(facts["received"].values()) == evaluate("funds.received", whole(day)).value
        assert sum(facts["paid"].values()) == evaluate("funds.paid", whole(day)).value
        assert (
            sum(grant.available for grant in facts["grants"]) == evaluate("funds.available", whole(day)).value
        )
        share = evaluate("policy.central_industry_share", whole(day))
        central = [
            one
            for one in facts["spendings"]
            if one.grant.source == "central" and one.project.category == "industry"
        ]
        assert sum(one.amount for one in central) == share.part


def test_each_quota_keeps_the_day_on_which_it_was_issued(county):
    county.allot(100 * WAN, day="2023-03-01", quota_issued="2023-03-05")
    county.allot(50 * WAN, day="2023-05-01")
    facts = Filler(whole(date(2023, 6, 1)))
    assert [(one.amount, one.issued) for one in facts["spendings"]] == [
        (100 * WAN, date(2023, 3, 5)),
        (50 * WAN, date(2023, 5, 1)),
    ]


def test_what_was_taken_back_leaves_the_latest_quota_first(county):
    county.allot(100 * WAN, day="2023-03-01")
    county.allot(50 * WAN, day="2023-05-01")
    county.reallocate(70 * WAN, giver="水渠", taker="果园", day="2023-06-01")
    facts = Filler(whole(date(2023, 6, 1)))
    assert [(one.project.name, one.amount, one.issued) for one in facts["spendings"]] == [
        ("水渠", 80 * WAN, date(2023, 3, 1)),
        ("果园", 70 * WAN, None),
    ]


def test_a_project_is_described_as_it_was_on_the_day(county):
    county.allot(100 * WAN)
    county.amend("水渠", kind="sewage", day="2023-06-01")
    kinds = [
        next(one.kind for one in Filler(whole(day))["projects"] if one.name == "水渠")
        for day in (date(2023, 5, 31), date(2023, 6, 1))
    ]
    assert kinds == ["water", "sewage"]


PORTIONS = ("projects", "plans", "grants", "received", "paid", "spendings", "totals", "last_industry_share")


def read_all(scope, projects=None):
    facts = Filler(scope, projects=projects)
    for portion in PORTIONS:
        facts[portion]


def test_the_facts_take_a_fixed_number_of_statements(county):
    with CaptureQueriesContext(connection) as few:
        read_all(whole(date(2023, 12, 31)))
    eventful(county, 1)
    for number in range(5):
        county.register(f"渠{number}", day="2023-03-01")
    with CaptureQueriesContext(connection) as many:
        read_all(whole(date(2023, 12, 31)))
    assert len(many) == len(few) <= 9
    with CaptureQueriesContext(connection) as some:
        read_all(whole(date(2023, 12, 31)), [county.project("水渠").pk])
    assert len(some) <= len(few)


def test_last_years_share_is_unknown_where_the_books_hold_no_last_year(county):
    assert Filler(whole(date(2023, 9, 1)))["last_industry_share"] is None


def test_last_years_share_comes_from_last_years_books(county):
    county.arrive("去年", 200 * WAN, day="2022-03-01", year=2022, issued="2022-02-01")
    county.register("去年果园", year=2022, category="industry", kind="planting", day="2022-03-01")
    county.allot(120 * WAN, grant="去年", project="去年果园", day="2022-04-01")
    assert Filler(whole(date(2023, 9, 1)))["last_industry_share"] == Fraction(3, 5)


def test_a_township_sees_facts_of_its_own_projects_and_nothing_of_the_countys_money(county):
    county.allot(300 * WAN)
    county.allot(200 * WAN, project="果园")
    facts = Filler(Scope(CODE, 2023, date(2023, 9, 1), "652722101"))
    assert (facts["received"], facts["last_industry_share"]) == ({}, None)
    assert [(one.document, one.came, one.available) for one in facts["grants"]] == [
        (county.grant("中央").document, 0, 0)
    ]
    assert [one.name for one in facts["projects"]] == ["水渠"]
    assert [one.amount for one in facts["spendings"]] == [300 * WAN]


# -- findings


def test_the_rules_of_the_countys_money_are_not_asked_for_a_township(county):
    county.allot(300 * WAN)
    scope = Scope(CODE, 2023, date(2023, 9, 1), "652722101")
    assert {one.rule.key for one in verdicts(Filler(scope))} == {
        "kind_not_payable", "negative_list", "quota_issued_late",
    }  # fmt: skip


def test_every_rule_says_found_passed_or_why_not(county):
    county.allot(300 * WAN, day="2023-05-01")
    facts = Filler(whole(date(2023, 9, 1)))
    by_key = {one.rule.key: one for one in verdicts(facts)}
    assert {key for key, one in by_key.items() if one.result == "found"} == {
        one.rule for one in findings(facts)
    }
    assert by_key["quota_issued_late"].result == "found"
    assert by_key["industry_share_falling"].result == "silent"
    assert "没有上年数" in by_key["industry_share_falling"].why
    assert by_key["management_fee_cap"].result == "passed" and by_key["management_fee_cap"].unverified


def test_a_rule_without_a_value_on_that_day_is_not_called_passed(county):
    facts = Filler(whole(date(2023, 5, 1)))  # the check points came into force in July
    by_key = {one.rule.key: one for one in verdicts(facts)}
    assert (by_key["payment_progress"].result, by_key["payment_progress"].why) == (
        "silent",
        "这一天没有生效的规定。",
    )


def test_without_money_nothing_is_called_passed_but_what_projects_say(county):
    facts = Filler(whole(date(2023, 2, 1)))  # before the first money came
    assert {one.rule.key for one in verdicts(facts) if one.result == "passed"} <= {"negative_list"}
    assert {one.why for one in verdicts(facts)} >= {"账上还没有资金。"}


@pytest.mark.parametrize("seed", range(3))
def test_what_is_found_of_a_project_in_the_county_is_found_of_the_project_alone(county, seed):
    """The county's check and a project's page say the same of it, to the case."""
    eventful(county, seed)
    county.allot(5 * WAN, grant="自治区", project="果园", day="2023-12-20")
    county.amend("果园", content="新建村委会办公楼", day="2023-12-21")
    scope = whole(date(2023, 12, 31))
    whole_county, alone = findings(Filler(scope)), {}
    for project in Project.objects.filter(arranged_now(CODE, 2023)):
        alone[project.pk] = findings(Filler(scope, projects=(project.pk,)))
    of_county = sorted(
        str(row) for one in whole_county if one.rule == "quota_issued_late" for row in one.rows
    )
    of_each = sorted(
        str(row)
        for each in alone.values()
        for one in each
        if one.rule == "quota_issued_late"
        for row in one.rows
    )
    assert of_county == of_each and of_county
    for rule in ("kind_not_payable", "negative_list"):
        judged = [(one.where["project"], one.message) for one in whole_county if one.rule == rule]
        assert sorted(judged) == sorted(
            (pk, one.message) for pk, each in alone.items() for one in each if one.rule == rule
        )
    assert "negative_list" in {one.rule for one in whole_county}


def test_of_two_quotas_of_one_grant_the_late_one_is_found_on_the_project_too(county):
    """The first in time, the second not: a page with a filler of its own told of the first day only."""
    county.allot(100 * WAN, day="2023-03-05")
    county.allot(50 * WAN, day="2023-08-01")
    scope = whole(date(2023, 9, 1))
    (alone,) = findings(Filler(scope, projects=(county.project("水渠").pk,)))
    (of_county,) = [one for one in findings(Filler(scope)) if one.rule == "quota_issued_late"]
    assert alone.message == of_county.message and alone.message.startswith("50万元到县")


# -- a grant that was a mistake


def test_a_reversed_grant_leaves_nothing_behind(county):
    grant = county.arrive("错登", 10 * WAN, day="2023-03-01")
    arrival = Transfer.objects.get(grant=grant, kind="arrive")
    county.reverse(arrival, day="2023-03-05")
    facts = Filler(whole(date(2023, 3, 6)))
    assert facts["received"]["central", "consolidate"] == 1000 * WAN
    assert Grant.objects.filter(pk=grant.pk).exists()
