"""The gate of an act: the rules of the policy layer asked about the facts at hand."""

from datetime import date
from typing import Any

from karez.kernel.refusal import Refusal
from karez.policy import rules


class Blocked(Refusal):
    """Rules of severity `block` stand in the way; all of them are named."""

    rule = "blocked"


def gate(act: str, facts: Any, *, region: str, on: date) -> list[dict[str, Any]]:
    """Ask the rules that stand at `act`. Returns what they warn of, for the trail; raises Blocked."""
    findings = rules.run_act(act, facts, region, on)
    blocking = [
        Blocked(one.message, rule=one.rule, reference=str(one.reference), hint=one.mend)
        for one in findings
        if one.severity == "block"
    ]
    if blocking:
        blocking[0].others = list(blocking[1:])
        raise blocking[0]
    return [{"rule": one.rule, "message": one.message, "reference": str(one.reference)} for one in findings]
