"""留痕: who did what, when, from where; what was before and after; whether the chain holds."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from karez.kernel import hashing
from karez.kernel.periods import parse_day
from karez.kernel.refusal import Invalid
from karez.pages.access import needs
from karez.pages.books import Books
from karez.pages.changes import act_choices
from karez.pages.request import Request
from karez.pages.timeline import checked
from karez.trail.models import Chain, Entry

PAGE = 50


def entries(books: Books) -> QuerySet[Entry]:
    """The county's entries that the actor may read: of the own region only, where that is less than the county."""
    found = Entry.objects.filter(county=books.county)
    if len(books.actor.region) > 6:
        found = found.filter(region__startswith=books.actor.region)
    return found.filter(day__lte=books.as_of) if books.moved else found


def chain_state(county: str) -> dict[str, Any]:
    """Whether the head of the chain fits its last entry and none is missing in number. Three small queries."""
    chain = Chain.objects.filter(name="trail", county=county).first()
    last = Entry.objects.filter(county=county).order_by("-seq").first()
    count = Entry.objects.filter(county=county).count()
    head, seq = (chain.head, chain.seq) if chain else (hashing.FIRST, 0)
    tail, end = (last.hash, last.seq) if last else (hashing.FIRST, 0)
    return {"sound": head == tail and seq == end == count, "count": count, "head": head}


@needs("trail.read")
def trail(request: Request, books: Books) -> HttpResponse:
    """The trail, the latest first; every entry shown is checked against the one before it."""
    sought = {
        name: request.GET.get(name, "").strip() for name in ("act", "person", "subject", "from", "to", "q")
    }
    found = entries(books)
    if sought["act"]:
        found = found.filter(act=sought["act"])
    if sought["person"]:
        found = found.filter(Q(username=sought["person"]) | Q(name__icontains=sought["person"]))
    if sought["subject"]:
        found = found.filter(subject=sought["subject"])
    if sought["from"]:
        found = found.filter(day__gte=_day(sought["from"], "from"))
    if sought["to"]:
        found = found.filter(day__lte=_day(sought["to"], "to"))
    if sought["q"]:
        found = found.filter(Q(label__icontains=sought["q"]) | Q(paper__icontains=sought["q"]))
    page = Paginator(found.order_by("-seq"), PAGE).get_page(request.GET.get("page"))
    moments = checked(page.object_list, books.county, books.actor)
    said = {
        "page": page,
        "moments": moments,
        "broken": [one for one in moments if not one.sound],
        "sought": sought,
        "acts": act_choices(),
        "chain": chain_state(books.county),
        "subject_label": moments[0].entry.label if sought["subject"] and moments else "",
    }
    return render(request, "web/trail.html", said)


def _day(text: str, field: str) -> date:
    try:
        return parse_day(text)
    except ValueError as error:
        raise Invalid(str(error), field=field) from None
