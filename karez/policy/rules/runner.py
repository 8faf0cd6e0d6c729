"""Asking rules: their parameters are looked up, their answers worded with reference, severity and whether the source was read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from karez import policy
from karez.kernel.money import Fen
from karez.policy.facts import Facts, Told
from karez.policy.rules.registry import COUNTY, Found, Rule, Silent, standing_at
from karez.policy.values import NoValue, PolicyError, Reference, Value

NO_LAW = "这一天没有生效的规定。"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's word on some facts, complete for a page: what, by which paper, how to mend it, with how much money (fen)."""

    rule: str
    title: str
    severity: str  # block stops the act, warn is recorded
    message: str
    headline: str
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule said. `why`: what it lacked to judge by, empty where it could judge.

    `values`: the single values that it rests on, as the files say them; whole lists (`positive.*`) are left out.
    """

    rule: Rule
    findings: tuple[Finding, ...] = ()
    values: tuple[Value, ...] = ()
    why: str = ""

    @property
    def result(self) -> str:
        """`found`, `passed`, or `silent` when there was nothing to judge by."""
        return "found" if self.findings else "silent" if self.why else "passed"

    @property
    def unverified(self) -> bool:
        """Whether it rests on a value whose source nobody has read."""
        return any(value.unverified for value in self.values)


def judge(rules: Iterable[Rule], facts: Facts, region: str, on: date) -> list[Verdict]:
    """What each rule says of the facts, by the law of the day `on`, in the order given."""
    asked: dict[str, Value] = {}

    def confirmed(value: Value) -> Value:
        # Asked for at a finding and not at look-up, and once a run: it costs a query, and most acts find nothing.
        if value.key not in asked:
            asked[value.key] = policy.as_confirmed(value, region, on)
        return asked[value.key]

    return [_judge(rule, facts, region, on, confirmed) for rule in rules]


def run_act(act: str, facts: Facts, region: str, on: date) -> list[Finding]:
    """The findings at an act's gate, by the law of the day `on`. The caller refuses the act when one `.blocks`."""
    return findings(judge(standing_at(act), facts, region, on))


def run_county(facts: Facts, region: str, on: date) -> list[Finding]:
    """The findings over a county's budget year, by the law of the year's day (policy.law_day)."""
    return findings(judge(standing_at(COUNTY), facts, region, policy.law_day(facts.year, on)))


def findings(verdicts: Iterable[Verdict]) -> list[Finding]:
    """All that was found, what blocks first."""
    return sorted((one for each in verdicts for one in each.findings), key=lambda one: not one.blocks)


def _judge(rule: Rule, facts: Facts, region: str, on: date, confirmed: Callable[[Value], Value]) -> Verdict:
    try:
        given = [_look_up(name, region, on) for name in rule.parameters]
    except NoValue:
        return Verdict(rule, why=NO_LAW)
    answer = rule.function(Told(facts, rule.key, rule.needs), *given)
    answers = [answer] if isinstance(answer, Found | Silent) else list(answer or ())
    values = tuple(value for value in given if isinstance(value, Value))
    return Verdict(
        rule,
        tuple(_finding(rule, one, values, confirmed) for one in answers if isinstance(one, Found)),
        values,
        next((one.why for one in answers if isinstance(one, Silent)), ""),
    )


def _look_up(name: str, region: str, on: date) -> Value | dict[str, Value]:
    """One value, or for `folder.*` those in force by their last name. Raises NoValue, UnknownParameter."""
    if name.endswith(".*"):
        return policy.book().folder(name.removesuffix(".*"), region, on)
    return policy.written(name, region, on)


def _finding(
    rule: Rule, found: Found, values: tuple[Value, ...], confirmed: Callable[[Value], Value]
) -> Finding:
    basis = tuple(confirmed(value) for value in found.basis or values)
    if not basis:
        raise PolicyError(f"规则“{rule.key}”的发现没有写明依据。")
    unverified = any(value.unverified for value in basis)
    severity = basis[0].severity or rule.severity
    return Finding(
        rule=rule.key, title=rule.title, severity="warn" if unverified else severity, message=found.message,
        headline=found.headline or found.message.removesuffix("。"),
        reference=basis[0].reference, mend=found.mend, unverified=unverified, amounts=found.amounts,
        where=found.where, rows=found.rows, basis=basis,
    )  # fmt: skip
