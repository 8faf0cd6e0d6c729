"""Payments as the asking actor may see them."""

from typing import Any

from django.db.models import QuerySet

from karez.acts.things import Rows, thing
from karez.kernel.money import wan
from karez.kernel.refusal import the_only
from karez.payments.models import Payment
from karez.places.rights import Actor
from karez.projects.queries import within


def visible(actor: Actor) -> QuerySet[Payment]:
    """The payments of projects in the actor's scope."""
    return Payment.objects.filter(within(actor.region, actor.within, "project__"))


def find_payment(actor: Actor, token: Any) -> Payment:
    """By id, or by a voucher number that only one payment has. Raises Unknown."""
    among = visible(actor).select_related("transfer__grant", "transfer__paper", "project")
    found = list(
        among.filter(pk=token)
        if isinstance(token, int)
        else among.filter(sign=1, transfer__paper__number=token, transfer__paper__series="voucher")[:3]
    )
    return the_only(
        found,
        f"支付“{token}”",
        measure="笔",
        several="请写支付的编号：" + "、".join(str(p.pk) for p in found),
        none="请核对凭证号。",
    )


def _standing(rows: Rows, county: str, year: int) -> Rows:
    rows = rows.filter(transfer__grant__year=year, sign=1, of=None, transfer__reversal__isnull=True)
    return rows.select_related("transfer__paper", "project").order_by("-transfer__day", "-id")


thing(
    Payment,
    rows=visible,
    find=find_payment,
    offered=_standing,
    named=lambda one: f"{one.transfer.paper}｜{one.project}｜{wan(one.transfer.amount)}｜{one.payee}",
    page="payment",
    icon="cash-stack",
    measure="笔",
    county="transfer__county",
    search=("transfer__paper__number", "payee"),
    about=lambda one: f"{one.transfer.day}，{one.project.name}，{one.payee}，{wan(one.transfer.amount)}",
    related=("transfer__paper", "transfer__grant", "project"),
    latest=("-transfer__day", "-id"),
    in_year=lambda one, year: one.transfer.grant.year,
    order=30,
    wide=True,
)
