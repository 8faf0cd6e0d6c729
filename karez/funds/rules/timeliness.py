"""On time: quotas issued soon after the money came."""

from datetime import timedelta
from typing import Any

from karez.funds.facts import NO_MONEY, GrantFacts, Spending
from karez.kernel.money import spoken
from karez.policy.rules import COUNTY, PROJECT, Answer, Case, Found, Told, rule
from karez.policy.values import Value


def _days(numbers: list[int]) -> str:
    return f"{min(numbers)}–{max(numbers)}天" if min(numbers) < max(numbers) else f"{numbers[0]}天"


@rule(
    "quota_issued_late", of=PROJECT, at=("funds.allot", COUNTY), needs=("spendings", "received"), severity="warn",
    title="资金到县后下达指标超期", subject="按期下达", parameters=("issue_quota_days",), order=41,
    cases=(
        Case("document", "指标文", opens="grant"), Case("name", "项目", opens="project"), Case("amount", "金额（万元）", "money"),
        Case("received", "到县", "date"), Case("issued", "下达", "date"), Case("days", "天数", "days"),
    ),
)  # fmt: skip
def issued_late(facts: Told, issue_quota_days: Value) -> Answer:
    """资金到县之日起，规定天数之内下达指标、落实到项目。"""
    limit = issue_quota_days.value
    spendings: tuple[Spending, ...] = facts["spendings"]
    if not spendings and not facts["received"]:
        return NO_MONEY
    rows: list[dict[str, Any]] = [
        {
            "grant": s.grant.id, "document": s.grant.document, "project": s.project.id, "name": s.project.name,
            "amount": s.amount, "received": s.grant.received, "issued": s.issued, "days": (s.issued - s.grant.received).days,
        }
        for s in spendings
        if s.issued and s.grant.received and (s.issued - s.grant.received).days > limit
    ]  # fmt: skip
    if not rows:
        return None
    late = sum(row["amount"] for row in rows)
    return Found(
        f"{spoken(late)}到县{_days([row['days'] for row in rows])}才下达指标，超过规定的{limit}天。",
        mend="写明超期原因存档；下年提前告知资金到县后尽快报批、下达。",
        where={"grants": sorted({row["document"] for row in rows})},
        rows=tuple(rows),
    )


@rule(
    "quota_overdue", of=COUNTY, at=(COUNTY,), needs=("grants",), severity="warn",
    title="资金到县逾期未下达", subject="无逾期未下达", parameters=("issue_quota_days",), order=42,
    cases=(
        Case("document", "指标文", opens="grant"), Case("amount", "金额（万元）", "money"), Case("received", "到县", "date"),
        Case("due", "期限", "date"), Case("days", "天数", "days"),
    ),
)  # fmt: skip
def not_issued_yet(facts: Told, issue_quota_days: Value) -> Answer:
    """资金到县超过规定天数，仍有未下达到项目的。"""
    limit = issue_quota_days.value
    grants: tuple[GrantFacts, ...] = facts["grants"]
    if not grants:
        return NO_MONEY
    rows: list[dict[str, Any]] = [
        {
            "grant": g.id, "document": g.document, "amount": g.available, "received": g.received,
            "days": (facts.day - g.received).days, "due": g.received + timedelta(days=limit),
        }
        for g in grants
        if g.available > 0 and g.received and (facts.day - g.received).days > limit
    ]  # fmt: skip
    if not rows:
        return None
    waiting = sum(row["amount"] for row in rows)
    return Found(
        f"{spoken(waiting)}到县{_days([row['days'] for row in rows])}仍未下达到项目，超过规定的{limit}天。",
        mend=f"从项目库选定项目，报批后下达{spoken(waiting)}；确实用不了的按规定交回。",
        amounts={"须下达": waiting},
        where={"grants": sorted({row["document"] for row in rows})},
        rows=tuple(rows),
    )
