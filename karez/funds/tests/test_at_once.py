"""Eight processes on one set of books: what they spend, book and close."""

import pytest

from karez.testing.race import PROCESSES, ask, race

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(shared_books):
    """The environment of a migrated and seeded deployment."""
    return shared_books


def after(books, grant):
    """The grant's balances, once verify has found nothing."""
    said = ask(books, "look")
    assert said["breaches"] == []
    return said["balances"][f"甲财〔2023〕{grant}号"]


def test_exactly_what_was_there_is_spent(books):
    """160 tries at 1 fen of 100."""
    said = race(books, [["spend", "百分", "20", "1", str(n)] for n in range(PROCESSES)])
    refused = [why for one in said for why in one["refused"]]
    assert sum(one["done"] for one in said) == 100
    assert len(refused) == 20 * PROCESSES - 100
    assert all(why.startswith("funds.shortfall: ") and "只剩 0万元" in why for why in refused), set(refused)
    assert after(books, "百分") == {"allotted": 100, "arrived": -100, "available": 0, "returned": 0}


def test_one_key_from_all_is_done_once_and_answers_all(books):
    """The grant is spent by the first; the others must not hear that nothing is left, nor that it is registered."""
    said = race(books, [["once", "同键", "100", "k"] for _ in range(PROCESSES)])
    assert len({(one["allotment"], one["grant"]) for one in said}) == 1
    assert after(books, "同键") == {"allotted": 100, "arrived": -100, "available": 0, "returned": 0}
    assert after(books, "同时")["available"] == 5


def test_acts_on_one_project_never_wait_for_each_other_in_a_ring(books):
    half = PROCESSES // 2
    said = race(
        books,
        [["spend", "环", "15", "1", f"环{n}"] for n in range(half)]
        + [["amend", "15", str(n)] for n in range(half)],
    )
    assert [one["done"] for one in said] == [15] * PROCESSES
    assert after(books, "环")["allotted"] == 15 * half


def test_whoever_arranges_a_project_for_another_year_waits_for_nobody_in_a_ring(books):
    """Arranging takes the county's lock before the grant's, as those do who register, amend and bring a grant."""
    half = PROCESSES // 2
    said = race(
        books,
        [["carry", "6", str(n)] for n in range(half)]
        + [["amend", "6", str(n)] for n in range(2)]
        + [["bring", "6", f"跨{n}"] for n in range(half - 2)],
    )
    assert [one["done"] for one in said] == [6] * PROCESSES
    assert after(books, "来年")["available"] == 10_000 - 2 * 6 * half


def test_nothing_is_booked_in_a_year_behind_its_closing(books):
    """The last test: it closes the year in which the others live."""
    half = PROCESSES // 2
    said = race(
        books,
        [["spend", "关账", "25", "1", f"关{n}"] for n in range(half)]
        + [["bring", "25", str(n)] for n in range(half - 1)]
        + [["close", "20"]],
    )
    assert ask(books, "booked_after", str(said[-1]["seq"])) == {"count": 0}
    assert all(why.startswith("funds.year_closed") for one in said[:-1] for why in one["refused"])
    assert any(one["refused"] for one in said[:-1]) and any(one["done"] for one in said[:-1])
    after(books, "关账")
