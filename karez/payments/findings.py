"""What the rules of the policy layer find in a county's budget year, as it stood at the end of a day. Nothing is kept."""

from dataclasses import dataclass

from karez import policy
from karez.figures import Scope
from karez.payments.facts import county_facts
from karez.policy.facts import CountyFacts
from karez.policy.rules import Finding, Rule, registry, run_county
from karez.policy.rules.registry import COUNTY
from karez.policy.values import NoValue, Value

OF_A_PROJECT = frozenset({"kind_not_payable", "negative_list", "quota_issued_late"})
"""Rules that judge each project by itself. The others speak of the county's money, which a narrow reader does not see."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule said: `found`, `passed`, or `silent` when there was nothing to judge by (`why` tells)."""

    rule: Rule
    result: str
    findings: tuple[Finding, ...] = ()
    values: tuple[Value, ...] = ()
    why: str = ""

    @property
    def unverified(self) -> bool:
        """Whether it rests on a value whose source nobody has read."""
        return any(value.unverified for value in self.values)


def findings(scope: Scope) -> list[Finding]:
    """What the rules find in the scope, those that block first."""
    return findings_in(county_facts(scope), scope)


def findings_in(facts: CountyFacts, scope: Scope) -> list[Finding]:
    """What the rules find in facts that were read already."""
    found = run_county(facts, scope.county, scope.as_of)
    return [one for one in found if one.rule in OF_A_PROJECT] if scope.narrow else found


def verdicts(facts: CountyFacts, scope: Scope, found: list[Finding]) -> list[Verdict]:
    """Every rule that stands over a county and what it said, in the order of the rules' files."""
    known: dict[str, Value | None] = {}
    answers: list[Verdict] = []
    for rule in registry():
        if COUNTY not in rule.at or (scope.narrow and rule.key not in OF_A_PROJECT):
            continue
        mine = tuple(one for one in found if one.rule == rule.key)
        values = _values(rule, facts.year, scope, known)
        why = "" if mine else _silence(rule, facts, values)
        result = "found" if mine else "silent" if why else "passed"
        answers.append(Verdict(rule, result, mine, tuple(values or ()), why))
    return answers


def _values(rule: Rule, year: int, scope: Scope, known: dict[str, Value | None]) -> list[Value] | None:
    """The single values that the rule rests on, by the law of the day (as run_county takes it); None where one is missing.

    Whole lists (`positive.*`) are left out: they are the policy page's to show. `known` spares asking twice.
    """
    law = policy.law_day(year, scope.as_of)
    values: list[Value] = []
    for key in (name for name in rule.parameters if not name.endswith(".*")):
        if key not in known:
            try:
                known[key] = policy.parameter(key, scope.county, law)
            except NoValue:
                known[key] = None
        value = known[key]
        if value is None:
            return None
        values.append(value)
    return values


def _silence(rule: Rule, facts: CountyFacts, values: list[Value] | None) -> str:
    """Why a rule that found nothing could not have found anything; empty where it could."""
    if values is None:
        return "这一天没有生效的规定。"
    if rule.key == "industry_share_falling" and facts.last_industry_share is None:
        return "账上没有上年数，无从比较。"
    if not facts.allotments and not facts.received:
        return "账上还没有资金。"
    return ""
