"""An entry of the trail in words: what was done to what, and each thing that changed, as the act declares what it tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from karez.acts import act as acts
from karez.acts.tells import CountyOnly, Headline, Silent, Telling
from karez.acts.types import Meaning
from karez.trail.models import Entry


@dataclass(frozen=True)
class Change:
    """One thing of an entry. `before` is None where nothing was said of it before."""

    label: str
    before: str | None
    after: str
    hover: str = ""


def act_label(name: str) -> str:
    """`下达指标` for an act’s name; a name that no act has any more stays as it is."""
    act = acts.known(name)
    return act.label if act else name


def act_choices() -> list[tuple[str, str]]:
    """Every act with its label, by name."""
    return [(act.name, act.label) for act in acts.all_acts()]


def told(entry: Entry) -> Mapping[str, Telling]:
    """What entries of its act may tell, by key; nothing where there is no such act any more."""
    act = acts.known(entry.act)
    return act.told if act else {}


def headline(entry: Entry) -> str:
    """The sum that an entry moved, as `600万元`, or nothing."""
    sums = [each for each in told(entry).values() if each.mark(Headline) and each.name in entry.after]
    return sums[0].words(entry.after[sums[0].name]) if sums else ""


def changes(entry: Entry, narrow: bool = False) -> list[Change]:
    """What an entry says was changed, in the order in which it says so; what stayed as it was is left out.

    A `narrow` reader is not told what is left of the county's grants, nor of a project to which quota went on.
    """
    known, shown = told(entry), []
    for name in [*entry.after, *(key for key in entry.before if key not in entry.after)]:
        telling = known.get(name) or Telling(name, name, Meaning())
        old, new = entry.before.get(name), entry.after.get(name)
        if _silent(telling, entry, new) or (narrow and telling.mark(CountyOnly) is not None):
            continue
        if (old == new) if name in entry.before else new in ("", None, [], {}):
            continue
        was = telling.words(old) if name in entry.before else None
        now = telling.words(new) if name in entry.after else "—"
        shown.append(Change(telling.title, was, now, telling.aside(new)))
    return shown


def _silent(telling: Telling, entry: Entry, new: Any) -> bool:
    silent = telling.mark(Silent)
    return silent is not None and (not silent.as_entry or new == str(getattr(entry, silent.as_entry)))
