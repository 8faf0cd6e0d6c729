"""Finding regions, departments and people among what the actor may see."""

from typing import Any

from django.db.models import QuerySet

from karez.kernel.refusal import Unknown
from karez.kernel.regions import full
from karez.places.models import Department, Person, Region
from karez.places.rights import Actor


def regions(actor: Actor) -> QuerySet[Region]:
    """The regions in the actor's scope."""
    return Region.objects.filter(code__startswith=actor.region)


def departments(actor: Actor, county: str | None = None) -> QuerySet[Department]:
    """The departments of the actor's county (of all in scope where the scope is wider)."""
    return Department.objects.filter(region_id__startswith=county or actor.region[:6])


def find_region(actor: Actor, token: Any) -> Region:
    """By code (any length) or, within the actor's scope, by a name that only one place has. Raises Unknown."""
    text = str(token)
    if text.isascii() and text.isdigit():
        found = list(Region.objects.filter(code=full(text)))
    else:
        found = list(regions(actor).filter(name=text)[:3])
    if len(found) != 1:
        raise Unknown(
            f"{'有多个' if found else '没有找到'}地名“{token}”。",
            hint=f"请写 12 位行政区划代码{'：' + '、'.join(r.code for r in found) if found else ''}。",
        )
    return found[0]


def find_department(actor: Actor, token: Any) -> Department:
    """By id or by name within the actor's county. Raises Unknown."""
    among = departments(actor)
    found = list(among.filter(pk=token) if isinstance(token, int) else among.filter(name=token)[:2])
    if len(found) != 1:
        raise Unknown(f"{'有多个' if found else '没有找到'}单位“{token}”。", hint="请核对单位全称。")
    return found[0]


def find_person(actor: Actor, token: Any) -> Person:
    """By id or user name. Raises Unknown."""
    person = Person.objects.filter(**({"pk": token} if isinstance(token, int) else {"username": token})).first()
    if person is None:
        raise Unknown(f"没有用户“{token}”。")
    return person
