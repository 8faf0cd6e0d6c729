"""What detail pages share: movements of money, the papers behind them, and what the rules say."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Sum

from karez.funds import queries as funds
from karez.funds.models import ACCOUNTS, TRANSFERS, Grant, Transfer
from karez.kernel.shares import share
from karez.pages.books import Books
from karez.payments.findings import OF_A_PROJECT, findings_in
from karez.policy.facts import CountyFacts, GrantFacts, ProjectFacts, Spending
from karez.policy.rules import Finding
from karez.trail.models import Paper
from karez.web.kit import rows

TRANSFER = (
    "project", "transfer__grant__paper", "transfer__paper", "transfer__debit", "transfer__credit", "transfer__reverses",
)  # fmt: skip
"""What a page of one movement reads along with it."""
MOST = 50


def moves(books: Books, grant: Grant) -> tuple[list[Transfer], int]:
    """The grant's latest movements by the day, and how many more there are."""
    found = funds.transfers(books.actor).filter(grant=grant, day__lte=books.as_of)
    shown = list(
        found.select_related("debit__project", "credit__project", "paper", "reversal").order_by(
            "-day", "-seq"
        )[:MOST]
    )
    for one in shown:
        one.label = TRANSFERS[one.kind]  # type: ignore[attr-defined]
        one.path = f"{_side(one.debit)} → {_side(one.credit)}"  # type: ignore[attr-defined]
        one.undone = reversed_by(books, one)  # type: ignore[attr-defined]
    return shown, max(found.count() - MOST, 0) if len(shown) == MOST else 0


def _side(account: Any) -> str:
    return f"{account.project}（{ACCOUNTS[account.kind]}）" if account.project_id else ACCOUNTS[account.kind]


def reversed_by(books: Books, transfer: Transfer) -> bool:
    """Whether it had been reversed by the day."""
    return hasattr(transfer, "reversal") and transfer.reversal.day <= books.as_of


def reversal(books: Books, transfer: Transfer) -> Transfer | None:
    """The movement that reversed it, if it had been by the day."""
    return Transfer.objects.filter(reverses=transfer, day__lte=books.as_of).select_related("paper").first()


def by_project(books: Books, grant: Grant) -> list[dict[str, Any]]:
    """What each project within the reader's sight was given and paid out of the grant by the day, the largest first."""
    columns = ("project_id", "project_name", "category", "place")
    given = rows.allotments(books).filter(grant_id=grant.pk).order_by()
    out = rows.payments(books).filter(grant_id=grant.pk).order_by()
    paid = {
        row["project_id"]: int(row["total"]) for row in out.values("project_id").annotate(total=Sum("amount"))
    }
    found = [
        {**row, "allotted": int(row["total"]), "paid": paid.get(row["project_id"], 0)}
        for row in given.values(*columns).annotate(total=Sum("amount"))
    ]
    for row in found:
        row["unpaid"], row["rate"] = row["allotted"] - row["paid"], share(row["paid"], row["allotted"])
    return sorted(found, key=lambda row: (-row["allotted"], row["project_name"]))


def papers(ids: Iterable[int | None], but: str = "") -> list[Paper]:
    """The papers with how many files each has (`files`), oldest first; without those of the kind `but`."""
    found = Paper.objects.filter(pk__in={pk for pk in ids if pk}).exclude(kind=but)
    found = found.annotate(files=Count("attachments"))
    return sorted(found, key=lambda paper: (paper.dated or date.min, paper.pk))


def findings(books: Books, facts: ProjectFacts, spendings: Iterable[Spending]) -> list[Finding]:
    """What the rules that judge a project by itself say of it on the day."""
    county = CountyFacts(books.year, books.as_of, allotments=tuple(spendings), projects=(facts,))
    return [one for one in findings_in(county, books.scope) if one.rule in OF_A_PROJECT]


def grant_facts(grant: Grant) -> GrantFacts:
    """A grant as rules see it."""
    return GrantFacts(grant.pk, grant.document, grant.source, grant.task, grant.received)
