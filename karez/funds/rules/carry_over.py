"""结转: money of earlier budget years is used up within the years in which it may be carried over."""

from datetime import date
from typing import Any

from karez.funds.facts import CarriedFacts
from karez.kernel.money import spoken
from karez.policy.rules import COUNTY, Answer, Case, Found, Silent, Told, rule
from karez.policy.values import Value


@rule(
    "carried_over_too_long", of=COUNTY, at=(COUNTY,), needs=("carried",), severity="warn",
    title="结转资金超过年限仍未用完", subject="结转资金按期用完", parameters=("carry_over_years",), order=43,
    cases=(
        Case("document", "指标文", opens="grant"), Case("year", "资金年度"), Case("amount", "未用（万元）", "money"),
        Case("last", "可用至", "date"),
    ),
)  # fmt: skip
def used_too_late(facts: Told, carry_over_years: Value) -> Answer:
    """以前年度的资金在规定年数之内可以结转使用；年满仍未支付的，作为结余资金管理。"""
    if facts.day < date(facts.year, 1, 1):
        return Silent("本年度还没有开始。")
    limit = carry_over_years.value
    carried: tuple[CarriedFacts, ...] = facts["carried"]
    if not carried:
        return Silent("没有以前年度结转未用的资金。")
    rows: list[dict[str, Any]] = [
        {
            "grant": money.id, "document": money.document, "year": str(money.year), "amount": money.unspent,
            "last": date(money.year + limit, 12, 31),
        }
        for money in carried
        if money.year + limit < facts.year
    ]  # fmt: skip
    if not rows:
        return None
    left = sum(row["amount"] for row in rows)
    return Found(
        f"{len(rows)}份以前年度的资金还有{spoken(left)}没有支付、上交，已超过可以结转的{limit}年。",
        mend="逐份核实：项目已完工的，余额上交或报批后重新安排；仍要支付的，写明原因，尽快支付。",
        amounts={"须上交或重新安排": left},
        where={"grants": sorted({row["document"] for row in rows})},
        rows=tuple(rows),
    )
