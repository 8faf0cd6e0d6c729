"""国库支付: the list of payments and refunds, and one of them."""

from django.http import HttpResponse
from django.shortcuts import render

from karez.funds.models import TRANSFERS, Transfer
from karez.funds.pages.allotments import named_grant, named_project, of_grant, of_project
from karez.funds.pages.movement import READ_ALONG, leads_to, marks, reversal
from karez.kernel.money import capital, wan
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
from karez.payments.models import Payment
from karez.payments.pages.rows import payments as rows
from karez.payments.queries import visible


@needs("payments.read")
def payments(request: Request, books: Books) -> HttpResponse:
    """The list."""
    return show(request, books, listing(books))


def listing(books: Books) -> Listing:
    """Payments, with refunds and corrections as their own rows below zero."""
    actions = [*offer(books, "payments.pay", primary=True), *hooks.brought_in(books)]
    stages = list(rows(books).exclude(stage="").order_by("stage").values_list("stage", flat=True).distinct())
    return Listing(
        name="payments",
        title="国库支付",
        unit="笔",
        rows=rows(books),
        columns=[
            of_project(books),
            Column("day", "支付日期", "date"),
            Column("stage", "环节"),
            Column(
                "amount", "金额", "money", total=True, card="push", short="金额",
                link=lambda row: books.url("payment", row["id"]), chips=marks,
                figure="funds.paid", warn=lambda row: row["amount"] < 0,
            ),
            Column("payee", "收款人", width=30, card="wide"),
            Column("number", "凭证号", width=26, short="凭证", link=lambda row: books.url("payment", row["id"])),
            *of_grant(books),
            Column("category", "项目类型", "code", table="category", coloured=True, screen=False),
            Column("code", "项目编号", screen=False),
        ],
        filters=(
            Search("q", "项目、凭证号、收款人", paths=("project_name", "number", "payee", "grant")),
            coded("source", "层级", "source"),
            coded("task", "资金任务", "task"),
            coded("category", "项目类型", "category"),
            Place("place", "乡镇", "region"),
            Choice("stage", "环节", dim="stage", options=[(stage, stage) for stage in stages]),
            Choice("move", "种类", options=[(kind, TRANSFERS[kind]) for kind in ("pay", "refund", "reverse")]),
            Dates("day", "支付"),
            Given("grant", "指标文", "grant_id", "grant", named=named_grant),
            Given("project", "项目", "project_id", "project", named=named_project),
        ),
        order="-day",
        lead=lambda t: f"{t['n']} 笔，净支付 {wan(t['amount'])}",
        actions=actions,
        empty="截至查看日还没有支付。" + ("下达指标之后，按凭证“支付”或导入支付表。" if actions else "支付由县财政局登记。"),
    )  # fmt: skip


@needs("payments.read")
def payment(request: Request, books: Books, pk: int) -> HttpResponse:
    """One payment. Raises Unknown outside the reader's sight, or before its day."""
    row = rows(books).filter(pk=pk).first()
    if row is None:
        raise Unknown(
            "没有这笔支付，或它不在您的查看范围、查看日之内。", hint="请从支付列表打开，或换一个查看日。"
        )
    subject = visible(books.actor).select_related(*READ_ALONG, "of__transfer__paper").get(pk=pk)
    transfer = subject.transfer
    followed = list(
        Payment.objects.filter(of=subject, transfer__day__lte=books.as_of)
        .select_related("transfer__paper")
        .order_by("transfer__day", "id")
    )
    left = transfer.amount + sum(entry.sign * entry.transfer.amount for entry in followed)
    undone = reversal(books, transfer)
    return render(
        request,
        "payments/payment.html",
        {
            "row": row,
            "payment": subject,
            "transfer": transfer,
            "reversal": undone,
            "move": TRANSFERS[transfer.kind],
            "capital": capital(transfer.amount),
            "followed": followed,
            "left": left,
            "detail": DetailPage(books, subject, history=False, left=left, undone=undone),
        },
    )


@hooks.offers(Payment, order=10)
def to_correct(detail: Detail[Payment]) -> list[Action]:
    """登记退回 of what is left, 冲销 of what stands."""
    books, transfer = detail.books, detail.subject.transfer
    actions: list[Action] = []
    if not detail.undone and transfer.kind == "pay" and detail.left > 0:
        actions += offer(books, "payments.refund", at=detail.subject.project, payment=detail.subject.pk)
    if not detail.undone and transfer.kind != "reverse":
        actions += offer(books, "funds.reverse", transfer=transfer.pk)
    return actions


@hooks.papers_behind(Payment)
def papers(detail: Detail[Payment]) -> list[int]:
    """The grant's document and the voucher."""
    transfer = detail.subject.transfer
    return [transfer.grant.paper_id, transfer.paper_id]


@leads_to
def to_payments(books: Books, moved: list[Transfer]) -> dict[int, str]:
    """The page of what a movement paid, got back or corrected."""
    kept = Payment.objects.filter(transfer__in=[transfer.pk for transfer in moved])
    return {transfer: books.url("payment", pk) for transfer, pk in kept.values_list("transfer_id", "pk")}


hooks.section("payments", "国库支付", group="资金", right="payments.read", order=30, behind=("payment",))
hooks.address("payments/", payments, "payments")
hooks.address("payments/<int:pk>/", payment, "payment")
