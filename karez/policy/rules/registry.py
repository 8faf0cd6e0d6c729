"""What a rule is, the registry of rules, and the runner that looks their parameters up and words their findings.

A rule is a pure function: facts and the values of its declared parameters in, `Found` (or several, or None) out. It holds
no date, no number of the law and no database; the runner adds reference, severity and whether the source was read.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from karez import policy
from karez.kernel.money import Fen
from karez.policy.facts import CountyFacts
from karez.policy.values import NoValue, PolicyError, Reference, Value

COUNTY = "county"


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule function answers. `basis`: the values it rests on, the decisive one first (default: all it was given)."""

    message: str
    mend: str
    amounts: dict[str, Fen] = field(default_factory=dict)  # fen that would mend it, by what to do with them
    where: dict[str, Any] = field(default_factory=dict)  # what it is about: project, grant, …
    rows: tuple[dict[str, Any], ...] = ()  # the single cases behind a summed-up finding
    basis: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's word on some facts, complete for a page: what, by which paper, how to mend it, with how much money (fen)."""

    rule: str
    title: str
    severity: str  # block stops the act, warn is recorded
    message: str
    reference: Reference
    mend: str
    unverified: bool  # rests on a value whose source nobody has read and the county has not confirmed
    amounts: dict[str, Fen]
    where: dict[str, Any]
    rows: tuple[dict[str, Any], ...]
    basis: tuple[Value, ...]

    @property
    def blocks(self) -> bool:
        return self.severity == "block"


Answer = Found | Iterable[Found] | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered rule. `parameters` ending in `.*` stand for all values of that folder in force that day."""

    key: str
    title: str
    severity: str
    at: tuple[str, ...]  # acts, or "county"
    parameters: tuple[str, ...]
    function: Callable[..., Answer]

    @property
    def doc(self) -> str:
        return inspect.getdoc(self.function) or ""


class Facts(Protocol):
    """Any facts; what more they offer depends on the act (facts.py)."""


_rules: dict[str, Rule] = {}


def rule(
    key: str, *, at: tuple[str, ...], severity: str, parameters: tuple[str, ...], title: str
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Register the function below as a rule: it is called with the facts and one argument for each parameter, in order."""

    def register(function: Callable[..., Answer]) -> Callable[..., Answer]:
        if key in _rules:
            raise PolicyError(f"规则“{key}”登记了两次。")
        if severity not in ("block", "warn") or not at or not parameters:
            raise PolicyError(f"规则“{key}”应写明 severity（block 或 warn）、at 和 parameters。")
        _rules[key] = Rule(key, title, severity, at, parameters, function)
        return function

    return register


def registry() -> list[Rule]:
    """All rules, in the order of their files."""
    return list(_rules.values())


def get(key: str) -> Rule:
    """Raises KeyError."""
    return _rules[key]


def _look_up(name: str, region: str, on: date) -> Value | dict[str, Value]:
    """One value, or for `folder.*` those in force by their last name. Raises NoValue, UnknownParameter."""
    if name.endswith(".*"):
        return policy.book().folder(name.removesuffix(".*"), region, on)
    return policy.written(name, region, on)


def _finding(
    rule: Rule, found: Found, given: list[Value | dict[str, Value]], confirmed: Callable[[Value], Value]
) -> Finding:
    written = found.basis or tuple(v for v in given if isinstance(v, Value))
    basis = tuple(confirmed(value) for value in written)
    if not basis:
        raise PolicyError(f"规则“{rule.key}”的发现没有写明依据。")
    unverified = any(v.unverified for v in basis)
    severity = basis[0].severity or rule.severity
    return Finding(
        rule=rule.key, title=rule.title, severity="warn" if unverified else severity, message=found.message,
        reference=basis[0].reference, mend=found.mend, unverified=unverified, amounts=found.amounts,
        where=found.where, rows=found.rows, basis=basis,
    )  # fmt: skip


def run(rules: Iterable[Rule], facts: Facts, region: str, on: date) -> list[Finding]:
    """The findings of `rules`, those that block first. A rule whose parameter has no value that day says nothing."""
    findings: list[Finding] = []
    asked: dict[str, Value] = {}

    def confirmed(value: Value) -> Value:
        # Asked for at a finding and not at look-up, and once a run: it costs a query, and most acts find nothing.
        if value.key not in asked:
            asked[value.key] = policy.as_confirmed(value, region, on)
        return asked[value.key]

    for each in rules:
        try:
            given = [_look_up(name, region, on) for name in each.parameters]
        except NoValue:
            continue
        answer = each.function(facts, *given)
        founds = [] if answer is None else [answer] if isinstance(answer, Found) else list(answer)
        findings += [_finding(each, found, given, confirmed) for found in founds]
    return sorted(findings, key=lambda f: not f.blocks)


def run_act(act: str, facts: Facts, region: str, on: date) -> list[Finding]:
    """The findings at an act's gate, by the law of the day `on`. The caller refuses the act when one `.blocks`."""
    return run(_standing_at(act), facts, region, on)


def run_county(facts: CountyFacts, region: str, on: date) -> list[Finding]:
    """The findings over a county's budget year, by the law of the year's day (policy.law_day)."""
    law = policy.law_day(facts.year, on)
    return run(_standing_at(COUNTY), facts, region, law)


def _standing_at(place: str) -> list[Rule]:
    return [one for one in _rules.values() if place in one.at]
