"""务工发放 in a workbook: one row a person and day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from karez.kernel.money import wan
from karez.places.rights import Actor
from karez.projects.arranging import arranged_now
from karez.projects.models import Project
from karez.projects.sheets import PROJECT
from karez.sheets.columns import Column
from karez.sheets.draft import Draft, Rows
from karez.sheets.plan import Objects, Plan, Step
from karez.sheets.sheet import Sheet, sheet
from karez.testing.example.commands import record
from karez.testing.example.models import Wage
from karez.testing.example.queries import visible


def plan_wages(draft: Draft, rows: Rows) -> None:
    """New rows are recorded; one of the books is known by project, person and day."""
    projects = draft.known(Project)
    held = {
        (project, worker, day): (days, amount)
        for project, worker, day, days, amount in Wage.objects.filter(
            arranged_now(draft.county, draft.year, "project__")
        ).values_list("project", "worker", "day", "days", "amount")
    }
    for table, row in rows:
        named = projects.of(projects.key(row.project)) if row.project else []
        if not named or not (row.worker and row.days and row.amount and row.paid):
            if row.project and not named:
                draft.fault(
                    table, row, "project", row.project, f"项目库里没有“{row.project}”。", "请改正名称。"
                )
            continue
        project = named[0]
        label = f"{row.worker} {row.paid}"
        known = held.get((project.pk, row.worker, row.paid))
        if known == (row.days, row.amount):
            draft.item(table, row, "same", label)
        elif known:
            draft.fault(
                table, row, "amount", "", f"{label} 已登记为 {wan(known[1])}，与本行不同。", "请核对。"
            )
        else:
            draft.item(table, row, "new", label)
            draft.step(
                record, _record, table, row, project.label, row.worker, row.paid, row.days, row.amount,
                day=row.paid, needs=(project,),
            )  # fmt: skip


def _record(step: Step, objects: Objects) -> dict[str, Any]:
    row = step.row
    worker = {"worker": row.worker, "days": row.days, "amount": row.amount}
    return {"project": objects[step.needs[0]], "paid": row.paid, "workers": [worker]}


def _line(plan: Plan, row: Any) -> str:
    return f"{wan(row.amount)}，{row.worker}，{row.days} 天，{row.paid}"


def wages_out(actor: Actor, county: str, year: int) -> Iterator[dict[str, Any]]:
    """The wages that the actor may see."""
    rows = visible(actor).filter(arranged_now(county, year, "project__")).select_related("project")
    for row in rows.order_by("day", "pk"):
        yield {
            "project": row.project.name,
            "worker": row.worker,
            "days": row.days,
            "amount": row.amount,
            "paid": row.day,
        }


WAGES = sheet(
    Sheet(
        "wages",
        "务工发放",
        order=90,
        aliases=("务工报酬", "务工名单", "劳务报酬发放表"),
        columns=(
            PROJECT,
            Column("worker", "务工人员", required=True, aliases=("姓名",), example="示例人员"),
            Column("days", "务工天数", required=True, aliases=("天数",), example=20),
            Column("amount", "金额", required=True, aliases=("报酬", "务工报酬"), example=0.3),
            Column(
                "paid",
                "发放日期",
                required=True,
                aliases=("发放时间",),
                example=str(date(2023, 8, 1)),
            ),
        ),
        identity=("project", "worker", "paid"),
        note="每人每次发放一行。",
        acts=(record,),
        plan=plan_wages,
        out=wages_out,
        right="projects.read",
        page="wages",
        line=_line,
        money="amount",
    )
)
