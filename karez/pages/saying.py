"""Sentences that lists and details open with."""

from karez.kernel.money import wan
from karez.kernel.shares import percent, rounded, share
from karez.pages.books import Books


def against_time(books: Books, paid: int, whole: int) -> str:
    """`，支付率 71.03%，低于序时 1.02 个百分点`; empty where there is nothing to pay."""
    now = share(paid, whole)
    if now is None:
        return ""
    gap = now - books.time_share
    where = (
        "与序时持平"
        if gap == 0
        else f"{'高于' if gap > 0 else '低于'}序时 {rounded(abs(gap) * 100, 2)} 个百分点"
    )
    return f"，支付率 {percent(now)}，{where}"


def paid_of(books: Books, paid: int, whole: int) -> str:
    """`已支付 3641万元，支付率 …`."""
    return f"已支付 {wan(paid)}{against_time(books, paid, whole)}"
