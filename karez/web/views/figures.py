"""The figures: a page for each with all that it is made of, and the catalogue of them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from karez.figures import CountyOnly, Reading, catalogue, group_of, seen_by
from karez.figures.catalogue import AnyFigure
from karez.kernel.refusal import Forbidden
from karez.pages.access import needs
from karez.pages.beside import standing_beside
from karez.pages.books import Books
from karez.pages.figure_file import file_name, workbook
from karez.pages.figure_page import FigurePage
from karez.pages.request import Request
from karez.pages.usage import uses
from karez.sheets import writing


@needs("figures.read")
def figure(request: Request, books: Books, key: str) -> HttpResponse:
    """One figure, narrowed by the query; with format=xlsx its rows as a file."""
    try:
        page = FigurePage(books, key, request.GET)
    except CountyOnly as refused:
        raise Forbidden(str(refused), hint="请看“下达指标”“国库支付”等本辖区、本单位的数。") from None
    if request.GET.get("format") == "xlsx":
        return writing.answer(workbook(page), file_name(page))
    told = {"page": page, "figure": page.figure, "beside": standing_beside(page), "uses": uses(books, key)}
    return render(request, "web/figure.html", told)


@needs("figures.read")
def figures(request: Request, books: Books) -> HttpResponse:
    """Every figure with its value of the day and its 口径."""
    reading = Reading(books.scope)
    rooms: dict[str, list[dict[str, Any]]] = {}
    hidden: list[AnyFigure] = []
    for one in catalogue():
        if not one.listed:
            continue
        if not seen_by(one, books.scope):
            hidden.append(one)
            continue
        rooms.setdefault(group_of(one).label, []).append({"figure": one, "result": reading.evaluate(one)})
    return render(request, "web/figures.html", {"rooms": rooms, "hidden": hidden})
