"""指标下达: the list of what was given to and taken from projects' quotas, and one of them."""

from django.http import HttpResponse
from django.shortcuts import render

from karez.funds import queries
from karez.funds.models import TRANSFERS, Allotment
from karez.funds.pages import rows
from karez.funds.pages.movement import READ_ALONG, marks, reversal
from karez.kernel.money import wan
from karez.kernel.refusal import Unknown
from karez.pages import hooks
from karez.pages.access import needs
from karez.pages.actions import Action
from karez.pages.books import Books
from karez.pages.columns import Column
from karez.pages.detail import Detail
from karez.pages.detail_page import DetailPage
from karez.pages.filters import Choice, Dates, Given, Place, Search, coded
from karez.pages.listing import Listing, show
from karez.pages.offers import offer
from karez.pages.request import Request
from karez.projects.queries import visible

MOVES = ("allot", "reallocate", "return", "reverse")


@needs("funds.read")
def allotments(request: Request, books: Books) -> HttpResponse:
    """The list."""
    return show(request, books, listing(books))


def named_grant(books: Books, pk: int) -> str:
    """The 文号 of a grant that the reader may see, else its number."""
    return str(queries.grants(books.actor).filter(pk=pk, county=books.county).first() or pk)


def named_project(books: Books, pk: int) -> str:
    """The name of a project that the reader may see, else its number."""
    return str(visible(books.actor).filter(pk=pk, county=books.county).first() or pk)


def of_project(books: Books) -> Column:
    """The project that a booking is of, with its place below."""
    return Column(
        "project_name", "项目", link=lambda row: books.url("project", row["project_id"]), card="wide",
        small=lambda row: row["place"], width=32,
    )  # fmt: skip


def of_grant(books: Books) -> list[Column]:
    """The grant that a booking is of."""
    return [
        Column(
            "grant", "指标文", link=lambda row: books.url("grant", row["grant_id"]), width=28, card="hide"
        ),
        Column("source", "层级", "code", table="source", card="hide"),
        Column("task", "资金任务", "code", table="task", screen=False, width=34),
    ]


def listing(books: Books) -> Listing:
    """Allotments, and what reallocations, returns and corrections did to quotas."""
    actions = [
        *offer(books, "funds.allot", primary=True),
        *offer(books, "funds.reallocate"),
        *hooks.brought_in(books),
    ]
    return Listing(
        name="allotments",
        title="指标下达",
        unit="笔",
        rows=rows.allotments(books),
        columns=[
            of_project(books),
            *of_grant(books),
            Column("category", "项目类型", "code", table="category", coloured=True, card="hide"),
            Column(
                "amount", "金额", "money", total=True, card="push", short="金额",
                link=lambda row: books.url("allotment", row["id"]), chips=marks,
                figure="funds.allotted", warn=lambda row: row["amount"] < 0,
            ),
            Column("number", "批复文号", width=28, short="批复"),
            Column("day", "批复日期", "date"),
            Column("quota_issued", "指标下达日期", "date", card="hide"),
            Column("code", "项目编号", screen=False),
        ],
        filters=(
            Search("q", "项目、文号、批复文号", paths=("project_name", "grant", "number")),
            coded("source", "层级", "source"),
            coded("task", "资金任务", "task"),
            coded("category", "项目类型", "category"),
            Place("place", "乡镇", "region"),
            Choice("move", "种类", options=[(kind, TRANSFERS[kind]) for kind in MOVES]),
            Dates("day", "批复"),
            Given("grant", "指标文", "grant_id", "grant", named=named_grant),
            Given("project", "项目", "project_id", "project", named=named_project),
        ),
        order="-day",
        lead=lambda t: f"{t['n']} 笔，净下达 {wan(t['amount'])}",
        actions=actions,
        empty="截至查看日还没有下达指标。" + ("请先登记项目和到位资金，再“下达指标”。" if actions else "指标由县财政局下达。"),
    )  # fmt: skip


@needs("funds.read")
def allotment(request: Request, books: Books, pk: int) -> HttpResponse:
    """One allotment. Raises Unknown outside the reader's sight, or before its day."""
    row = rows.allotments(books).filter(pk=pk).first()
    if row is None:
        raise Unknown(
            "没有这笔指标，或它不在您的查看范围、查看日之内。", hint="请从下达列表打开，或换一个查看日。"
        )
    subject = queries.allotments(books.actor).select_related(*READ_ALONG).get(pk=pk)
    transfer = subject.transfer
    return render(
        request,
        "funds/allotment.html",
        {
            "row": row,
            "allotment": subject,
            "transfer": transfer,
            "reversal": (undone := reversal(books, transfer)),
            "move": TRANSFERS[transfer.kind],
            "waited": (transfer.day - transfer.grant.received).days,
            "detail": DetailPage(
                books, subject, history=False, row=row, standing=not undone and transfer.kind != "reverse"
            ),
        },
    )


@hooks.offers(Allotment, order=20)
def to_move(detail: Detail[Allotment]) -> list[Action]:
    """调剂, 冲销 of what stands."""
    if not detail.standing:
        return []
    transfer, giver = detail.subject.transfer, detail.subject.project_id
    return [
        *offer(
            detail.books, "funds.reallocate", at=detail.subject.project, grant=transfer.grant_id, giver=giver
        ),
        *offer(detail.books, "funds.reverse", transfer=transfer.pk),
    ]


@hooks.papers_behind(Allotment)
def papers(detail: Detail[Allotment]) -> list[int]:
    """The grant's document and the approval."""
    transfer = detail.subject.transfer
    return [transfer.grant.paper_id, transfer.paper_id]


hooks.section("allotments", "指标下达", group="资金", right="funds.read", order=20, behind=("allotment",))
hooks.address("allotments/", allotments, "allotments")
hooks.address("allotments/<int:pk>/", allotment, "allotment")
