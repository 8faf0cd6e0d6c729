"""What the list of payments lists."""

from karez.funds.figures import of_grant
from karez.funds.pages.rows import Rows, by_the_day, of_project, of_transfer
from karez.pages.books import Books
from karez.payments import queries


def payments(books: Books) -> Rows:
    """Payments (+), refunds and corrections (−) by the day; `amount` is signed fen."""
    return by_the_day(queries.visible(books.actor), books).values(
        "id", "project_id", "payee", "stage", "of_id",
        **of_project(), **of_grant("transfer__grant__"), **of_transfer(books),
    )  # fmt: skip
