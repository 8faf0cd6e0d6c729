"""What a table is to people: what one of it is called and how it is found, what of it an actor sees, and where its page is.

    thing(Grant, rows=grants, find=find_grant, page="grant", icon="file-earmark-text", search=("document",), …)

Said once, in the room's queries.py. From it come the references of acts, the choices of forms, the page one lands on after an
act, the search, and the links of the trail.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from karez.acts.inputs import Finder, finds
from karez.kernel.refusal import Unknown, the_only
from karez.places.rights import Actor

Rows = QuerySet[Any, Any]


def _key(row: Any) -> tuple[Any, ...]:
    return (row.pk,)


def _the_same(row: Any, year: int) -> int:
    return year


def _unnarrowed(rows: Rows, county: str, year: int) -> Rows:
    return rows


@dataclass(frozen=True)
class Thing:
    """A table as people know it.

    rows: what an actor may see of it. offered: of these, what a form of a county's books of a year offers, in order.
    of_any_year: the same for a `RefOfAnyYear`, with what is of other budget years behind.
    named: how one is called in a choice (`str` elsewhere). page, args: the route of its page and what the address takes;
    no page leads to where it is listed. in_year: the budget year in whose books that page stands, for one who comes from the
    books of a year. county: the path to the county's six digits, "" for what is of none.
    search: the lookups that a search tries; about: the line under a hit. related, each_with: what a hit reads along, by a join
    or by a statement of its own.
    wide: whether its name wants a whole line of a form. told_to_narrow: whether who sees less than the county and yet sees
    the thing may read its entries of the trail (a grant's tell the county's money).
    """

    model: type[Model]
    rows: Callable[[Actor], Rows]
    label: str
    offered: Callable[[Rows, str, int], Rows] = _unnarrowed
    of_any_year: Callable[[Rows, str, int], Rows] | None = None
    named: Callable[[Any], str] = str
    page: str = ""
    args: Callable[[Any], tuple[Any, ...]] = _key
    icon: str = "file-earmark"
    measure: str = "个"
    """The measure word of several."""
    county: str = "county"
    search: tuple[str, ...] = ()
    about: Callable[[Any], str] = lambda row: ""
    related: tuple[str, ...] = ()
    each_with: tuple[str, ...] = ()
    in_year: Callable[[Any, int], int] = _the_same
    latest: tuple[Any, ...] = ("-pk",)
    """The order of hits."""
    order: int = 100
    """Its place among the kinds of hits."""
    wide: bool = False
    told_to_narrow: bool = True

    def of(self, actor: Actor, county: str) -> Rows:
        """What the actor may see of it in a county."""
        rows = self.rows(actor)
        return rows.filter(**{self.county: county}) if self.county else rows

    def choices(self, actor: Actor, county: str, year: int, any_year: bool = False) -> Rows:
        """What a form of these books offers, in order; with `any_year` also what is of other years."""
        offered = self.of_any_year if any_year and self.of_any_year else self.offered
        return offered(self.of(actor, county), county, year)

    def hits(self, actor: Actor, county: str, text: str) -> Rows:
        """What has `text` in one of the searched columns, of every year."""
        either = Q()
        for lookup in self.search:
            either |= Q(**{f"{lookup}__icontains": text})
        rows = self.of(actor, county).filter(either).select_related(*self.related)
        return rows.prefetch_related(*self.each_with).order_by(*self.latest)


_things: dict[type[Model], Thing] = {}


def thing(
    model: type[Model],
    *,
    rows: Callable[[Actor], Rows],
    find: Finder | None = None,
    label: str = "",
    keys: tuple[str, ...] = (),
    hint: str = "请核对名称或编号。",
    **more: Any,
) -> Thing:
    """Make a table known; its label is the model's verbose name unless told otherwise.

    References to it are found by `find`, else by id or by `keys`, the first that has any row."""
    if model in _things:
        raise ValueError(f"{model.__name__} is declared as a thing twice")
    made = Thing(model, rows, label or str(model._meta.verbose_name), **more)
    _things[model] = made
    if find or keys:
        finds(model)(find or _by_keys(made, keys, hint))
    return made


def of(model: type[Model]) -> Thing | None:
    """The thing that a model is, if it is one."""
    return _things.get(model)


def known() -> list[Thing]:
    """All things, in the order of hits."""
    return sorted(_things.values(), key=lambda known: (known.order, known.label))


def named(subject: str) -> tuple[Thing, int] | None:
    """The thing and the id that a subject of the trail names (`funds.grant:12`); None for anything else."""
    label, _, pk = subject.partition(":")
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    known_as = _things.get(model)
    return (known_as, int(pk)) if known_as and pk.isdigit() else None


def _by_keys(made: Thing, keys: tuple[str, ...], hint: str) -> Finder:
    def find(actor: Actor, token: Any) -> Model:
        among = made.rows(actor)
        matching: list[Model] = []
        if isinstance(token, int):
            matching = list(among.filter(pk=token))
        for key in () if isinstance(token, int) else keys:
            matching = matching or list(among.filter(**{key: token})[:3])
        if not matching and not isinstance(token, int | str):
            raise Unknown(f"没有找到{made.label}。", hint=hint)
        numbers = "、".join(str(row.pk) for row in matching)
        return the_only(matching, f"{made.label}“{token}”", several=f"请写编号：{numbers}。", none=hint)

    return find
