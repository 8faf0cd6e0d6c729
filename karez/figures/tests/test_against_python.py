"""For random books, on the database in use: a figure = the sum of its drill-down = a recomputation in plain Python."""

from collections import defaultdict
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karez.figures import Reading, evaluate, rows, split
from karez.figures.tests.mart_tables import MODELS, SCOPE, allot, pay, put

VALUES = {
    "source": st.sampled_from(["central", "regional", "prefecture", "county", None]),
    "task": st.sampled_from(["consolidate", "minority", "state_farm"]),
    "category": st.sampled_from(["industry", "infrastructure", "employment", "other"]),
    "project": st.sampled_from(["水渠", "牧道", "100%果园", "o'clock"]),
    "advance_notice": st.booleans(),
    "region": st.sampled_from(["652722200204", "652722102202", "652701100000"]),
    "year": st.sampled_from([2022, 2023, 2023, 2023]),
}
AMOUNTS = st.integers(-(10**12), 10**12)


def books_of(make):
    return st.lists(
        st.builds(lambda amount, other: make(amount, **other), AMOUNTS, st.fixed_dictionaries(VALUES)),
        max_size=12,
    )


def seen(made):
    return [row for row in made if row["year"] == 2023 and row["region"].startswith("652722")]


def test_value_and_drill_down_and_recomputation_agree(books):
    @given(books_of(allot), books_of(pay), st.data())
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def agree(allotments, payments, data):
        for table, made in (("allotment", allotments), ("payment", payments)):
            MODELS[table].objects.all().delete()
            put(table, *made)
        dims = tuple(data.draw(st.permutations(books.paid.by), label="dims")[: data.draw(st.integers(0, 3))])
        wanted = {
            dim: data.draw(VALUES[dim], label=dim)
            for dim in data.draw(st.sets(st.sampled_from(books.paid.by), max_size=1))
        }
        kept = [row for row in seen(payments) if all(row[dim] == value for dim, value in wanted.items())]
        quota = [row for row in seen(allotments) if all(row[dim] == value for dim, value in wanted.items())]

        def groups(found):
            sums = defaultdict(int)
            for row in found:
                sums[tuple(row[dim] for dim in dims)] += row["amount"]
            return dict(sums) if dims else {(): sums[()]}

        def said(key):
            return {tuple(one.by.values()): one.value for one in split(key, SCOPE, dims, wanted)}

        assert said("funds.paid") == groups(kept)
        of, over = groups(kept), groups(quota)
        rates = {at: Fraction(of.get(at, 0), over[at]) if over.get(at) else None for at in of | over}
        assert said("funds.payment_rate") == rates
        assert sum(row["measure"] for row in rows("funds.paid", SCOPE, wanted)) == sum(
            row["amount"] for row in kept
        )
        assert evaluate("funds.vouchers", SCOPE, wanted).value == len(
            [row for row in kept if row["amount"] > 0]
        )
        reading = Reading(SCOPE)
        for one in reading.list_all():
            behind = sum(row["measure"] for row in rows(one.key, SCOPE, one.by))
            assert behind == (one.value if one.part is None else one.part), one
            assert reading.count_rows(one.key, one.by) == len(rows(one.key, SCOPE, one.by))
            if one.part is not None:
                whole = sum(row["measure"] for row in rows(one.key, SCOPE, one.by, part="over"))
                assert (whole, one.value) == (one.whole, Fraction(behind, whole) if whole else None), one

    agree()
