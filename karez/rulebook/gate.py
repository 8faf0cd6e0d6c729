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
        Blocked(finding.message, rule=finding.rule, reference=str(finding.reference), hint=finding.mend)
        for finding in findings
        if finding.severity == "block"
    ]
    if blocking:
        blocking[0].others = list(blocking[1:])
        raise blocking[0]
    return [
        {"rule": finding.rule, "message": finding.message, "reference": str(finding.reference)}
        for finding in findings
    ]
