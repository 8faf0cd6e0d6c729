"""县、市: the counties of the actor's scope, those that keep books here and those that may begin."""

from django.http import HttpResponse
from django.shortcuts import render

from karez import shell
from karez.pages import hooks
from karez.pages.access import personal, standing
from karez.pages.request import Request
from karez.places import divisions
from karez.places.models import Region

SHOWN = 200


@personal
def counties(request: Request) -> HttpResponse:
    """The counties of the actor's scope, with the years that they keep here; those who may can begin another."""
    actor = standing(request)
    query = request.GET.get("q", "").strip()[:40]
    stem = actor.region[:6]
    held = {one.code[:6]: one.name for one in Region.objects.filter(level="county", code__startswith=stem)}
    listed = {one.code[:6]: one.name for one in divisions.counties(stem)} if divisions.available() else {}
    names = listed | held
    years: dict[str, set[int]] = {}
    for county, year in hooks.years_kept(stem):
        years.setdefault(county, set()).add(year)
    found = [(code, name) for code, name in names.items() if query in name or code.startswith(query)]
    # Those with books first: they are what most come for.
    found.sort(key=lambda one: (one[0] not in years, one[0]))
    return render(
        request,
        "web/counties.html",
        {
            "rows": [(code, name, sorted(years.get(code, ()), reverse=True)) for code, name in found[:SHOWN]],
            "more": max(len(found) - SHOWN, 0),
            "total": len(names),
            "begun": len(years),
            "q": query,
            "year": shell.today().year,
            "imports": actor.may("exchange.import"),
        },
    )
