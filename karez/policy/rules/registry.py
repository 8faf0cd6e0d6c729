"""What a rule is, and the registry of rules. The rules themselves stand in the rooms, in `rules.py`.

A rule is a pure function: facts and the values of its declared parameters in, `Found` (or several, `Silent`, or None) out. It
holds no date, no number of the law and no database.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from karez.kernel.money import Fen
from karez.policy.values import PolicyError, Value

COUNTY = "county"
"""As a place: the whole county's check. As a subject: the county's money, of which who sees but a part is told nothing."""
PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Case:
    """How one field of a finding's cases (`Found.rows`) is printed, in the order of declaration.

    kind: text | money (fen) | days | date | share | code (of `table`). opens: the thing whose page the cell leads to, by
    its id, which the case holds under that name. figure: the figure that the cell leads to, narrowed to the cell's value.
    """

    key: str
    label: str
    kind: str = "text"
    table: str = ""
    opens: str = ""
    figure: str = ""

    @property
    def right(self) -> bool:
        """Whether it is a number."""
        return self.kind in ("money", "days", "share")


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule function answers. `basis`: the values it rests on, the decisive one first (default: all it was given)."""

    message: str
    mend: str
    headline: str = ""  # the message in a few words, where it is too long for a list
    amounts: dict[str, Fen] = field(
        default_factory=dict
    )  # fen that would mend it, by what they are for, as printed
    where: dict[str, Any] = field(default_factory=dict)  # what it is about: project, grant, …
    rows: tuple[dict[str, Any], ...] = ()  # the single cases behind a summed-up finding
    basis: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Silent:
    """The answer of a rule that has nothing to judge by: what it lacks, in a sentence."""

    why: str


Answer = Found | Silent | Iterable[Found | Silent] | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered rule. `parameters` ending in `.*` stand for all values of that folder in force that day."""

    key: str
    title: str  # what is wrong where it finds something
    subject: str  # what is in order where it finds nothing, in a word or two
    severity: str
    of: str  # what it judges, each by itself: "project"; or the county's money as a whole: "county"
    at: tuple[str, ...]  # acts, or "county"
    needs: tuple[str, ...]  # the portions of facts that it asks for
    parameters: tuple[str, ...]
    function: Callable[..., Answer]
    cases: tuple[Case, ...]
    order: int

    @property
    def doc(self) -> str:
        return inspect.getdoc(self.function) or ""


_rules: dict[str, Rule] = {}


def rule(
    key: str,
    *,
    of: str,
    at: tuple[str, ...],
    needs: tuple[str, ...],
    severity: str,
    parameters: tuple[str, ...],
    title: str,
    subject: str = "",
    cases: tuple[Case, ...] = (),
    order: int = 100,
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Register the function below as a rule: it is called with the facts and one argument for each parameter, in order.

    `subject` may be left out only by a rule that stands at acts alone: no list of what passed names it. `order` is its place
    on lists of rules and findings.
    """

    def register(function: Callable[..., Answer]) -> Callable[..., Answer]:
        if key in _rules:
            raise PolicyError(f"规则“{key}”登记了两次。")
        if severity not in ("block", "warn") or not at or not needs or not parameters:
            raise PolicyError(f"规则“{key}”应写明 severity（block 或 warn）、at、needs 和 parameters。")
        if COUNTY in at and not subject:
            raise PolicyError(f"规则“{key}”要写明 subject：没有发现时页面上说什么合格。")
        _rules[key] = Rule(
            key, title, subject or title, severity, of, at, needs, parameters, function, cases, order
        )
        return function

    return register


def registry() -> list[Rule]:
    """All rules, in the order that they declare."""
    return sorted(_rules.values(), key=lambda one: (one.order, one.key))


def get(key: str) -> Rule:
    """Raises KeyError."""
    return _rules[key]


def standing_at(place: str) -> list[Rule]:
    """The rules asked at an act, or ("county") over a county."""
    return [one for one in registry() if place in one.at]
