"""The gate of an act: the rules that stand there, asked about the facts as they would be after it."""

from typing import Any

from karez.kernel.refusal import Refusal
from karez.policy import rules
from karez.rulebook.facts import Filler


class Blocked(Refusal):
    """Rules of severity `block` stand in the way; all of them are named."""

    rule = "blocked"


def gate(act: str, facts: Filler) -> list[dict[str, Any]]:
    """Ask the rules that stand at `act`, by the law of the facts' day. Returns what they warn of, for the trail; raises Blocked."""
    findings = rules.run_act(act, facts, facts.scope.county, facts.day)
    blocking = [
        Blocked(one.message, rule=one.rule, reference=str(one.reference), hint=one.mend)
        for one in findings
        if one.severity == "block"
    ]
    if blocking:
        blocking[0].others = list(blocking[1:])
        raise blocking[0]
    return [{"rule": one.rule, "message": one.message, "reference": str(one.reference)} for one in findings]
