"""Grants, transfers and the mart's tables of money, scoped to what the asking actor may see."""

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from karez import policy
from karez.acts.things import Rows, thing
from karez.figures import Scope
from karez.funds.models import TRANSFERS, Account, Allotment, Grant, Transfer
from karez.kernel.money import wan
from karez.kernel.refusal import Unknown, the_only
from karez.places.rights import Actor
from karez.policy import codes
from karez.projects.queries import within
from karez.trail.queries import rests_on_papers


def fund_name(scope: Scope) -> str:
    """What the fund is called by the law of the budget year; the levels above rename it now and then."""
    name: str = policy.written("fund_name", scope.county, policy.law_day(scope.year, scope.as_of)).value
    return name


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


@rests_on_papers
def papers_of_money(actor: Actor) -> Iterator[QuerySet[Any, Any]]:
    """The papers of the transfers and the grants that an actor sees."""
    yield transfers(actor).order_by().values("paper")
    yield grants(actor).order_by().values("paper")


def _grants_to_allot(rows: Rows, county: str, year: int) -> Rows:
    available = Account.objects.filter(grant=OuterRef("pk"), kind="available").values("balance")[:1]
    return rows.filter(year=year).annotate(left=Subquery(available)).order_by("received", "document")


def _money_of(one: Grant) -> str:
    return f"{codes.label('source', one.source)}·{codes.label('task', one.task)}"


def _unreversed(rows: Rows, county: str, year: int) -> Rows:
    rows = rows.filter(grant__year=year, reversal__isnull=True)
    return rows.select_related("paper", "debit__project", "credit__project").order_by("-seq")


def _moved(one: Transfer) -> str:
    project = one.credit.project or one.debit.project
    return f"{one}｜{one.day} {TRANSFERS[one.kind]} {wan(one.amount)}｜{project or one.paper}"


thing(
    Grant,
    rows=grants,
    find=find_grant,
    offered=_grants_to_allot,
    named=lambda one: f"{one.document}｜{_money_of(one)}｜可下达 {wan(one.left or 0)}",
    page="grant",
    icon="file-earmark-text",
    measure="份",
    search=("document",),
    about=lambda one: f"{one.year} 年度，{_money_of(one)}，{wan(one.amount)}",
    latest=("-year", "document"),
    in_year=lambda one, year: one.year,
    order=20,
    wide=True,
    told_to_narrow=False,
)
thing(
    Transfer,
    rows=transfers,
    find=find_transfer,
    offered=_unreversed,
    named=_moved,
    page="grant",
    args=lambda one: (one.grant_id,),
    icon="arrow-left-right",
    wide=True,
    told_to_narrow=False,
)
thing(
    Allotment,
    rows=allotments,
    page="allotment",
    icon="send",
    county="transfer__county",
)
