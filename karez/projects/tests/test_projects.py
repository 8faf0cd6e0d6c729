"""登记、修改项目、设定绩效目标: what is said of a project, from which day, and every no."""

from dataclasses import replace
from datetime import date

import pytest

from karez.acts import act as acts
from karez.figures import evaluate, split
from karez.kernel.money import WAN
from karez.kernel.refusal import Refusal
from karez.places.models import Region
from karez.projects.commands import Amend, amend
from karez.projects.models import Edition, Project, Target
from karez.testing.county import OTHER_TOWN, TOWN
from karez.trail.spans import known_at

pytestmark = pytest.mark.django_db


def refused(county, does, rule, says, field=None):
    before = county.everything()
    with pytest.raises(Refusal, match=says) as caught:
        does()
    assert (caught.value.rule, caught.value.field) == (rule, field)
    assert county.everything() == before


def said(project):
    return [(str(one.valid_from), str(one.valid_to), one.name, one.category)
            for one in Edition.objects.filter(known_at(), project=project).order_by("valid_from")]  # fmt: skip


def test_it_numbers_the_projects_of_a_county_and_year(county):
    assert list(Project.objects.order_by("code").values_list("code", "name")) == [
        ("652722-2023-00001", "水渠"), ("652722-2023-00002", "果园"),
        ("652722-2024-00001", "明年渠"), ("652723-2023-00001", "邻县渠"),
    ]  # fmt: skip


def test_an_amendment_holds_from_its_day_on(county):
    project = county.amend(
        "水渠", day="2023-06-01", name="水渠（二期）", category="industry", kind="planting"
    )
    assert (project.name, project.category) == ("水渠（二期）", "industry")
    assert said(project) == [
        ("2023-02-15", "2023-06-01", "水渠", "infrastructure"),
        ("2023-06-01", "9999-12-31", "水渠（二期）", "industry"),
    ]


def test_two_amendments_on_one_day_leave_the_later(county):
    county.allot()
    county.amend("水渠", day="2023-06-01", kind="road")
    county.amend("水渠", day="2023-06-01", kind="sewage")
    (only,) = split("projects.count", county.scope(), ["kind"])
    assert (only.by, only.value) == ({"kind": "sewage"}, 1)
    assert county.breaches() == []


@pytest.mark.parametrize(
    ("wrong", "rule", "says", "field"),
    [
        ({"by": "乡镇", "kind": "planting"}, "forbidden", "乡镇无权登记项目", None),
        ({"by": "邻县农业农村局", "kind": "planting"}, "forbidden", "只能在 652723 范围内登记项目", None),
        ({"category": "天", "kind": "地"}, "invalid", "没有“天”这个项目类型", "category"),
        ({"operator_kind": "神仙"}, "invalid", "没有“神仙”这个经营主体", "operator_kind"),
        ({"kind": "planting"}, "projects.unknown_kind", "“planting”不是“.*”下的二级类型", "kind"),
        ({"planned": -1}, "projects.planned_negative", "总投资不能为负", "planned"),
        ({"starts": date(2023, 5, 2), "ends": date(2023, 5, 1)}, "projects.ends_before_it_starts", "完工日期不能早于开工日期", "ends"),
        ({"name": "水渠"}, "projects.name_taken", "本县 2023 年度已有名为“水渠”的项目", "name"),
    ],
)  # fmt: skip
def test_a_project_that_may_not_be_registered(county, wrong, rule, says, field):
    refused(county, lambda: county.register(**{"name": "新渠"} | wrong), rule, says, field)


def test_it_names_every_fault_at_once(county):
    with pytest.raises(Refusal) as caught:
        county.register("水渠", kind="planting", planned=-1)
    assert [one.field for one in (caught.value, *caught.value.others)] == ["kind", "planned", "name"]


@pytest.mark.parametrize(
    ("wrong", "rule", "says", "field"),
    [
        ({"by": "村委会"}, "forbidden", "村委会无权修改项目", None),
        ({"by": "邻县农业农村局"}, "forbidden", "只能在 652723 范围内修改项目", None),
        ({"region": 652723000000, "kind": "planting"}, "projects.other_county", "项目不能改到别的县", "region"),
        ({"kind": "planting", "day": "2023-01-01"}, "projects.unknown_kind", "“planting”不是", "kind"),
        ({"name": "果园"}, "projects.name_taken", "已有名为“果园”的项目", "name"),
        ({"day": "2023-05-31"}, "projects.amended_later", "修改日期早于上次修改（2023-06-01）", "day"),
    ],
)  # fmt: skip
def test_an_amendment_that_may_not_be(county, wrong, rule, says, field):
    county.amend("水渠", day="2023-06-01", planned=5)
    wrong = wrong | ({"region": str(wrong["region"])} if "region" in wrong else {})
    refused(county, lambda: county.amend("水渠", **wrong), rule, says, field)


def test_a_target_holds_from_its_day_on(county):
    county.allot(day="2023-03-01")
    county.set_target("水渠", "jobs", 10, day="2023-03-01")
    county.set_target("水渠", "jobs", 25, day="2023-08-01")
    county.set_target("水渠", "annual_income", 3 * WAN, day="2023-03-01")
    jobs = [evaluate("performance.expected_jobs", county.scope(day)).value
            for day in ("2023-02-28", "2023-03-01", "2023-07-31", "2023-08-01")]  # fmt: skip
    assert jobs == [0, 10, 10, 25]
    assert evaluate("performance.expected_income", county.scope()).value == 3 * WAN
    assert Target.objects.filter(known_at()).count() == 3


@pytest.mark.parametrize(
    ("indicator", "value", "more", "rule", "says", "field"),
    [
        ("jobs", 1, {"by": "审计局"}, "forbidden", "无权设定绩效目标", None),
        ("happiness", 1, {}, "invalid", "没有“happiness”这个绩效指标", "indicator"),
        (
            "jobs",
            1,
            {"day": "2023-01-01"},
            "projects.target_set_later",
            "日期早于上次设定（2023-02-20）",
            "day",
        ),
    ],
)
def test_a_target_that_may_not_be(county, indicator, value, more, rule, says, field):
    county.set_target("水渠", "jobs", 5)
    refused(county, lambda: county.set_target("水渠", indicator, value, **more), rule, says, field)


def test_figures_of_earlier_days_keep_what_was_said_then(county):
    county.allot(300 * WAN, day="2023-03-01")
    county.amend("水渠", day="2023-06-01", category="industry", kind="planting", region=OTHER_TOWN)
    was, now = county.scope("2023-05-31"), county.scope("2023-06-01")
    for key in ("funds.allotted", "projects.amount"):
        assert [(one.by, one.value) for one in split(key, was, ["category", "township"])] == [
            ({"category": "infrastructure", "township": TOWN}, 300 * WAN)
        ]
        assert [(one.by, one.value) for one in split(key, now, ["category", "township"])] == [
            ({"category": "industry", "township": OTHER_TOWN}, 300 * WAN)
        ]


def test_money_approved_before_the_project_was_registered_is_in_every_figure_of_those_days(county):
    """The desk registers 新渠 in May and books its approval of March: nothing may be missing in between."""
    county.register("新渠", day="2023-05-01")
    county.allot(100 * WAN, project="新渠", day="2023-03-10")
    for day in ("2023-03-10", "2023-04-30", "2023-05-01"):
        scope = county.scope(day)
        received, allotted, left = (
            evaluate(key, scope).value for key in ("funds.received", "funds.allotted", "funds.available")
        )
        assert (allotted, evaluate("projects.count", scope).value) == (100 * WAN, 1)
        assert received == allotted + left
    assert evaluate("funds.allotted", county.scope("2023-03-09")).value == 0
    county.reallocate(30 * WAN, giver="新渠", taker="水渠", day="2023-03-10")
    assert evaluate("funds.allotted", county.scope("2023-03-10"), {"project": "水渠"}).value == 30 * WAN
    assert county.breaches() == []


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"name": "坏\x00名"}, "含有不能识别的字符"),
        ({"name": "长" * 121}, "太长，最多 120 个字"),
        ({"planned": 10**17}, "金额大得不合理"),
        ({"year": 1999}, "不能小于 2000"),
        ({"nmae": "水渠"}, "没有这一项"),
        ({"starts": "2023年"}, "不是日期"),
    ],
)
def test_what_no_database_could_hold_is_refused_when_it_is_read(county, data, says):
    good = {"name": "新渠", "year": 2023, "category": "industry", "kind": "planting", "region": "652722"}
    with pytest.raises(Refusal, match=says):
        acts.get("projects.register").read(good | data)


def test_a_project_is_not_moved_to_where_the_actor_has_no_right(county):
    """A post of one township amends its own projects, and cannot put them into another township."""
    project = county.project("水渠")
    kept = {field: getattr(project, field) for field in Amend.model_fields if field != "project"}
    there = Region.objects.get(code=OTHER_TOWN)
    narrow = replace(county.actor("农业农村局"), region=TOWN[:9])
    do = Amend(project=project, **kept | {"region": there})
    refused(
        county,
        lambda: amend(narrow, do, day=date(2023, 6, 1)),
        "forbidden",
        "只能在 652722101 范围内修改项目",
    )
    assert amend(county.actor("农业农村局"), do, day=date(2023, 6, 1)).result.region == there


def test_what_a_closed_year_says_of_a_project_stands(county):
    """A figure as of a day of that year must not change once its books are closed."""
    county.allot()
    county.set_target("水渠", "jobs", 5)
    county.close_year(2023)
    before = county.everything()
    for change in (
        lambda day: county.amend("水渠", category="industry", kind="planting", day=day),
        lambda day: county.set_target("水渠", "jobs", 9, day=day),
    ):
        with pytest.raises(Refusal, match="2023 年度已经结账，这一天的情况不能再改") as refused:
            change("2023-12-31")
        assert (refused.value.rule, refused.value.field) == ("funds.year_closed", "day")
        assert county.everything() == before
    county.amend("水渠", planned=1, day="2024-01-15")
    county.set_target("水渠", "jobs", 9, day="2024-01-15")
