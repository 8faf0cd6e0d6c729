"""Finding regions, departments and people among what the actor may see."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from karez.kernel.refusal import Unknown, the_only
from karez.kernel.regions import LEVELS, full, prefix
from karez.places.models import Department, Person, Post, Region
from karez.places.rights import Actor


def regions(actor: Actor) -> QuerySet[Region]:
    """The regions in the actor's scope."""
    return Region.objects.filter(code__startswith=actor.region)


def place_names(codes: Iterable[str | None]) -> dict[str, str]:
    """The names of places by their 12-digit codes; a code that no place has, or None, is left out. One query at most."""
    wanted = {code for code in codes if code}
    return dict(Region.objects.filter(code__in=wanted).values_list("code", "name")) if wanted else {}


def lock_county(county: str) -> None:
    """Lock the county's row until the end of the transaction: for whoever gives out its numbers, brings it a grant or closes a
    year of it, who must not cross. Taken before any other lock.
    """
    # no_key: what names the county by a foreign key need not wait.
    Region.objects.select_for_update(no_key=True).filter(code=full(county)).first()


def departments(actor: Actor, county: str | None = None) -> QuerySet[Department]:
    """The departments of the actor's county (of all in scope where the scope is wider)."""
    return Department.objects.filter(region__code__startswith=county or actor.region[:6])


def people(actor: Actor) -> QuerySet[Person]:
    """Those who hold or held a post in the actor's scope, and those who never had any."""
    here = Post.objects.filter(region__code__startswith=actor.region)
    any_post = Exists(Post.objects.filter(person=OuterRef("pk")))
    return Person.objects.filter(Q(pk__in=here.values("person")) | ~any_post)


def reach(person: Person) -> str:
    """The narrowest region (12 digits) that holds all posts of a person: those held now, else those held before.

    The nation's for one who never had a post: only who may act everywhere acts on such an account.
    """
    posts = list(person.posts.values_list("region_id", "active"))
    held = [prefix(code) for code, active in posts if active] or [prefix(code) for code, _ in posts]
    shared = (held[0][:length] for length in LEVELS if held)
    return full(
        max((one for one in shared if all(code.startswith(one) for code in held)), key=len, default="")
    )


def find_region(actor: Actor, token: Any) -> Region:
    """By code (any length) or, within the actor's scope, by a name that only one place has. Raises Unknown."""
    text = str(token)
    if text.isascii() and text.isdigit():
        found = list(Region.objects.filter(code=full(text)))
    else:
        found = list(regions(actor).filter(name=text)[:3])
    write = "请写 12 位行政区划代码"
    return the_only(
        found,
        f"地名“{token}”",
        several=f"{write}：{'、'.join(r.code for r in found)}。",
        none=f"{write}。",
    )


def find_department(actor: Actor, token: Any) -> Department:
    """By id or by name within the actor's county. Raises Unknown."""
    among = departments(actor)
    found = list(among.filter(pk=token) if isinstance(token, int) else among.filter(name=token)[:2])
    hint = "请核对单位全称。"
    return the_only(found, f"单位“{token}”", several=hint, none=hint)


def find_person(actor: Actor, token: Any) -> Person:
    """By id or user name, among those whom the actor sees. Raises Unknown."""
    person = (
        people(actor).filter(**({"pk": token} if isinstance(token, int) else {"username": token})).first()
    )
    if person is None:
        raise Unknown(f"没有用户“{token}”。", hint="请核对用户名；别处的人员由两地共同的上级管理员任命。")
    return person
