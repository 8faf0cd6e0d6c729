"""资金文件: the list, and one grant with its accounts, projects, movements and papers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from karez.acts.act import name_of
from karez.funds import queries
from karez.funds.models import ACCOUNTS, Grant, Transfer
from karez.kernel.money import wan
from karez.kernel.refusal import Unknown
from karez.kernel.shares import share
from karez.pages.books import Books, needs
from karez.pages.columns import Chip, Column
from karez.pages.filters import Dates, Search, Yes, coded
from karez.pages.listing import Listing, show
from karez.pages.offers import bring_in, offer
from karez.pages.saying import paid_of
from karez.pages.timeline import timeline
from karez.web.kit import details, rows


@needs("funds.read")
def grants(request: HttpRequest) -> HttpResponse:
    """The list."""
    return show(request, listing(request.books))  # type: ignore[attr-defined]


def listing(books: Books) -> Listing:
    """Grants with what became of their money. A reader of a part of the county sees that part's money only."""
    narrow = books.scope.narrow
    actions = [*offer(books, "funds.arrive", primary=True), *bring_in(books)]
    return Listing(
        name="grants",
        title="资金文件",
        unit="笔",
        rows=rows.grants(books),
        columns=_columns(books, narrow),
        filters=(
            Search("q", "文号", paths=("document",)),
            coded("source", "资金层级", "source"),
            coded("task", "资金任务", "task"),
            Yes("direct", "直达"),
            Yes("advance_notice", "提前告知"),
            Dates("received", "收到"),
        ),
        order="received",
        lead=lambda t: _lead(books, narrow, t),
        actions=actions,
        empty="这个年度截至查看日还没有资金到位。" + ("请先“登记到位资金”，或“导入 Excel”。" if actions else "到位资金由县财政局登记。"),
    )  # fmt: skip


def _columns(books: Books, narrow: bool) -> list[Column]:
    def figure(key: str) -> Any:
        return lambda row: books.url(
            "figure", key, grant=row["document"], source=row["source"], task=row["task"]
        )

    whole = "allotted" if narrow else "arrived"
    county_wide = [
        Column(
            "arrived", "到位金额", "money", total=True, link=figure("funds.received"), short="到位",
            figure="funds.received",
        ),
    ]  # fmt: skip
    left = [
        Column(
            "available", "可用", "money", total=True, link=figure("funds.available"), short="可用",
            figure="funds.available",
        ),
        Column("returned", "已上交", "money", total=True, screen=False),
    ]  # fmt: skip
    return [
        Column("document", "文号", link=lambda row: books.url("grant", row["id"]), card="wide", chips=_marks, width=30),
        Column("source", "层级", "code", table="source"),
        Column("task", "资金任务", "code", table="task", width=34, card="grow"),
        Column("issued", "下达日期", "date", card="hide"),
        Column("received", "收到日期", "date", card="hide"),
        Column("advance_notice", "提前告知", "yes", screen=False),
        Column("direct", "直达资金", "yes", screen=False),
        *([] if narrow else county_wide),
        Column(
            "allotted", "已下达", "money", total=True, link=figure("funds.allotted"), short="下达",
            figure="funds.allotted",
        ),
        Column(
            "paid", "已支付", "money", total=True, link=figure("funds.paid"), short="支付",
            figure="funds.paid",
        ),
        Column("unpaid", "未支付", "money", total=True, screen=False),
        *([] if narrow else left),
        Column("rate", "支付率", "share", part="paid", whole=whole, total=True, width=190),
    ]  # fmt: skip


def _marks(row: dict[str, Any]) -> list[Chip]:
    marks: list[Chip] = []
    if row["direct"]:
        marks.append(("", "", "直达"))
    if row["advance_notice"]:
        marks.append(("", "", "提前告知"))
    if row.get("arrived") == 0:
        marks.append(("is-soon", "arrow-counterclockwise", "已冲销"))
    return marks


def _lead(books: Books, narrow: bool, t: dict[str, Any]) -> str:
    if narrow:
        return f"{t['n']} 笔资金下达到您负责的项目 {wan(t['allotted'])}，{paid_of(books, t['paid'], t['allotted'])}"
    left = f"，还有 {wan(t['available'])} 未下达" if t["available"] else ""
    return (
        f"到位 {t['n']} 笔 {wan(t['arrived'])}，已下达 {wan(t['allotted'])}{left}，"
        f"{paid_of(books, t['paid'], t['arrived'])}"
    )


@needs("funds.read")
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """One grant. Raises Unknown outside the reader's sight, or before the money came."""
    books: Books = request.books  # type: ignore[attr-defined]
    row = rows.grants(books).filter(pk=pk).first()
    if row is None:
        raise _missing(books, pk)
    found = Grant.objects.select_related("paper").get(pk=pk)
    narrow = books.scope.narrow
    whole = row["allotted"] if narrow else row["arrived"]
    moves, more = details.moves(books, grant=found)
    unpaid = row["unpaid"]
    parts = [] if narrow else [
        ("available", ACCOUNTS["available"], row["available"], "funds.available"),
        ("allotted", ACCOUNTS["allotted"], unpaid, "funds.unpaid"),
        ("paid", ACCOUNTS["paid"], row["paid"], "funds.paid"),
        ("returned", ACCOUNTS["returned"], row["returned"], None),
    ]  # fmt: skip
    return render(
        request,
        "web/grants/grant.html",
        {
            "grant": found,
            "row": row,
            "narrow": narrow,
            "parts": [(*one, share(one[2], whole)) for one in parts],
            "adds_up": not narrow and sum(one[2] for one in parts) == row["arrived"],
            "rate": share(row["paid"], whole),
            "sum_rate": share(row["paid"], row["allotted"]),
            "subject": name_of(found),
            "shares": details.by_project(books, found),
            "moves": moves,
            "more": more,
            "papers": details.papers([found.paper_id, *(one.paper_id for one in moves)], but="voucher"),
            "moments": None if narrow else timeline(found, until=books.as_of),
            "acts": _acts(books, found, row),
        },
    )


def _acts(books: Books, found: Grant, row: dict[str, Any]) -> list[Any]:
    if books.scope.narrow:
        return []
    acts = []
    if row["available"] > 0:
        acts += offer(books, "funds.allot", primary=True, grant=found.pk)
    if row["unpaid"] > 0:
        acts += offer(books, "payments.pay", grant=found.pk) + offer(
            books, "funds.reallocate", grant=found.pk
        )
    if row["available"] > 0 or row["unpaid"] > 0:
        acts += offer(books, "funds.give_back", grant=found.pk)
    arrived = Transfer.objects.filter(grant=found, kind="arrive", reversal__isnull=True).first()
    if arrived and row["available"] == row["arrived"]:
        acts += offer(books, "funds.reverse", transfer=arrived.pk)
    return acts


def _missing(books: Books, pk: int) -> Unknown:
    late = queries.grants(books.actor).filter(pk=pk, county=books.county).first()
    if late and late.received > books.as_of:
        return Unknown(
            f"{late} 在 {books.as_of} 还没有收到。",
            hint=f"它于 {late.received} 收到，请把查看日换到当日或之后。",
        )
    if late:
        return Unknown(f"{late} 属 {late.year} 年度。", hint=f"请打开 {late.year} 年度的账。")
    return Unknown("没有这份资金文件，或它不在您的查看范围内。", hint="请从资金列表打开，或核对文号。")
