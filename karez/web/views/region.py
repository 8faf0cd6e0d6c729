"""The counties of a wider scope: received, allotted and paid of each, and the way into its books."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from karez import shell
from karez.kernel.periods import time_share
from karez.kernel.shares import share
from karez.pages.access import anywhere, standing
from karez.pages.asked import number
from karez.pages.request import Request
from karez.web.kit import region


@anywhere("figures.read")
def counties(request: Request) -> HttpResponse:
    """各县: for an actor above the county; others go to their own county's overview."""
    actor = standing(request)
    if len(actor.region) >= 6:
        return redirect("home")
    day, known = shell.today(), region.years(actor)
    year = number(request.GET.get("year"), day.year)
    if not 2000 <= year <= 2100:
        raise Http404
    rows = region.counties(actor, year, day)
    total = region.County(
        "", "合计", *(sum(getattr(row, name) for row in rows) for name in ("received", "allotted", "paid"))
    )
    context = {
        "rows": [{"county": row, **_urls(row.code, year)} for row in rows],
        "total": total, "rate": share(total.paid, total.received), "year": year, "day": day,
        "time": time_share(day, year), "years": sorted({*known, day.year}, reverse=True),
    }  # fmt: skip
    return render(request, "web/region.html", context)


def _urls(county: str, year: int) -> dict[str, str]:
    urls = {
        key: reverse("figure", args=[county, year, f"funds.{key}"])
        for key in ("received", "allotted", "paid")
    }
    return {
        **urls,
        "rate": reverse("figure", args=[county, year, "funds.payment_rate"]),
        "url": reverse("dashboard", args=[county, year]),
    }
