"""A request as pages know it: what the middleware and `needs` put on it."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from karez.pages.books import Books
from karez.places.models import Person, Post
from karez.places.rights import Actor


class Request(HttpRequest):
    """For annotations: Django makes the object, and these are set on it."""

    user: Person | AnonymousUser
    actor: Actor | None
    """Who asks, in the post chosen; None without a post."""
    posts: list[Post]
    """The posts that the person holds now; none for whoever has not signed in."""
    post_id: int | None
    """The post chosen out of them."""
    books: Books
    """Within an address of books, for the page's frame and its forms; `needs` hands them to the view beside."""
    htmx: HtmxDetails
    fault: str
    """By which the log names what was not foreseen."""
