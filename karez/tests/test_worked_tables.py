"""The tables in docs/algorithms/progress.md and rounding.md are recomputed; a number that is wrong there fails here."""

from datetime import date

import pytest

from karez import policy
from karez.figures import json_value, print_value
from karez.kernel.money import capital, wan, yuan
from karez.kernel.periods import days_in_year, days_passed, time_share
from karez.kernel.shares import percent, share
from karez.tests.pages import Row, table


@pytest.mark.parametrize("row", table("algorithms/progress.md", "year"), ids=lambda row: row["day"])
def test_the_year_passes_as_the_page_says(row: Row):
    year, day = int(row["year"]), date.fromisoformat(row["day"])
    assert row["days passed"] == (str(days_passed(day)) if day.year == year else "–")
    assert row["of"] == str(days_in_year(year))
    assert row["time share"] == percent(time_share(day, year))
    try:
        marks = policy.parameter("payment_checkpoints", "652722", day).value
    except policy.NoValue:
        assert (row["checkpoint passed"], row["next checkpoint"]) == ("–", "–")
        return
    assert row["checkpoint passed"] == _mark(marks.passed(day, year))
    assert row["next checkpoint"] == _mark(marks.next(day, year))


def _mark(mark):
    return f"{percent(mark[1])} by {mark[0]}" if mark else "–"


@pytest.mark.parametrize("row", table("algorithms/rounding.md", "fen"), ids=lambda row: row["fen"])
def test_amounts_print_as_the_page_says(row: Row):
    fen = int(row["fen"])
    assert [row["万元"], row["yuan"], row["大写"]] == [wan(fen), yuan(fen), capital(fen)]


@pytest.mark.parametrize(
    "row", table("algorithms/rounding.md", "part"), ids=lambda row: f"{row['part']}:{row['whole']}"
)
def test_shares_print_as_the_page_says(row: Row):
    value = share(int(row["part"]), int(row["whole"]))
    assert row["printed"] == print_value(value, "share")
    assert row["as data"] == (json_value(value, "share") or "null")
