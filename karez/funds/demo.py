"""The demo county's money: what came, and what it was given to."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from karez.acts.demo import Demo, Step, demo_part
from karez.acts.inputs import PaperIn
from karez.funds.commands import Allot, Arrive, allot, arrive
from karez.funds.models import Grant
from karez.projects.demo import project


def grant(demo: Demo, key: str) -> Grant:
    """The grant of this key in the demo's data, once it has arrived."""
    document = next(row["document"] for row in demo.data["grants"] if row["key"] == key)
    return Grant.objects.get(county=demo.county, document=document)


@demo_part(order=0)
def arrivals(demo: Demo) -> Iterator[Step]:
    """Each grant on the day on which it reached the county."""
    for row in demo.data["grants"]:
        yield _arrival(demo, row)


def _arrival(demo: Demo, row: dict[str, Any]) -> Step:
    received = date.fromisoformat(row["received"])
    do = Arrive(
        county=demo.county,
        year=demo.year,
        source=row["source"],
        task=row["task"],
        amount=row["amount_fen"],
        issued=date.fromisoformat(row["issued"]),
        received=received,
        advance_notice=row["advance_notice"],
        direct=row["direct"],
        paper=PaperIn(
            number=row["document"], title=f"关于下达{demo.year}年度财政衔接推进乡村振兴补助资金的通知"
        ),
    )
    key = f"demo:arrive:{row['key']}"
    return Step(received, row["document"], lambda: arrive(demo.actor, do, day=received, key=key))


@demo_part(order=20)
def allotments(demo: Demo) -> Iterator[Step]:
    """Each quota on the day of its approval."""
    for number, row in enumerate(demo.data["allotments"]):
        yield _allotment(demo, row, f"demo:allot:{number}")


def _allotment(demo: Demo, row: dict[str, Any], key: str) -> Step:
    day = date.fromisoformat(row["approved"])

    def do() -> None:
        allot(
            demo.actor,
            Allot(
                grant=grant(demo, row["grant"]),
                project=project(demo, row["project"]),
                amount=row["amount_fen"],
                paper=PaperIn(number=row["approval"], dated=day, title="关于下达财政衔接资金项目计划的批复"),
                quota_issued=date.fromisoformat(row["quota_issued"]),
            ),
            day=day,
            key=key,
        )

    return Step(day, row["approval"], do)
