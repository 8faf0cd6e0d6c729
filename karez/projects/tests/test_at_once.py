"""Eight processes on one set of books: what they register and set at one moment."""

import pytest

from karez.testing.race import PROCESSES, ask, race

pytestmark = pytest.mark.django_db


def test_whoever_registers_at_one_moment_is_refused_nothing_and_gets_a_number_of_his_own(shared_books):
    said = race(shared_books, [["register", "6", str(n)] for n in range(PROCESSES)])
    codes = sorted(code for one in said for code in one["codes"])
    assert codes == [f"652722-2023-{number:05d}" for number in range(3, 3 + 6 * PROCESSES)]


def test_targets_set_at_one_moment_leave_one_that_holds(shared_books):
    said = race(shared_books, [["aim", "6", str(n)] for n in range(PROCESSES)])
    assert [one["done"] for one in said] == [6] * PROCESSES
    assert ask(shared_books, "look")["breaches"] == []
