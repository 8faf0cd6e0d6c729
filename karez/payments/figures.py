"""What was paid, at what rate, and what projects have left to pay."""

from typing import Any

from django.db.models import F, QuerySet

from karez.figures import KEY, TEXT, Column, Figure, Ratio, Scope, Shape, Shows, register, source
from karez.funds.figures import (
    ALLOTTED,
    AMOUNT,
    BY_GRANT,
    BY_QUOTA,
    DAY,
    DETAILS,
    OF_GRANT,
    RECEIVED,
    THE_GRANT,
    of_booking,
)
from karez.funds.sums import booked
from karez.payments.models import Payment
from karez.projects.editions import edition
from karez.projects.figures import BY_PROJECT, CATEGORY, OF_PROJECT, THE_PROJECT

PAYEE = Column("payee", TEXT, "收款人")
STAGE = Column("stage", TEXT, "支付环节", "环节", codes="stage")


@source(
    "payment",
    columns=(*KEY, *OF_GRANT, *OF_PROJECT, AMOUNT, DAY, Column("voucher", TEXT, "凭证号"), PAYEE, STAGE),
    shape=Shape(
        columns=(
            THE_PROJECT,
            THE_GRANT,
            Shows(PAYEE, hide=True),
            Shows(STAGE, hide=True),
            Shows(DAY, "支付日期", page="payment"),
        ),
        details=DETAILS,
        papers=lambda ids: Payment.objects.filter(pk__in=ids).values_list("pk", "transfer__paper_id"),
        number="voucher",
    ),
)
def payments(scope: Scope) -> QuerySet[Any, Any]:
    """Payments, refunds and corrections by the day, of projects within sight."""
    return (
        Payment.objects.filter(booked(scope))
        .filter(edition(scope, "project__editions__"))
        .values(
            "id",
            "project_id",
            "payee",
            "stage",
            **of_booking(),
            voucher=F("transfer__paper__number"),
        )
    )


PAID = Figure(
    key="funds.paid",
    label="国库支付",
    unit="fen",
    rows=lambda mart: mart.payment,
    measure=lambda t: t.amount.sum(),
    by=(*BY_QUOTA, "stage"),
    basis="凭证日期不晚于查看日的国库集中支付，扣除当日前已记的退回和冲销。",
)

UNPAID = Figure(
    key="funds.unpaid",
    label="已下达未支付",
    unit="fen",
    rows=lambda mart: _quota_less_payments(mart),
    measure=lambda t: t.amount.sum(),
    by=BY_QUOTA,
    basis="下达指标减去国库支付，即项目手中还可支付的指标。",
    shape=Shape(
        columns=(
            THE_PROJECT,
            Shows(CATEGORY, hide=True),
            THE_GRANT,
            Shows(DAY),
            Shows(Column("paper", TEXT, "批复或凭证"), hide=True),
        ),
        details=DETAILS,
    ),
)

RATE = Ratio(
    key="funds.payment_rate",
    label="支出进度",
    of=PAID,
    over=RECEIVED,
    by=BY_GRANT,
    basis="国库支付 ÷ 到位资金；没有到位资金时不显示。",
)

PROJECT_RATE = Ratio(
    key="projects.payment_rate",
    label="项目支付率",
    of=PAID,
    over=ALLOTTED,
    by=BY_PROJECT,
    basis="国库支付 ÷ 下达指标；没有下达指标时不显示。",
)


def _quota_less_payments(mart: Any) -> Any:
    """One list of what raises and what lowers a project's unpaid quota."""
    columns = ("project_id", "grant_id", "day", *BY_QUOTA)
    given = mart.allotment.select("amount", *columns, paper=mart.allotment.approval)
    paid = mart.payment.select(*columns, amount=-mart.payment.amount, paper=mart.payment.voucher)
    return given.union(paid.select(given.columns))


register(PAID, UNPAID, RATE, PROJECT_RATE)
