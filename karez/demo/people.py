"""The people of the demo county: one for each role, and one who holds two posts. Made by `karez demo` only.

Names are invented; passwords are drawn anew each time and only returned, for the caller to print.
"""

from typing import Any

from karez.demo.load import places
from karez.kernel.regions import full, level
from karez.places.models import ROLES, Person, Post, Region
from karez.places.passwords import one_time

Seat = tuple[str, str, str | None]
"""A post to be made: role, region prefix, department by its key in the demo data."""

PEOPLE: dict[str, tuple[str, tuple[Seat, ...]]] = {
    "lingdao": ("韩立新", (("leader", "652722", "zfb"),)),
    "caizheng": ("周敏", (("finance", "652722", "czj"),)),
    "nongye": ("古丽娜", (("rural", "652722", "nyncj"),)),
    "shuili": ("陈志远", (("line", "652722", "slj"),)),
    "zhen": ("马晓东", (("township", "652722101", "dhyz"),)),
    "cun": ("巴图", (("village", "652722101206", None),)),
    "shenji": ("吴静", (("audit", "652722", "sjj"),)),
    "zhou": ("巴特尔", (("superior", "6527", None),)),
    "zhoucai": ("刘洋", (("finance", "6527", None),)),
    "admin": ("孙工", (("admin", "652722", None),)),
    "jianzhi": ("郑海", (("rural", "652722", "nyncj"), ("township", "652722102", "tlz"))),
}
ABOVE = {"652700000000": "博尔塔拉蒙古自治州"}


def make_people(data: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """The demo accounts as (user name, password, posts in words, name). Done again, the passwords are new ones."""
    departments = places(data)
    for code, name in ABOVE.items():
        Region.objects.get_or_create(code=code, defaults={"name": name, "level": level(code)})
    made = []
    for username, (name, seats) in PEOPLE.items():
        person = Person.objects.filter(username=username).first() or Person(username=username)
        person.name, person.is_active = name, True
        person.set_password(secret := one_time())
        person.save()
        for role, region, department in seats:
            Post.objects.update_or_create(
                person=person,
                role=role,
                region_id=full(region),
                department=departments[department] if department else None,
                defaults={"active": True},
            )
        made.append((username, secret, "、".join(ROLES[role] for role, _, _ in seats), name))
    return made
