"""Accounts, posts, departments and one-time passwords: who may, what is refused, what the trail keeps."""

import json
from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password

from karez.acts.doors import listed, perform
from karez.acts.people import OfPerson, issue_password
from karez.places.models import Department, Person, Post, Region
from karez.places.passwords import one_time
from karez.places.queries import find_person, reach
from karez.places.rights import RIGHTS, actor_named, operator
from karez.trail.models import Entry

pytestmark = pytest.mark.django_db

DAY = date(2023, 3, 1)
NAMES = (
    "places.enrol", "places.appoint", "places.dismiss", "places.restore", "places.issue_password",
    "places.name_department",
)  # fmt: skip


def do(county, name, data=None, *, by="管理员", key=None):
    actor = county.desks[by] if isinstance(by, str) else by
    return perform(f"places.{name}", actor, data or {"person": "li.na"}, day=DAY, key=key)


def enrol(county, username="li.na", *, by="管理员", **changes):
    data = {"username": username, "name": "李娜", "role": "finance", "region": "652722"} | changes
    return do(county, "enrol", data, by=by)


def rule(answer):
    assert not answer["ok"], answer
    return answer["error"]["rule"]


@pytest.fixture
def person(county):
    assert enrol(county)["ok"]
    return Person.objects.get(username="li.na")


# -- opening an account


def test_an_account_begins_with_a_post_and_without_a_password(county):
    answer = enrol(county, role="line", department="水利局")
    assert answer["ok"] and "password" not in answer["result"]
    person = Person.objects.get(username="li.na")
    assert not person.has_usable_password() and person.must_change and person.is_active
    assert str(person.posts.get()) == "水利局·行业主管部门"
    assert actor_named("li.na", via="测试").department == "水利局"
    entry = Entry.objects.get(act="places.enrol")
    assert (entry.county, entry.username, entry.subject) == (
        "652722",
        "u-管理员",
        f"places.person:{person.pk}",
    )
    assert entry.after["username"] == "li.na" and entry.after["role"] == "line"


def test_a_user_name_that_is_taken_is_refused(county, person):
    answer = enrol(county, name="另一人")
    assert rule(answer) == "places.user_exists" and "“li.na”已经存在" in answer["error"]["message"]
    assert answer["error"]["field"] == "username"


def test_nobody_is_named_as_the_operator_of_the_server(county):
    assert rule(enrol(county, "operator")) == "places.user_exists"


@pytest.mark.parametrize("username", ["x", "李娜", "Li.Na", "li na", "a" * 41, "li:na", "li/na", "ｌｉｎａ"])
def test_a_user_name_is_short_lower_case_and_plain(county, username):
    answer = enrol(county, username)
    assert rule(answer) == "invalid" and "小写字母" in answer["error"]["message"]
    assert not Person.objects.exists()


def test_a_post_must_make_sense(county):
    assert rule(enrol(county, role="king")) == "invalid"
    assert rule(enrol(county, role="line")) == "places.line_needs_department"
    there = Department.objects.create(region_id="652723000000", name="温泉县水利局")
    answer = enrol(county, role="line", department=there)
    assert rule(answer) == "places.department_elsewhere" and "不是精河县的单位" in answer["error"]["message"]
    assert not Person.objects.exists() and not Entry.objects.filter(act="places.enrol").exists()


def test_a_villager_may_have_a_department_of_the_county(county):
    assert enrol(county, role="village", region="652722101201", department="水利局")["ok"]


# -- rights


@pytest.mark.parametrize("name", NAMES)
def test_only_an_administrator_may(county, name):
    assert {role for role, rights in RIGHTS.items() if "places.appoint" in rights} == {"admin"}
    assert next(one for one in listed() if one["name"] == name)["right"] == "places.appoint"


@pytest.mark.parametrize(
    "desk", ["村委会", "乡镇", "水利局", "农业农村局", "财政局", "县领导", "审计局", "州"]
)
def test_no_other_desk_touches_people(county, person, desk):
    before = county.everything()
    assert rule(enrol(county, "zhao", by=desk)) == "forbidden"
    for name in ("dismiss", "restore", "issue_password"):
        assert rule(do(county, name, by=desk)) == "forbidden"
    assert rule(do(county, "name_department", {"county": "652722", "name": "交通局"}, by=desk)) == "forbidden"
    assert county.everything() == before


def test_a_neighbours_administrator_does_not_even_see_the_person(county, person):
    assert rule(enrol(county, "zhao", by="邻县管理员")) == "forbidden"
    for name in ("dismiss", "restore", "issue_password"):
        assert rule(do(county, name, by="邻县管理员")) == "unknown"
    post = {"person": "li.na", "role": "finance", "region": "652723"}
    assert rule(do(county, "appoint", post, by="邻县管理员")) == "unknown"
    assert find_person(county.desks["管理员"], "li.na") == person


@pytest.mark.parametrize("name", ["dismiss", "issue_password"])
def test_whoever_holds_a_post_elsewhere_too_is_beyond_the_county(county, person, name):
    Post.objects.create(person=person, role="finance", region=Region.objects.get(code="652723000000"))
    assert reach(person) == "652700000000"
    answer = do(county, name)
    assert rule(answer) == "forbidden" and "不能在 6527 办理" in answer["error"]["message"]
    assert do(county, name, by=operator("6527"))["ok"]


def test_a_post_given_up_elsewhere_stands_in_nobodys_way(county, person):
    Post.objects.create(person=person, role="finance", region_id="652723000000", active=False)
    assert reach(person) == "652722000000"
    assert do(county, "issue_password")["ok"]


def test_who_never_had_a_post_belongs_to_the_nation(county):
    nobody = Person.objects.create_user("nobody", None, name="无岗")
    assert reach(nobody) == "0" * 12
    answer = do(county, "issue_password", {"person": "nobody"})
    assert rule(answer) == "forbidden" and "不能在 全国 办理" in answer["error"]["message"]


def test_a_post_given_elsewhere_meanwhile_is_seen_before_anything_changes(county, person):
    Post.objects.create(person=person, role="finance", region_id="652723000000")
    stale = type(issue_password)(
        "places.stale",
        "发一次性密码",
        "places.appoint",
        lambda do: "652722",
        OfPerson,
        issue_password.function,
    )
    with pytest.raises(Exception, match="只能在 652722 范围内发一次性密码"):
        stale(county.desks["管理员"], OfPerson(person=person), day=DAY)
    assert not Person.objects.get(pk=person.pk).has_usable_password()


@pytest.mark.parametrize("name", ["dismiss", "issue_password"])
def test_nobody_does_it_to_oneself(county, name):
    enrol(county, "guanli", role="admin")
    me = actor_named("guanli", via="测试")
    before = county.everything()
    assert rule(do(county, name, {"person": "guanli"}, by=me)) == "places.oneself"
    end = {"person": "guanli", "role": "admin", "region": "652722", "active": False}
    assert rule(do(county, "appoint", end, by=me)) == "places.oneself"
    assert county.everything() == before


# -- one-time passwords


def test_a_one_time_password_is_told_once_and_kept_nowhere(county, person):
    answer = do(county, "issue_password", key="a")
    secret = answer["result"]["one_time_password"]
    assert authenticate(username="li.na", password=secret) == person
    stored = Person.objects.get(pk=person.pk)
    assert stored.must_change and stored.one_time_password == ""
    again = do(county, "issue_password", key="a")
    assert again["ok"] and "one_time_password" not in again["result"]
    assert authenticate(username="li.na", password=secret) == person
    books = county.everything()
    assert secret not in repr(books)
    books.pop("places_person")  # which holds the hash, and alone does
    assert books["trail_entry"] and books["acts_done"]
    assert stored.password not in repr(books)
    assert Entry.objects.filter(act="places.issue_password").count() == 1


def test_a_new_one_ends_the_old(county, person):
    first = do(county, "issue_password")["result"]["one_time_password"]
    second = do(county, "issue_password")["result"]["one_time_password"]
    assert first != second
    assert authenticate(username="li.na", password=first) is None
    assert authenticate(username="li.na", password=second)


def test_one_time_passwords_are_drawn_anew_and_can_be_read_out():
    drawn = {one_time() for _ in range(200)}
    assert len(drawn) == 200
    assert all(one.replace("-", "").isascii() and one.count("-") == 3 and len(one) >= 16 for one in drawn)


def test_no_door_shows_the_hash_of_a_password(county, person):
    do(county, "issue_password")
    answer = do(county, "appoint", {"person": "li.na", "role": "rural", "region": "652722"})
    assert answer["ok"] and Person.objects.get(pk=person.pk).password not in json.dumps(answer)


# -- closing and opening again


def test_who_is_dismissed_signs_in_no_more_and_holds_no_post(county, person):
    secret = do(county, "issue_password")["result"]["one_time_password"]
    assert do(county, "dismiss")["ok"]
    person.refresh_from_db()
    assert not person.is_active and not person.posts.filter(active=True).exists()
    assert authenticate(username="li.na", password=secret) is None and not check_password(
        secret, person.password
    )
    entry = Entry.objects.get(act="places.dismiss")
    assert entry.before == {"is_active": True, "posts": "精河县·财政局"}
    assert rule(do(county, "dismiss")) == "places.dismissed"
    assert rule(do(county, "issue_password")) == "places.dismissed"
    post = {"person": "li.na", "role": "finance", "region": "652722"}
    assert rule(do(county, "appoint", post)) == "places.dismissed"


def test_who_is_restored_is_given_posts_and_a_password_anew(county, person):
    assert rule(do(county, "restore")) == "places.not_dismissed"
    do(county, "dismiss")
    assert do(county, "restore")["ok"]
    person.refresh_from_db()
    assert (
        person.is_active
        and not person.has_usable_password()
        and not person.posts.filter(active=True).exists()
    )
    assert do(county, "appoint", {"person": "li.na", "role": "finance", "region": "652722"})["ok"]
    secret = do(county, "issue_password")["result"]["one_time_password"]
    assert authenticate(username="li.na", password=secret) == person


# -- departments


def test_a_department_is_added_to_the_county_once(county):
    data = {"county": "652722", "name": " 交通运输局 "}
    assert do(county, "name_department", data)["ok"]
    assert Department.objects.get(name="交通运输局").region_id == "652722000000"
    answer = do(county, "name_department", data)
    assert (
        rule(answer) == "places.department_exists"
        and "精河县已有单位“交通运输局”" in answer["error"]["message"]
    )
    assert rule(do(county, "name_department", {"county": "652723", "name": "交通局"})) == "forbidden"
    none = do(county, "name_department", {"county": "650422", "name": "交通局"}, by=operator())
    assert rule(none) == "places.no_county"


def test_the_chains_hold(county, person):
    do(county, "issue_password")
    do(county, "dismiss")
    do(
        county,
        "enrol",
        {"username": "all", "name": "总管", "role": "admin", "region": _nation()},
        by=operator(),
    )
    assert Entry.objects.get(subject=f"places.person:{Person.objects.get(username='all').pk}").county == ""
    assert county.breaches() == []


def _nation():
    return Region.objects.get_or_create(code="0" * 12, defaults={"name": "全国", "level": "nation"})[0]
