"""Payments as the asking actor may see them."""

from typing import Any

from django.db.models import QuerySet

from karez.acts.inputs import finds
from karez.kernel.refusal import the_only
from karez.payments.models import Payment
from karez.places.rights import Actor
from karez.projects.queries import within


def visible(actor: Actor) -> QuerySet[Payment]:
    """The payments of projects in the actor's scope."""
    return Payment.objects.filter(within(actor.region, actor.within, "project__"))


@finds(Payment)
def find_payment(actor: Actor, token: Any) -> Payment:
    """By id, or by a voucher number that only one payment has. Raises Unknown."""
    among = visible(actor).select_related("transfer__grant", "transfer__paper", "project")
    found = list(
        among.filter(pk=token)
        if isinstance(token, int)
        else among.filter(sign=1, transfer__paper__number=token, transfer__paper__kind="voucher")[:3]
    )
    return the_only(
        found,
        f"支付“{token}”",
        measure="笔",
        several="请写支付的编号：" + "、".join(str(p.pk) for p in found),
        none="请核对凭证号。",
    )
