"""The trail of one thing, for the pages that show it: `timeline(project)` or `{% timeline project %}`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Model, Q, QuerySet

from karez.acts import things
from karez.acts.act import name_of
from karez.kernel import hashing
from karez.pages.changes import Change, act_label, changes, headline
from karez.places.rights import Actor
from karez.trail import journal
from karez.trail.models import Entry, Paper


@dataclass(frozen=True)
class Moment:
    """An entry with its words. `sound` is None where its link was not checked."""

    entry: Entry
    label: str
    amount: str
    changes: list[Change]
    sound: bool | None = None

    @property
    def who(self) -> str:
        return self.entry.name

    @property
    def warned(self) -> int:
        """How many rules warned when it was done."""
        return len(self.entry.findings)

    @property
    def short(self) -> str:
        """The hash as a page prints it: `a41f…09c2`."""
        return f"{self.entry.hash[:4]}…{self.entry.hash[-4:]}"


def moment(entry: Entry, sound: bool | None = None, reader: Actor | None = None) -> Moment:
    """One entry in words, as its reader may have them."""
    narrow = reader is not None and reader.narrow
    return Moment(entry, act_label(entry.act), headline(entry), changes(entry, narrow), sound)


def timeline(
    *subjects: Model, limit: int = 12, until: date | None = None, reader: Actor | None = None
) -> tuple[list[Moment], int]:
    """The latest moments of these things (by the business day `until`), the last first, and how many there are in all.

    The caller may see the things: whoever sees a project sees what was done to it. Of a paper it is also what was
    done on its strength; a `reader` who sees less than the county gets of that what was done to the own projects.
    """
    about = Q(subject__in=[name_of(subject) for subject in subjects])
    for subject in subjects:
        if isinstance(subject, Paper):
            strength = Q(county=subject.county, paper=subject.number)
            if reader is not None and reader.narrow:
                strength &= Q(subject__in=_in_sight(Entry.objects.filter(strength), reader))
            about |= strength
    entries = Entry.objects.filter(about)
    if until is not None:
        entries = entries.filter(day__lte=until)
    latest = entries.order_by("-day", "-seq")[:limit]
    return [moment(entry, reader=reader) for entry in latest], entries.count()


def _in_sight(entries: QuerySet[Entry], reader: Actor) -> list[str]:
    """The subjects of entries that a narrow reader sees and may read the entries of. One query for each kind of thing."""
    by_kind: dict[things.Thing, set[int]] = {}
    for subject in entries.order_by().values_list("subject", flat=True).distinct():
        known_as = things.named(subject)
        if known_as and known_as[0].told_to_narrow:
            by_kind.setdefault(known_as[0], set()).add(known_as[1])
    return [
        name_of(row)
        for kind, ids in by_kind.items()
        for row in kind.rows(reader).filter(pk__in=ids).only("pk")
    ]


def checked(entries: Iterable[Entry], county: str, reader: Actor | None = None) -> list[Moment]:
    """The entries in words, each checked against the link before it. One query."""
    entries = list(entries)
    wanted = {entry.seq - 1 for entry in entries if entry.seq > 1}
    before = dict(Entry.objects.filter(county=county, seq__in=wanted).order_by().values_list("seq", "hash"))
    before[0] = hashing.FIRST
    return [
        moment(
            entry, hashing.link(before.get(entry.seq - 1, ""), journal.content(entry)) == entry.hash, reader
        )
        for entry in entries
    ]
