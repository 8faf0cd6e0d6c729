"""What the rules found, what they passed, and what is late."""

from django.http import HttpResponse
from django.shortcuts import render

from karez.pages.access import needs
from karez.pages.books import Books
from karez.pages.request import Request
from karez.web.kit import overview
from karez.web.kit.board import Board
from karez.web.kit.findings import shown, verdicts


@needs("figures.read")
def findings(request: Request, books: Books) -> HttpResponse:
    """Every finding with its cases, reference and remedy; every rule with what it said; everything that is late."""
    view = overview.read(books.scope)
    context = {
        "board": Board(books, view), "view": view, "found": shown(books, view), "rules": verdicts(books, view),
    }  # fmt: skip
    return render(request, "web/findings.html", context)
