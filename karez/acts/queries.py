"""How references to things of the rooms above are found: regions, departments, people, papers."""

from typing import Any

from karez.acts.inputs import finds
from karez.kernel.refusal import the_only
from karez.places.models import Department, Person, Region
from karez.places.queries import find_department, find_person, find_region
from karez.places.rights import Actor
from karez.trail.models import Paper

finds(Region)(find_region)
finds(Department)(find_department)
finds(Person)(find_person)


@finds(Paper)
def find_paper(actor: Actor, token: Any) -> Paper:
    """By id, or by a number that only one paper of the actor's county has. Raises Unknown."""
    among = Paper.objects.filter(county__startswith=actor.region[:6])
    found = list(among.filter(pk=token) if isinstance(token, int) else among.filter(number=token)[:3])
    hint = "请核对文号或凭证号。"
    return the_only(found, f"凭据“{token}”", measure="份", several=hint, none=hint)
