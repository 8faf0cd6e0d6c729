"""How much of the central money goes to industry: the floor, the national aim, and no less than last year."""

from fractions import Fraction
from math import ceil

from karez.funds.facts import NO_MONEY, Spending, Totals
from karez.kernel.money import Fen, spoken
from karez.kernel.shares import percent, share
from karez.policy.rules import COUNTY, Answer, Found, Silent, Told, rule
from karez.policy.units import Base
from karez.policy.values import Value


def central_industry_share(totals: Totals, base: Base) -> Fraction | None:
    """Money allotted to kinds that count over money received, within the base; None where none was received."""
    return share(totals.counted(base), totals.base(base))


def _mend(missing: Fen, free: Fen) -> str:
    if missing <= free:
        return f"尚未下达的同类资金有{spoken(free)}，其中至少{spoken(missing)}安排产业项目。"
    if free > 0:
        return f"尚未下达的同类资金{spoken(free)}全部安排产业项目，另从非产业项目调剂{spoken(missing - free)}用于产业项目。"
    return f"同类资金已全部下达，须从非产业项目调剂{spoken(missing)}用于产业项目。"


def _below(totals: Totals, mark: Fraction, base: Base, says: str) -> Answer:
    """A finding when the share is below `mark`; `says` is worded with {share} and {mark}."""
    if totals.empty:
        return NO_MONEY
    now = central_industry_share(totals, base)
    if now is None or now >= mark:
        return None
    missing = ceil(mark * totals.base(base)) - totals.counted(base)
    free = totals.base(base) - totals.committed(base)
    return Found(
        says.format(share=percent(now), mark=percent(mark))
        + f"（{spoken(totals.counted(base))} ÷ {spoken(totals.base(base))}），还差{spoken(missing)}。",
        mend=_mend(missing, free),
        amounts={"须安排产业": missing, "同类资金尚未下达": max(free, 0)},
        where={"share": now, "mark": mark, "part": totals.counted(base), "whole": totals.base(base)},
    )


@rule(
    "industry_share_floor", of=COUNTY, at=(COUNTY,), needs=("totals",), severity="warn",
    title="中央资金产业占比低于下限", subject="产业占比下限",
    parameters=("industry_share", "industry_share_base"), order=10,
)  # fmt: skip
def below_the_floor(facts: Told, industry_share: Value, industry_share_base: Value) -> Answer:
    """到县中央衔接资金用于产业发展的比重不低于规定下限。"""
    return _below(
        facts["totals"],
        industry_share.value,
        industry_share_base.value,
        "中央资金用于产业{share}，低于下限{mark}",
    )


@rule(
    "industry_share_aim", of=COUNTY, at=(COUNTY,), needs=("totals",), severity="warn",
    title="中央资金产业占比未达国家目标", subject="国家目标",
    parameters=("industry_share_aim", "industry_share_base"), order=11,
)  # fmt: skip
def below_the_aim(facts: Told, industry_share_aim: Value, industry_share_base: Value) -> Answer:
    """国家提出的力争目标：只提醒，不阻断。"""
    return _below(
        facts["totals"],
        industry_share_aim.value,
        industry_share_base.value,
        "中央资金用于产业{share}，未达国家目标{mark}",
    )


@rule(
    "industry_share_falling", of=COUNTY, at=(COUNTY,), needs=("totals", "last_industry_share"), severity="warn",
    title="中央资金产业占比低于上年", subject="占比不降",
    parameters=("industry_share_rising", "industry_share_base"), order=12,
)  # fmt: skip
def below_last_year(facts: Told, industry_share_rising: Value, industry_share_base: Value) -> Answer:
    """产业占比逐年提高：不得低于上年；上年占比未知时不判断。"""
    last: Fraction | None = facts["last_industry_share"]
    if last is None:
        return Silent("账上没有上年数，无从比较。")
    if not industry_share_rising.value:
        return None
    return _below(
        facts["totals"],
        last,
        industry_share_base.value,
        "中央资金用于产业{share}，低于上年{mark}",
    )


@rule(
    "industry_share_reach", of=COUNTY, at=("funds.allot", "funds.reallocate"), needs=("spendings", "totals"), severity="warn",
    title="本笔下达后产业占比难以达标",
    parameters=("industry_share", "industry_share_base"), order=13,
)  # fmt: skip
def out_of_reach(facts: Told, industry_share: Value, industry_share_base: Value) -> Answer:
    """按已到位资金，本笔下达后即使余下的全部用于产业，占比也达不到下限。"""
    base: Base = industry_share_base.value
    spending: Spending = facts["spendings"][0]
    grant, project = spending.grant, spending.project
    if not base.holds(grant.source, grant.task) or base.counts(project.category, project.kind):
        return None
    totals: Totals = facts["totals"]
    whole, free = totals.base(base), totals.base(base) - totals.committed(base)
    missing = ceil(industry_share.value * whole) - totals.counted(base) - free
    if not whole or missing <= 0:
        return None
    reach = Fraction(totals.counted(base) + free, whole)
    return Found(
        f"本笔下达后，中央资金用于产业最多能到{percent(reach)}，达不到下限{percent(industry_share.value)}，差{spoken(missing)}。",
        mend=f"从本类中央资金中另留至少{spoken(missing)}用于产业项目，或本笔改用其他资金。",
        amounts={"须安排产业": missing},
        where={"project": project.id, "grant": grant.id},
    )
