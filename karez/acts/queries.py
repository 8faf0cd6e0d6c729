"""How things of the rooms below are known, which know no acts: regions, departments, people and their posts, papers."""

from typing import Any

from karez.acts.things import Rows, thing
from karez.kernel.refusal import the_only
from karez.kernel.regions import level
from karez.places.models import Department, Person, Post, Region
from karez.places.queries import departments, find_department, find_person, find_region, people, regions
from karez.places.rights import Actor
from karez.trail.models import Paper
from karez.trail.queries import papers

INDENT = {"township": "　", "village": "　　"}


def _in_county(rows: Rows, county: str, year: int) -> Rows:
    return rows.filter(code__startswith=county)


def _of_county(rows: Rows, county: str, year: int) -> Rows:
    return rows.filter(region__code__startswith=county)


def find_paper(actor: Actor, token: Any) -> Paper:
    """By id, or by a number that only one paper of the actor's county has. Raises Unknown."""
    among = Paper.objects.filter(county__startswith=actor.region[:6])
    matching = list(among.filter(pk=token) if isinstance(token, int) else among.filter(number=token)[:3])
    hint = "请核对文号或凭证号。"
    return the_only(matching, f"凭据“{token}”", measure="份", several=hint, none=hint)


thing(
    Region,
    label="区划",
    rows=regions,
    find=find_region,
    offered=_in_county,
    named=lambda region: f"{INDENT.get(level(region.code), '')}{region.name}｜{region.code}",
    page="places",
    args=lambda region: (),
    icon="geo-alt",
    county="",
)
thing(
    Department,
    label="单位",
    rows=departments,
    find=find_department,
    offered=_of_county,
    page="departments",
    args=lambda department: (),
    icon="building",
    county="",
)
thing(
    Person,
    label="人员",
    rows=people,
    find=find_person,
    offered=lambda rows, county, year: rows.filter(is_active=True).order_by("username"),
    named=lambda person: f"{person.name}｜{person.username}",
    page="person",
    icon="person",
    county="",
)
thing(
    Post,
    label="岗位",
    rows=lambda actor: Post.objects.filter(region__code__startswith=actor.region),
    page="person",
    args=lambda post: (post.person_id,),
    icon="person-badge",
    county="",
)
thing(
    Paper,
    label="凭据",
    rows=papers,
    find=find_paper,
    page="paper",
    icon="file-earmark-text",
    measure="份",
    search=("number", "title"),
    about=lambda paper: "，".join(
        part for part in (paper.labels, paper.dated.isoformat() if paper.dated else "—", paper.title) if part
    ),
    latest=("-dated", "number"),
    order=90,
)
