"""Load the demo county through the same acts that people use, in the order of their days."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from karez.acts.inputs import PaperIn
from karez.funds.commands import Allot, Arrive, allot, arrive
from karez.funds.models import Grant
from karez.payments.commands import Pay, pay
from karez.places.models import Department, Region
from karez.places.rights import Actor, operator
from karez.projects.commands import Register, SetTarget, register, set_target
from karez.projects.models import Project

HERE = Path(__file__).parent
Step = tuple[date, int, str, Callable[[], Any]]


def read() -> dict[str, Any]:
    """The demo county's data."""
    return json.loads((HERE / "jinghe-2023.json").read_text("utf-8"))


def load(data: dict[str, Any], actor: Actor | None = None) -> Iterator[str]:
    """Load the county; yields a line for each act done, so that a caller can show progress. Doing it twice changes nothing."""
    actor = actor or operator(data["county"], via="演示数据")
    places(data)
    for day, _, label, do in sorted(_steps(data, actor), key=lambda step: (step[0], step[1])):
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


def _steps(data: dict[str, Any], actor: Actor) -> Iterator[Step]:
    county, year = data["county"], data["year"]
    departments = places(data)
    first: dict[str, date] = {}
    for row in data["allotments"]:
        day = date.fromisoformat(row["approved"])
        first[row["project"]] = min(day, first.get(row["project"], day))
    targets: dict[str, list[dict[str, Any]]] = {}
    for row in data["targets"]:
        targets.setdefault(row["project"], []).append(row)
    names = {row["key"]: row["name"] for row in data["projects"]}
    documents = {row["key"]: row["document"] for row in data["grants"]}

    def grant(key: str) -> Grant:
        return Grant.objects.get(county=county, document=documents[key])

    def project(key: str) -> Project:
        return Project.objects.get(county=county, year=year, name=names[key])

    for row in data["grants"]:
        yield _arrival(row, county, year, actor)
    for row in data["projects"]:
        yield _project(row, year, first[row["key"]], departments, targets.get(row["key"], []), actor)
    for number, row in enumerate(data["allotments"]):
        yield _allotment(row, f"demo:allot:{number}", grant, project, actor)
    for number, row in enumerate(data["payments"]):
        yield _payment(row, f"demo:pay:{number}", grant, project, actor)


def _arrival(row: dict[str, Any], county: str, year: int, actor: Actor) -> Step:
    received = date.fromisoformat(row["received"])
    do = Arrive(
        county=county,
        year=year,
        source=row["source"],
        task=row["task"],
        amount=row["amount_fen"],
        issued=date.fromisoformat(row["issued"]),
        received=received,
        advance_notice=row["advance_notice"],
        direct=row["direct"],
        paper=PaperIn(number=row["document"], title=f"关于下达{year}年度财政衔接推进乡村振兴补助资金的通知"),
    )
    return (
        received,
        0,
        row["document"],
        lambda: arrive(actor, do, day=received, key=f"demo:arrive:{row['key']}"),
    )


def _project(
    row: dict[str, Any],
    year: int,
    day: date,
    departments: dict[str, Department],
    targets: list[dict[str, Any]],
    actor: Actor,
) -> Step:
    operator_of = row["operator"] or {}

    def do() -> None:
        made = register(
            actor,
            Register(
                name=row["name"],
                year=year,
                category=row["category"],
                kind=row["kind"],
                region=row["region"],
                supervisor=departments[row["supervisor"]],
                implementer=departments[row["implementer"]],
                operator=operator_of.get("name", ""),
                operator_kind=operator_of.get("kind", ""),
                content=row["content"],
                planned=row["planned_fen"],
                starts=date.fromisoformat(row["starts"]),
                ends=date.fromisoformat(row["ends"]),
            ),
            day=day,
            key=f"demo:register:{row['key']}",
        )
        for target in targets:
            value = target["value_fen"] if "value_fen" in target else target["value"]
            set_target(
                actor,
                SetTarget(project=made, indicator=target["indicator"], value=value),
                day=day,
                key=f"demo:target:{row['key']}:{target['indicator']}",
            )

    return day, 1, row["name"], do


def _allotment(
    row: dict[str, Any],
    key: str,
    grant: Callable[[str], Grant],
    project: Callable[[str], Project],
    actor: Actor,
) -> Step:
    day = date.fromisoformat(row["approved"])

    def do() -> None:
        allot(
            actor,
            Allot(
                grant=grant(row["grant"]),
                project=project(row["project"]),
                amount=row["amount_fen"],
                paper=PaperIn(number=row["approval"], dated=day, title="关于下达财政衔接资金项目计划的批复"),
                quota_issued=date.fromisoformat(row["quota_issued"]),
            ),
            day=day,
            key=key,
        )

    return day, 2, row["approval"], do


def _payment(
    row: dict[str, Any],
    key: str,
    grant: Callable[[str], Grant],
    project: Callable[[str], Project],
    actor: Actor,
) -> Step:
    day = date.fromisoformat(row["paid"])

    def do() -> None:
        pay(
            actor,
            Pay(
                grant=grant(row["grant"]),
                project=project(row["project"]),
                amount=row["amount_fen"],
                payee=row["payee"],
                stage=row["stage"],
                paper=PaperIn(number=row["voucher"], dated=day),
            ),
            day=day,
            key=key,
        )

    return day, 3, row["voucher"], do
