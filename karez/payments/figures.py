"""What was paid, at what rate, and what projects have left to pay."""

from typing import Any

from django.db.models import F, QuerySet

from karez.figures import Figure, Ratio, Scope, register, source
from karez.funds.figures import ALLOTTED, GRANT, QUOTA, RECEIVED, of_booking
from karez.funds.sums import booked
from karez.payments.models import Payment
from karez.projects.editions import edition


@source("payment")
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
    by=(*QUOTA, "stage"),
    basis="凭证日期不晚于查看日的国库集中支付，扣除当日前已记的退回和冲销。",
)

UNPAID = Figure(
    key="funds.unpaid",
    label="已下达未支付",
    unit="fen",
    rows=lambda mart: _quota_less_payments(mart),
    measure=lambda t: t.amount.sum(),
    by=QUOTA,
    basis="下达指标减去国库支付，即项目手中还可支付的指标。",
)

RATE = Ratio(
    key="funds.payment_rate",
    label="支出进度",
    of=PAID,
    over=RECEIVED,
    by=GRANT,
    basis="国库支付 ÷ 到位资金；没有到位资金时不显示。",
)

PROJECT_RATE = Ratio(
    key="projects.payment_rate",
    label="项目支付率",
    of=PAID,
    over=ALLOTTED,
    by=("category", "kind", "region", "township", "project"),
    basis="国库支付 ÷ 下达指标；没有下达指标时不显示。",
)


def _quota_less_payments(mart: Any) -> Any:
    """One list of what raises and what lowers a project's unpaid quota."""
    columns = ("project_id", "grant_id", "day", *QUOTA)
    given = mart.allotment.select("amount", *columns, paper=mart.allotment.approval)
    paid = mart.payment.select(*columns, amount=-mart.payment.amount, paper=mart.payment.voucher)
    return given.union(paid.select(given.columns))


register(PAID, UNPAID, RATE, PROJECT_RATE)
