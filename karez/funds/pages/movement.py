"""Movements of money as pages show them: a grant's latest, and whether one was reversed by the day."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from karez.funds import queries as funds
from karez.funds.models import ACCOUNTS, TRANSFERS, Allotment, Transfer
from karez.pages.books import Books
from karez.pages.columns import Chip
from karez.pages.detail import Detail

READ_ALONG = (
    "project", "transfer__grant__paper", "transfer__paper", "transfer__debit", "transfer__credit", "transfer__reverses",
)  # fmt: skip
"""What a page of one movement reads along with it."""
MOST = 50


@dataclass(frozen=True, slots=True)
class Move:
    """A movement in words: what it was, from which account to which, and whether it had been reversed by the day."""

    transfer: Transfer
    label: str
    path: str
    undone: bool


def latest_moves(detail: Detail[Any]) -> tuple[list[Move], int]:
    """The grant's latest movements by the day, and how many more there are."""
    books = detail.books
    moved = funds.transfers(books.actor).filter(grant=detail.subject.pk, day__lte=books.as_of)
    along = ("debit__project", "credit__project", "paper", "reversal")
    shown = [
        Move(
            transfer,
            TRANSFERS[transfer.kind],
            f"{_side(transfer.debit)} → {_side(transfer.credit)}",
            reversed_by(books, transfer),
        )
        for transfer in moved.select_related(*along).order_by("-day", "-seq")[:MOST]
    ]
    return shown, max(moved.count() - MOST, 0) if len(shown) == MOST else 0


def _side(account: Any) -> str:
    return f"{account.project}（{ACCOUNTS[account.kind]}）" if account.project_id else ACCOUNTS[account.kind]


def reversed_by(books: Books, transfer: Transfer) -> bool:
    """Whether it had been reversed by the day."""
    return hasattr(transfer, "reversal") and transfer.reversal.day <= books.as_of


def reversal(books: Books, transfer: Transfer) -> Transfer | None:
    """The movement that reversed it, if it had been by the day."""
    return Transfer.objects.filter(reverses=transfer, day__lte=books.as_of).select_related("paper").first()


def marks(row: dict[str, Any]) -> list[Chip]:
    """What kind of movement it was, where it was not the plain one."""
    if row["move"] == "reverse":
        return [("is-soon", "arrow-counterclockwise", "冲销")]
    if row["reversed"]:
        return [("is-soon", "arrow-counterclockwise", "已冲销")]
    return [] if row["move"] in ("allot", "pay") else [("", "", TRANSFERS[row["move"]])]


Pages = Callable[[Books, list[Transfer]], dict[int, str]]
_pages: list[Pages] = []


def leads_to(pages: Pages) -> Pages:
    """A room says which page a movement has: called with transfers, gives the addresses of those it knows, by id."""
    _pages.append(pages)
    return pages


def pages_of(books: Books, moved: list[Transfer]) -> dict[int, str]:
    """The pages of movements, by the transfer's id."""
    links: dict[int, str] = {}
    for pages in _pages:
        links |= pages(books, moved)
    return links


@leads_to
def to_allotments(books: Books, moved: list[Transfer]) -> dict[int, str]:
    """The page of what a movement gave to or took from a quota; of two sides the first."""
    rows = Allotment.objects.filter(transfer__in=[transfer.pk for transfer in moved]).order_by("-id")
    return {transfer: books.url("allotment", pk) for transfer, pk in rows.values_list("transfer_id", "pk")}
