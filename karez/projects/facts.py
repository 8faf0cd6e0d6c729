"""What rules and lists of what waits are told of projects."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from karez.projects.editions import editions
from karez.projects.models import Project
from karez.rulebook.facts import Filler, provides


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """A project as rules see it. `id` is whatever the caller finds it by again."""

    id: int | str
    name: str
    category: str
    kind: str
    content: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """When a project is to be completed, where it lies (12 digits), and the unit that carries it out; "" where not filled in."""

    ends: date | None
    region: str
    unit: str


@provides("described")
def described(facts: Filler) -> list[Any]:
    """The year's projects within sight, as they were described on the day: plain rows, read once for what follows."""
    rows = editions(facts.scope)
    if facts.projects is not None:
        rows = rows.filter(project_id__in=facts.projects)
    return list(
        rows.values(
            "project_id", "name", "category", "kind", "content", "ends", "region_id", "implementer__name", "supervisor__name"
        )
    )  # fmt: skip


@provides("projects")
def projects(facts: Filler) -> tuple[ProjectFacts, ...]:
    """The year's projects within sight; at an act, the one that it concerns."""
    return tuple(
        ProjectFacts(row["project_id"], row["name"], row["category"], row["kind"], row["content"], facts.year)
        for row in facts["described"]
    )


@provides("plans")
def plans(facts: Filler) -> dict[int, Plan]:
    """The plan of each of them, by its id."""
    return {
        row["project_id"]: Plan(
            row["ends"], row["region_id"], row["implementer__name"] or row["supervisor__name"] or ""
        )
        for row in facts["described"]
    }


def project_facts(project: Project, year: int) -> ProjectFacts:
    """A project as it stands, for an act that concerns it in a budget year."""
    return ProjectFacts(project.pk, project.name, project.category, project.kind, project.content, year)
