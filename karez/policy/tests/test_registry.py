"""Completeness of the policy layer: nothing without a source or a name."""

from pathlib import Path

import pytest

from karez import policy
from karez.policy import codes

EVERYWHERE = ("cn", "652722")


def named(parameter: str) -> set[str]:
    """The keys that a rule's name for parameters stands for."""
    if parameter.endswith(".*"):
        return {k for k in policy.parameters() if k.startswith(parameter[:-1])}
    return {parameter}


@pytest.mark.parametrize("key", policy.parameters())
def test_every_value_has_its_reference_and_grade(key: str) -> None:
    values = [v for region in EVERYWHERE for v in policy.history(key, region)]
    assert values
    for value in values:
        assert value.title and value.text and value.reference.title
        assert value.source_grade in ("A", "B", "memory")
        assert value.unverified or value.checked, "a value that counts as read says when"
        assert value.reference.number or value.reference.note, "a paper without a number says what was read"


def test_every_task_has_a_positive_list_and_every_list_a_task() -> None:
    assert named("positive.*") == {f"positive.{t.code}" for t in codes.tasks()}


def test_every_kind_is_payable_by_some_task_or_known_not_to_be() -> None:
    from datetime import date

    payable = frozenset[str]().union(
        *(codes.expand(policy.parameter(k, "652722", date(2023, 6, 1)).value) for k in named("positive.*"))
    )
    assert {k.code for k in codes.codes("kind")} - payable == {
        "village_plan", "works_interest", "school", "clinic", "elderly_care", "service_model", "public_service", "infrastructure_other",
        "housing", "preschool_language", "education", "health", "welfare", "relapse_insurance", "governance", "civility", "misc",
    }  # fmt: skip


def test_the_page_names_every_unit() -> None:
    from karez.policy.units import UNITS

    page = (Path(policy.__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
    assert [name for name in UNITS if f"`{name}`" not in page] == []
