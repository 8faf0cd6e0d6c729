"""Findings and verdicts as their page prints them: cases linked to their things, amounts in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from karez import policy
from karez.kernel.money import yuan
from karez.kernel.shares import percent
from karez.pages.books import Books
from karez.pages.links import wan_short
from karez.payments.findings import Verdict
from karez.policy.rules import Finding
from karez.policy.values import Value
from karez.web.kit.overview import Overview

AMOUNTS = {
    "to_industry": "须安排产业",
    "unallotted": "同类资金尚未下达",
    "to_move": "须改用其他资金",
    "fee_excess": "管理费超出",
    "fee_allowed": "管理费上限",
    "to_time_share": "追平序时须支付",
    "to_passed_checkpoint": "补足已过节点须支付",
    "to_next_checkpoint": "到下一节点须支付",
    "to_allot": "须下达",
}
"""What the amounts of findings are for."""

COLUMNS = {
    "document": "指标文", "name": "项目", "source": "来源", "amount": "金额（万元）", "received": "到县", "issued": "下达",
    "due": "期限", "days": "天数", "paid": "已支付（万元）", "share": "占比",
}  # fmt: skip
"""The columns of findings' cases, in their order."""

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
    keys = [key for key in COLUMNS if any(key in row for row in one.rows)]
    received = (
        [key == "received" and isinstance(one.rows[0].get(key), int) for key in keys] if one.rows else []
    )
    heads = [
        ("到位（万元）" if money else COLUMNS[key], _right(key) or money)
        for key, money in zip(keys, received, strict=True)
    ]
    about = None
    project = one.where.get("project")
    if not one.rows and isinstance(project, int):
        about = (
            next((f.name for f in view.facts.projects if f.id == project), "项目"),
            books.url("project", project),
        )
    return Shown(
        one,
        [(AMOUNTS.get(key, key), wan_short(fen), yuan(fen)) for key, fen in one.amounts.items()],
        [(value, books.url("parameter", value.key)) for value in one.basis],
        heads,
        [[_cell(books, key, row) for key in keys] for row in one.rows[:CASES]],
        max(len(one.rows) - CASES, 0),
        about,
    )


def _right(key: str) -> bool:
    return key in ("amount", "days", "paid", "share")


def _cell(books: Books, key: str, row: Mapping[str, Any]) -> Cell:
    value = row.get(key)
    if value is None:
        return Cell("—")
    if key == "document" and "grant" in row:
        return Cell(str(value), books.url("grant", row["grant"]))
    if key == "name" and "project" in row:
        return Cell(str(value), books.url("project", row["project"]))
    if key == "source":
        return Cell(
            policy.codes.label("source", value), books.url("figure", "funds.payment_rate", source=value)
        )
    if key == "days":
        return Cell(f"{value} 天", right=True)
    if isinstance(value, Fraction):
        return Cell(percent(value), right=True)
    if isinstance(value, date):
        return Cell(value.isoformat())
    if isinstance(value, int):
        return Cell(wan_short(value), title=f"{yuan(value)} 元", right=True)
    return Cell(str(value))
