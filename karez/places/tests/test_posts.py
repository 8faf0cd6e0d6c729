"""任免岗位 and 登记地名: what the administrator may change."""

from datetime import date

import pytest

from karez.acts.doors import perform
from karez.places.models import Person, Post, Region
from karez.testing.county import CODE
from karez.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(county):
    Person.objects.create_user("wang", name="王")
    return county


def do(county, name, data, by="管理员"):
    return perform(name, county.desks[by], data, day=date(2023, 9, 1))


def refused(county, name, data, rule, says, field):
    before = county.everything()
    error = do(county, name, data)["error"]
    assert (error["rule"], error["field"]) == (rule, field) and says in error["message"]
    assert county.everything() == before


def test_a_post_is_given_ended_and_given_again(county):
    data = {"person": "wang", "role": "leader", "region": CODE}
    assert do(county, "places.appoint", data)["ok"]
    assert str(Post.objects.get(person__username="wang")) == "精河县·县领导"
    assert do(county, "places.appoint", data | {"active": False})["ok"]
    assert not Post.objects.get(person__username="wang").active
    assert do(county, "places.appoint", data)["ok"]
    assert Post.objects.get(person__username="wang").active
    entries = Entry.objects.filter(act="places.appoint").order_by("seq")
    assert [(one.before, one.after["active"]) for one in entries] == [
        ({}, True),
        ({"active": True}, False),
        ({"active": False}, True),
    ]
    assert entries[0].label == "王 精河县·县领导"


@pytest.mark.parametrize(
    ("wrong", "rule", "says", "field"),
    [
        ({"person": "nobody"}, "unknown", "没有用户“nobody”", "person"),
        ({"role": "king"}, "invalid", "没有“king”这个角色", "role"),
        ({"role": "line"}, "places.line_needs_department", "行业主管部门的岗位必须写明单位", "department"),
        ({"region": "652723"}, "forbidden", "只能在 652722 范围内任免岗位，不能在 652723 办理", None),
        ({"region": "999999"}, "unknown", "没有找到地名“999999”", "region"),
        ({"department": "天文局", "role": "line"}, "unknown", "没有找到单位“天文局”", "department"),
    ],
)
def test_a_post_that_may_not_be(county, wrong, rule, says, field):
    data = {"person": "wang", "role": "leader", "region": CODE} | wrong
    refused(county, "places.appoint", data, rule, says, field)


def test_a_village_that_the_list_does_not_have_is_named(county):
    assert do(county, "places.name_place", {"code": "652722101777", "name": "新村"}, by="农业农村局")["ok"]
    assert (Region.objects.get(code="652722101777").level, str(Region.objects.get(code="652722101777"))) == (
        "village",
        "新村",
    )


@pytest.mark.parametrize(
    ("code", "rule", "says", "field"),
    [
        ("652722101201", "places.code_taken", "代码 652722101201 已是“乌兰村”", "code"),
        ("652722999001", "places.no_parent", "代码 652722999001 的上级 652722999000 未登记", "code"),
        ("652722000000", "places.no_parent", "代码 652722000000 的上级", "code"),
        ("652723101001", "forbidden", "只能在 652722 范围内登记地名", None),
        ("６５２７２２101777", "invalid", "写法不对", "code"),
        ("65272210177", "invalid", "写法不对", "code"),
    ],
)
def test_a_place_that_may_not_be(county, code, rule, says, field):
    refused(county, "places.name_place", {"code": code, "name": "新村"}, rule, says, field)
