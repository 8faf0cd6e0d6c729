"""Acts about people: accounts, posts, departments, one-time passwords.

How a password comes into being without ever being written down: `places.issue_password` takes no secret in, so none can
reach the input that is kept under an idempotency key, nor a form, a command line or a play file. The act draws the
password, stores its hash, and hands the text out on the object that it returns (`Person.one_time_password`, no column). The shell
(page or command) shows it and lets it go. The trail says that one was issued, to whom and by whom; a repeat under the
same key answers with the person as stored, which has none: it can be seen once.

An administrator acts on people all of whose posts lie in the own region: `queries.reach`.
"""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import Field, field_validator

from karez.acts.act import Note, act
from karez.acts.codes import register_codes
from karez.acts.inputs import Input
from karez.acts.tells import Tells
from karez.acts.types import Code, County, Name, Ref
from karez.kernel.refusal import Refusal
from karez.kernel.regions import covers, full
from karez.places.models import ROLES, Department, Person, Post, Region
from karez.places.passwords import one_time
from karez.places.queries import reach
from karez.places.rights import OPERATOR, Actor

USERNAME = r"^[a-z0-9_.-]{2,40}$"
_USERNAME = re.compile(r"[a-z0-9_.-]{2,40}")

register_codes("role", "角色", ROLES)
Role = Annotated[str, Code("role")]


class Enrol(Input):
    """A new account with its first post. It has no password until one is issued."""

    name: Name = Field(title="姓名", min_length=1, max_length=40)
    username: str = Field(title="用户名", json_schema_extra={"pattern": USERNAME})
    role: Role = Field(title="角色")
    region: Ref[Region] = Field(title="区划")
    department: Ref[Department] | None = Field(None, title="单位")

    @field_validator("username")
    @classmethod
    def _username(cls, value: str) -> str:
        if not _USERNAME.fullmatch(value):
            raise ValueError("只能用小写字母、数字和 _ . -，2 到 40 个字符。")
        return value


class Appoint(Input):
    """A post for a person: made, changed or (active = false) ended."""

    person: Ref[Person] = Field(title="人员")
    role: Role = Field(title="角色")
    region: Ref[Region] = Field(title="区划")
    department: Ref[Department] | None = Field(None, title="单位")
    active: bool = Field(True, title="在岗")


class OfPerson(Input):
    """The person whose account it is about."""

    person: Ref[Person] = Field(title="人员")


class NameDepartment(Input):
    """A department or other body of a county."""

    county: County = Field(title="县")
    name: Name = Field(title="单位名称", min_length=2, max_length=80)


class OfAccount(Tells):
    """What becomes of an account."""

    is_active: bool = Field(title="可登录")
    posts: str = Field(title="在岗岗位")
    must_change: bool = Field(title="登录后须改密码")


def _whole(do: OfPerson) -> str:
    return reach(do.person)


@act(
    "places.enrol",
    label="开设账号",
    right="places.appoint",
    at=lambda do: do.region.code,
    icon="person-plus",
    about="给新同志开账号并定第一个岗位；随后在人员页发一次性密码。",
    order=500,
)
def enrol(actor: Actor, do: Enrol, *, day: date, note: Note) -> Person:
    """开户: an account with its first post, in the actor's region. Signing in needs a one-time password, issued next."""
    if do.username == OPERATOR or Person.objects.filter(username=do.username).exists():
        raise Refusal(
            f"用户名“{do.username}”已经存在。",
            rule="places.user_exists",
            hint="换一个用户名；此人已有账号的，请用“任免岗位”。",
            field="username",
        )
    _check_post(do.role, do.region, do.department)
    person = Person.objects.create_user(do.username, None, name=do.name, must_change=True)
    post = Post.objects.create(person=person, role=do.role, region=do.region, department=do.department)
    note.label = f"{person} {post}"
    note.after = {"username": do.username, "name": do.name, **_said(post)}
    return person


@act(
    "places.appoint",
    label="任免岗位",
    right="places.appoint",
    at=lambda do: do.region.code,
    icon="person-gear",
    about="让一个人在某区划担任某角色，或者免去。",
    order=510,
)
def appoint(actor: Actor, do: Appoint, *, day: date, note: Note) -> Post:
    """任免: give a person a post in a region, or end it. What the person may do follows from the post alone."""
    _check_post(do.role, do.region, do.department)
    person = _locked(do.person)
    if do.active and not person.is_active:
        raise Refusal(
            f"{person}的账号已停用，不能任命。",
            rule="places.dismissed",
            hint="先恢复账号，再任命岗位。",
            field="person",
        )
    _not_oneself(actor, person, "任免自己的岗位")
    post, made = Post.objects.get_or_create(
        person=person,
        role=do.role,
        region=do.region,
        department=do.department,
        defaults={"active": do.active},
    )
    note.before = {} if made else {"active": post.active}
    if post.active != do.active:
        post.active = do.active
        post.save(update_fields=["active"])
    note.subject, note.label = person, f"{person} {post}"
    note.after = {**_said(post), "active": do.active}
    return post


@act(
    "places.dismiss",
    label="停用账号",
    right="places.appoint",
    at=_whole,
    tells=OfAccount,
    icon="person-x",
    page="people",
)
def dismiss(actor: Actor, do: OfPerson, *, day: date, note: Note) -> Person:
    """停用: the person signs in no more, holds no post, and is signed out everywhere. What was done stays in the trail.

    The password is made unusable, too: that ends the sessions for good, so none comes back with `places.restore`.
    """
    _not_oneself(actor, do.person, "停用自己的账号")
    person = _own(actor, do.person, "停用账号")
    if not person.is_active:
        raise Refusal(f"{person}的账号已经停用。", rule="places.dismissed", field="person")
    held = list(person.posts.filter(active=True).select_related("region", "department"))
    note.before = {"is_active": True, "posts": "、".join(map(str, held))}
    note.after = {"is_active": False, "posts": ""}
    person.posts.filter(active=True).update(active=False)
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    return person


@act(
    "places.restore",
    label="恢复账号",
    right="places.appoint",
    at=_whole,
    tells=OfAccount,
    icon="person-check",
    page="people",
)
def restore(actor: Actor, do: OfPerson, *, day: date, note: Note) -> Person:
    """恢复: the person may sign in again, with a new one-time password. Posts are given anew, one by one."""
    person = _own(actor, do.person, "恢复账号")
    if person.is_active:
        raise Refusal(f"{person}的账号没有停用。", rule="places.not_dismissed", field="person")
    note.before, note.after = {"is_active": False}, {"is_active": True}
    person.is_active = person.must_change = True
    person.save(update_fields=["is_active", "must_change"])
    return person


@act(
    "places.issue_password",
    label="发一次性密码",
    right="places.appoint",
    at=_whole,
    tells=OfAccount,
    icon="key",
    page="people",
)
def issue_password(actor: Actor, do: OfPerson, *, day: date, note: Note) -> Person:
    """发密码: a one-time password, on the returned person (`one_time_password`) and nowhere else; changed at the next sign-in.

    The old password and all sessions end. The own one is changed, not issued.
    """
    _not_oneself(
        actor,
        do.person,
        "给自己发一次性密码",
        "请在右上角“修改密码”；忘了的，请服务器管理员运行 karez password。",
    )
    person = _own(actor, do.person, "发一次性密码")
    if not person.is_active:
        raise Refusal(
            f"{person}的账号已停用。", rule="places.dismissed", hint="先恢复账号，再发密码。", field="person"
        )
    secret = one_time()
    person.set_password(secret)
    person.must_change = True
    person.save(update_fields=["password", "must_change"])
    person.one_time_password = secret
    note.after = {"must_change": True}
    return person


@act(
    "places.name_department",
    label="登记单位",
    right="places.appoint",
    at=lambda do: do.county,
    icon="building",
    about="登记县里的主管、实施单位，供项目和岗位选用。",
    order=520,
)
def name_department(actor: Actor, do: NameDepartment, *, day: date, note: Note) -> Department:
    """登记单位: a department of the county, to supervise and implement projects and to be the desk of posts."""
    region = Region.objects.filter(code=full(do.county)).first()
    if region is None:
        raise Refusal(
            f"账上没有代码为 {do.county} 的县。",
            rule="places.no_county",
            hint="先用 karez init --county 装入。",
            field="county",
        )
    if Department.objects.filter(region=region, name=do.name).exists():
        raise Refusal(f"{region}已有单位“{do.name}”。", rule="places.department_exists", field="name")
    note.after = {"name": do.name}
    return Department.objects.create(region=region, name=do.name)


def _check_post(role: str, region: Region, department: Department | None) -> None:
    if role == "line" and department is None:
        raise Refusal(
            "行业主管部门的岗位必须写明单位。", rule="places.line_needs_department", field="department"
        )
    if department and not (
        covers(department.region_id, region.code) or covers(region.code, department.region_id)
    ):
        raise Refusal(
            f"“{department}”不是{region}的单位。",
            rule="places.department_elsewhere",
            hint="请选择当地的单位，或先登记单位。",
            field="department",
        )


def _locked(person: Person) -> Person:
    """The person as stored now, held until the act is done: two acts about one person come one after the other."""
    return Person.objects.select_for_update().get(pk=person.pk)


def _own(actor: Actor, person: Person, what: str) -> Person:
    """The same for an act on the whole account: no post elsewhere may have been given since the right was looked at."""
    person = _locked(person)
    actor.require("places.appoint", reach(person), what)
    return person


def _not_oneself(actor: Actor, person: Person, what: str, hint: str = "请由另一位系统管理员办理。") -> None:
    if person.username == actor.username:
        raise Refusal(f"不能{what}。", rule="places.oneself", hint=hint)


def _said(post: Post) -> dict[str, Any]:
    return {"role": post.role, "region": post.region_id, "department": str(post.department or "")}
