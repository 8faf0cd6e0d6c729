"""Which role may do what. Default-deny: a right that is not listed here nobody has.

A right is act × scope: the role gives the act, the post's region (and, for a line department, the
department) gives the scope. DESIGN §9.
"""

from dataclasses import dataclass

from karez.kernel.refusal import Forbidden
from karez.kernel.regions import prefix
from karez.places.models import ROLES, Person, Post
from karez.places.where import At, Where, where_of

READS = {
    "figures.read",
    "funds.read",
    "projects.read",
    "payments.read",
    "places.read",
    "policy.read",
    "reports.read",
}
_PROJECTS = {"projects.register", "projects.amend", "projects.set_target"}

RIGHTS: dict[str, frozenset[str]] = {
    "village": frozenset(READS - {"reports.read"}),
    "township": frozenset(READS - {"reports.read"}),
    "line": frozenset(READS - {"reports.read"}),
    "rural": frozenset(
        READS
        | _PROJECTS
        | {"trail.read", "trail.attach", "reports.write", "reports.sign", "places.name_place"}
    ),
    "finance": frozenset(
        READS
        | _PROJECTS
        | {
            "funds.arrive",
            "funds.allot",
            "funds.reallocate",
            "funds.give_back",
            "funds.reverse",
            "funds.close_year",
            "payments.pay",
            "payments.refund",
            "exchange.import",
            "places.name_place",
            "policy.confirm",
            "reports.write",
            "reports.sign",
            "trail.read",
            "trail.attach",
        }
    ),
    "leader": frozenset(READS | {"trail.read"}),
    "audit": frozenset(READS | {"trail.read"}),
    "superior": frozenset(READS | {"trail.read"}),
    "admin": frozenset({"places.appoint", "places.name_place", "policy.read"}),
}


OPERATOR = "operator"
"""The user name of whoever sits at the server; no account may have it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which post, through which door. Made by the shell for one request or one command."""

    username: str
    name: str
    role: str
    region: str
    """The scope: significant digits of the post's region code, empty for the whole country."""
    department_id: int | None = None
    department: str = ""
    via: str = "code"
    address: str = ""

    @property
    def role_label(self) -> str:
        return "系统操作员" if self.role == "operator" else ROLES[self.role]

    @property
    def rights(self) -> frozenset[str]:
        return ALL if self.role == "operator" else RIGHTS[self.role]

    @property
    def within(self) -> int | None:
        """The department to which this actor's sight is limited, None for all of the region (行业主管部门 only)."""
        return self.department_id if self.role == "line" else None

    @property
    def narrow(self) -> bool:
        """Whether this actor sees less than a whole county: a township's, a village's or a line department's projects."""
        return len(self.region) > 6 or self.within is not None

    def may(self, right: str, at: At | None = None) -> bool:
        """Whether this actor has `right`, there where it is asked: within the region, and for a line department its own."""
        if right not in self.rights:
            return False
        if at is None:
            return True
        place = where_of(at)
        return place.within(self.region) and self._has_in_hand(place)

    def _has_in_hand(self, place: Where) -> bool:
        return self.role != "line" or self.department_id in place.departments

    def require(self, right: str, at: At | None = None, what: str = "") -> None:
        """Raises Forbidden with the right, the role and the place or the department that stands in the way."""
        if right not in self.rights:
            raise Forbidden(
                f"{self.role_label}无权{what or right}。",
                hint=f"请由有此权限的岗位办理：{'、'.join(holders(right)) or '无'}；如确需办理，请联系系统管理员调整岗位。",
            )
        if at is None:
            return
        place = where_of(at)
        if not place.within(self.region):
            here, there = self.region or "全国", prefix(place.region) or "全国"
            raise Forbidden(
                f"{self.name}只能在 {here} 范围内{what or right}，不能在 {there} 办理。",
                hint="请由当地的岗位办理，或切换到管辖该地的岗位。",
            )
        if not self._has_in_hand(place):
            raise Forbidden(
                f"这一项不由{self.department or self.name}主管或实施，不能{what or right}。",
                hint="请由它的主管单位、实施单位办理。",
            )


ALL = frozenset().union(*RIGHTS.values())


def holders(right: str) -> list[str]:
    """The labels of the roles that carry a right."""
    return [ROLES[role] for role, rights in RIGHTS.items() if right in rights]


def actor_for(post: Post, *, via: str, address: str = "") -> Actor:
    """The actor that a person is while standing in `post`."""
    return Actor(
        username=post.person.username,
        name=post.person.name,
        role=post.role,
        region=prefix(post.region_id),
        department_id=post.department_id,
        department=post.department.name if post.department else "",
        via=via,
        address=address,
    )


def operator(region: str = "", *, via: str = "命令行") -> Actor:
    """Whoever sits at the server itself: all rights in `region`, and named so in the trail."""
    return Actor(username=OPERATOR, name="系统操作员", role="operator", region=prefix(region), via=via)


def actor_named(who: str, *, via: str, address: str = "") -> Actor:
    """The actor that `USER` or `USER:ROLE` names on a command line.

    Raises Forbidden when there is no such person or post, or several posts and none is named.
    """
    username, _, role = who.partition(":")
    person = Person.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise Forbidden(
            f"没有可登录的用户“{username}”。",
            hint="演示账号在 karez demo 时打印；别的账号请系统管理员开设。",
            field="as",
        )
    posts = [
        post
        for post in Post.objects.filter(person=person, active=True).select_related(
            "person", "region", "department"
        )
        if not role or post.role == role
    ]
    if len(posts) != 1:
        named = "、".join(f"{username}:{post.role}（{post}）" for post in posts)
        raise Forbidden(
            f"“{who}”{'有多个岗位' if posts else '没有在岗的岗位'}。",
            hint=f"请写明以哪个岗位办理：{named}。" if posts else "请系统管理员设置岗位。",
            field="as",
        )
    return actor_for(posts[0], via=via, address=address)
