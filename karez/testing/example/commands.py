"""登记、核对务工发放: every change of state of this room."""

from datetime import date
from typing import Annotated

from pydantic import Field

from karez.acts.act import Note, act
from karez.acts.inputs import Input
from karez.acts.tells import Headline, Tells
from karez.acts.types import MOST, Count, Fen, Lines, Ref
from karez.kernel.refusal import Refusal
from karez.places.rights import Actor
from karez.projects.models import Project
from karez.testing.example.models import Wage


class Worker(Input):
    """One person of a list of wages."""

    worker: str = Field(title="务工人员", min_length=1, max_length=40)
    days: Annotated[int, Count("天")] = Field(title="务工天数", ge=1, le=366)
    amount: Fen = Field(title="金额", gt=0, le=MOST)


class Record(Input):
    """The wages of some people on a project, paid on one day."""

    project: Ref[Project] = Field(title="项目")
    paid: date = Field(title="发放日期")
    workers: Lines[Worker] = Field(
        title="务工名单", min_length=1, description="每人一行，可以从 Excel 粘贴。"
    )


class Check(Input):
    """A wage that was compared with the list that was signed."""

    wage: Ref[Wage] = Field(title="务工发放")


class Told(Tells):
    """What the trail says of wages besides their inputs."""

    amount: Annotated[Fen, Headline()] = Field(title="金额")
    people: Annotated[int, Count("人")] = Field(title="人数")
    checked: bool = Field(title="已核对")


@act(
    "example.record",
    label="登记务工发放",
    right="projects.amend",
    at=lambda do: do.project,
    tells=Told,
    about="登记项目上务工人员的报酬，一人一行。",
    icon="people",
    order=500,
)
def record(actor: Actor, do: Record, *, day: date, note: Note) -> Wage:
    """登记务工发放: what each person of the list earned. It counts from the day on which it was paid.

    Refused when a person stands twice in the list, or was paid on that project on that day already.
    """
    project = Project.objects.select_for_update(no_key=True).get(pk=do.project.pk)
    faults: list[Refusal] = []
    known = set(Wage.objects.filter(project=project, day=do.paid).values_list("worker", flat=True))
    for number, row in enumerate(do.workers):
        if row.worker in known:
            faults.append(
                Refusal(
                    f"“{row.worker}”在 {do.paid} 的务工发放已经登记。",
                    rule="example.paid_already",
                    hint="请删去这一行，或核对姓名和日期。",
                    field=f"workers.{number}.worker",
                )
            )
        known.add(row.worker)
    if faults:
        faults[0].others = faults[1:]
        raise faults[0]
    made = [
        Wage.objects.create(project=project, worker=row.worker, days=row.days, amount=row.amount, day=do.paid)
        for row in do.workers
    ]
    note.subject = project
    note.after = {"amount": sum(row.amount for row in do.workers), "people": len(made)}
    return made[0]


@act(
    "example.check",
    label="核对务工发放",
    right="projects.amend",
    at=lambda do: do.wage,
    tells=Told,
    about="与签字名单核对后确认。",
    icon="check2-circle",
    order=510,
)
def check(actor: Actor, do: Check, *, day: date, note: Note) -> Wage:
    """核对务工发放: it was compared with the signed list. Refused when that was done already."""
    wage = Wage.objects.select_for_update().get(pk=do.wage.pk)
    if wage.checked:
        raise Refusal("这笔务工发放已经核对。", rule="example.checked_already", field="wage")
    wage.checked = True
    wage.save(update_fields=["checked"])
    note.before, note.after = {"checked": False}, {"checked": True}
    return wage
