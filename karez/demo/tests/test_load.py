"""The demo county, 精河县 2023: loaded through acts, its figures add up to the county's own report on 2023-09-20."""

from datetime import date

import pytest

from karez.demo.load import load, read
from karez.figures import Reading, Scope, print_value
from karez.kernel.money import WAN
from karez.testing.tables import everything
from karez.trail.invariants import invariants

pytestmark = pytest.mark.django_db

DAY = date(2023, 9, 20)


@pytest.fixture(scope="module")
def books(django_db_setup, django_db_blocker):
    """The demo county, loaded once for this module and undone after it."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        list(load(read()))
        yield
        transaction.set_rollback(True)


def reading(day=DAY):
    return Reading(Scope.whole("652722", 2023, day))


def texts(one, key, *dims):
    return {"/".join(map(str, result.by.values())): result.text for result in one.split(key, dims)}


def test_it_says_what_the_report_says(books):
    one = reading()
    assert one.evaluate("funds.received").text == "5126万元"
    assert texts(one, "funds.received", "source", "task") == {
        "central/consolidate": "2372万元", "regional/consolidate": "2316万元", "central/minority": "330万元",
        "central/state_farm": "108万元",
    }  # fmt: skip
    assert one.evaluate("projects.count").text == "13"
    assert one.evaluate("projects.amount").text == "5126万元"
    assert texts(one, "projects.count", "category") == {
        "industry": "6", "infrastructure": "5", "employment": "1", "other": "1",
    }  # fmt: skip
    assert texts(one, "projects.amount", "category") == {
        "industry": "2120万元", "infrastructure": "2916万元", "employment": "60万元", "other": "30万元",
    }  # fmt: skip
    assert texts(one, "projects.share", "category") == {
        "industry": "41.36%", "infrastructure": "56.89%", "employment": "1.17%", "other": "0.59%",
    }  # fmt: skip
    assert one.evaluate("performance.expected_income").text == "50万元"
    assert one.evaluate("performance.expected_jobs").text == "150"
    assert one.evaluate("funds.available").value == 0
    assert (
        one.evaluate("funds.allotted").value
        == one.evaluate("funds.paid").value + one.evaluate("funds.unpaid").value
    )


def test_it_agrees_with_its_own_file(books):
    """Whatever is in the file, day by day: no act was lost and none counted twice."""
    data = read()
    for day in (
        "2022-12-04",
        "2022-12-05",
        "2022-12-31",
        "2023-03-01",
        "2023-05-22",
        "2023-09-20",
        "2023-12-31",
    ):
        one = reading(date.fromisoformat(day))
        for key, rows, on, amount in (
            ("funds.received", "grants", "received", "amount_fen"),
            ("funds.allotted", "allotments", "approved", "amount_fen"),
            ("funds.paid", "payments", "paid", "amount_fen"),
        ):
            expected = sum(row[amount] for row in data[rows] if row[on] <= day)
            assert one.evaluate(key).value == expected, (key, day)
        begun = {row["project"] for row in data["allotments"] if row["approved"] <= day}
        assert one.evaluate("projects.count").value == len(begun)


@pytest.mark.parametrize(
    ("day", "received", "allotted", "count"),
    [("2022-12-04", 0, 0, 0), ("2022-12-31", 3430, 0, 0)],
)
def test_money_noticed_in_advance_belongs_to_its_budget_year(books, day, received, allotted, count):
    one = reading(date.fromisoformat(day))
    assert one.evaluate("funds.received").value == received * WAN
    assert one.evaluate("funds.allotted").value == allotted * WAN
    assert one.evaluate("projects.count").value == count
    assert print_value(one.evaluate("projects.share").value, "share") == "—"
    assert Reading(Scope.whole("652722", 2022, date.fromisoformat(day))).evaluate("funds.received").value == 0


def test_loading_twice_changes_nothing(books):
    before = everything()
    list(load(read()))
    assert everything() == before


def test_verify_finds_nothing(books):
    assert [one for check in invariants() for one in check.breaches()] == []
