"""What rules are told of wages."""

from dataclasses import dataclass
from datetime import date

from karez.kernel.money import Fen
from karez.rulebook.facts import Filler, provides
from karez.testing.example.models import Wage


@dataclass(frozen=True, slots=True)
class WageFacts:
    """A wage that nobody has checked yet, with the id of its project; amount in fen."""

    id: int
    project: int
    worker: str
    day: date
    amount: Fen


@provides("unchecked_wages")
def unchecked_wages(facts: Filler) -> tuple[WageFacts, ...]:
    """Wages paid by the day and not checked, of the year's projects within sight."""
    projects = [project.id for project in facts["projects"]]
    rows = Wage.objects.filter(project__in=projects, day__lte=facts.day, checked=False).order_by("day", "id")
    return tuple(WageFacts(*row) for row in rows.values_list("id", "project", "worker", "day", "amount"))
