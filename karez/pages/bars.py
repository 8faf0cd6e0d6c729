"""Bars as SVG: their lengths are attributes, so a page shows them without a script and without inline styles.

Shares are 0–1; what is beyond the bar is drawn at its end. Colours and thickness are the style sheet's.
"""

from collections.abc import Iterable
from fractions import Fraction

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

DEEPEST = 90  # days at which a shaft is full; a longer time looks the same, its number stands beside it
SEEN = Fraction(1, 20)  # of a shaft: what took less than this is drawn so, or nobody would see it


def length(value: Fraction | None) -> str:
    """A share as a length within its bar: `56.75%`; none is no length."""
    return f"{min(max(float(value or 0), 0.0), 1.0) * 100:.2f}%"


def progress(
    value: Fraction,
    lines: Iterable[Fraction] = (),
    marks: Iterable[tuple[Fraction, str]] = (),
    kind: str = "",
    label: str = "",
) -> SafeString:
    """A bar: `value` of the whole, upright lines (序时, limits), diamonds with their words (check points).

    Without `label` it repeats a number beside it and is left out for readers of screens."""
    parts = [format_html('<rect class="k-done" width="{}" height="100%"/>', length(value))]
    parts += [format_html('<rect class="k-line" x="{}" y="-4"/>', length(at)) for at in lines]
    parts += [
        format_html('<rect class="k-mark" x="{}" y="50%"><title>{}</title></rect>', length(at), words)
        for at, words in marks
    ]
    return _drawn(" ".join(("k-prog", *kind.split())), parts, label)


def split(parts: Iterable[tuple[Fraction, str]], label: str = "") -> SafeString:
    """Parts of a whole side by side, each with the name of its colour in the style sheet (`--k-water-700`)."""
    drawn, at = [], Fraction(0)
    for part, tone in parts:
        if at:
            drawn.append(format_html('<rect class="k-gap" x="{}" width="1" height="100%"/>', length(at)))
        drawn.insert(
            0,
            format_html(
                '<rect x="{}" width="{}" height="100%" fill="var({})"/>', length(at), length(part), tone
            ),
        )
        at += part
    return _drawn("k-split", drawn, label)


def shaft(days: int, limit: int | None = None) -> SafeString:
    """How long a step took: the deeper, the longer; a line at its limit. The style sheet lays it flat on a phone."""
    deep = length(max(Fraction(days, DEEPEST), SEEN))
    parts = [format_html('<rect class="k-done" width="{}" height="{}"/>', deep, deep)]
    if limit is not None:
        at = length(Fraction(limit, DEEPEST))
        parts.append(format_html('<rect class="k-line" x="{}" y="{}"/>', at, at))
    return _drawn("k-shaft", parts, "")


def _drawn(kind: str, parts: list[SafeString], label: str) -> SafeString:
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    inside = format_html_join("", "{}", ((part,) for part in parts))
    return format_html('<span class="{}" {}><svg focusable="false">{}</svg></span>', kind, spoken, inside)
