"""Both times of what is said of a project: what held on a day, and what was known of it at a moment; and what the
tables of old became.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karez.projects.models import Edition, Target
from karez.testing.county import rolled_back
from karez.trail.spans import (
    STILL,
    as_told,
    begin,
    begin_earlier,
    current,
    first_day,
    gap,
    known_at,
    on,
    replace,
)

FIRST = date(2023, 3, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(-1, 9)]
BEFORE = (("projects", "0001_initial"), ("trail", "0002_append_only"))
AFTER = (("projects", "0002_spans"), BEFORE[1])


def jobs(day, moment=None):
    """What the targets say of a day, as known at the moment."""
    rows = Target.objects.filter(on(day, known=moment), project__name="水渠", indicator="jobs")
    return list(rows.values_list("value", flat=True))


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), min_size=1, max_size=6))
def test_what_held_on_any_day_as_it_was_known_at_any_moment(county, steps):
    """Against the model of the acts themselves: the latest one that was recorded by then and counts from that day or before."""
    with rolled_back():
        acts, moments, day = [], [], FIRST
        for later, value in steps:
            day += timedelta(days=later)  # 0: said again on the same day
            county.set_target("水渠", "jobs", value, day=day)
            acts.append((day, value))
            moments.append(timezone.now())
        for known, moment in [*enumerate(moments, 1), (len(acts), None)]:
            for asked in [*DAYS, day, date(2030, 1, 1)]:
                told = [value for since, value in acts[:known] if since <= asked]
                assert jobs(asked, moment) == told[-1:], (asked, known)
        rows = list(Target.objects.order_by("pk"))
        assert [(row.valid_from, row.value) for row in as_told(rows)[0]] == acts
        assert gap(rows) is None
        assert [row.value for row in Target.objects.filter(current())] == [acts[-1][1]]
        assert county.breaches() == []


@pytest.mark.django_db
def test_a_first_day_moved_back_was_not_known_before_it_was(county):
    """水渠 was registered on 2023-02-15; in March the desk books an approval of 10 February."""
    project, before = county.project("水渠"), timezone.now()
    early, late = date(2023, 2, 10), date(2023, 2, 15)
    county.arrive("早", day="2023-02-01")
    county.allot(1, grant="早", day=early)
    known = [
        Edition.objects.filter(on(day, known=moment), project=project).count()
        for day in (early, late)
        for moment in (before, None)
    ]
    assert known == [0, 1, 1, 1]
    county.amend("水渠", planned=7, day="2023-02-12")  # between the two: the first still holds until then
    held = Edition.objects.filter(known_at(), project=project).order_by("valid_from")
    assert [(str(row.valid_from), str(row.valid_to), row.planned) for row in held] == [
        ("2023-02-10", "2023-02-12", 0), ("2023-02-12", "9999-12-31", 7),
    ]  # fmt: skip
    assert county.breaches() == []


@pytest.mark.django_db
def test_a_first_day_that_is_early_enough_is_left_alone(county):
    """What is superseded says nothing of it, and an approval of that day or later writes no row."""
    project = county.project("水渠")
    county.arrive("早", day="2023-02-01")
    written = []
    for day in ("2023-02-10", "2023-02-10", "2023-02-12", "2023-02-08"):
        county.allot(1, grant="早", day=day)
        written.append((str(first_day(Edition, project_id=project.pk)), project.editions.count()))
    assert written == [("2023-02-10", 2), ("2023-02-10", 2), ("2023-02-10", 2), ("2023-02-08", 3)]
    county.amend(
        "水渠", planned=7, day="2023-02-08"
    )  # from its own first day: the superseded row leaves nothing
    assert first_day(Edition, project_id=project.pk) == date(2023, 2, 8)
    assert first_day(Edition, project_id=0) is None
    assert county.breaches() == []


@pytest.mark.django_db
def test_the_database_takes_one_current_row_and_no_row_of_no_days(county):
    facts = {"project": county.project("水渠"), "indicator": "jobs", "value": 1}
    first = begin(Target(**facts), FIRST)
    with pytest.raises(IntegrityError), transaction.atomic():
        begin(Target(**facts), FIRST)
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.create(**facts, valid_from=FIRST, valid_to=FIRST)
    with pytest.raises(ValueError, match="lies before 2023-03-01"):
        replace(first, Target(**facts), FIRST - timedelta(days=1))
    begin_earlier(first, FIRST - timedelta(days=5))
    assert Target.objects.get(current()).valid_from == FIRST - timedelta(days=5)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            ("valid_to", date(2023, 5, 31)),
            "登记的时段不相接：前一条到 2023-05-31 为止，后一条自 2023-06-01 起",
        ),
        (("planned", 9), "登记自 2023-02-15 起的一条不是办理时说的内容"),
    ],
)
def test_verify_finds_a_row_said_anew_that_was_changed(county, rows, says):
    county.amend("水渠", planned=5, day="2023-06-01")
    Edition.objects.filter(project=county.project("水渠"), valid_to=date(2023, 6, 1)).update(**dict([rows]))
    assert [says in one.what for one in county.breaches()] == [True]


def test_what_the_tables_of_old_became(old_books):
    then = old_books.at(*BEFORE)
    region = then.get_model("places", "Region").objects.create(
        code="652722000000", name="精河县", level="county"
    )
    facts = {"name": "渠", "category": "infrastructure", "kind": "water", "region": region}
    projects = then.get_model("projects", "Project").objects
    told = projects.create(county="652722", year=2023, code="1", registered=FIRST, **facts)
    silent = projects.create(county="652722", year=2023, code="2", registered=FIRST, **facts | {"name": "路"})
    moments = [datetime(2023, 3, 1, 8, n, tzinfo=UTC) for n in range(4)]
    june, july = date(2023, 6, 1), date(2023, 7, 1)
    # Registered; amended on 1 June, again on that day, and on 1 July.
    old = [(FIRST, june), (june, june), (june, july), (july, STILL)]
    for number, (since, until) in enumerate(old):
        then.get_model("projects", "Edition").objects.create(
            project=told, valid_from=since, valid_to=until, planned=number, **facts
        )
        then.get_model("trail", "Entry").objects.create(
            county="652722", seq=number + 1, recorded_at=moments[number], day=since, username="u", name="u", role="rural",
            via="", act="projects.amend" if number else "projects.register", subject=f"projects.project:{told.pk}",
            hash=str(number),
        )  # fmt: skip
    then.get_model("projects", "Edition").objects.create(
        project=silent, valid_from=FIRST, valid_to=STILL, **facts
    )
    then.get_model("projects", "Target").objects.create(
        project=silent, indicator="jobs", value=3, valid_from=FIRST, valid_to=STILL
    )

    now = old_books.at(*AFTER)
    rows = (
        now.get_model("projects", "Edition").objects.filter(project_id=told.pk).order_by("recorded_at", "pk")
    )
    assert [
        (row.planned, row.valid_from, row.valid_to, row.recorded_at, row.superseded_at) for row in rows
    ] == [
        (0, FIRST, STILL, moments[0], moments[1]),
        (1, june, STILL, moments[1], moments[2]),
        (0, FIRST, june, moments[1], None),
        (2, june, STILL, moments[2], moments[3]),
        (3, july, STILL, moments[3], None),
        (2, june, july, moments[3], None),
    ]
    midnight = datetime(2023, 2, 28, 16, tzinfo=UTC)  # in Urumqi's books, on Beijing's clock
    for name in ("Edition", "Target"):
        (row,) = now.get_model("projects", name).objects.filter(project_id=silent.pk)
        assert (row.valid_from, row.valid_to, row.recorded_at, row.superseded_at) == (
            FIRST,
            STILL,
            midnight,
            None,
        )

    back = old_books.at(*BEFORE)
    rows = back.get_model("projects", "Edition").objects.filter(project_id=told.pk).order_by("pk")
    assert [(row.valid_from, row.valid_to, row.planned) for row in rows] == [
        (since, until, number) for number, (since, until) in enumerate(old)
    ]
