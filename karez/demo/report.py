"""The demo county's report: the words of people (texts/*.md, one file a section) and the reviewer."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from karez.places.rights import Actor, operator
from karez.reports.commands import Sign, Write, sign, write
from karez.reports.sections import SECTIONS

TEXTS = Path(__file__).parent / "texts"


def write_report(data: dict[str, Any], actor: Actor | None = None) -> Iterator[str]:
    """Write every section and sign, as acts of the demo's day; yields a line for each. Doing it twice changes nothing."""
    county, year, day = data["county"], data["year"], date.fromisoformat(data["as_of"])
    actor = actor or operator(county, via="演示数据")
    for section in SECTIONS:
        body = (TEXTS / f"{section.key}.md").read_text("utf-8").strip()
        do = Write(county=county, year=year, section=section.key, body=body)
        write(actor, do, day=day, key=f"demo:report:{section.key}")
        yield f"{day} 报告·{section.title}"
    signing = Sign(county=county, year=year, reviewer=data["reviewer"])
    sign(actor, signing, day=day, key="demo:report:sign")
    yield f"{day} 报告·审核"
