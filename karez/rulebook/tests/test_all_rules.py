"""Completeness of the rules that rooms bring: each with its words, its facts, its parameters, a case in its room's tests."""

import inspect
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from karez import policy
from karez.acts.act import all_acts
from karez.policy.rules import COUNTY, Finding, Rule, registry
from karez.policy.tests.test_registry import named
from karez.rulebook.facts import portions

pytestmark = pytest.mark.usefixtures("files_alone")


def cases(rule: Rule) -> dict[str, Callable[[], list[Finding]]]:
    """FIRES of the tests beside the rule: in its room's tests, a module of any name."""
    room = rule.function.__module__.split(".rules")[0]
    folder = Path(import_module(f"{room}.tests").__path__[0])
    holding = [path.stem for path in folder.glob("test_*.py") if "FIRES" in path.read_text("utf-8")]
    found: dict[str, Callable[[], list[Finding]]] = {}
    for name in holding:
        found |= import_module(f"{room}.tests.{name}").FIRES
    return found


@pytest.mark.parametrize("rule", registry(), ids=lambda rule: rule.key)
def test_every_rule_fires_with_a_reference_and_a_way_to_mend(rule: Rule) -> None:
    finding = next(one for one in cases(rule)[rule.key]() if one.rule == rule.key)
    assert finding.title and finding.message.endswith("。") and finding.mend.endswith("。")
    assert finding.headline and not finding.headline.endswith("。")
    assert finding.reference.title and finding.basis
    assert all(isinstance(fen, int) and fen >= 0 for fen in finding.amounts.values())
    assert not any(label.isascii() for label in finding.amounts), "amounts are printed by their labels"
    assert bool(finding.rows) == bool(rule.cases)
    for row in finding.rows:
        assert all(case.key in row and case.opens in ("", *row) for case in rule.cases)


@pytest.mark.parametrize("rule", registry(), ids=lambda rule: rule.key)
def test_every_rule_is_complete(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", rule.key)
    assert rule.title and rule.subject and rule.doc and rule.severity in ("block", "warn")
    assert set(rule.at) <= {COUNTY, *(act.name for act in all_acts())}
    assert set(rule.needs) <= set(portions())
    for parameter in rule.parameters:
        assert named(parameter) <= set(policy.parameters()) and named(parameter)


def test_no_two_rules_claim_one_place() -> None:
    orders = [rule.order for rule in registry()]
    assert len(set(orders)) == len(orders)


@pytest.mark.parametrize("key", policy.parameters())
def test_every_parameter_is_used_by_a_rule(key: str) -> None:
    shown_only = {"soon_days", "fund_name"}  # when a page reminds, what a report says: no rule asks them
    assert key in shown_only or any(key in named(name) for rule in registry() for name in rule.parameters)


def test_rules_hold_no_number_of_the_law() -> None:
    """A number in a rule's code is arithmetic (0, 1, 2, 100), never a threshold: those are parameters."""
    files = {Path(inspect.getsourcefile(rule.function) or "") for rule in registry()}
    assert files
    for path in files:
        code = re.sub(r"\border=\d+", "", path.read_text(encoding="utf-8"))
        code = re.sub(r'""".*?"""|f?"[^"\n]*"|#.*', "", code, flags=re.DOTALL)
        numbers = set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?", code)) - {"0", "1", "2", "12", "31", "100"}
        assert not numbers, f"{path.name}: {numbers}"
