"""Who stands before a page, and what every answer carries."""

import logging
import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from karez.pages.errors import page_for
from karez.pages.request import Request
from karez.places.models import Post
from karez.places.rights import actor_for

VIA = "网页"
SESSION_POST = "post"
"""The session's key for the post that the person chose to act as."""

Answer = Callable[[Request], HttpResponse]
log = logging.getLogger("karez.web")


class StandingMiddleware:
    """Puts `request.actor` (None without a post) and `request.posts` on the request; turns a refusal into its page.

    Of several posts the chosen one counts, never the widest; without a choice the first. Who signed in with a one-time
    password stands in no post and comes to no page but that of the password until it is changed.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.posts, request.actor = [], None
        if request.user.is_authenticated and request.user.must_change:
            if request.path not in (reverse("password"), reverse("sign-out")):
                return to_password(request)
        elif request.user.is_authenticated:
            request.posts = posts_of(request)
            post = chosen_post(request)
            request.post_id = post.pk if post else None
            if post:
                request.actor = actor_for(post, via=VIA, address=address_of(request))
        return self.get_response(request)

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        """The page of a refusal. Anything unforeseen gets a number by which the log names it."""
        page = page_for(request, exception)
        if page is None:
            request.fault = secrets.token_hex(4).upper()
            log.error("fault %s at %s", request.fault, request.path)
        return page


def to_password(request: Request) -> HttpResponse:
    """To the page of the password; the whole page goes there, not a part of it that htmx asked for."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": reverse("password")})
    return redirect("password")


def posts_of(request: Request) -> list[Post]:
    """The posts that the signed-in person holds now."""
    held = Post.objects.filter(person=request.user.pk, active=True)
    return list(held.select_related("person", "region", "department").order_by("id"))


def chosen_post(request: Request) -> Post | None:
    """The post that the person chose, else the first one."""
    posts = request.posts
    chosen = request.session.get(SESSION_POST)
    return next((one for one in posts if one.pk == chosen), posts[0] if posts else None)


def address_of(request: Request) -> str:
    """Where the request came from: as the proxy says where the deployment has one (https), else the other end."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return (forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", ""))[:64]


POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "style-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)


class SecurityHeadersMiddleware:
    """Only our own scripts, no framing, no camera; and pages of signed-in people are kept in no cache."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers.setdefault("Content-Security-Policy", POLICY)
        answer.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"
        )
        if request.user.is_authenticated:
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer
