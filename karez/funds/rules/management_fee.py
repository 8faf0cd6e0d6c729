"""项目管理费: no more of the money than the cap allows."""

from math import floor

from karez.funds.facts import NO_MONEY, Spending, Totals
from karez.kernel.money import Fen, spoken
from karez.kernel.shares import percent, share
from karez.policy.rules import COUNTY, Answer, Found, Told, rule
from karez.policy.values import Value

FEE = "management_fee"


def fee_of(totals: Totals) -> Fen:
    """All money allotted as management fee."""
    return sum(fen for (_, _, _, kind), fen in totals.allotted.items() if kind == FEE)


@rule(
    "management_fee_cap", of=COUNTY, at=("funds.allot", "funds.reallocate", COUNTY), needs=("spendings", "totals"),
    severity="block", title="项目管理费超过上限", subject="管理费上限",
    parameters=("management_fee_cap", "management_fee_base_excludes"), order=30,
)  # fmt: skip
def above_the_cap(facts: Told, cap: Value, excludes: Value) -> Answer:
    """项目管理费不超过到县衔接资金的规定比例；基数不含清单所列任务的资金。"""
    spendings: tuple[Spending, ...] = facts["spendings"]
    if spendings and not any(spending.project.kind == FEE for spending in spendings):
        return None  # most acts: the county's sums are not even asked for
    totals: Totals = facts["totals"]
    if totals.empty:
        return NO_MONEY
    left_out = sum(fen for (_, task), fen in totals.received.items() if task in excludes.value)
    base = sum(totals.received.values()) - left_out
    fee, allowed = fee_of(totals), floor(cap.value * base)
    if fee <= allowed:
        return None
    rate = share(fee, base)
    return Found(
        f"项目管理费{spoken(fee)}" + (f"占{spoken(base)}的{percent(rate)}" if rate is not None else "没有可计提的资金")
        + f"，超过上限{percent(cap.value)}（{spoken(allowed)}）。",
        mend=f"项目管理费调减{spoken(fee - allowed)}，不足部分由县级预算安排。",
        amounts={"管理费超出": fee - allowed, "管理费上限": allowed},
        where={"share": rate, "mark": cap.value, "part": fee, "whole": base},
        basis=(cap, excludes) if left_out else (cap,),
    )  # fmt: skip
