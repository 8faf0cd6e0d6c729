"""On time: money paid as the year passes, quotas issued soon after the money came."""

from datetime import timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from karez.kernel.money import Fen, spoken
from karez.kernel.periods import time_share
from karez.kernel.shares import percent, rounded, share
from karez.policy import codes
from karez.policy.facts import AllotFacts, CountyFacts
from karez.policy.rules.registry import COUNTY, Found, rule
from karez.policy.units import Checkpoints
from karez.policy.values import Value


def _up_to(mark: Fraction, received: Fen, paid: Fen) -> Fen:
    return max(ceil(mark * received) - paid, 0)


@rule(
    "payment_progress", at=(COUNTY,), severity="warn", title="支付进度落后",
    parameters=("payment_checkpoints",),
)  # fmt: skip
def payment_is_behind(county: CountyFacts, payment_checkpoints: Value) -> Found | None:
    """支付进度不低于序时进度（已过天数 ÷ 全年天数），也不低于已过的考核节点。"""
    received, paid = sum(county.received.values()), sum(county.paid.values())
    now = share(paid, received)
    if now is None:
        return None
    points: Checkpoints = payment_checkpoints.value
    time = time_share(county.day, county.year)
    passed, coming = points.passed(county.day, county.year), points.next(county.day, county.year)
    if now >= time and (passed is None or now >= passed[1]):
        return None
    lag = [f"低于序时进度（{percent(time)}）{rounded((time - now) * 100, 2)} 个百分点"] if now < time else []
    amounts = {"to_time_share": _up_to(time, received, paid)}
    if passed and now < passed[1]:
        lag.append(f"未达 {passed[0]:%m-%d} 节点{percent(passed[1])}")
        amounts["to_passed_checkpoint"] = _up_to(passed[1], received, paid)
    mend = f"再支付{spoken(amounts['to_time_share'])}可追平序时。" if now < time else ""
    if amounts.get("to_passed_checkpoint"):
        mend += f"补足已过节点须再支付{spoken(amounts['to_passed_checkpoint'])}。"
    where: dict[str, Any] = {"share": now, "time_share": time, "part": paid, "whole": received}
    if coming:
        amounts["to_next_checkpoint"] = _up_to(coming[1], received, paid)
        where |= {"next_checkpoint": coming[0], "next_mark": coming[1]}
        mend += (
            f"到 {coming[0]} 前须达到{percent(coming[1])}，还需支付{spoken(amounts['to_next_checkpoint'])}。"
        )
    rows = []
    for source in codes.sources():
        came = sum(fen for (s, _), fen in county.received.items() if s == source.code)
        went = sum(fen for (s, _), fen in county.paid.items() if s == source.code)
        if came:
            rows.append({"source": source.code, "received": came, "paid": went, "share": share(went, came)})
    return Found(
        f"支付{spoken(paid)}，占到位{spoken(received)}的{percent(now)}，{'，'.join(lag)}。",
        mend=mend, amounts=amounts, where=where, rows=tuple(rows),
    )  # fmt: skip


def _days(numbers: list[int]) -> str:
    return f"{min(numbers)}–{max(numbers)}天" if min(numbers) < max(numbers) else f"{numbers[0]}天"


@rule(
    "quota_issued_late", at=("funds.allot", COUNTY), severity="warn", title="资金到县后下达指标超期",
    parameters=("issue_quota_days",),
)  # fmt: skip
def issued_late(facts: AllotFacts | CountyFacts, issue_quota_days: Value) -> Found | None:
    """资金到县之日起，规定天数之内下达指标、落实到项目。"""
    limit = issue_quota_days.value
    rows: list[dict[str, Any]] = [
        {
            "grant": s.grant.id, "document": s.grant.document, "project": s.project.id, "name": s.project.name,
            "amount": s.amount, "received": s.grant.received, "issued": s.issued, "days": (s.issued - s.grant.received).days,
        }
        for s in facts.spendings()
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
    "quota_overdue", at=(COUNTY,), severity="warn", title="资金到县逾期未下达",
    parameters=("issue_quota_days",),
)  # fmt: skip
def not_issued_yet(county: CountyFacts, issue_quota_days: Value) -> Found | None:
    """资金到县超过规定天数，仍有未下达到项目的。"""
    limit = issue_quota_days.value
    rows: list[dict[str, Any]] = [
        {
            "grant": g.id, "document": g.document, "amount": g.available, "received": g.received,
            "days": (county.day - g.received).days, "due": g.received + timedelta(days=limit),
        }
        for g in county.grants
        if g.available > 0 and g.received and (county.day - g.received).days > limit
    ]  # fmt: skip
    if not rows:
        return None
    waiting = sum(row["amount"] for row in rows)
    return Found(
        f"{spoken(waiting)}到县{_days([row['days'] for row in rows])}仍未下达到项目，超过规定的{limit}天。",
        mend=f"从项目库选定项目，报批后下达{spoken(waiting)}；确实用不了的按规定交回。",
        amounts={"to_allot": waiting},
        where={"grants": sorted({row["document"] for row in rows})},
        rows=tuple(rows),
    )
