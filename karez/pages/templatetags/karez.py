"""How pages print: money, shares, days, codes, links into the books. Loaded in every template."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from karez.acts.act import name_of
from karez.figures import get as get_figure
from karez.figures.text import NOTHING
from karez.kernel import money, shares
from karez.pages import bars
from karez.pages.timeline import timeline as read
from karez.places.models import ROLES, Person
from karez.policy import codes
from karez.trail.models import Paper

register = template.Library()


@register.filter
def wan(fen: int | None) -> str:
    """Fen in 万元 without the unit: `5126`."""
    return NOTHING if fen is None or fen == "" else money.wan_number(fen)


@register.filter
def wanyuan(fen: int | None) -> str:
    """Fen in 万元 with the unit: `5126万元`."""
    return NOTHING if fen is None or fen == "" else money.wan(fen)


@register.filter
def yuan(fen: int | None) -> str:
    """Fen in 元 to the fen: `51,260,000.00`."""
    return NOTHING if fen is None or fen == "" else money.yuan(fen)


@register.filter
def percent(share: Fraction | None, places: int = 2) -> str:
    """A share as `41.36%`; a share of nothing is —."""
    return NOTHING if share is None or share == "" else shares.percent(Fraction(share), places)


@register.filter
def day(value: date | None) -> str:
    """`2023-09-20`."""
    return value.strftime("%Y-%m-%d") if value else NOTHING


@register.filter
def label(code: str | None, table: str) -> str:
    """The Chinese word for a code: `{{ "industry"|label:"category" }}`; a code that nobody knows stays as it is."""
    return codes.word(table, code) if code else NOTHING


@register.filter
def role(key: str) -> str:
    """`财政局` for `finance`."""
    return "系统操作员" if key == "operator" else ROLES.get(key, key)


@register.filter
def who(username: str) -> str:
    """A person's name for the user name that a record keeps; one that nobody has stays as it is."""
    if username == "operator":
        return "系统操作员"
    return Person.objects.filter(username=username).values_list("name", flat=True).first() or username


@register.simple_tag(takes_context=True)
def at(context: Any, name: str, *args: Any, **query: Any) -> str:
    """The address of a page of these books: `{% at "thing" thing.pk %}`, `{% at "act" "room.verb" thing=3 %}`."""
    return str((context.get("books") or context["me"].books).url(name, *args, **query))


@register.simple_tag(takes_context=True)
def may(context: Any, right: str) -> bool:
    """Whether the actor has a right: `{% may "room.verb" as does %}`."""
    actor = context.get("actor")
    return actor is not None and actor.may(right)


@register.simple_tag(takes_context=True)
def fig(context: Any, key: str, value: Any, **by: Any) -> SafeString:
    """A figure that opens: `{% fig "room.figure" value category="industry" %}` prints the value as a link to its page.

    The value is what the figure gave (fen, a count, a Fraction, None) or a Result; money shows as 万元 with yuan on hover.
    """
    value = getattr(value, "value", value)
    unit = get_figure(key).unit
    text, hover = _shown(value, unit)
    by = {name: value for name, value in by.items() if value not in (None, "")}
    if not may(context, "figures.read"):
        return format_html('<span title="{}">{}</span>', hover, text)
    url = (context.get("books") or context["me"].books).url("figure", key, **by)
    return format_html('<a class="k-fig" href="{}" title="{}">{}</a>', url, hover, text)


def _shown(value: Any, unit: str) -> tuple[str, str]:
    if value is None:
        return NOTHING, "没有基数，不计算占比"
    if unit == "fen":
        return money.wan_number(value), f"{money.yuan(value)} 元"
    if unit == "share":
        return shares.percent(value), f"{Fraction(value).numerator} ÷ {Fraction(value).denominator}"
    return str(value), "打开明细"


@register.simple_tag(takes_context=True)
def with_query(context: Any, **changes: Any) -> str:
    """This page's address with some of its query changed; an empty value takes one away: `{% with_query page=2 %}`."""
    request = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


@register.simple_tag
def prog(
    value: Fraction | None,
    time: Fraction | None = None,
    lines: Iterable[Fraction] = (),
    marks: Iterable[tuple[Fraction, str]] = (),
    kind: str = "",
    label: str = "",
    calm: bool = False,
) -> SafeString:
    """A bar: `value` of the whole in water, a line at `time` (序时); behind time it is amber unless `calm`.

    The rest as `bars.progress` has it."""
    if value is None:
        return SafeString("")
    behind = " is-behind" if time is not None and value < time and not calm else ""
    return bars.progress(value, (*(() if time is None else (time,)), *lines), marks, kind + behind, label)


@register.simple_tag
def split(parts: Sequence[dict[str, Any]]) -> SafeString:
    """Parts of a whole side by side: each has its share (`part`), its colour (`tone`) and its words (`said`)."""
    return bars.split(
        [(part["part"], part["tone"]) for part in parts], "，".join(part["said"] for part in parts)
    )


@register.simple_tag
def shaft(days: int, limit: int | None = None) -> SafeString:
    """How long a step took, with its limit, both in days."""
    return bars.shaft(days, limit)


@register.filter
def along(share: Fraction | None) -> str:
    """A share as the length that keeps a word at its place beside a bar: `56.75%`."""
    return bars.length(share)


@register.inclusion_tag("pages/parts/timeline.html", takes_context=True)
def timeline(context: Any, subject: Any, limit: int = 8) -> dict[str, Any]:
    """The trail of one thing: `{% timeline project %}`; with a link to all of it for whoever reads the trail."""
    actor = context["actor"]
    moments, total = read(subject, limit=limit, reader=actor)
    reads = actor is not None and actor.may("trail.read")
    query = {"q": subject.number} if isinstance(subject, Paper) else {"subject": name_of(subject)}
    url = at(context, "trail", **query) if reads else ""
    return {"moments": moments, "total": total, "url": url}


@register.simple_tag(takes_context=True)
def panels(context: Any, place: str) -> SafeString:
    """The panels of the page's thing at a place: `{% panels "main" %}`; each sees the page's context and what it is told."""
    shared = context.flatten()
    return mark_safe(
        "".join(render_to_string(name, {**shared, **told}) for name, told in context["detail"].panels(place))
    )
