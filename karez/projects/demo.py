"""The demo county's projects with their targets, each registered on the day of its first approval."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from karez.acts.demo import Demo, Step, demo_part
from karez.projects.arranging import arranged_now
from karez.projects.commands import Register, SetTarget, register, set_target
from karez.projects.models import Project


def project(demo: Demo, key: str) -> Project:
    """The project of this key in the demo's data, once it is registered."""
    name = next(row["name"] for row in demo.data["projects"] if row["key"] == key)
    return Project.objects.get(arranged_now(demo.county, demo.year), name=name)


@demo_part(order=10)
def projects(demo: Demo) -> Iterator[Step]:
    """Each project and what is expected of it."""
    first: dict[str, date] = {}
    for row in demo.data["allotments"]:
        day = date.fromisoformat(row["approved"])
        first[row["project"]] = min(day, first.get(row["project"], day))
    for row in demo.data["projects"]:
        targets = [one for one in demo.data["targets"] if one["project"] == row["key"]]
        yield _step(demo, row, first[row["key"]], targets)


def _step(demo: Demo, row: dict[str, Any], day: date, targets: list[dict[str, Any]]) -> Step:
    runs = row["operator"] or {}

    def do() -> None:
        made = register(
            demo.actor,
            Register(
                name=row["name"],
                year=demo.year,
                category=row["category"],
                kind=row["kind"],
                region=row["region"],
                supervisor=demo.departments[row["supervisor"]],
                implementer=demo.departments[row["implementer"]],
                operator=runs.get("name", ""),
                operator_kind=runs.get("kind", ""),
                content=row["content"],
                planned=row["planned_fen"],
                starts=date.fromisoformat(row["starts"]),
                ends=date.fromisoformat(row["ends"]),
            ),
            day=day,
            key=f"demo:register:{row['key']}",
        ).result
        for target in targets:
            value = target["value_fen"] if "value_fen" in target else target["value"]
            set_target(
                demo.actor,
                SetTarget(project=made, indicator=target["indicator"], value=value),
                day=day,
                key=f"demo:target:{row['key']}:{target['indicator']}",
            )

    return Step(day, row["name"], do)
