"""Doing an act: what the actor may do here, and the form of each."""

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render

from karez.acts import act as acts
from karez.acts import things
from karez.kernel.refusal import Forbidden, Refusal, Unknown
from karez.pages.access import needs
from karez.pages.books import Books
from karez.pages.doable import address, doable, may_do
from karez.pages.forms import ActForm
from karez.pages.request import Request
from karez.pages.telling import say
from karez.pages.uploads import ACCEPT


@needs("policy.read")
def index(request: Request, books: Books) -> HttpResponse:
    """The acts that the actor may do in these books; what one may not do is left out."""
    rooms: dict[str, list[dict[str, str]]] = {}
    for each in doable(books):
        line = {"label": each.label, "about": each.about, "icon": each.icon, "url": address(books, each)}
        rooms.setdefault(each.room, []).append(line)
    return render(request, "web/acts.html", {"groups": list(rooms.items())})


@needs("policy.read")
def act(request: Request, books: Books, name: str) -> HttpResponse:
    """The form of one act; sent, it does the act and goes on to what came of it."""
    try:
        asked = acts.get(name)
    except Refusal as refusal:
        raise Unknown(refusal.message, hint=refusal.hint) from None
    if asked.page:
        return redirect(address(books, asked))
    if not may_do(books, asked):
        books.actor.require(asked.right, what=asked.label)
        raise Forbidden(
            f"您的岗位不在 {books.county_name} 办理“{asked.label}”。", hint="请切换到该县的岗位。"
        )
    form = ActForm(asked, request, send=request.method == "POST")
    if form.sent:
        done = form.run()
        if done is not None:
            say(request, done, form.warnings)
            return redirect(after(books, done.result))
    if form.which:
        return render(request, "web/act-which.html", {"form": form, "field": form.which})
    status = 400 if form.refusal else 200
    said = {"form": form, "about": asked.about, "accept": ACCEPT}
    return render(request, "web/act.html", said, status=status)


def after(books: Books, result: Model) -> str:
    """The page of what came of an act."""
    known_as = things.of(type(result))
    if known_as is None or not known_as.page:
        return books.url("acts")
    return books.url(known_as.page, *known_as.args(result))
