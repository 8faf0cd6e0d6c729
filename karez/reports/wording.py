"""What the report's editor shows: the figures that a text may quote, with their values, and how two versions differ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from karez.documents import quoting
from karez.figures import Reading, get

SAME, GONE, NEW = "same", "del", "ins"
WORDS = re.compile(r"\{\{[^{}]*\}\}|[A-Za-z0-9.%]+|.", re.DOTALL)
"""What is compared within a line: a placeholder or a number is one piece, else each character."""
ALIKE = 0.4
"""Two lines that share less than this are shown as one gone and one new, not as one changed."""


@dataclass(frozen=True)
class Offer:
    """A placeholder that may be put into a text."""

    code: str
    label: str
    value: str


@dataclass
class Group:
    """The placeholders of one figure; the first is its total."""

    key: str
    label: str
    basis: str
    reference: str
    offers: list[Offer] = field(default_factory=list)


def groups(reading: Reading) -> list[Group]:
    """Every placeholder by figure with its value at the reading's scope; splits in which nothing is booked are left out."""
    offered = quoting.placeholders()
    asked = [quoting.read(placeholder.text.strip("{}")) for placeholder in offered]
    reading.prepare(*dict.fromkeys(question.key for question in asked))
    by_figure: dict[str, Group] = {}
    for placeholder, question in zip(offered, asked, strict=True):
        key, by = question.key, question.by
        figure = get(key)
        group = by_figure.setdefault(key, Group(key, figure.label, figure.basis, str(figure.reference or "")))
        if by and not reading.count_rows(key, by):
            continue
        value = quoting.quote(reading, key, by).value
        group.offers.append(Offer(placeholder.text, placeholder.label, value))
    return list(by_figure.values())


@dataclass(frozen=True)
class Line:
    """A line of a comparison: same, gone, new, or changed within; `parts` are (same | del | ins, words)."""

    kind: str
    parts: tuple[tuple[str, str], ...]


def compare(before: str, after: str) -> list[Line]:
    """How one text became the other, line by line and within a changed line piece by piece."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [Line(SAME, ((SAME, text),)) for text in old[a:b]]
        else:
            lines += _changed(old[a:b], new[c:d])
    return [line for line in lines if any(words.strip() for _, words in line.parts)]


def _changed(old: list[str], new: list[str]) -> Iterator[Line]:
    """Lines that were replaced, paired in their order."""
    for at in range(max(len(old), len(new))):
        was, now = old[at] if at < len(old) else "", new[at] if at < len(new) else ""
        pieces = WORDS.findall(was), WORDS.findall(now)
        matcher = SequenceMatcher(None, *pieces, autojunk=False)
        if not was or not now or matcher.ratio() < ALIKE:
            if was:
                yield Line(GONE, ((GONE, was),))
            if now:
                yield Line(NEW, ((NEW, now),))
            continue
        parts: list[tuple[str, str]] = []
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag == "equal":
                parts.append((SAME, "".join(pieces[0][a:b])))
                continue
            if b > a:
                parts.append((GONE, "".join(pieces[0][a:b])))
            if d > c:
                parts.append((NEW, "".join(pieces[1][c:d])))
        yield Line("changed", tuple(parts))
