"""The rules: one file a subject. Importing this package registers them all."""

from karez.policy.rules import industry_share, lists, management_fee, timeliness
from karez.policy.rules.registry import Facts, Finding, Found, Rule, get, registry, rule, run_act, run_county

__all__ = ["Facts", "Finding", "Found", "Rule", "get", "registry", "rule", "run_act", "run_county"]
MODULES = (industry_share, lists, management_fee, timeliness)
