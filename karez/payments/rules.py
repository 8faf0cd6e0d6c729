"""支付进度: money paid as the year passes, and at the marks at which it is assessed."""

from fractions import Fraction
from math import ceil
from typing import Any

from karez.funds.facts import NO_MONEY, Money
from karez.kernel.money import Fen, spoken
from karez.kernel.periods import time_share
from karez.kernel.shares import percent, rounded, share
from karez.policy import codes
from karez.policy.rules import COUNTY, Answer, Case, Found, Told, rule
from karez.policy.units import Checkpoints
from karez.policy.values import Value


@rule(
    "payment_progress", of=COUNTY, at=(COUNTY,), needs=("received", "paid"), severity="warn",
    title="支付进度落后", subject="支付进度", parameters=("payment_checkpoints",), order=40,
    cases=(
        Case("source", "来源", "code", table="source", figure="funds.payment_rate"), Case("received", "到位（万元）", "money"),
        Case("paid", "已支付（万元）", "money"), Case("share", "占比", "share"),
    ),
)  # fmt: skip
def payment_is_behind(facts: Told, payment_checkpoints: Value) -> Answer:
    """支付进度不低于序时进度（已过天数 ÷ 全年天数），也不低于已过的考核节点。"""
    received, paid = sum(facts["received"].values()), sum(facts["paid"].values())
    now = share(paid, received)
    if now is None:
        return NO_MONEY
    points: Checkpoints = payment_checkpoints.value
    time = time_share(facts.day, facts.year)
    passed, coming = points.passed(facts.day, facts.year), points.next(facts.day, facts.year)
    if now >= time and (passed is None or now >= passed[1]):
        return None
    lag, mend, headline = [], "", ""
    to_time = _up_to(time, received, paid)
    amounts = {"追平序时须支付": to_time}
    if now < time:
        behind = rounded((time - now) * 100, 2)
        lag.append(f"低于序时进度（{percent(time)}）{behind} 个百分点")
        mend, headline = f"再支付{spoken(to_time)}可追平序时。", f"支付进度低于序时 {behind} 个百分点"
    if passed and now < passed[1]:
        to_passed = _up_to(passed[1], received, paid)
        amounts["补足已过节点须支付"] = to_passed
        lag.append(f"未达 {passed[0]:%m-%d} 节点{percent(passed[1])}")
        mend += f"补足已过节点须再支付{spoken(to_passed)}。" if to_passed else ""
    where: dict[str, Any] = {"share": now, "time_share": time, "part": paid, "whole": received}
    if coming:
        to_next = _up_to(coming[1], received, paid)
        amounts["到下一节点须支付"] = to_next
        where |= {"next_checkpoint": coming[0], "next_mark": coming[1]}
        mend += f"到 {coming[0]} 前须达到{percent(coming[1])}，还需支付{spoken(to_next)}。"
    return Found(
        f"支付{spoken(paid)}，占到位{spoken(received)}的{percent(now)}，{'，'.join(lag)}。",
        headline=headline, mend=mend, amounts=amounts, where=where, rows=tuple(_by_source(facts["received"], facts["paid"])),
    )  # fmt: skip


def _up_to(mark: Fraction, received: Fen, paid: Fen) -> Fen:
    return max(ceil(mark * received) - paid, 0)


def _by_source(received: Money, paid: Money) -> list[dict[str, Any]]:
    """What came from each level and was paid of it; levels from which nothing came are left out."""
    rows = []
    for source in codes.sources():
        came = sum(fen for (level, _), fen in received.items() if level == source.code)
        went = sum(fen for (level, _), fen in paid.items() if level == source.code)
        if came:
            rows.append({"source": source.code, "received": came, "paid": went, "share": share(went, came)})
    return rows
