"""What the room of money brings to pages of figures."""

from django.urls import reverse

from karez.funds.facts import last_industry_share
from karez.funds.figures import AVAILABLE, INDUSTRY_SHARE
from karez.kernel.shares import percent
from karez.pages.beside import Beside, beside
from karez.pages.figure_page import FigurePage
from karez.pages.usage import used

used("产业占比规则", "findings", (INDUSTRY_SHARE.key,), order=30)
used("按期下达规则", "findings", (AVAILABLE.key,), order=30)


@beside(INDUSTRY_SHARE)
def last_year(page: FigurePage) -> Beside:
    """Last year's value and its page, since the share may not fall; an empty text where the books hold none."""
    value = last_industry_share(page.books.scope)
    scope = page.books.scope.last_year()
    url = reverse("figure", args=[scope.county, scope.year, page.figure.key]) + f"?on={scope.as_of}"
    text = percent(value) if value is not None else ""
    return Beside("funds/figure_last_year.html", {"text": text, "url": url, "year": scope.year})
