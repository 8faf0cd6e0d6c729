"""What a room brings to the pages, each said once in the room's own `pages` module.

| hook | brings |
|---|---|
| `section` | an entry of the main navigation, in one of its groups |
| `address`, `site` | an address in the books of a county and year, or outside any |
| `panel` | a part of the page of a thing, also of an earlier room's |
| `offers` | acts that the page of a thing offers |
| `papers_behind` | the papers on which a thing rests |
| `column` | columns, filters and words for a list, also an earlier room's |
| `brings_in` | a way to bring rows in, offered on every list |
| `years` | the budget years of which a room keeps books |

Plain lists in the order of explicit numbers; a page asks them when it is made. `load()` imports the `pages` module of every
installed room once, as figures are found; nothing here names a room.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.urls import URLPattern, path, register_converter
from django.utils.module_loading import autodiscover_modules

from karez.pages.actions import Action
from karez.pages.books import Books
from karez.pages.columns import Column
from karez.pages.detail import Detail
from karez.pages.filters import Filter


class _County:
    """Six digits of an address."""

    regex = "[0-9]{6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(_County, "county")

BOOKS = "c/<county:county>/<int:year>/"
"""Before every address within books; `access.needs` takes county and year off it."""

GROUPS = ("总览", "项目", "资金", "监督", "报告", "设置")
"""The groups of the navigation: which there are, and in which order, is an editorial decision and made here."""

_loaded = False


def load() -> None:
    """Import the `pages` module of every installed room, once."""
    global _loaded
    if not _loaded and apps.ready:
        _loaded = True
        autodiscover_modules("pages")


# -- addresses


_addresses: dict[str, URLPattern] = {}


def address(route: str, view: Callable[..., Any], name: str) -> None:
    """An address within the books of a county and year: `address("things/<int:pk>/", thing, "one-thing")`."""
    site(BOOKS + route, view, name)


def site(route: str, view: Callable[..., Any], name: str) -> None:
    """An address outside any books."""
    if name in _addresses:
        raise ValueError(f"the address {name} is given twice")
    _addresses[name] = path(route, view, name=name)


def addresses() -> list[URLPattern]:
    """All addresses that rooms brought."""
    load()
    return list(_addresses.values())


# -- the menu


@dataclass(frozen=True)
class Section:
    """An entry of the navigation: the route of its page, the right that opens it, and the pages that lie behind it."""

    page: str
    label: str
    group: str
    right: str
    order: int
    behind: tuple[str, ...] = ()
    shown: Callable[[Books], bool] | None = None
    """Whether there is anything behind it for this reader, where the right alone doesn't say so."""
    arrival: bool = True
    """Whether it may be the page that one arrives at after signing in."""


_sections: list[Section] = []


def section(page: str, label: str, *, group: str, right: str, order: int, **more: Any) -> None:
    """Bring an entry of the navigation. Raises ValueError for a group that there is not."""
    if group not in GROUPS:
        raise ValueError(f"no group {group} in the navigation: {'、'.join(GROUPS)}")
    _sections.append(Section(page, label, group, right, order, **more))


def sections() -> list[Section]:
    """All entries, by group and within it by number."""
    load()
    return sorted(_sections, key=lambda entry: (GROUPS.index(entry.group), entry.order, entry.page))


# -- the page of a thing

PLACES = ("title", "top", "main", "half", "side")
"""Where a panel stands: a mark beside the title, the strip across the top, the wide column, one of two side by side at its
end, the narrow column."""

Told = dict[str, Any]
Draw = Callable[[Detail[Any]], Told | None]


@dataclass(frozen=True)
class Panel:
    """A part of the page of a thing: `draw` tells its template what to print, or nothing where there is nothing."""

    model: type[Model]
    template: str
    place: str
    right: str
    order: int
    draw: Draw


_panels: list[Panel] = []


def panel(
    model: type[Model], template: str, *, right: str, order: int, place: str = "main"
) -> Callable[[Draw], Draw]:
    """Bring a panel to the page of a thing. Raises ValueError for a place that there is not."""
    if place not in PLACES:
        raise ValueError(f"no place {place} on the page of a thing: {'、'.join(PLACES)}")

    def register(draw: Draw) -> Draw:
        _panels.append(Panel(model, template, place, right, order, draw))
        return draw

    return register


def panels(model: type[Model], place: str) -> list[Panel]:
    """The panels of a thing's page at a place."""
    load()
    return sorted(
        (panel for panel in _panels if panel.model is model and panel.place == place),
        key=lambda panel: panel.order,
    )


Offer = Callable[[Detail[Any]], Iterable[Action]]
_offers: list[tuple[int, type[Model], Offer]] = []


def offers(model: type[Model], *, order: int) -> Callable[[Offer], Offer]:
    """Bring acts to the page of a thing."""

    def register(offered: Offer) -> Offer:
        _offers.append((order, model, offered))
        return offered

    return register


def offered_on(model: type[Model]) -> list[Offer]:
    """Who offers acts on a thing's page."""
    load()
    return [offered for _, kind, offered in sorted(_offers, key=lambda entry: entry[0]) if kind is model]


Behind = Callable[[Detail[Any]], Iterable[int | None]]
_behind: list[tuple[type[Model], Behind]] = []


def papers_behind(model: type[Model]) -> Callable[[Behind], Behind]:
    """Say on which papers (ids) a thing rests, for the papers of its page."""

    def register(ids: Behind) -> Behind:
        _behind.append((model, ids))
        return ids

    return register


def behind(model: type[Model]) -> list[Behind]:
    """Who knows papers of such a thing."""
    load()
    return [ids for kind, ids in _behind if kind is model]


# -- lists

Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Added:
    """What a room adds to a list: its rows with annotations, columns and filters with their places, a clause of the
    sentence at its top (from the totals), the order in which the list stands unless another is asked for.
    """

    rows: Rows
    columns: Sequence[Column] = ()
    filters: Sequence[Filter] = ()
    clause: Callable[[Told], str] | None = None
    order: str = ""
    also: Sequence[str] = field(default=())


Add = Callable[[Books, Rows], Added]
_columns: list[tuple[int, str, Add]] = []


def column(listing: str, *, order: int) -> Callable[[Add], Add]:
    """Bring columns to the list of this name: called with the books and its rows."""

    def register(add: Add) -> Add:
        _columns.append((order, listing, add))
        return add

    return register


def added_to(listing: str, books: Books, rows: Rows) -> list[Added]:
    """What rooms add to a list, one after the other: each gets the rows as the one before left them."""
    load()
    made = []
    for _, name, add in sorted(_columns, key=lambda entry: entry[0]):
        if name == listing:
            made.append(add(books, rows))
            rows = made[-1].rows
    return made


def extended(listing: str, books: Books, rows: Rows) -> Rows:
    """A list's rows with what rooms add to them: for the page of one of its things."""
    made = added_to(listing, books, rows)
    return made[-1].rows if made else rows


Bring = Callable[[Books], Iterable[Action]]
_bring: list[Bring] = []


def brings_in(actions: Bring) -> Bring:
    """Offer a way to bring rows in from elsewhere on every list that can take them."""
    _bring.append(actions)
    return actions


def brought_in(books: Books) -> list[Action]:
    """The ways to bring rows in from elsewhere that the reader has."""
    load()
    return [action for actions in _bring for action in actions(books)]


# -- books

Years = Callable[[str], Iterable[tuple[str, int]]]
_years: list[Years] = []


def years(kept: Years) -> Years:
    """Say of which counties and budget years a room keeps books: called with a prefix of region codes, gives (county, year)."""
    _years.append(kept)
    return kept


def years_kept(prefix: str) -> set[tuple[str, int]]:
    """The counties (6 digits) and budget years below a prefix of which anything is kept."""
    load()
    return {pair for kept in _years for pair in kept(prefix)}
