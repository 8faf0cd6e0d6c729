"""The machinery of rules: what one is, and how they are asked. The rules stand in the rooms whose facts they judge."""

from karez.policy.facts import Told
from karez.policy.rules.registry import (
    COUNTY,
    PROJECT,
    Answer,
    Case,
    Found,
    Rule,
    Silent,
    get,
    registry,
    rule,
)
from karez.policy.rules.runner import Finding, Verdict, run_act, run_county

__all__ = [
    "COUNTY", "PROJECT", "Answer", "Case", "Finding", "Found", "Rule", "Silent", "Told", "Verdict", "get", "registry", "rule",
    "run_act", "run_county",
]  # fmt: skip
