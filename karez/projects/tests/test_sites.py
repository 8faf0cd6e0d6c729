"""A project in several places: every post of one of them sees it, no sum counts it twice, and what was said of it stays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karez.acts import act as acts
from karez.acts.act import name_of
from karez.figures import Reading, evaluate, split
from karez.kernel.money import WAN
from karez.kernel.refusal import Refusal
from karez.places.models import Person, Post, Region
from karez.places.rights import operator
from karez.projects.commands import FACTS, Amend, amend
from karez.projects.models import Edition, Project, Site
from karez.projects.queries import visible, within
from karez.projects.tests.test_pages import listed
from karez.testing.county import CODE, OTHER_TOWN, TOWN, VILLAGE, rolled_back
from karez.testing.pages import DAY, at, text, words
from karez.trail.models import Entry
from karez.trail.spans import current, on

WHOLE = "652722000000"
PLACES = (WHOLE, TOWN, VILLAGE, OTHER_TOWN)
SCOPES = (CODE, TOWN[:9], VILLAGE, OTHER_TOWN[:9])
FIRST = date(2023, 3, 1)


def covered(scope, codes):
    return any(code.startswith(scope) for code in codes)


def codes(thing):
    return [place.code for place in thing.places]


sited = st.tuples(st.sampled_from(PLACES), st.sets(st.sampled_from(PLACES))).map(
    lambda told: (told[0], sorted(told[1] - {told[0]}))
)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["水渠", "果园"]), st.integers(0, 3), sited), max_size=5))
def test_a_scope_sees_a_project_iff_one_of_its_places_lies_within_and_counts_it_once(county, steps):
    """Against the model of the acts: the places that were told last, or on a day, or by a moment."""
    with rolled_back():
        money = {"水渠": 300 * WAN, "果园": 70 * WAN}
        for name, amount in money.items():
            county.allot(amount, project=name, day=FIRST)
        told = {"水渠": [(date(2023, 2, 15), VILLAGE, [])], "果园": [(date(2023, 2, 15), OTHER_TOWN, [])]}
        moments, day = [(timezone.now(), dict.fromkeys(told, 1))], FIRST
        for name, later, (main, further) in steps:
            day += timedelta(days=later)
            county.amend(name, region=main, places=further, day=day)
            told[name].append((day, main, further))
            moments.append((timezone.now(), {each: len(rows) for each, rows in told.items()}))
        for scope in SCOPES:
            seen = {name for name, rows in told.items() if covered(scope, [rows[-1][1], *rows[-1][2]])}
            found = Project.objects.filter(within(scope, None), name__in=told)
            assert sorted(found.values_list("name", flat=True)) == sorted(seen)
            narrow = county.scope(region=scope)
            total = sum(money[name] for name in seen)
            for key in ("funds.allotted", "projects.amount"):
                assert evaluate(key, narrow).value == total
                for dimension in ("township", "region", "project"):
                    parts = split(key, narrow, [dimension])
                    assert sum(part.value for part in parts) == total
                    assert len(parts) <= len(seen)
            mains = {told[name][-1][1] for name in seen}
            by_region = split("projects.count", narrow, ["region"])
            assert {part.by["region"] for part in by_region if part.value} == mains
            assert evaluate("projects.count", narrow).value == len(seen)
        for moment, known in [*moments, (None, {name: len(rows) for name, rows in told.items()})]:
            for name, rows in told.items():
                for asked in (FIRST, day, day + timedelta(days=1)):
                    said = [each for each in rows[: known[name]] if each[0] <= asked][-1]
                    edition = Edition.objects.get(on(asked, known=moment), project__name=name)
                    assert (edition.region_id, codes(edition)) == said[1:]
        assert county.breaches() == []


@pytest.mark.django_db
def test_it_keeps_with_an_edition_where_the_project_lay_then(county):
    project = county.amend("水渠", day="2023-06-01", places=[OTHER_TOWN, TOWN])
    assert codes(project) == [TOWN, OTHER_TOWN]
    county.amend("水渠", day="2023-08-01", places=[OTHER_TOWN])
    county.amend("水渠", day="2023-09-01")  # all said again
    for day, places in (("2023-05-31", []), ("2023-07-31", [TOWN, OTHER_TOWN]), ("2023-09-02", [OTHER_TOWN])):
        edition = Edition.objects.get(on(date.fromisoformat(day)), project=project)
        assert (edition.region_id, codes(edition)) == (VILLAGE, places)
    first, second, _ = Entry.objects.filter(act="projects.amend").order_by("seq")
    assert first.after["places"] == ["大河沿子镇", "茫丁乡"] and "places" not in first.before
    assert (second.before["places"], second.after["places"]) == (["大河沿子镇", "茫丁乡"], ["茫丁乡"])
    assert county.breaches() == []


@pytest.mark.django_db
def test_a_first_day_moved_back_takes_the_places_along(county):
    county.register("新渠", day="2023-05-01", places=[VILLAGE, OTHER_TOWN])
    county.allot(100 * WAN, project="新渠", day="2023-03-10")
    edition = Edition.objects.get(current(), project__name="新渠")
    assert (edition.valid_from, codes(edition)) == (date(2023, 3, 10), [VILLAGE, OTHER_TOWN])
    assert county.breaches() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("places", "rule", "says", "field"),
    [
        ([OTHER_TOWN, "652723000000"], "projects.place_elsewhere", "“温泉县”不在本县", "places.1"),
        ([TOWN], "projects.place_twice", "“大河沿子镇”已经写了", "places.0"),
        ([OTHER_TOWN, VILLAGE, OTHER_TOWN], "projects.place_twice", "“茫丁乡”已经写了", "places.2"),
        ([OTHER_TOWN, "没有的村"], "unknown", "没有的村", "places.1"),
    ],
)
def test_places_that_may_not_be(county, places, rule, says, field):
    before = county.everything()
    for does in (
        lambda: county.register("新渠", region=TOWN, places=places),
        lambda: county.amend("水渠", region=TOWN, places=places),
    ):
        with pytest.raises(Refusal, match=says) as caught:
            does()
        assert (caught.value.rule, caught.value.field) == (rule, field)
        assert county.everything() == before


@pytest.mark.django_db
def test_the_post_of_any_of_its_places_may_do_what_its_role_may(county):
    """水渠 lies in 大河沿子镇 and 茫丁乡; a post of 茫丁乡 amends it, and keeps that right only while it lies there."""
    narrow = replace(county.actor("农业农村局"), region=OTHER_TOWN[:9])
    project = county.project("水渠")
    assert not narrow.may("projects.amend", project)
    county.amend("水渠", places=[OTHER_TOWN])
    assert narrow.may("projects.amend", project)
    assert not replace(narrow, region="652722300").may("projects.amend", project)
    kept = {name: getattr(project, name) for name in Amend.model_fields if name != "project"}
    with pytest.raises(Refusal, match="只能在 652722200 范围内修改项目"):
        amend(narrow, Amend(project=project, **kept | {"places": ()}), day=date(2023, 7, 1))
    do = Amend(project=project, **kept | {"planned": 7})
    assert amend(narrow, do, day=date(2023, 7, 1)).result.planned == 7


@pytest.mark.django_db
def test_asking_a_right_reads_no_places_where_the_main_one_answers(county, django_assert_num_queries):
    project = county.project("水渠")
    with django_assert_num_queries(0):
        assert county.desks["财政局"].may("funds.allot", project)
        assert county.desks["乡镇"].may("projects.read", project)
    with django_assert_num_queries(1):
        assert not county.desks["邻乡"].may("projects.read", project)


@pytest.mark.django_db
def test_a_line_department_of_a_further_place_still_sees_its_own_only(county):
    county.amend("水渠", places=[OTHER_TOWN])
    water = county.desks["水利局"]
    assert [one.name for one in visible(replace(water, region=OTHER_TOWN[:9]))] == ["水渠"]
    farm = county.departments["农业农村局"].pk
    assert not visible(replace(water, region=OTHER_TOWN[:9], department_id=farm)).filter(name="水渠").exists()


@pytest.mark.django_db
def test_its_money_is_seen_from_each_of_its_places(county):
    county.amend("水渠", region=TOWN, places=[OTHER_TOWN, VILLAGE])
    paid = (county.allot(), county.pay())
    for desk in ("村委会", "乡镇", "邻乡"):
        actor = county.desks[desk]
        for model, row in zip(("funds.allotment", "payments.payment"), paid, strict=True):
            assert acts.object_named(name_of(row)) in known_rows(model, actor)
        reading = Reading(county.scope(region=actor.region))
        assert reading.evaluate("funds.paid").value == 120 * WAN


def known_rows(label, actor):
    from django.apps import apps

    from karez.acts import things

    return things.of(apps.get_model(label)).rows(actor)


@pytest.mark.django_db
def test_the_database_keeps_a_place_once_and_for_good(county):
    county.amend("水渠", places=[OTHER_TOWN])
    site = Site.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.create(edition=site.edition, region=site.region)
    for change in (site.delete, lambda: Site.objects.update(region_id=TOWN)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.django_db
def test_verify_finds_a_place_that_no_act_told(county):
    county.amend("水渠", day="2023-06-01", planned=5)
    Site.objects.create(edition=Edition.objects.get(current(), project__name="水渠"), region_id=OTHER_TOWN)
    (breach,) = county.breaches()
    assert "第 2 条登记与留痕不符：places 现为“['茫丁乡']”，办理时为“[]”" in breach.what


@pytest.mark.django_db
def test_the_json_door_takes_names_codes_or_a_text(county):
    schema = acts.get("projects.register").schema()["properties"]["places"]
    assert schema["type"] == "array" and schema["items"]["x-ref"] == "places.region"
    for number, places in enumerate((["茫丁乡", VILLAGE], "茫丁乡、乌兰村", [OTHER_TOWN, "652722101201"])):
        assert codes(county.register(f"新渠{number}", places=places)) == [VILLAGE, OTHER_TOWN]


def test_the_books_of_before_have_one_place(old_books):
    then = old_books.at(("projects", "0004_arrangements"))
    region = then.get_model("places", "Region").objects.create(code=WHOLE, name="精河县", level="county")
    facts = {"name": "渠", "category": "infrastructure", "kind": "water", "region": region}
    project = then.get_model("projects", "Project").objects.create(
        county=CODE, code="1", registered=FIRST, **facts
    )
    edition = then.get_model("projects", "Edition").objects.create(project=project, valid_from=FIRST, **facts)
    now = old_books.at(("projects", "0005_sites"))
    site = now.get_model("projects", "Site")
    assert not site.objects.exists()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        site.objects.create(edition_id=edition.pk, region_id=WHOLE)
        site.objects.all().delete()
    back = old_books.at(("projects", "0004_arrangements"))
    assert back.get_model("projects", "Edition").objects.get().region_id == WHOLE
    with pytest.raises(LookupError):
        back.get_model("projects", "Site")


# -- pages

ROAD, FURTHER = "农村道路建设工程", "652722200205"
KEY = "0123456789abcdef" * 2


@pytest.fixture
def road(demo):
    """A project of the demo county that lies in 新庄村 of 茫丁乡, too."""
    project = Project.objects.get(name=ROAD)
    facts = {name: getattr(project, name) for name in FACTS}
    places = (Region.objects.get(code=FURTHER),)
    return amend(operator(CODE), Amend(project=project, **facts | {"places": places}), day=DAY).result


def test_its_page_names_every_place_and_what_was_amended(road, sign_in):
    page = words(text(sign_in("caizheng").get(at(f"projects/{road.pk}/"))))
    main = road.region.name
    assert f"{main}、茫丁乡 新庄村 统计归第一处" in page
    assert "其他建设地点：— → 新庄村" in page
    before = words(text(sign_in("caizheng").get(at(f"projects/{road.pk}/?on=2023-09-19"))))
    assert "新庄村" not in before and "统计归" not in before


def test_the_list_of_a_township_has_what_lies_there_too_and_its_totals_open_no_figure(road, sign_in):
    for place in (road.region_id, FURTHER, "652722200000"):
        (row,) = [row for row in listed(query=f"place={place}").rows if row["project"] == ROAD]
        assert row["further"] == 1
    counts = [listed(query="place=652722200000", on=day).count for day in ("2023-09-19", None)]
    assert counts == [2, 3]
    figure = "/figures/funds.allotted/?township="
    finance = sign_in("caizheng")
    assert figure not in text(finance.get(at("projects/?place=652722200000")))
    assert figure in text(finance.get(at("projects/?place=652722101000")))
    assert " 等 2 处" in words(text(finance.get(at("projects/?place=652722200000"))))


def test_a_post_of_a_further_place_finds_it_everywhere(road, sign_in):
    unit = Person.objects.get(username="cun")
    Post.objects.filter(person=unit).update(region=FURTHER)
    client = sign_in("cun")
    for path in (
        "projects/",
        f"projects/{road.pk}/",
        "allotments/",
        "payments/",
        f"search/?q={ROAD}",
        "places/",
        "",
    ):
        assert ROAD in text(client.get(at(path))) or path == "places/", path
    assert text(client.get(at("places/"))).count(road.region.name) >= 1
    assert client.get(at(f"projects/?place={road.region_id}")).status_code == 200


def test_its_form_asks_place_by_place(demo, sign_in):
    client = sign_in("nongye")
    start = text(client.get(at("acts/projects.register/")))
    assert 'name="places.0.named"' in start and 'name="edit" value="places.add"' in start
    form = {
        "name": "新渠", "year": "2023", "kind": "water", "region": "652722101000", "planned": "0", "day": "2023-09-20", "key": KEY,
        "places.0.named": FURTHER, "places.1.named": "", "places.2.named": "茫丁乡",
    }  # fmt: skip
    added = text(client.post(at("acts/projects.register/"), form | {"edit": "places.add"}))
    assert 'name="places.3.named"' in added and "没有办成" not in added
    wrong = client.post(at("acts/projects.register/"), form | {"places.0.named": "652722101000"})
    assert wrong.status_code == 400 and 'id="f-places-0-named-fault"' in wrong.content.decode()
    assert "“大河沿子镇”已经写了" in wrong.content.decode()
    lost = client.post(at("acts/projects.register/"), form | {"places.2.named": "没有的村"}).content.decode()
    assert 'href="#f-places-1-named"' in lost  # the blank row between is left out
    assert client.post(at("acts/projects.register/"), form).status_code == 302
    project = Project.objects.get(name="新渠")
    assert codes(project) == ["652722200000", FURTHER]
    again = text(client.get(at(f"acts/projects.amend/?project={project.pk}")))
    assert again.count('name="places.1.named"') == 1 and 'name="places.2.named"' not in again


def test_a_list_asks_no_more_for_projects_with_many_places(road, sign_in, crowd, django_assert_num_queries):
    client = sign_in("caizheng")
    text(client.get(at("projects/")))
    with CaptureQueriesContext(connection) as few:
        text(client.get(at("projects/")))
    editions = Edition.objects.filter(current(), project__name__startswith="加项")
    Site.objects.bulk_create(Site(edition=edition, region_id=FURTHER) for edition in editions)
    with CaptureQueriesContext(connection) as many:
        assert "等 2 处" in words(text(client.get(at("projects/"))))
    assert len(many) == len(few)
