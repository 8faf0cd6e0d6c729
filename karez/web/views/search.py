"""搜索: every thing by its number or name, in the books and in the actor's sight."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render

from karez.acts import things
from karez.pages.access import needs
from karez.pages.books import Books
from karez.pages.request import Request

MOST = 20


@needs("projects.read")
def search(request: Request, books: Books) -> HttpResponse:
    """What has the words in its number or name; every year of the county, this year's first."""
    text = request.GET.get("q", "").strip()[:80]
    kinds = [one for one in things.known() if one.search and text]
    groups = [
        (
            kind,
            [
                (
                    row,
                    kind.about(row),
                    replace(books, year=kind.in_year(row, books.year)).url(kind.page, *kind.args(row)),
                )
                for row in hits
            ],
        )
        for kind in kinds
        if (hits := list(kind.hits(books.actor, books.county, text)[:MOST]))
    ]
    return render(request, "web/search.html", {"q": text, "most": MOST, "groups": groups})
