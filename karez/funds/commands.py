"""到位、下达、调剂、上交、冲销、结账: every change of state of the county's money but its payment."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import Field

from karez import policy
from karez.acts.act import Note, act, paper_for
from karez.acts.inputs import Input, PaperIn
from karez.acts.types import Code, County, Fen, Ref, RefOfAnyYear, Starts
from karez.figures import Scope
from karez.funds import ledger
from karez.funds.facts import Spending, Totals, grant_facts, totals_now
from karez.funds.models import TRANSFERS, Allotment, ClosedYear, Grant, Transfer
from karez.funds.told import Allotted, Moved, MovedBetween, MovedWithin, Reversed
from karez.kernel.refusal import Refusal
from karez.places.queries import lock_county
from karez.places.rights import Actor
from karez.projects.arranging import arrange, arranged_since
from karez.projects.facts import project_facts
from karez.projects.models import Project
from karez.rulebook.facts import Filler
from karez.rulebook.gate import gate


class Arrive(Input):
    """A document of a level above by which money comes to the county."""

    county: County = Field(title="县")
    year: Annotated[int, Starts("year")] = Field(title="预算年度", ge=2000, le=2100)
    source: Annotated[str, Code("source")] = Field(title="资金层级")
    task: Annotated[str, Code("task")] = Field(title="资金任务")
    amount: Fen = Field(title="金额")
    issued: date = Field(title="下达日期")
    received: date = Field(title="收到日期", description="资金从这一天起计入到位。")
    advance_notice: bool = Field(
        False, title="提前告知", description="上年底提前告知、计入本预算年度的资金。"
    )
    direct: bool = Field(False, title="直达资金")
    paper: PaperIn = Field(title="指标文件")


class Allot(Input):
    """A budget quota for a project out of one grant, under an approval."""

    grant: Ref[Grant] = Field(title="资金文件")
    project: RefOfAnyYear[Project] = Field(title="项目")
    amount: Fen = Field(title="金额")
    paper: PaperIn = Field(title="批复文件")
    quota_issued: date | None = Field(
        None, title="指标下达日期", description="财政局向项目单位下达指标的日期，可以晚于批复日期。"
    )


class Reallocate(Input):
    """Quota moved from one project to another, or (with no other) back to what the grant may still allot."""

    grant: Ref[Grant] = Field(title="资金文件")
    giver: Ref[Project] = Field(title="调出项目")
    taker: RefOfAnyYear[Project] | None = Field(
        None, title="调入项目", description="不选，则退回这份文件的可用指标。"
    )
    amount: Fen = Field(title="金额")
    paper: PaperIn = Field(title="批复文件")


class GiveBack(Input):
    """Money returned to the level above: what is not allotted, or (with a project) its unpaid quota."""

    grant: Ref[Grant] = Field(title="资金文件")
    project: Ref[Project] | None = Field(None, title="项目")
    amount: Fen = Field(title="金额")
    paper: PaperIn = Field(title="上交文件")


class Reverse(Input):
    """The transfer that was a mistake, and the paper that says so."""

    transfer: Ref[Transfer] = Field(title="原账")
    paper: PaperIn = Field(title="更正依据")


class CloseYear(Input):
    """The calendar year whose books are closed."""

    county: County = Field(title="县")
    year: Annotated[int, Starts("year")] = Field(title="年度", ge=2000, le=2100)
    paper: PaperIn = Field(title="结账依据")


@act(
    "funds.arrive",
    label="登记到位资金",
    right="funds.arrive",
    at=lambda do: do.county,
    tells=Moved,
    icon="box-arrow-in-down",
    about="收到上级指标文后，登记文号、任务和金额；从收到之日起可以下达。",
    order=100,
)
def arrive(actor: Actor, do: Arrive, *, day: date, note: Note) -> Grant:
    """到位: register a grant and its money. It counts from the day it was received, in its budget year.

    Refused when the document's money of that source and task is registered already, when the task is none
    of that day, or when the amount (fen) or the dates cannot be.
    """
    lock_county(do.county)
    tasks = policy.codes.tasks(do.issued)
    if do.task not in {task.code for task in tasks}:
        raise Refusal(
            f"“{policy.codes.word('task', do.task)}”不在 {do.issued} 的资金任务之列。",
            rule="funds.unknown_task",
            hint="、".join(f"{task.code}（{task.label}）" for task in tasks),
            field="task",
        )
    if do.received < do.issued:
        raise Refusal("收到日期不能早于下达日期。", rule="funds.received_before_issued", field="received")
    if Grant.objects.filter(
        county=do.county, document=do.paper.number, source=do.source, task=do.task
    ).exists():
        raise Refusal(
            f"{do.paper.number} 的这项资金已经登记。",
            rule="funds.document_exists",
            hint="如金额有误，请先冲销原账；一份文件含多项资金任务的，按任务分别登记。",
            field="paper",
        )
    if do.amount <= 0:
        raise ledger.NotPositive("到位金额必须大于 0；这份文件还没有登记任何金额。", field="amount")
    paper = paper_for(do.county, "grant", do.paper, do.issued)
    grant = Grant.objects.create(
        county=do.county,
        year=do.year,
        document=do.paper.number,
        source=do.source,
        task=do.task,
        amount=do.amount,
        issued=do.issued,
        received=do.received,
        advance_notice=do.advance_notice,
        direct=do.direct,
        paper=paper,
    )
    ledger.open_accounts(grant)
    accounts = {one.kind: one for one in grant.accounts.all()}
    transfer = ledger.move(
        "arrive",
        grant,
        accounts["arrived"],
        accounts["available"],
        do.amount,
        day=do.received,
        paper=paper,
        actor=actor,
        key=note.key,
    )
    note.paper = paper
    note.after = ledger.said_to_the_trail(transfer) | {"source": do.source, "task": do.task, "year": do.year}
    return grant


@act(
    "funds.allot",
    label="下达指标",
    right="funds.allot",
    at=lambda do: do.project,
    tells=Allotted,
    icon="send",
    about="依据批复文件，把一份资金文件的指标下达给一个项目。",
    order=110,
)
def allot(actor: Actor, do: Allot, *, day: date, note: Note) -> Allotment:
    """指标下达: give a project a budget quota of `amount` fen out of one grant.

    It counts from the day its approval is dated (批复日期), else from the act's day. The project counts from then on, and is
    arranged for the grant's budget year from then on (年度安排) where it was not yet.
    Refused when the grant has less left, when the day lies before the money came or in a closed year, when the
    project is of another county, when that year has another project of its name, and where a rule blocks it.
    """
    _same_county(do.grant, do.project, "project")
    since = arranged_since(do.project, do.grant.year)
    grant = ledger.lock(do.grant)
    counts = do.paper.dated or day
    note.findings = gate("funds.allot", _facts_for_rules(grant, do.project, do.amount, counts))
    paper = paper_for(grant.county, "approval", do.paper, counts)
    arranged = arrange(do.project, grant.year, counts, since)
    available, allotted = ledger.account(grant, "available"), ledger.account(grant, "allotted", do.project)
    note.before = {"available": available.balance, "allotted": allotted.balance}
    transfer = ledger.move(
        "allot", grant, available, allotted, do.amount, day=counts, paper=paper, actor=actor, key=note.key
    )
    note.paper, note.subject = paper, do.project
    note.after = ledger.said_to_the_trail(transfer) | {
        "available": available.balance,
        "allotted": allotted.balance,
        **arranged,
    }
    return ledger.book(Allotment, transfer, project=do.project, sign=1, quota_issued=do.quota_issued)


@act(
    "funds.reallocate",
    label="调剂指标",
    right="funds.reallocate",
    at=lambda do: do.giver,
    tells=MovedBetween,
    icon="shuffle",
    about="把一个项目未支付的指标调给另一个项目，或收回待分配。",
    order=120,
)
def reallocate(actor: Actor, do: Reallocate, *, day: date, note: Note) -> Transfer:
    """调剂: move unpaid quota from one project to another within its grant, or back to what may still be allotted.

    Refused when the giver has less unpaid quota, and where `funds.allot` to the taker would be.
    """
    _same_county(do.grant, do.giver, "giver")
    if do.taker:
        _same_county(do.grant, do.taker, "taker")
    since = arranged_since(do.taker, do.grant.year) if do.taker else None
    grant = ledger.lock(do.grant)
    counts = do.paper.dated or day
    if do.taker:
        if do.taker.pk == do.giver.pk:
            raise Refusal("调出和调入是同一个项目。", rule="funds.same_project", field="taker")
        facts = _facts_for_rules(grant, do.taker, do.amount, counts, do.giver)
        note.findings = gate("funds.reallocate", facts)
    paper = paper_for(grant.county, "approval", do.paper, counts)
    arranged = arrange(do.taker, grant.year, counts, since, "taker") if do.taker else {}
    debit = ledger.account(grant, "allotted", do.giver)
    credit = ledger.account(grant, "allotted", do.taker) if do.taker else ledger.account(grant, "available")
    note.before = {"giver": debit.balance, "taker": credit.balance}
    transfer = ledger.move(
        "reallocate", grant, debit, credit, do.amount, day=counts, paper=paper, actor=actor, key=note.key
    )
    Allotment.objects.create(transfer=transfer, project=do.giver, sign=-1)
    if do.taker:
        Allotment.objects.create(transfer=transfer, project=do.taker, sign=1)
    note.paper, note.subject = paper, do.giver
    note.after = ledger.said_to_the_trail(transfer) | {
        "giver": debit.balance,
        "taker": credit.balance,
        "to": str(do.taker or "可用指标"),
        **arranged,
    }
    return transfer


@act(
    "funds.give_back",
    label="上交资金",
    right="funds.give_back",
    at=lambda do: do.grant.county,
    tells=MovedWithin,
    icon="box-arrow-up",
    about="把没有下达的、或项目没有用完的指标上交上级。",
    order=130,
)
def give_back(actor: Actor, do: GiveBack, *, day: date, note: Note) -> Transfer:
    """结余上交: return money of a grant to the level above, out of what is not allotted or of a project's unpaid quota."""
    grant = ledger.lock(do.grant)
    counts = do.paper.dated or day
    paper = paper_for(grant.county, "other", do.paper, counts)
    if do.project:
        _same_county(grant, do.project, "project")
    debit = ledger.account(grant, "allotted" if do.project else "available", do.project)
    note.before = {debit.kind: debit.balance}
    transfer = ledger.move(
        "return",
        grant,
        debit,
        ledger.account(grant, "returned"),
        do.amount,
        day=counts,
        paper=paper,
        actor=actor,
        key=note.key,
    )
    if do.project:
        Allotment.objects.create(transfer=transfer, project=do.project, sign=-1)
    note.paper, note.subject = paper, grant
    note.after = ledger.said_to_the_trail(transfer) | {debit.kind: debit.balance}
    return transfer


Reverser = Callable[[Transfer, Transfer], None]
_reversers: dict[str, Reverser] = {}


def on_reversal_of(*kinds: str) -> Callable[[Reverser], Reverser]:
    """A later room says what else to write when a transfer of its kinds is reversed: called with (original, reversal)."""

    def register(function: Reverser) -> Reverser:
        _reversers.update(dict.fromkeys(kinds, function))
        return function

    return register


@act(
    "funds.reverse",
    label="冲销",
    right="funds.reverse",
    at=lambda do: do.transfer.county,
    tells=Reversed,
    icon="arrow-counterclockwise",
    about="账记错了：用一笔反向的账冲掉它。原账保留，不删除。",
    order=140,
)
def reverse(actor: Actor, do: Reverse, *, day: date, note: Note) -> Transfer:
    """冲销: correct a mistake by a transfer the other way round that names the one it reverses. Nothing is deleted.

    It counts from the paper's date, else the act's day; never from before the transfer it reverses. Refused when the
    transfer has been reversed, or when what it brought is no longer there (say a payment has used it).
    """
    grant = ledger.lock(do.transfer.grant)
    # Read after the lock: what came with the reference may be older than another's transfer.
    original = Transfer.objects.select_related("debit__project", "credit__project").get(pk=do.transfer.pk)
    if hasattr(original, "reversal"):
        raise Refusal(
            f"{TRANSFERS[original.kind]} {original} 已于 {original.reversal.day} 冲销。",
            rule="funds.already_reversed",
            field="transfer",
        )
    counts = do.paper.dated or day
    if counts < original.day:
        raise Refusal(
            f"冲销日期不能早于原账日期 {original.day}。", rule="funds.reversed_before_it_was", field="day"
        )
    paper = paper_for(grant.county, "other", do.paper, counts)
    debit, credit = original.credit, original.debit
    note.before = {debit.kind: debit.balance, credit.kind: credit.balance}
    transfer = ledger.move(
        "reverse",
        grant,
        debit,
        credit,
        original.amount,
        day=counts,
        paper=paper,
        actor=actor,
        key=note.key,
        reverses=original,
    )
    for row in original.allotments.all():
        Allotment.objects.create(transfer=transfer, project=row.project, sign=-row.sign)
    first = original
    while first.reverses is not None:
        first = first.reverses
    if first.kind in _reversers:
        _reversers[first.kind](original, transfer)
    note.paper, note.subject = paper, grant
    note.after = ledger.said_to_the_trail(transfer) | {
        "reverses": str(original),
        debit.kind: debit.balance,
        credit.kind: credit.balance,
    }
    return transfer


@act(
    "funds.close_year",
    label="年度结账",
    right="funds.close_year",
    at=lambda do: do.county,
    icon="journal-check",
    about="年度终了后结账；此后不能再记入该年度的日期。",
    order=150,
)
def close_year(actor: Actor, do: CloseYear, *, day: date, note: Note) -> ClosedYear:
    """结账: from now on nothing may be booked on a day of that calendar year. Corrections go to an open year."""
    # Every transfer holds its grant and every arrival the county: what is under way ends first, what comes later sees it.
    lock_county(do.county)
    list(
        Grant.objects.select_for_update(no_key=True).filter(county=do.county).order_by("pk").values_list("pk")
    )
    if ClosedYear.objects.filter(county=do.county, year=do.year).exists():
        raise Refusal(f"{do.year} 年度已经结账。", rule="funds.year_closed", field="year")
    if day <= date(do.year, 12, 31):
        raise Refusal(
            f"{do.year} 年度还没有过完，不能结账。",
            rule="funds.year_not_over",
            hint="请在次年办理。",
            field="year",
        )
    note.paper = paper_for(do.county, "other", do.paper, day)
    note.after = {"year": do.year}
    return ClosedYear.objects.create(county=do.county, year=do.year, paper=note.paper, closed_on=day)


def _same_county(grant: Grant, project: Project, field: str) -> None:
    if project.county != grant.county:
        raise Refusal(
            f"“{project}”不是 {grant.county} 的项目，不能使用 {grant.document} 的资金。",
            rule="funds.other_county",
            field=field,
        )


def _facts_for_rules(
    grant: Grant, project: Project, amount: Fen, day: date, moved_from: Project | None = None
) -> Filler:
    """What rules are told: this one spending, and the county's sums as they would stand after it.

    Only rules that ask for the sums cost the queries: most allotments need none.
    """
    about = project_facts(project, grant.year)

    def totals_after() -> Totals:
        after = totals_now(grant.county, grant.year).plus(grant.source, grant.task, about, amount)
        if moved_from:
            after = after.plus(grant.source, grant.task, project_facts(moved_from, grant.year), -amount)
        return after

    return Filler(
        Scope.whole(grant.county, grant.year, day),
        projects=(project.pk,),
        given={
            "projects": (about,),
            "spendings": (Spending(about, grant_facts(grant), amount, day),),
            "totals": totals_after,
        },
    )
