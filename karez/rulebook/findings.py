"""What the rules find in a county's budget year, or in some of its projects, as it stood at the end of a day. Nothing is kept."""

from dataclasses import replace

from karez import policy
from karez.figures import Scope
from karez.policy.rules import COUNTY, PROJECT, Finding, Rule, Verdict
from karez.policy.rules.registry import standing_at
from karez.policy.rules.runner import findings as found_by
from karez.policy.rules.runner import judge
from karez.rulebook.facts import Filler
from karez.rulebook.queries import read_at_once


def seen_by(rule: Rule, scope: Scope) -> bool:
    """Whether the scope's reader hears of the rule: who sees but a part, of none that judges the county's money."""
    return not scope.narrow or rule.of != COUNTY


def findings(facts: Filler) -> list[Finding]:
    """What the rules find in the facts' scope, what blocks first; of given projects, what they find in each by itself."""
    return found_by(_judged(facts))


def verdicts(facts: Filler) -> list[Verdict]:
    """Every rule that stands over a county and what it said, in the rules' order; its values as the county confirmed them."""
    law = policy.law_day(facts.year, facts.day)
    with read_at_once(facts.scope.county):
        return [
            replace(
                verdict,
                values=tuple(policy.as_confirmed(value, facts.scope.county, law) for value in verdict.values),
            )
            for verdict in _judged(facts)
        ]


def _judged(facts: Filler) -> list[Verdict]:
    asked = [
        rule
        for rule in standing_at(COUNTY)
        if seen_by(rule, facts.scope) and (facts.projects is None or rule.of == PROJECT)
    ]
    return judge(asked, facts, facts.scope.county, policy.law_day(facts.year, facts.day))
