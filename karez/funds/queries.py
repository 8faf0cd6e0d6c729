"""Grants, transfers and the mart's tables of money, scoped to what the asking actor may see."""

from typing import Any

from django.db.models import Q, QuerySet

from karez.acts.inputs import finds
from karez.funds.models import Allotment, Grant, Transfer
from karez.kernel.refusal import Unknown, the_only
from karez.places.rights import Actor
from karez.projects.queries import within


def grants(actor: Actor) -> QuerySet[Grant]:
    """The grants of the actor's county or counties; those below the county see the grants of their projects."""
    if not actor.narrow:
        return Grant.objects.filter(county__startswith=actor.region)
    seen = Allotment.objects.filter(within(actor.region, actor.within, "project__"))
    return Grant.objects.filter(pk__in=seen.values("transfer__grant"))


def allotments(actor: Actor) -> QuerySet[Allotment]:
    """The allotments to projects in the actor's scope."""
    return Allotment.objects.filter(within(actor.region, actor.within, "project__"))


def transfers(actor: Actor) -> QuerySet[Transfer]:
    """The transfers of the grants that the actor may see whole, or of the actor's projects."""
    if not actor.narrow:
        return Transfer.objects.filter(county__startswith=actor.region)
    sight = within(actor.region, actor.within, "debit__project__") | within(
        actor.region, actor.within, "credit__project__"
    )
    return Transfer.objects.filter(sight)


@finds(Grant)
def find_grant(actor: Actor, token: Any) -> Grant:
    """By id or by 文号 (with ` source/task` behind it where one document brings several moneys). Raises Unknown."""
    among = grants(actor)
    if isinstance(token, int):
        found = list(among.filter(pk=token))
    else:
        document, _, which = token.partition(" ")
        source, _, task = which.partition("/")
        found = list(among.filter(Q(document=token) | Q(document=document, source=source, task=task))[:5])
    return the_only(
        found,
        f"资金文件“{token}”",
        measure="笔",
        several=f"请写明资金：{'；'.join(f'{g.document} {g.source}/{g.task}' for g in found)}。",
        none="请核对文号，或先登记到位资金。",
    )


@finds(Transfer)
def find_transfer(actor: Actor, token: Any) -> Transfer:
    """By id, key or `county#number`. Raises Unknown."""
    among = transfers(actor).select_related("grant", "debit", "credit", "paper")
    if isinstance(token, int):
        found = among.filter(pk=token).first()
    elif "#" in token:
        county, _, seq = token.partition("#")
        found = among.filter(county=county, seq=seq).first() if seq.isdigit() else None
    else:
        found = among.filter(key=token).first()
    if found is None:
        raise Unknown(f"没有找到账目“{token}”。", hint="请写账目编号，如 652722#12。")
    return found
