"""年度安排: of which years a project is, which lists, names and codes follow from it, and what the tables of old became."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from karez.kernel.refusal import Refusal
from karez.projects.arranging import arranged, arranged_now, years_of
from karez.projects.commands import shown_facts
from karez.projects.invariants import names_are_unique_in_a_year, projects_agree_with_the_trail
from karez.projects.models import Arrangement, Edition, Project
from karez.trail import spans
from karez.trail.guards import guard_names, missing_guards
from karez.trail.models import Entry

BEFORE = (("projects", "0003_indicators_are_policy"), ("funds", "0002_append_only"))
AFTER = (("projects", "0004_arrangements"), ("funds", "0002_append_only"))
FIRST = date(2023, 3, 1)


def refused(county, does, says, field="name"):
    before = county.everything()
    with pytest.raises(Refusal, match=says) as caught:
        does()
    assert (caught.value.rule, caught.value.field) == ("projects.name_taken", field)
    assert county.everything() == before


def on_the_lists(county, day):
    return set(Project.objects.filter(arranged(county.scope(day))).values_list("name", flat=True))


@pytest.mark.django_db
def test_registering_arranges_a_project_for_its_year_from_that_day_on(county):
    project = county.register("新渠", year=2023, day="2023-05-01")
    row = Arrangement.objects.get(project=project)
    assert (row.year, row.valid_from, row.valid_to) == (2023, date(2023, 5, 1), spans.STILL)
    assert "新渠" not in on_the_lists(county, "2023-04-30") and "新渠" in on_the_lists(county, "2023-05-01")
    assert on_the_lists(county, "2023-12-31") == {"水渠", "果园", "新渠"}
    assert [one.name for one in Project.objects.filter(arranged_now("652722", 2024))] == ["明年渠"]
    entry = Entry.objects.get(act="projects.register", label="新渠")
    assert (entry.after["code"], entry.after["year"]) == ("652722-2023-00003", 2023)
    assert county.breaches() == []


@pytest.mark.django_db
def test_a_name_is_free_in_another_year_until_the_project_comes_there(county):
    """Next year's 水渠 is another project; this year's cannot be arranged beside it, nor take its name."""
    this, that = county.project("水渠"), county.register("水渠", year=2024)
    assert (this.code, that.code) == ("652722-2023-00001", "652722-2024-00002")
    county.arrive("明年", year=2024)
    says = "本县 2024 年度已有名为“水渠”的项目"
    refused(county, lambda: county.allot(1, grant="明年", project=this), says, "project")
    county.allot(5, grant="明年", project=that)
    refused(county, lambda: county.reallocate(1, grant="明年", giver=that, taker=this), says, "taker")
    county.amend(this, name="老水渠")
    county.reallocate(1, grant="明年", giver=that, taker="老水渠")
    assert years_of(this) == [2023, 2024]
    refused(county, lambda: county.amend("老水渠", name="水渠", day="2024-01-02"), says)
    refused(
        county, lambda: county.amend("老水渠", name="果园", day="2024-01-02"), "本县 2023 年度已有名为“果园”"
    )
    refused(county, lambda: county.register("老水渠", year=2024), "本县 2024 年度已有名为“老水渠”的项目")
    assert county.register("老水渠", year=2025).code == "652722-2025-00001"
    assert county.breaches() == []


@pytest.mark.django_db
def test_a_code_counts_the_projects_registered_for_a_year_not_those_arranged_for_it(county):
    county.arrive("明年", year=2024)
    county.allot(1, grant="明年", project="果园")
    assert county.register("又一", year=2024).code == "652722-2024-00002"
    assert county.project("果园").code == "652722-2023-00002"


@pytest.mark.django_db
def test_the_database_takes_one_arrangement_of_a_project_for_a_year(county):
    with pytest.raises(IntegrityError), transaction.atomic():
        spans.begin(Arrangement(project=county.project("水渠"), year=2023), FIRST)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: rows.update(year=2024), "安排在 2024 年度，留痕里是 2023 年度"),
        (lambda rows: rows.delete(), "安排在 没有哪个 年度，留痕里是 2023 年度"),
        (lambda rows: rows.update(valid_from=date(2023, 7, 1)), "自 2023-07-01 起安排到 2023 年度，登记日期为 2023-02-15"),
        (
            lambda rows: rows.create(project=rows.get().project, year=2025, valid_from=FIRST),
            "安排在 2023、2025 年度，留痕里是 2023 年度",
        ),
    ],
)  # fmt: skip
def test_verify_finds_an_arrangement_that_no_act_made(county, change, says):
    change(Arrangement.objects.filter(project=county.project("水渠")))
    assert [one.what for one in county.breaches() if one.invariant == "projects-trail"] == [f"{says}。"]


@pytest.mark.django_db
def test_verify_finds_two_projects_of_one_name_in_one_year(county):
    Project.objects.filter(name="果园").update(name="水渠")
    told = [(one.where, one.what) for one in county.breaches() if one.invariant == "project-names"]
    assert told == [("652722 2023 年度", "有 2 个项目名为“水渠”。")]


def test_what_the_budget_years_of_old_became(old_books):
    then = old_books.at(*BEFORE)
    region = then.get_model("places", "Region").objects.create(
        code="652722000000", name="精河县", level="county"
    )
    facts = {"category": "infrastructure", "kind": "water", "region": region}
    moment = datetime(2023, 3, 1, 8, tzinfo=UTC)
    # The same name in two years; the first is known from an approval older than its registration.
    years = {"652722-2023-00001": 2023, "652722-2024-00001": 2024}
    for code, year in years.items():
        project = then.get_model("projects", "Project").objects.create(
            county="652722", year=year, code=code, name="渠", registered=FIRST, **facts
        )
        for since, superseded in ((FIRST, moment), (date(2023, 2, 1), None))[: 2 if year == 2023 else 1]:
            then.get_model("projects", "Edition").objects.create(
                project=project, name="渠", valid_from=since, recorded_at=moment,
                superseded_at=superseded if year == 2023 else None, **facts,
            )  # fmt: skip

    now = old_books.at(*AFTER)
    arrangements = now.get_model("projects", "Arrangement").objects.order_by("pk")
    assert [
        (row.project.code, row.year, row.valid_from, row.valid_to, row.recorded_at, row.superseded_at)
        for row in arrangements
    ] == [
        ("652722-2023-00001", 2023, date(2023, 2, 1), spans.STILL, moment, None),
        ("652722-2024-00001", 2024, FIRST, spans.STILL, moment, None),
    ]
    assert guard_names("funds_transfer") and missing_guards("funds_transfer", "funds_allotment") == []
    arrangements.create(project=arrangements[0].project, year=2025, valid_from=FIRST)

    back = old_books.at(*BEFORE)
    rows = back.get_model("projects", "Project").objects.order_by("code")
    assert {row.code: row.year for row in rows} == years
    facts["region_id"] = facts.pop("region").pk
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.create(county="652722", year=2023, code="2", name="渠", registered=FIRST, **facts)


def test_books_of_old_are_whole_after_the_migration(old_books):
    """The demo of the old tables would be large: one project with its trail, then what `karez verify` asks of projects."""
    then = old_books.at(*BEFORE)
    region = then.get_model("places", "Region").objects.create(
        code="652722000000", name="精河县", level="county"
    )
    project = then.get_model("projects", "Project").objects.create(
        county="652722", year=2023, code="652722-2023-00001", name="渠", registered=FIRST, region=region,
        category="infrastructure", kind="water",
    )  # fmt: skip
    then.get_model("projects", "Edition").objects.create(
        project=project, name="渠", valid_from=FIRST, region=region, category="infrastructure", kind="water",
    )  # fmt: skip
    old_books.newest()
    kept = Project.objects.get()
    after = {"code": kept.code, "year": 2023} | shown_facts(kept)
    Entry.objects.create(
        county="652722", seq=1, recorded_at=datetime(2023, 3, 1, tzinfo=UTC), day=FIRST, username="u", name="u",
        role="rural", via="", act="projects.register", subject=f"projects.project:{kept.pk}", after=after, hash="0",
    )  # fmt: skip
    assert Edition.objects.count() == Arrangement.objects.count() == 1
    assert [*projects_agree_with_the_trail("652722"), *names_are_unique_in_a_year("652722")] == []
