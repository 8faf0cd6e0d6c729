"""What payments add to the list and to the page of a grant."""

from typing import Any

from django.db.models import F, Sum

from karez.funds.models import ACCOUNTS, Allotment, Grant
from karez.funds.pages.grants import figures_of_grant
from karez.funds.pages.rows import allotments, ratio
from karez.funds.sums import per_grant
from karez.kernel.shares import share
from karez.pages import hooks
from karez.pages.actions import Action
from karez.pages.books import Books
from karez.pages.columns import Column
from karez.pages.detail import Detail
from karez.pages.offers import offer
from karez.pages.saying import paid_of
from karez.payments.models import Payment
from karez.payments.pages.rows import payments
from karez.projects.queries import within


def whole_of(books: Books) -> str:
    """What payments are measured against: money received; for who sees but a part, the quota of the own projects."""
    return "allotted" if books.scope.narrow else "arrived"


@hooks.column("grants", order=20)
def paid(books: Books, grants: hooks.Rows) -> hooks.Added:
    """已支付, 未支付 and 支付率 by the day; a narrow reader's own projects' only."""
    scope, figure, whole = books.scope, figures_of_grant(books), whole_of(books)
    out = Payment.objects.filter(within(scope.region, scope.department, "project__"))
    rows = grants.annotate(paid=per_grant(out, scope.as_of)).annotate(unpaid=F("allotted") - F("paid"))
    return hooks.Added(
        rows.annotate(rate=ratio("paid", whole)),
        columns=(
            Column(
                "paid", "已支付", "money", total=True, link=figure("funds.paid"), short="支付", figure="funds.paid", at=100,
            ),
            Column("unpaid", "未支付", "money", total=True, screen=False, at=110),
            Column("rate", "支付率", "share", part="paid", whole=whole, total=True, width=190, at=140),
        ),
        clause=lambda totals: f"，{paid_of(books, totals['paid'], totals[whole])}",
    )  # fmt: skip


@hooks.panel(Grant, "payments/grant_accounts.html", right="funds.read", order=10, place="top")
def accounts(detail: Detail[Grant]) -> dict[str, Any]:
    """账户余额: where the grant's money stands, and whether that adds up to what came."""
    row, narrow = detail.row, detail.books.scope.narrow
    whole = row[whole_of(detail.books)]
    parts = [] if narrow else [
        ("available", ACCOUNTS["available"], row["available"], "funds.available"),
        ("allotted", ACCOUNTS["allotted"], row["unpaid"], "funds.unpaid"),
        ("paid", ACCOUNTS["paid"], row["paid"], "funds.paid"),
        ("returned", ACCOUNTS["returned"], row["returned"], None),
    ]  # fmt: skip
    return {
        "parts": [(*part, share(part[2], whole)) for part in parts],
        "adds_up": not narrow and sum(part[2] for part in parts) == row["arrived"],
        "rate": share(row["paid"], whole),
    }


@hooks.panel(Grant, "payments/grant_projects.html", right="funds.read", order=20)
def projects(detail: Detail[Grant]) -> dict[str, Any]:
    """下达到项目: what each project within the reader's sight was given and paid by the day, the largest first."""
    columns = ("project_id", "project_name", "category", "place")
    given = allotments(detail.books).filter(grant_id=detail.subject.pk).order_by()
    out = payments(detail.books).filter(grant_id=detail.subject.pk).order_by()
    paid_to = {
        row["project_id"]: int(row["total"]) for row in out.values("project_id").annotate(total=Sum("amount"))
    }
    shares = [
        {**row, "allotted": int(row["total"]), "paid": paid_to.get(row["project_id"], 0)}
        for row in given.values(*columns).annotate(total=Sum("amount"))
    ]
    for row in shares:
        row["unpaid"], row["rate"] = row["allotted"] - row["paid"], share(row["paid"], row["allotted"])
    shares.sort(key=lambda row: (-row["allotted"], row["project_name"]))
    return {"shares": shares, "sum_rate": share(detail.row["paid"], detail.row["allotted"])}


@hooks.offers(Grant, order=20)
def to_pay(detail: Detail[Grant]) -> list[Action]:
    """支付, where there is anything unpaid."""
    if detail.books.scope.narrow or detail.row["unpaid"] <= 0:
        return []
    return offer(detail.books, "payments.pay", grant=detail.subject.pk)


@hooks.offers(Allotment, order=10)
def to_pay_out_of(detail: Detail[Allotment]) -> list[Action]:
    """支付 out of a quota that stands."""
    if not detail.standing:
        return []
    transfer, project = detail.subject.transfer, detail.subject.project_id
    return offer(detail.books, "payments.pay", primary=True, grant=transfer.grant_id, project=project)
