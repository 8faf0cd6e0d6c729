"""Where a figure is used: the pages and papers that state it."""

from karez.pages.books import Books
from karez.reports.annual import states

OVERVIEW = frozenset(
    {
        "funds.received", "funds.allotted", "funds.available", "funds.paid", "funds.unpaid", "funds.payment_rate",
        "projects.count", "projects.amount", "projects.share", "projects.payment_rate", "policy.central_industry_share",
    }
)  # fmt: skip
RULES = {
    "policy.central_industry_share": "产业占比规则",
    "funds.payment_rate": "支付进度规则",
    "funds.available": "按期下达规则",
}


def uses(books: Books, key: str) -> list[tuple[str, str]]:
    """What uses the figure, each with its address."""
    found = []
    if key in OVERVIEW:
        found.append(("总览", books.url("dashboard")))
    if states(key) and books.actor.may("reports.read"):
        found.append(("年度报告", books.url("report")))
    if key in RULES:
        found.append((RULES[key], books.url("findings")))
    return [*found, ("数据项目录", books.url("figures"))]
