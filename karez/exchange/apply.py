"""Carries a plan out: through the acts, in the order of their days, all of it or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from os import PathLike

from django.db import transaction

from karez.exchange.planner import build
from karez.kernel.refusal import Refusal
from karez.kernel.regions import full
from karez.places.counties import bring, ensure
from karez.places.models import Department, Region
from karez.places.rights import Actor
from karez.sheets.faults import Fault
from karez.sheets.plan import Handle, Objects, Plan, Step
from karez.sheets.reading import read
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
        doer = _Doer(plan, actor)
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


class _Doer:
    """Does steps one after the other, keeping the objects that they make."""

    def __init__(self, plan: Plan, actor: Actor) -> None:
        self.actor = actor
        self.failed: set[Handle] = set()
        assert plan.places is not None and plan.departments is not None
        # Reference data, as the demo loads it: the county's regions from the public list, the departments by their names.
        ensure(plan.county)
        used = plan.places.called()
        bring(used, used)
        Region.objects.bulk_create(plan.places.new(), ignore_conflicts=True)
        self.objects = Objects(
            {
                bare: Department.objects.get_or_create(region_id=full(plan.county), name=name)[0]
                for bare, name in plan.departments.added.items()
            }
        )

    def do(self, step: Step, outcome: Outcome) -> None:
        if not self.failed.isdisjoint(step.needs):
            return  # What it needs was refused: another fault here would only say so again.
        try:
            made = step.act(self.actor, step.do(self.objects), day=step.day, key=step.key).result
        except Refusal as refusal:
            outcome.faults += [_fault(step, refused) for refused in (refusal, *refusal.others)]
            if step.makes and step.makes.held is None:
                self.failed.add(step.makes)
        else:
            if step.makes:
                self.objects.made[step.makes] = made
            outcome.done[step.act.name] = outcome.done.get(step.act.name, 0) + 1


def _fault(step: Step, refusal: Refusal) -> Fault:
    """A refusal at the cell of the row that the refused field was read from."""
    sheet = step.table.sheet
    parts = (refusal.field or "").split(
        "."
    )  # `paper.number`; `people.0.amount` where a row of the sheet is one of the act's
    name = next(
        (sheet.at_field[part] for part in (parts[0], parts[-1]) if part in sheet.at_field), step.column
    )
    value = (
        getattr(step.row, name) if name and sheet.by_name[name].type not in ("money", "code", "date") else ""
    )
    hint = refusal.hint + (f"（依据：{refusal.reference}）" if refusal.reference else "")
    return step.table.fault(step.row.at, name, value, refusal.message, hint)
