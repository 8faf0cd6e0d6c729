"""资金文件: the list, and one grant with its movements and papers; what was paid of it comes from a later room."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from karez.funds import queries
from karez.funds.models import Grant, Transfer
from karez.funds.pages import rows
from karez.funds.pages.movement import latest_moves
from karez.kernel.money import wan
from karez.kernel.refusal import Unknown
from karez.pages import hooks
from karez.pages.access import needs
from karez.pages.actions import Action
from karez.pages.books import Books
from karez.pages.columns import Chip, Column, Url
from karez.pages.detail import Detail
from karez.pages.detail_page import DetailPage
from karez.pages.filters import Dates, Search, Yes, coded
from karez.pages.listing import Listing, show
from karez.pages.offers import offer
from karez.pages.request import Request


@needs("funds.read")
def grants(request: Request, books: Books) -> HttpResponse:
    """The list."""
    return show(request, books, listing(books))


def listing(books: Books) -> Listing:
    """Grants with what became of their money. A reader of a part of the county sees that part's money only."""
    narrow = books.scope.narrow
    actions = [*offer(books, "funds.arrive", primary=True), *hooks.brought_in(books)]
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
        lead=lambda totals: _lead(narrow, totals),
        actions=actions,
        empty="这个年度截至查看日还没有资金到位。" + ("请先“登记到位资金”，或“导入 Excel”。" if actions else "到位资金由县财政局登记。"),
    )  # fmt: skip


def _columns(books: Books, narrow: bool) -> list[Column]:
    figure = figures_of_grant(books)
    county_wide = [
        Column(
            "arrived", "到位金额", "money", total=True, link=figure("funds.received"), short="到位",
            figure="funds.received", at=80,
        ),
        Column(
            "available", "可用", "money", total=True, link=figure("funds.available"), short="可用",
            figure="funds.available", at=120,
        ),
        Column("returned", "已上交", "money", total=True, screen=False, at=130),
    ]  # fmt: skip
    return [
        Column("document", "文号", link=lambda row: books.url("grant", row["id"]), card="wide", chips=_marks, width=30),
        Column("source", "层级", "code", table="source"),
        Column("task", "资金任务", "code", table="task", width=34, card="grow"),
        Column("issued", "下达日期", "date", card="hide"),
        Column("received", "收到日期", "date", card="hide"),
        Column("advance_notice", "提前告知", "yes", screen=False),
        Column("direct", "直达资金", "yes", screen=False),
        Column(
            "allotted", "已下达", "money", total=True, link=figure("funds.allotted"), short="下达",
            figure="funds.allotted", at=90,
        ),
        *([] if narrow else county_wide),
    ]  # fmt: skip


def figures_of_grant(books: Books) -> Callable[[str], Url]:
    """How a cell of the grants' list leads to a figure narrowed to its grant."""

    def figure(key: str) -> Url:
        return lambda row: books.url(
            "figure", key, grant=row["document"], source=row["source"], task=row["task"]
        )

    return figure


def _marks(row: dict[str, Any]) -> list[Chip]:
    marks: list[Chip] = []
    if row["direct"]:
        marks.append(("", "", "直达"))
    if row["advance_notice"]:
        marks.append(("", "", "提前告知"))
    if row.get("arrived") == 0:
        marks.append(("is-soon", "arrow-counterclockwise", "已冲销"))
    return marks


def _lead(narrow: bool, totals: dict[str, Any]) -> str:
    if narrow:
        return f"{totals['n']} 笔资金下达到您负责的项目 {wan(totals['allotted'])}"
    left = f"，还有 {wan(totals['available'])} 未下达" if totals["available"] else ""
    return f"到位 {totals['n']} 笔 {wan(totals['arrived'])}，已下达 {wan(totals['allotted'])}{left}"


@needs("funds.read")
def grant(request: Request, books: Books, pk: int) -> HttpResponse:
    """One grant; one of another budget year leads there. Raises Unknown outside the reader's sight, or before the money came."""
    row = hooks.extended("grants", books, rows.grants(books)).filter(pk=pk).first()
    if row is None:
        late = queries.grants(books.actor).filter(pk=pk, county=books.county).first()
        if late and late.year != books.year and late.received <= books.as_of:
            return redirect(replace(books, year=late.year).url("grant", pk))
        raise _missing(books, late)
    subject = Grant.objects.select_related("paper").get(pk=pk)
    narrow = books.scope.narrow
    return render(
        request,
        "funds/grant.html",
        {"grant": subject, "row": row, "narrow": narrow, "detail": DetailPage(books, subject, row=row)},
    )


@hooks.offers(Grant, order=10)
def to_allot(detail: Detail[Grant]) -> list[Action]:
    """下达指标, where there is anything left."""
    books, row = detail.books, detail.row
    if books.scope.narrow or row["available"] <= 0:
        return []
    return offer(books, "funds.allot", primary=True, grant=detail.subject.pk)


@hooks.offers(Grant, order=30)
def to_move(detail: Detail[Grant]) -> list[Action]:
    """调剂, 上交, 冲销 as far as the balances allow."""
    books, row, pk = detail.books, detail.row, detail.subject.pk
    if books.scope.narrow:
        return []
    held = row["arrived"] - row["available"] - row["returned"] - row.get("paid", 0)
    actions = offer(books, "funds.reallocate", grant=pk) if held > 0 else []
    if row["available"] > 0 or held > 0:
        actions += offer(books, "funds.give_back", grant=pk)
    arrived = Transfer.objects.filter(grant=pk, kind="arrive", reversal__isnull=True).first()
    if arrived and row["available"] == row["arrived"]:
        actions += offer(books, "funds.reverse", transfer=arrived.pk)
    return actions


@hooks.panel(Grant, "funds/moves.html", right="funds.read", order=40)
def moves(detail: Detail[Grant]) -> dict[str, Any]:
    """账目流水: the grant's latest movements by the day."""
    shown, more = detail.read(latest_moves)
    return {"moves": shown, "more": more}


@hooks.papers_behind(Grant)
def papers(detail: Detail[Grant]) -> list[int]:
    """Its document, and what its movements rest on; vouchers stand in the movements already."""
    shown, _ = detail.read(latest_moves)
    return [
        detail.subject.paper_id,
        *(move.transfer.paper_id for move in shown if move.transfer.paper.series != "voucher"),
    ]


def _missing(books: Books, late: Grant | None) -> Unknown:
    if late:
        return Unknown(
            f"{late} 在 {books.as_of} 还没有收到。",
            hint=f"它于 {late.received} 收到，请把查看日换到当日或之后。",
        )
    return Unknown("没有这份资金文件，或它不在您的查看范围内。", hint="请从资金列表打开，或核对文号。")


@hooks.years
def years(prefix: str) -> list[tuple[str, int]]:
    """The budget years of which there are grants."""
    kept = Grant.objects.filter(county__startswith=prefix).order_by()
    return list(kept.values_list("county", "year").distinct())


hooks.section("grants", "资金文件", group="资金", right="funds.read", order=10, behind=("grant",))
hooks.address("grants/", grants, "grants")
hooks.address("grants/<int:pk>/", grant, "grant")
