"""Who may open a page. Each view of the site says its right: `needs(…)`, `anywhere(…)`, `personal` or `public`."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse

from karez.kernel.refusal import Forbidden
from karez.pages.request import Request
from karez.places.rights import Actor

View = Callable[..., HttpResponse]
PERSONAL = "signed-in"
PUBLIC = "anyone"
RIGHT = "right"
"""Where a view keeps the right that it needs."""


def personal(view: View) -> View:
    """A page that everybody who has signed in may open: it shows nothing but one's own."""
    setattr(view, RIGHT, PERSONAL)
    return view


def public(view: View) -> View:
    """A page that needs no sign-in."""
    marked: Any = login_not_required(view)
    marked.right = PUBLIC
    return marked


def standing(request: Request) -> Actor:
    """Who asks, in the post chosen. Raises Forbidden for somebody without any."""
    actor: Actor | None = request.actor
    if actor is None:
        raise Forbidden("您还没有岗位。", hint="请联系系统管理员设置岗位。")
    return actor


def sees(actor: Actor, county: str) -> bool:
    """Whether the actor's region is in the county, is it, or holds it."""
    return actor.region.startswith(county) or county.startswith(actor.region)


def anywhere(right: str) -> Callable[[View], View]:
    """A page outside any books that needs a right; which things it shows, it asks of the queries."""

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            standing(request).require(right, what="查看此页")
            return view(request, *args, **kwargs)

        setattr(inner, RIGHT, right)
        return inner

    return wrap
