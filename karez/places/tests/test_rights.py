"""Who may do what: every role against every act, a neighbour, a township's own desk, and the post that was chosen."""

from dataclasses import replace
from datetime import date

import pytest

from karez.acts import act as acts
from karez.acts.act import name_of
from karez.kernel.money import WAN
from karez.kernel.refusal import Forbidden, Refusal
from karez.places.models import ROLES, Department, Person, Post, Region
from karez.places.rights import ALL, READS, RIGHTS, Actor, actor_for, actor_named, operator
from karez.testing.county import CODE, TOWN, rolled_back
from karez.trail import store
from karez.trail.models import Paper

pytestmark = pytest.mark.django_db

DAY = date(2023, 9, 1)
PROJECT_ACTS = {"projects.register", "projects.amend", "projects.set_target"}
REPORT_ACTS = {"reports.write", "reports.sign"}
MONEY_ACTS = {
    "funds.arrive", "funds.allot", "funds.reallocate", "funds.give_back", "funds.reverse", "funds.close_year",
    "payments.pay", "payments.refund",
}  # fmt: skip
PEOPLE_ACTS = {
    "places.enrol", "places.appoint", "places.dismiss", "places.restore", "places.issue_password", "places.name_department",
}  # fmt: skip
MAY = {
    "village": set(),
    "township": set(),
    "line": set(),
    "rural": PROJECT_ACTS | REPORT_ACTS | {"trail.attach", "places.name_place"},
    "finance": MONEY_ACTS
    | PROJECT_ACTS
    | REPORT_ACTS
    | {"trail.attach", "places.name_place", "policy.confirm"},
    "leader": set(),
    "audit": set(),
    "superior": set(),
    "admin": PEOPLE_ACTS | {"places.name_place"},
}
"""Role -> the acts it may do, written out once more: a right given by mistake shows here."""


@pytest.fixture
def samples(county, settings, tmp_path):
    """Good data for every act there is, for 精河县."""
    settings.PAPERS = tmp_path
    given = county.allot(300 * WAN)
    paid = county.pay(50 * WAN)
    digest, _ = store.keep([b"a file"])
    for username, active in (("wang", True), ("li", False)):
        person = Person.objects.create_user(username, name=username, is_active=active)
        Post.objects.create(person=person, role="village", region_id=TOWN, active=active)
    paper = {"number": "办1号"}
    facts = {"category": "infrastructure", "kind": "road", "region": "652722101000"}
    money = {"grant": "甲财〔2023〕中央号", "amount": "1万元", "paper": paper}
    project = county.project("水渠")
    return {
        "funds.arrive": {"county": CODE, "year": 2023, "source": "county", "task": "consolidate", "amount": 5,
                         "issued": "2023-08-01", "received": "2023-08-02", "paper": paper},
        "funds.allot": money | {"project": "水渠"},
        "funds.reallocate": money | {"giver": "水渠", "taker": "果园"},
        "funds.give_back": money,
        "funds.reverse": {"transfer": f"{CODE}#{paid.transfer.seq}", "paper": paper},
        "funds.close_year": {"county": CODE, "year": 2022, "paper": paper},
        "payments.pay": money | {"project": "水渠", "payee": "某单位"},
        "payments.refund": {"payment": paid.pk, "amount": 1, "paper": paper},
        "projects.register": facts | {"name": "新路", "year": 2023},
        "projects.amend": facts | {"name": "水渠", "project": project.pk},
        "projects.set_target": {"project": project.pk, "indicator": "jobs", "value": 3},
        "trail.attach": {"paper": given.transfer.paper_id, "sha256": digest, "name": "批复.pdf"},
        "places.appoint": {"person": "wang", "role": "leader", "region": CODE},
        "places.enrol": {"username": "zhao", "name": "赵", "role": "leader", "region": CODE},
        "places.dismiss": {"person": "wang"},
        "places.restore": {"person": "li"},
        "places.issue_password": {"person": "wang"},
        "places.name_department": {"county": CODE, "name": "教育局"},
        "places.name_place": {"code": "652722101777", "name": "新村"},
        "policy.confirm": {"county": CODE, "parameter": "management_fee_cap", "on": "2023-09-01", "paper": paper},
        "reports.write": {"county": CODE, "year": 2023, "section": "linkage", "body": "正文"},
        "reports.sign": {"county": CODE, "year": 2023, "reviewer": "某人"},
    }  # fmt: skip


def outcome(name, actor, data):
    """`ok`, or the rule that stands in the way; whatever was done is undone."""
    declared = acts.get(name)
    with rolled_back():
        try:
            declared(actor, declared.read(data), day=DAY)
        except Refusal as refusal:
            return refusal.rule
    return "ok"


def actor(role, region, department=None):
    return Actor("u", "某人", role, region, department_id=department)


def test_every_act_has_a_sample_and_every_role_is_in_the_table(samples):
    assert set(samples) == {one.name for one in acts.all_acts()}
    assert set(MAY) == set(ROLES) == set(RIGHTS)
    assert {one.right for one in acts.all_acts()} <= ALL


@pytest.mark.parametrize("role", list(ROLES))
def test_a_role_does_its_own_acts_and_no_others(samples, county, role):
    department = county.departments["水利局"].pk if role == "line" else None
    done = {name: outcome(name, actor(role, CODE, department), data) for name, data in samples.items()}
    expected = {name: "ok" if name in MAY[role] else "forbidden" for name in samples}
    if done["policy.confirm"] == "policy.already_confirmed":  # the shipped value may have been read since
        done["policy.confirm"] = "ok"
    assert done == expected


@pytest.mark.parametrize("role", list(ROLES))
def test_the_neighbour_county_does_nothing_here(samples, role):
    done = {name: outcome(name, actor(role, "652723"), data) for name, data in samples.items()}
    assert set(done.values()) <= {"forbidden", "unknown"}, done


@pytest.mark.parametrize("role", list(ROLES))
def test_the_neighbour_township_does_nothing_here(samples, role):
    """水渠 and all that is sampled lies in 大河沿子镇; the post is in 茫丁乡."""
    done = {name: outcome(name, actor(role, "652722200"), data) for name, data in samples.items()}
    assert set(done.values()) <= {"forbidden", "unknown"}, done


def test_who_stands_at_the_server_may_do_all(samples):
    assert {outcome(name, operator(CODE), data) for name, data in samples.items()} <= {
        "ok",
        "policy.already_confirmed",
    }
    assert {outcome(name, operator("652723"), data) for name, data in samples.items()} <= {
        "forbidden",
        "unknown",
    }


def test_rights_are_the_acts_and_the_reads_and_nothing_that_nobody_asks_for():
    asked = (
        {one.right for one in acts.all_acts()} | READS | {"trail.read", "exchange.import"}
    )  # the last: a page of many acts
    assert asked == ALL


def test_the_refusal_says_who_may(county):
    with pytest.raises(Forbidden, match="村委会无权下达指标") as caught:
        county.allot(by="村委会")
    assert caught.value.hint.startswith("请由有此权限的岗位办理：财政局；")


def test_of_two_posts_the_chosen_one_counts(county):
    """王 sits at the finance desk and for the audit: as auditor he allots nothing."""
    wang = Person.objects.create_user("wang", name="王")
    region = Region.objects.get(code="652722000000")
    posts = {
        role: Post.objects.create(person=wang, role=role, region=region) for role in ("finance", "audit")
    }
    finance, audit = (actor_for(posts[role], via="网页") for role in ("finance", "audit"))
    with pytest.raises(Forbidden, match="审计、纪检无权下达指标"):
        county.allot(by=audit)
    county.allot(by=finance)
    assert finance.rights != audit.rights and not audit.may("funds.allot")
    with pytest.raises(Forbidden, match="“wang”有多个岗位") as caught:
        actor_named("wang", via="命令行")
    assert "wang:finance" in caught.value.hint
    assert actor_named("wang:audit", via="命令行").role == "audit"
    with pytest.raises(Forbidden, match="没有在岗的岗位"):
        actor_named("wang:admin", via="命令行")


def test_who_has_left_does_nothing(county):
    wang = Person.objects.create_user("wang", name="王")
    post = Post.objects.create(person=wang, role="finance", region_id="652722000000", active=False)
    with pytest.raises(Forbidden, match="没有在岗的岗位"):
        actor_named("wang", via="命令行")
    Post.objects.filter(pk=post.pk).update(active=True)
    Person.objects.filter(pk=wang.pk).update(is_active=False)
    with pytest.raises(Forbidden, match="没有可登录的用户“wang”"):
        actor_named("wang", via="命令行")


def test_a_line_department_sees_its_own_projects_only(county):
    from karez.funds.queries import allotments, grants, transfers
    from karez.projects.queries import visible

    county.allot(300 * WAN)
    county.allot(20 * WAN, grant="自治区", project="果园", day="2023-05-01")
    water = county.desks["水利局"]
    agriculture = replace(water, department_id=county.departments["农业农村局"].pk)
    for who, project, grant in ((water, "水渠", "中央"), (agriculture, "果园", "自治区")):
        assert [str(one) for one in visible(who)] == [project]
        assert [str(one) for one in grants(who)] == [f"甲财〔2023〕{grant}号"]
        assert {one.project.name for one in allotments(who)} == {project}
        assert [one.kind for one in transfers(who)] == ["allot"]
    for desk, seen in (
        ("村委会", ["水渠"]),
        ("邻乡", ["果园"]),
        ("邻县财政局", ["邻县渠"]),
        ("州", ["水渠", "果园", "明年渠", "邻县渠"]),
    ):
        assert [str(one) for one in visible(county.desks[desk])] == seen


TARGET = {"indicator": "jobs", "value": 3}
FOREIGN = "这一项不由水利局主管或实施，不能"


def try_as(department, county, name, data, monkeypatch):
    """Do an act as that department's line post, were it given the right; the message where it is refused."""
    declared = acts.get(name)
    monkeypatch.setitem(RIGHTS, "line", RIGHTS["line"] | {declared.right})
    line = replace(county.desks["水利局"], department_id=department.pk, department=department.name)
    with rolled_back():
        try:
            declared(line, declared.read(data), day=DAY)
        except Refusal as refusal:
            return refusal.message
    return "ok"


def test_a_line_department_acts_on_what_it_supervises_or_implements_and_on_nothing_else(county, monkeypatch):
    water, farms = county.departments["水利局"], county.departments["农业农村局"]
    canal, orchard = county.project("水渠"), county.project("果园")
    for department, project, other in ((water, canal, orchard), (farms, orchard, canal)):
        own = TARGET | {"project": project.pk}
        assert try_as(department, county, "projects.set_target", own, monkeypatch) == "ok"
        # Objects in hand, as code passes them: out of sight is no protection here, the right is.
        foreign = TARGET | {"project": other}
        refused = try_as(department, county, "projects.set_target", foreign, monkeypatch)
        assert refused == f"这一项不由{department.name}主管或实施，不能设定绩效目标。"
    orchard.implementer = water
    orchard.save()
    assert try_as(water, county, "projects.set_target", TARGET | {"project": orchard}, monkeypatch) == "ok"


def test_a_line_department_neither_registers_for_another_nor_gives_its_project_away(county, monkeypatch):
    water = county.departments["水利局"]
    facts = {"category": "infrastructure", "kind": "road", "region": TOWN}
    new, old = facts | {"name": "新路", "year": 2023}, facts | {"name": "水渠", "project": "水渠"}
    assert try_as(water, county, "projects.register", new, monkeypatch) == f"{FOREIGN}登记项目。"
    assert try_as(water, county, "projects.register", new | {"supervisor": "水利局"}, monkeypatch) == "ok"
    given = try_as(water, county, "projects.amend", old | {"supervisor": "农业农村局"}, monkeypatch)
    assert given == f"{FOREIGN}修改项目。"
    assert try_as(water, county, "projects.amend", old | {"implementer": "水利局"}, monkeypatch) == "ok"


def test_a_line_department_does_nothing_that_is_the_countys_alone(county, samples, monkeypatch):
    water = county.departments["水利局"]
    for name in ("funds.arrive", "funds.close_year", "policy.confirm", "reports.write", "places.name_place"):
        refused = try_as(water, county, name, samples[name], monkeypatch)
        assert refused == f"{FOREIGN}{acts.get(name).label}。"


def test_a_post_without_a_department_of_its_own_is_no_line_post(county):
    Person.objects.create_user("wang", name="王")
    data = {"person": "wang", "role": "line", "region": CODE}
    assert outcome("places.appoint", county.desks["管理员"], data) == "places.line_needs_department"
    assert Department.objects.filter(name="水利局").count() == 1
    assert outcome("places.appoint", county.desks["管理员"], data | {"department": "水利局"}) == "ok"
    assert Paper.objects.filter(number="x").count() == 0 and name_of(None) == ""
