"""The overview: a county's year on one screen."""

from django.http import HttpResponse
from django.shortcuts import render

from karez.pages.access import needs
from karez.pages.books import Books
from karez.pages.links import Links
from karez.pages.request import Request
from karez.pages.usage import used
from karez.web.kit import overview
from karez.web.kit.board import Board
from karez.web.kit.flow import flow, table

used(
    "总览",
    "dashboard",
    (
        "funds.received", "funds.allotted", "funds.available", "funds.paid", "funds.unpaid", "funds.payment_rate",
        "projects.count", "projects.amount", "projects.share", "projects.payment_rate", "policy.central_industry_share",
    ),
    order=10,
)  # fmt: skip


@needs("figures.read")
def dashboard(request: Request, books: Books) -> HttpResponse:
    """What came, what was given to projects, what is paid; where it flows; what is late; what the rules found."""
    view = overview.read(books.scope)
    links = Links(books)
    context = {
        "board": Board(books, view),
        "view": view,
        "flow": flow(view, links),
        "rows": table(view, links),
    }
    return render(request, "web/dashboard.html", context)
