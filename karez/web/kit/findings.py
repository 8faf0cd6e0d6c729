"""Findings and verdicts as their page prints them: cases linked to their things, amounts in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from karez import policy
from karez.figures.text import NOTHING
from karez.kernel.money import yuan
from karez.kernel.shares import percent
from karez.pages.books import Books
from karez.pages.links import wan_short
from karez.policy.rules import Case, Finding, Verdict, get
from karez.policy.values import Value
from karez.web.kit.overview import Overview

CASES = 200
"""How many cases of one finding the page lists."""

RESULTS = {
    "found": ("is-soon", "exclamation-triangle-fill", "有发现"),
    "passed": ("is-ok", "check-lg", "通过"),
    "silent": ("", "dash-circle", "未判断"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a case."""

    text: str
    url: str = ""
    title: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding ready to print."""

    finding: Finding
    amounts: list[tuple[str, str, str]]
    basis: list[tuple[Value, str]]
    heads: list[tuple[str, bool]]
    cases: list[list[Cell]]
    left_out: int
    about: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Said:
    """A rule and what it said."""

    verdict: Verdict
    state: str
    icon: str
    word: str
    values: list[tuple[Value, str]]
    lists: str


def shown(books: Books, view: Overview) -> list[Shown]:
    """The findings, those that block first."""
    return [_shown(books, view, one) for one in view.findings]


def verdicts(books: Books, view: Overview) -> list[Said]:
    """All rules: found first, then what could not be judged, then what passed."""
    order = {"found": 0, "silent": 1, "passed": 2}
    said = [
        Said(
            one, *RESULTS[one.result], [(value, books.url("parameter", value.key)) for value in one.values],
            books.url("policy") if any(name.endswith(".*") for name in one.rule.parameters) else "",
        )
        for one in view.verdicts
    ]  # fmt: skip
    return sorted(said, key=lambda one: order[one.verdict.result])


def _shown(books: Books, view: Overview, one: Finding) -> Shown:
    cases = get(one.rule).cases
    about = None
    project = one.where.get("project")
    if not one.rows and isinstance(project, int):
        about = (
            next((f.name for f in view.facts["projects"] if f.id == project), "项目"),
            books.url("project", project),
        )
    return Shown(
        one,
        [(label, wan_short(fen), yuan(fen)) for label, fen in one.amounts.items()],
        [(value, books.url("parameter", value.key)) for value in one.basis],
        [(case.label, case.right) for case in cases],
        [[_cell(books, case, row) for case in cases] for row in one.rows[:CASES]],
        max(len(one.rows) - CASES, 0),
        about,
    )


def _cell(books: Books, case: Case, row: Mapping[str, Any]) -> Cell:
    value = row.get(case.key)
    if value is None:
        return Cell(NOTHING, right=case.right)
    url = books.url("figure", case.figure, **{case.key: value}) if case.figure else ""
    if case.opens:
        url = books.url(case.opens, row[case.opens])
    title = f"{yuan(value)} 元" if case.kind == "money" else ""
    return Cell(_text(case, value), url, title, case.right)


def _text(case: Case, value: Any) -> str:
    match case.kind:
        case "money":
            return wan_short(value)
        case "days":
            return f"{value} 天"
        case "share":
            return percent(value)
        case "code":
            return policy.codes.label(case.table, value)
        case _:
            return str(value)
