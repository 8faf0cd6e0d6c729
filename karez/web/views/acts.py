"""Doing an act: what the actor may do here, and the form of each."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from karez.acts import act as acts
from karez.acts import things
from karez.kernel.refusal import Forbidden, Refusal, Unknown
from karez.pages.books import Books, needs
from karez.pages.doable import ABOUT, ROOMS, doable, may_do
from karez.pages.forms import ActForm
from karez.pages.telling import say
from karez.pages.uploads import ACCEPT

ELSEWHERE = {
    "trail.attach": "papers",
    "reports.write": "report",
    "reports.sign": "report",
    "policy.confirm": "policy",
    "places.dismiss": "people",
    "places.restore": "people",
    "places.issue_password": "people",
}
"""Acts that have a page of their own: the thing they are about must be in sight."""


@needs("policy.read")
def index(request: HttpRequest) -> HttpResponse:
    """The acts that the actor may do in these books; what one may not do is left out."""
    books: Books = request.books  # type: ignore[attr-defined]
    rooms: dict[str, list[dict[str, str]]] = {}
    for one in doable(books):
        icon, about = ABOUT.get(one.name, ("bi-pencil", ""))
        said = {"label": one.label, "about": about, "icon": icon, "url": address(books, one.name)}
        rooms.setdefault(ROOMS[one.name.partition(".")[0]], []).append(said)
    groups = list(rooms.items())
    return render(request, "web/acts.html", {"groups": groups})


def address(books: Books, name: str, **initial: Any) -> str:
    """Where an act is done."""
    if name in ELSEWHERE:
        return books.url(ELSEWHERE[name])
    return books.url("act", name, **initial)


@needs("policy.read")
def act(request: HttpRequest, name: str) -> HttpResponse:
    """The form of one act; sent, it does the act and goes on to what came of it."""
    books: Books = request.books  # type: ignore[attr-defined]
    try:
        asked = acts.get(name)
    except Refusal as refusal:
        raise Unknown(refusal.message, hint=refusal.hint) from None
    if name in ELSEWHERE and name != "policy.confirm":
        return redirect(address(books, name))
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
    said = {"form": form, "about": ABOUT.get(name, ("", ""))[1], "accept": ACCEPT}
    return render(request, "web/act.html", said, status=status)


def after(books: Books, result: Model) -> str:
    """The page of what came of an act."""
    known_as = things.of(type(result))
    if known_as is None or not known_as.page:
        return books.url("acts")
    return books.url(known_as.page, *known_as.args(result))
