"""Whose books a page shows: county, budget year and day, out of the address; and who may look.

Addresses read /c/652722/2023/…; the day is ?on=2023-08-31 and travels along on every link made with Books.url().
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from karez import shell
from karez.figures import Scope
from karez.kernel.periods import parse_day, time_share
from karez.kernel.refusal import Forbidden, Invalid
from karez.kernel.regions import full
from karez.places import divisions
from karez.places.models import Region
from karez.places.rights import Actor


@dataclass(frozen=True)
class Books:
    """The county, year and day that a page shows, and the scope in which its reader sees them."""

    county: str
    county_name: str
    year: int
    as_of: date
    day: date
    """The deployment's day: where `as_of` stands unless the reader chose another."""
    scope: Scope
    actor: Actor

    @property
    def moved(self) -> bool:
        """Whether the reader looks at another day than the deployment's."""
        return self.as_of != self.day

    @property
    def time_share(self) -> Any:
        """序时进度 on the shown day, a Fraction."""
        return time_share(self.as_of, self.year)

    def url(self, name: str, *args: Any, **query: Any) -> str:
        """The address of a page of these books, with the chosen day and the given query."""
        if self.moved:
            query = {"on": self.as_of.isoformat(), **query}
        query = {key: value for key, value in query.items() if value not in (None, "")}
        path = _path(name, self.county, self.year, *args)
        return f"{path}?{urlencode(query, doseq=True)}" if query else path


@lru_cache(maxsize=4096)
def _path(name: str, *args: Any) -> str:
    """An address, made once: a page has hundreds of links."""
    return reverse(name, args=args)


def sees(actor: Actor, county: str) -> bool:
    """Whether the actor's region is in the county, is it, or holds it."""
    return actor.region.startswith(county) or county.startswith(actor.region)


def books_for(actor: Actor, county: str, year: int, on: str | None = None) -> Books:
    """The books as the actor may see them. Raises Forbidden for another county, Invalid for a day that is none.

    A county that keeps no books here yet is open, and empty, to whoever may begin them by an import.
    """
    region = Region.objects.filter(code=full(county)).first() if sees(actor, county) else None
    name = region.name if region else _not_begun(actor, county)
    if not name:
        raise Forbidden(f"您的岗位看不到 {county} 的账。", hint="请切换到管辖该县的岗位，或联系系统管理员。")
    today = shell.today(county)
    try:
        as_of = parse_day(on) if on else today
    except ValueError as error:
        raise Invalid(str(error), field="on") from None
    scope = Scope(county, year, as_of, actor.region if len(actor.region) > 6 else county, actor.within)
    return Books(county, name, year, as_of, today, scope, actor)


def _not_begun(actor: Actor, county: str) -> str:
    """The name in the national list of a county that the actor may begin to keep; "" for any other. Nothing is written."""
    if not actor.may("exchange.import", county) or not divisions.available():
        return ""
    division = divisions.county(county)
    return division.name if division else ""
