"""What every page knows: whose books, in which post, and where one can go from here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from karez import shell
from karez.conf import home
from karez.kernel.periods import days_passed
from karez.kernel.refusal import Refusal
from karez.pages import hooks
from karez.pages.books import Books, books_for
from karez.places.models import Region
from karez.places.rights import Actor

COUNTIES = 30
"""Counties that the chooser lists; the others stand on a page of their own."""


@dataclass(frozen=True)
class Link:
    """A link and whether the page shown is behind it."""

    label: str
    url: str
    current: bool = False
    arrival: bool = True
    """Whether one may arrive here after signing in."""


Kept = Callable[[str], set[tuple[str, int]]]
"""Of which counties and budget years below a prefix anything is kept."""


def home_books(actor: Actor, kept: Kept = hooks.years_kept) -> Books | None:
    """The books that an actor opens first: the own county's, of a wider scope the first county's.

    This year's, or where there is nothing of this year yet, those of the latest year that has any.
    """
    county = actor.region[:6]
    if len(county) < 6:
        first = Region.objects.filter(level="county", code__startswith=actor.region).first()
        county = first.code[:6] if first else ""
    if not county:
        return None
    year = shell.today(county).year
    years = {year for _, year in kept(county)}
    if years and year not in years:
        year = max(years)
    try:
        return books_for(actor, county, year)
    except Refusal:
        return None


class Standing:
    """The shell of one page. Nothing is read before a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.actor: Actor | None = getattr(request, "actor", None)
        self.posts = getattr(request, "posts", [])
        match = request.resolver_match
        self.page: str = (match.url_name or "") if match else ""
        self.kwargs: dict[str, Any] = match.kwargs if match else {}
        self._kept: Kept = lru_cache(hooks.years_kept)

    @cached_property
    def books(self) -> Books | None:
        """The page's books; on a page outside any, those that the actor opens first."""
        shown: Books | None = getattr(self.request, "books", None)
        return shown or (home_books(self.actor, self._kept) if self.actor else None)

    @property
    def inside(self) -> bool:
        """Whether the page belongs to books, so that it has a day."""
        return hasattr(self.request, "books")

    @cached_property
    def groups(self) -> list[tuple[str, list[Link], bool]]:
        """The navigation: each group with the sections that this reader may open, and whether the page is among them."""
        if self.books is None or self.actor is None:
            return []
        groups: dict[str, list[Link]] = {}
        for one in hooks.sections():
            if self.actor.may(one.right) and (one.shown is None or one.shown(self.books)):
                here = self.page in (one.page, *one.behind)
                groups.setdefault(one.group, []).append(
                    Link(one.label, self.books.url(one.page), here, one.arrival)
                )
        return [(label, links, any(link.current for link in links)) for label, links in groups.items()]

    @cached_property
    def nav(self) -> list[Link]:
        """All of its links, one after the other."""
        return [link for _, links, _ in self.groups for link in links]

    @property
    def arrival(self) -> Link | None:
        """Where one arrives after signing in: the first section that is a place to begin."""
        return next((link for link in self.nav if link.arrival), None)

    @cached_property
    def years(self) -> list[Link]:
        """The budget years of the county's books, newest first; each links to the same list of that year."""
        if self.books is None:
            return []
        county = self.books.county
        years = {self.books.year, self.books.day.year, *(year for _, year in self._kept(county))}
        return [
            Link(f"{year} 年度", self._elsewhere(county, year), year == self.books.year)
            for year in sorted(years, reverse=True)
        ]

    @cached_property
    def counties(self) -> list[Link]:
        """The first counties of a scope wider than one."""
        if self.books is None or self.actor is None or len(self.actor.region) >= 6:
            return []
        found = Region.objects.filter(level="county", code__startswith=self.actor.region)
        return [
            Link(one.name, self._elsewhere(one.code[:6], self.books.year), one.code[:6] == self.books.county)
            for one in found[:COUNTIES]
        ]

    def _elsewhere(self, county: str, year: int) -> str:
        """The same page in other books where it is none of one thing; else their first page."""
        if self.inside and set(self.kwargs) == {"county", "year"}:
            return reverse(self.page, args=[county, year])
        return f"{reverse('home')}?{urlencode({'county': county, 'year': year})}"

    @property
    def searches(self) -> bool:
        """Whether there is anything for the actor to search."""
        return self.actor is not None and self.actor.may("projects.read")

    @property
    def post_id(self) -> int | None:
        """The post in which the actor stands."""
        return getattr(self.request, "post_id", None)

    @property
    def standing_label(self) -> str:
        """Where the actor stands, in a few words."""
        if self.request.user.is_authenticated and self.request.user.must_change:
            return "请先修改密码"
        post = next((one for one in self.posts if one.pk == self.post_id), None)
        return (
            str(post.department or f"{post.region}·{self.actor.role_label}")
            if post and self.actor
            else "没有岗位"
        )

    @property
    def here(self) -> str:
        """This page, to come back to."""
        return self.request.get_full_path() if self.request.method == "GET" else self.request.path

    @property
    def demo(self) -> bool:
        """Whether the deployment stands on a day of its own, as the demo does."""
        return home.business_day(self.books.county if self.books else None) is not None

    @property
    def days_passed(self) -> int | None:
        """Days of the budget year passed on the shown day; None outside that year."""
        books = self.books
        return days_passed(books.as_of) if books and books.as_of.year == books.year else None

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The page's query but the day and the page number: what a change of the day takes along."""
        pairs = self.request.GET.lists()
        return [(key, value) for key, values in pairs if key not in ("on", "page") for value in values]

    @property
    def back_to_today(self) -> str:
        """This page as on the deployment's day."""
        query = self.request.GET.copy()
        query.pop("on", None)
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path


def standing(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `me` (the shell), `books` and `actor` in every template."""
    me = Standing(request)
    return {"me": me, "actor": me.actor, "books": getattr(request, "books", None)}
