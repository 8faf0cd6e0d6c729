"""What the room of payments brings to pages of figures."""

from karez.funds.figures import ALLOTTED
from karez.kernel.shares import percent, share
from karez.pages.beside import Beside, beside
from karez.pages.figure_page import FigurePage
from karez.pages.usage import used
from karez.payments.figures import PAID, RATE

used("支付进度规则", "findings", (RATE.key,), order=30)


@beside(ALLOTTED)
def paid(page: FigurePage) -> Beside | None:
    """Of allotted money: what is paid of it, narrowed alike, against time passed. Nothing where nothing was allotted."""
    if not page.result.value:
        return None
    spent = page.reading.evaluate(PAID, page.where)
    rate = share(int(spent.value or 0), int(page.result.value))
    time = page.books.time_share
    return Beside(
        "payments/figure_paid.html",
        {
            "text": spent.text,
            "url": page.links.url(PAID.key, **{dim: list(values) for dim, values in page.where.items()}),
            "rate": percent(rate) if rate is not None else "—",
            "share": rate,
            "time": time,
            "behind": rate is not None and rate < time,
        },
    )
