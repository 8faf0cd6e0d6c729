"""其他建设地点: several places in one cell, read, asked about, amended and written out again."""

import pytest

from karez.exchange.apply import carry_out, preview
from karez.exchange.export import export
from karez.exchange.tests.test_import import ACTOR, COUNTY, DAY, PROJECT_HEAD, SMALL, YEAR, bring, plan_of
from karez.places.models import Region
from karez.projects.commands import FACTS, Amend, amend
from karez.projects.models import Project
from karez.sheets.naming import Places

pytestmark = pytest.mark.django_db


def sited(places, township="精河镇", name="水渠"):
    """A workbook of one project in 精河镇 that lies elsewhere, too."""
    row = [name, *SMALL["项目库"][1][1:3], township, "", SMALL["项目库"][1][5], places]
    return {"项目库": [[*PROJECT_HEAD[:6], "其他建设地点"], row]}


def lying(name="水渠"):
    project = Project.objects.get(name=name)
    return [place.name for place in (project.region, *project.places)]


@pytest.mark.parametrize(
    ("written", "places"),
    [
        ("茫丁乡", ["茫丁乡"]),
        ("托里镇永集湖村、 茫丁乡皇宫南村", ["永集湖村", "皇宫南村"]),
        ("永集湖村\n精河县茫丁乡；永集湖村", ["永集湖村", "茫丁乡"]),
        ("精河镇，托里镇", ["托里镇"]),
        ("无", []),
        (None, []),
    ],
)
def test_it_reads_several_places_in_one_cell(books, written, places):
    bring(books, sited(written))
    assert lying() == ["精河镇", *places]
    assert plan_of(books, sited(written)).counts()["projects"]["same"] == 1


@pytest.mark.parametrize(
    ("written", "asked", "code"),
    [
        ("永集胡村", "永集胡村", "652722102202"),
        ("托里镇永集胡村", "托里镇/永集胡村", "652722102202"),
        ("茫丁镇", "茫丁镇", "652722200000"),
    ],
)
def test_it_asks_about_a_place_that_it_does_not_know(books, written, asked, code):
    sheets = sited(f"大河沿子镇、{written}")
    plan = plan_of(books, sheets)
    assert [question.name for question in plan.questions] == [asked]
    assert code in [near for near, _ in plan.questions[0].near]
    (fault,) = plan.faults
    assert fault.where == "项目库 第2行 G列“其他建设地点”"
    assert fault.message == f"本县没有名为“{asked}”的{'村' if '村' in asked else '乡镇'}。"
    bring(books, sheets, places={asked: code})
    assert [place.code for place in Project.objects.get().places] == ["652722101000", code]


def test_a_village_named_alone_is_one_of_the_rows_township_first():
    places = Places(COUNTY, {})
    twins = [codes for codes in places.villages.values() if len({code[:9] for code in codes}) > 1]
    assert twins, "no two townships of the county have a village of one name"
    code = twins[0][0]
    name, township = places.names[code][0], places.written(code)[0]
    assert places.named(name, township) == code
    assert not isinstance(places.named(name), str)


def test_what_is_stated_otherwise_is_amended_and_what_is_not_stated_stays(books):
    bring(books, sited("茫丁乡"))
    plan, _ = bring(books, sited("茫丁乡、托里镇"))
    (change,) = plan.items[0].changes
    assert change == ("其他建设地点", "茫丁乡", "托里镇、茫丁乡")
    assert plan_of(books, sited("")).counts()["projects"]["same"] == 1
    bring(books, {"项目库": [PROJECT_HEAD[:6], ["水渠", "基础设施", "农村供水", "托里镇", "", "县水利局"]]})
    assert lying() == ["托里镇", "茫丁乡"]  # what becomes the main place is no further one


def test_what_is_written_out_reads_in_unchanged(books, tmp_path):
    bring(books, sited("永集湖村、茫丁乡、茫丁乡皇宫南村"))
    bring(books, sited("", "", "全县渠"))
    path = tmp_path / "out.xlsx"
    export(path, COUNTY, YEAR, actor=ACTOR)
    plan, done = carry_out(path, COUNTY, YEAR, actor=ACTOR, day=DAY)
    assert {item.state for item in plan.items} == {"same"} and len(plan.items) == 2
    assert done.done == {} and lying() == ["精河镇", "永集湖村", "茫丁乡", "皇宫南村"]


def test_villages_of_one_name_stay_where_they_are(books, tmp_path):
    twins = [Region(code=f"65272210129{n}", name="同名村", level="village") for n in (1, 2)]
    Region.objects.bulk_create(
        [Region(code="652722000000", name="精河县", level="county"), Region(code="652722101000", name="大河沿子镇",
         level="township"), *twins]
    )  # fmt: skip
    bring(books, sited("托里镇"))
    project = Project.objects.get()
    facts = {name: getattr(project, name) for name in FACTS}
    amend(ACTOR, Amend(project=project, **facts | {"places": tuple(twins)}), day=DAY)
    path = tmp_path / "out.xlsx"
    export(path, COUNTY, YEAR, actor=ACTOR)
    plan = preview(path, COUNTY, YEAR, actor=ACTOR, day=DAY)
    assert ([fault.text for fault in plan.faults], {item.state for item in plan.items}) == ([], {"same"})
