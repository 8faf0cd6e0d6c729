"""Who may open a page. Each view of the site says its right: `needs(…)`, `anywhere(…)`, `personal` or `public`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse

from karez.kernel.refusal import Forbidden
from karez.pages.books import Books, books_for
from karez.pages.request import Request
from karez.places.rights import Actor

V = TypeVar("V", bound=Callable[..., HttpResponse])
P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponse]
"""What answers a request; `P` is what the address says beside."""
PERSONAL = "signed-in"
PUBLIC = "anyone"


def marked(view: V, right: str) -> V:
    """The view with its right on it as `right`, by which every page can be held to having one."""
    function: Any = view  # functions bear attributes, a Callable knows of none
    function.right = right
    return view


def personal(view: V) -> V:
    """A page that everybody who has signed in may open: it shows nothing but one's own."""
    return marked(view, PERSONAL)


def public(view: V) -> V:
    """A page that needs no sign-in."""
    return marked(login_not_required(view), PUBLIC)


def standing(request: Request) -> Actor:
    """Who asks, in the post chosen. Raises Forbidden for somebody without any."""
    if request.actor is None:
        raise Forbidden("您还没有岗位。", hint="请联系系统管理员设置岗位。")
    return request.actor


def anywhere(right: str) -> Callable[[View[P]], View[P]]:
    """A page outside any books that needs a right; which things it shows, it asks of the queries."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def inner(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            standing(request).require(right, what="查看此页")
            return view(request, *args, **kwargs)

        return marked(inner, right)

    return wrap


InBooks = Callable[Concatenate[Request, Books, P], HttpResponse]
"""A view of a county's books: county and year of the address reach it as the books that they name."""
Addressed = View[Concatenate[str, int, P]]
"""The same as the address calls it: with county and year."""


def needs(right: str) -> Callable[[InBooks[P]], Addressed[P]]:
    """A view of a county's books. Its reader needs the right; it is called with the books, as the reader sees them."""

    def wrap(view: InBooks[P]) -> Addressed[P]:
        @wraps(view)
        def inner(
            request: Request, county: str, year: int, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            actor = standing(request)
            actor.require(right, what="查看此页")
            if not 2000 <= year <= 2100:
                raise Http404
            request.books = books_for(actor, county, year, request.GET.get("on"))
            return view(request, request.books, *args, **kwargs)

        return marked(inner, right)

    return wrap
