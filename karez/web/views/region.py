"""The counties of a wider scope: received, allotted and paid of each, and the way into its books."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from karez import shell
from karez.kernel.periods import time_share
from karez.kernel.refusal import Forbidden
from karez.kernel.shares import share
from karez.places.rights import Actor
from karez.web.kit import region

RIGHT = "figures.read"


def counties(request: HttpRequest) -> HttpResponse:
    """各县: for an actor above the county; others go to their own county's overview."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    if actor is None:
        raise Forbidden("您还没有岗位。", hint="请联系系统管理员设置岗位。")
    actor.require(RIGHT, what="查看此页")
    if len(actor.region) >= 6:
        return redirect("home")
    day, known = shell.today(), region.years(actor)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else day.year
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


counties.right = RIGHT  # type: ignore[attr-defined]
