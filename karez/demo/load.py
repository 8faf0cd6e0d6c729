"""Load the demo county through the same acts that people use, in the order of their days; each room brings its part."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from karez.acts.demo import Demo, steps
from karez.places.models import Department, Region
from karez.places.rights import Actor, operator

HERE = Path(__file__).parent


def read() -> dict[str, Any]:
    """The demo county's data."""
    return json.loads((HERE / "jinghe-2023.json").read_text("utf-8"))


def load(data: dict[str, Any], actor: Actor | None = None) -> Iterator[str]:
    """Load the county; yields a line for each act done, so that a caller can show progress. Doing it twice changes nothing."""
    actor = actor or operator(data["county"], via="演示数据")
    for day, label, do in steps(Demo(data, actor, places(data))):
        do()
        yield f"{day} {label}"


def places(data: dict[str, Any]) -> dict[str, Department]:
    """The county's regions and departments."""
    for row in data["regions"]:
        Region.objects.get_or_create(code=row["code"], defaults={"name": row["name"], "level": row["level"]})
    return {
        row["key"]: Department.objects.get_or_create(region_id=row["region"], name=row["name"])[0]
        for row in data["departments"]
    }
