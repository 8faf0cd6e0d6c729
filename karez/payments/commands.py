"""支付、退回: money leaves the treasury for a payee, and comes back from one."""

from datetime import date
from typing import Annotated

from django.db.models import Sum
from django.db.models.functions import Coalesce
from pydantic import Field

from karez.acts.act import Note, act, paper_for
from karez.acts.inputs import Input, PaperIn
from karez.acts.types import Code, Fen, Ref, Suggested
from karez.funds import ledger
from karez.funds.commands import on_reversal_of
from karez.funds.models import Grant, Transfer
from karez.funds.told import MovedWithin
from karez.kernel.money import spoken
from karez.kernel.refusal import Refusal
from karez.payments.models import Payment
from karez.places.rights import Actor
from karez.projects.models import Project


class Pay(Input):
    """A payment to a payee on account of a project, out of its quota of one grant."""

    grant: Ref[Grant] = Field(title="资金文件")
    project: Ref[Project] = Field(title="项目")
    amount: Fen = Field(title="金额")
    payee: str = Field(title="收款人", min_length=1, max_length=120)
    stage: Annotated[str, Suggested("stage")] = Field("", title="环节", max_length=30)
    paper: PaperIn = Field(title="支付凭证")


class Refund(Input):
    """Money that came back of a payment; the project may use it again."""

    payment: Ref[Payment] = Field(title="原支付")
    amount: Fen = Field(title="金额")
    paper: PaperIn = Field(title="退回凭证")


class Paid(MovedWithin):
    """A payment's or refund's transfer, with its kind: 支付, 退回."""

    kind: Annotated[str, Code("transfer")] = Field(title="账目种类")
    of: str = Field(title="原支付")


@act(
    "payments.pay",
    label="支付",
    right="payments.pay",
    at=lambda do: do.project,
    tells=Paid,
    icon="cash-stack",
    about="国库集中支付：从项目在某份资金文件下的指标中付给收款人。",
    order=200,
)
def pay(actor: Actor, do: Pay, *, day: date, note: Note) -> Payment:
    """国库集中支付: pay `amount` fen out of a project's quota of one grant. It counts from the voucher's date.

    Refused beyond the unpaid quota, before the quota was given, in a closed year, and when the same voucher has been
    booked for the same grant and project.
    """
    grant = ledger.lock(do.grant)
    counts = do.paper.dated or day
    if _booked(grant, do.project, do.paper.number):
        raise Refusal(
            f"凭证 {do.paper.number} 已在“{do.project}”的 {grant.document} 下入账。",
            rule="payments.voucher_booked",
            hint="一张凭证对一笔资金只记一次；如原账有误请先冲销。",
            field="paper",
        )
    paper = paper_for(grant.county, "voucher", do.paper, counts)
    debit, credit = ledger.account(grant, "allotted", do.project), ledger.account(grant, "paid", do.project)
    note.before = {"allotted": debit.balance, "paid": credit.balance}
    transfer = ledger.move(
        "pay", grant, debit, credit, do.amount, day=counts, paper=paper, actor=actor, key=note.key
    )
    note.paper, note.subject = paper, do.project
    note.after = ledger.said_to_the_trail(transfer) | {
        "payee": do.payee,
        "stage": do.stage,
        "allotted": debit.balance,
        "paid": credit.balance,
    }
    return ledger.book(Payment, transfer, project=do.project, sign=1, stage=do.stage, payee=do.payee)


@act(
    "payments.refund",
    label="登记退回",
    right="payments.refund",
    at=lambda do: do.payment.project,
    tells=Paid,
    icon="arrow-return-left",
    about="已支付的资金退回国库，项目可以再用。",
    order=210,
)
def refund(actor: Actor, do: Refund, *, day: date, note: Note) -> Payment:
    """退回: money of a payment came back into the treasury; it is the project's unpaid quota again.

    Refused beyond what is left of that payment after earlier refunds and reversals.
    """
    original = do.payment
    grant = ledger.lock(original.transfer.grant)
    counts = do.paper.dated or day
    left = _left_of(original)
    if do.amount > left:
        raise ledger.Shortfall(
            f"这笔支付（{original}）只剩 {spoken(left)} 可退，还差 {spoken(do.amount - left)}。",
            field="amount",
        )
    if counts < original.transfer.day:
        raise Refusal(
            f"退回日期不能早于支付日期 {original.transfer.day}。",
            rule="payments.refund_before_payment",
            field="day",
        )
    paper = paper_for(grant.county, "voucher", do.paper, counts)
    debit = ledger.account(grant, "paid", original.project)
    credit = ledger.account(grant, "allotted", original.project)
    note.before = {"allotted": credit.balance, "paid": debit.balance}
    transfer = ledger.move(
        "refund", grant, debit, credit, do.amount, day=counts, paper=paper, actor=actor, key=note.key
    )
    note.paper, note.subject = paper, original.project
    note.after = ledger.said_to_the_trail(transfer) | {
        "of": str(original),
        "allotted": credit.balance,
        "paid": debit.balance,
    }
    return Payment.objects.create(
        transfer=transfer,
        project=original.project,
        sign=-1,
        stage=original.stage,
        payee=original.payee,
        of=original,
    )


@on_reversal_of("pay", "refund")
def write_reversed_payment(original: Transfer, reversal: Transfer) -> None:
    """The other side of a reversed payment or refund, so that what is paid adds up.

    Raises Refusal when more would come back of a payment than is still out, and when a reversed payment would be
    restored whose voucher has been booked anew.
    """
    was = original.payment
    payment = was.of or was
    if was.sign == 1 and _left_of(payment) < original.amount:
        raise Refusal(
            f"这笔支付（{payment}）已有退回，只剩 {spoken(_left_of(payment))}，不能再冲销 {spoken(original.amount)}。",
            rule="payments.refunded_already",
            hint="请先冲销退回，再冲销支付。",
            field="transfer",
        )
    if was.sign == -1 and _booked(original.grant, was.project, str(payment), but=payment):
        raise Refusal(
            f"凭证 {payment} 在冲销后已重新入账，不能再恢复原来那笔。",
            rule="payments.voucher_booked",
            hint="一张凭证对一笔资金只记一次。",
            field="transfer",
        )
    Payment.objects.create(
        transfer=reversal,
        project=was.project,
        sign=-was.sign,
        stage=was.stage,
        payee=was.payee,
        of=payment,
    )


def _left_of(payment: Payment) -> int:
    """What is still out of a payment, in fen: its amount less what came back or was corrected."""
    rows = (
        Payment.objects.filter(of=payment).values("sign").annotate(total=Coalesce(Sum("transfer__amount"), 0))
    )
    return payment.transfer.amount + sum(row["sign"] * int(row["total"]) for row in rows)


def _booked(grant: Grant, project: Project, number: str, but: Payment | None = None) -> bool:
    """Whether a payment of this voucher, grant and project stands (a reversed one does not), `but` aside."""
    rows = Payment.objects.filter(
        sign=1, of=None, project=project, transfer__grant=grant, transfer__paper__number=number
    ).select_related("transfer")
    return any(row != but and ledger.stands(row.transfer) for row in rows)
