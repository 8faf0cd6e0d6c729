"""Carries a plan out: through the acts, in the order of their days, all of it or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from os import PathLike
from typing import Any

from django.db import transaction

from karez.acts.inputs import PaperIn
from karez.exchange.books import GrantHandle, ProjectHandle
from karez.exchange.faults import Fault
from karez.exchange.plan import Plan, Step
from karez.exchange.planner import build
from karez.exchange.reading import read
from karez.funds.commands import Allot, Arrive, allot, arrive
from karez.kernel.refusal import Refusal
from karez.kernel.regions import full
from karez.payments.commands import Pay, pay
from karez.places.counties import bring, ensure
from karez.places.models import Department, Region
from karez.places.rights import Actor
from karez.projects.commands import FACTS, Amend, Register, SetTarget, amend, register, set_target
from karez.trail import journal

MOST_REFUSALS = 200
Progress = Callable[[int, int], None]
"""Told after each act: (done, of how many)."""


class NotImported(Refusal):
    """The import was not done; `faults` says why, row by row."""

    rule = "exchange.faults"

    def __init__(self, faults: list[Fault], count: int) -> None:
        first = f"第一处：{faults[0].text}" if faults else ""
        super().__init__(f"导入没有进行：有 {count} 处差错。{first}", hint="请按列出的位置改正后重新导入。")
        self.faults, self.count = faults, count


class BooksMoved(Refusal):
    """Between preview and confirmation somebody changed the books, or the file is another."""

    rule = "exchange.books_moved"


@dataclass
class Outcome:
    """What came of it: acts done by name, or the faults for which nothing was done."""

    done: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults


def preview(
    source: str | PathLike[str] | bytes,
    county: str,
    year: int,
    *,
    actor: Actor,
    day: date,
    places: Mapping[str, str] | None = None,
    rehearse: bool = True,
    progress: Progress | None = None,
) -> Plan:
    """Read a workbook and plan its import. Nothing stays written.

    With `rehearse` a faultless plan is also carried out and taken back, so that what the acts would refuse (an overdrawn
    grant, a closed year, a rule) is among the faults. It takes as long as the import itself. Raises Forbidden.
    """
    plan = build(read(source), county, year, actor=actor, day=day, places=places)
    if rehearse and plan.ok and plan.steps:
        for fault in apply(plan, actor, day=day, rehearse=True, progress=progress).faults:
            plan.add(fault)
    return plan


def carry_out(
    source: str | PathLike[str] | bytes,
    county: str,
    year: int,
    *,
    actor: Actor,
    day: date,
    places: Mapping[str, str] | None = None,
    expect: str | None = None,
    progress: Progress | None = None,
) -> tuple[Plan, Outcome]:
    """Read, plan and import. `expect`: the fingerprint of the plan that a person has seen and confirmed.

    Raises NotImported with all faults, BooksMoved when the plan is no longer the one expected, Forbidden.
    """
    reading = read(source)
    with transaction.atomic():
        plan = build(reading, county, year, actor=actor, day=day, places=places)
        if expect is not None and plan.fingerprint != expect:
            raise BooksMoved("预览之后账目或文件有变动，导入没有进行。", hint="请重新预览，核对后再确认。")
        if plan.faults:
            raise NotImported(plan.faults, plan.fault_count)
        outcome = apply(plan, actor, day=day, progress=progress)
        if outcome.faults:
            raise NotImported(outcome.faults, len(outcome.faults))
    return plan, outcome


def apply(
    plan: Plan, actor: Actor, *, day: date, progress: Progress | None = None, rehearse: bool = False
) -> Outcome:
    """Do the acts of a faultless plan in one transaction. With any refusal nothing is done, and each is a fault at its row.

    Doing the same file again finds every row the same and does nothing. Raises Forbidden, NotImported for a plan with faults.
    """
    actor.require("exchange.import", full(plan.county), "导入")
    if plan.faults:
        raise NotImported(plan.faults, plan.fault_count)
    outcome = Outcome()
    if not plan.steps:
        return outcome
    with transaction.atomic():
        doer = _Doer(plan, actor, day)
        steps = sorted(plan.steps, key=lambda step: step[:3])
        for number, step in enumerate(steps, 1):
            doer.do(step, outcome)
            if progress:
                progress(number, len(steps))
            if len(outcome.faults) >= MOST_REFUSALS:
                break
        if outcome.ok and not rehearse:
            journal.record(
                actor, act="exchange.import", day=day, county=plan.county, region=full(plan.county),
                label=f"{plan.year} 年度 Excel 导入", paper=plan.digest,
                after={"year": plan.year, "file": plan.digest, "acts": outcome.done},
            )  # fmt: skip
        else:
            transaction.set_rollback(True)
    return outcome


# Field of a refusal → column of the sheet.
_COLUMNS: dict[str, dict[str, str]] = {
    "grants": {"paper": "document", "amount": "amount", "received": "received", "source": "source", "task": "task",
               "issued": "issued", "day": "received", "year": "document"},
    "projects": {"name": "project", "region": "township", "category": "category", "kind": "kind", "planned": "planned",
                 "ends": "ends", "starts": "starts", "content": "content", "supervisor": "supervisor",
                 "implementer": "implementer", "operator": "operator", "value": "annual_income"},
    "allotments": {"paper": "approval", "amount": "amount", "project": "project", "grant": "document", "day": "day"},
    "payments": {"paper": "voucher", "amount": "amount", "project": "project", "grant": "document", "day": "day",
                 "payee": "payee", "stage": "stage"},
}  # fmt: skip


class _Doer:
    """Does steps one after the other, keeping the objects that they make."""

    def __init__(self, plan: Plan, actor: Actor, day: date) -> None:
        self.plan, self.actor, self.day = plan, actor, day
        self.grants: dict[GrantHandle, Any] = {}
        self.projects: dict[ProjectHandle, Any] = {}
        self.failed: set[object] = set()
        assert plan.places is not None and plan.departments is not None
        # Reference data, as the demo loads it: the county's regions from the public list, the departments by their names.
        ensure(plan.county)
        used = plan.places.called()
        bring(used, used)
        Region.objects.bulk_create(plan.places.new(), ignore_conflicts=True)
        self.departments = {
            bare: Department.objects.get_or_create(region_id=full(plan.county), name=name)[0]
            for bare, name in plan.departments.added.items()
        }

    def do(self, step: Step, outcome: Outcome) -> None:
        pair = (step.grant, step.project)
        if step.grant in self.failed or step.project in self.failed:
            return  # What it needs was refused: another fault here would only say so again.
        if step.act == "payments.pay" and pair in self.failed:
            return
        try:
            getattr(self, "_" + step.act.replace(".", "_"))(step)
        except Refusal as refusal:
            for one in (refusal, *refusal.others):
                column = _COLUMNS[step.table.sheet.kind].get(one.field or "", "")
                hint = one.hint + (f"（依据：{one.reference}）" if one.reference else "")
                value = getattr(step.row, column, "") if column else ""
                shown = (
                    ""
                    if column and step.table.sheet.by_name[column].type in ("money", "code", "date")
                    else value
                )
                outcome.faults.append(step.table.fault(step.row.at, column, shown, one.message, hint))
            made = {"funds.arrive": step.grant, "projects.register": step.project}.get(step.act)
            if made:
                self.failed.add(made)
            elif step.act == "funds.allot":
                self.failed.add(pair)
        else:
            outcome.done[step.act] = outcome.done.get(step.act, 0) + 1

    def _grant(self, handle: GrantHandle) -> Any:
        return handle.held or self.grants[handle]

    def _project(self, handle: ProjectHandle) -> Any:
        return self.projects.get(handle) or handle.held

    def _details(self, data: Mapping[str, Any]) -> dict[str, Any]:
        found = dict(data)
        for name in ("supervisor", "implementer"):
            if isinstance(found.get(name), str):
                found[name] = self.departments[found[name]]
        return found

    def _funds_arrive(self, step: Step) -> None:
        row, handle = step.row, step.grant
        assert handle is not None
        do = Arrive(
            county=self.plan.county, year=self.plan.year, source=row.source, task=row.task, amount=row.amount,
            issued=row.issued, received=row.received, advance_notice=bool(row.advance_notice), direct=bool(row.direct),
            paper=PaperIn(number=row.document, dated=row.issued),
        )  # fmt: skip
        self.grants[handle] = arrive(self.actor, do, day=step.day, key=step.key)

    def _projects_register(self, step: Step) -> None:
        assert step.project is not None
        data = {"region": full(self.plan.county)} | self._details(step.data)
        do = Register(name=step.row.project, year=self.plan.year, **data)
        self.projects[step.project] = register(self.actor, do, day=step.day, key=step.key)

    def _projects_amend(self, step: Step) -> None:
        assert step.project is not None
        project = self._project(step.project)
        facts = {name: getattr(project, name) for name in FACTS} | self._details(step.data)
        self.projects[step.project] = amend(
            self.actor, Amend(project=project, **facts), day=step.day, key=step.key
        )

    def _projects_set_target(self, step: Step) -> None:
        assert step.project is not None
        set_target(
            self.actor,
            SetTarget(project=self._project(step.project), **step.data),
            day=step.day,
            key=step.key,
        )

    def _funds_allot(self, step: Step) -> None:
        assert step.grant is not None and step.project is not None
        row = step.row
        do = Allot(
            grant=self._grant(step.grant), project=self._project(step.project), amount=row.amount,
            paper=PaperIn(number=row.approval, dated=row.day),
        )  # fmt: skip
        allot(self.actor, do, day=step.day, key=step.key)

    def _payments_pay(self, step: Step) -> None:
        assert step.grant is not None and step.project is not None
        row = step.row
        do = Pay(
            grant=self._grant(step.grant), project=self._project(step.project), amount=row.amount, payee=row.payee,
            stage=row.stage or "", paper=PaperIn(number=row.voucher, dated=row.day),
        )  # fmt: skip
        pay(self.actor, do, day=step.day, key=step.key)
