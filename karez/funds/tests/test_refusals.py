"""Every no of the money acts, in the order in which they are checked: each row is wrong in one way less.

A refusal says what stands in the way and what is left, and leaves nothing behind.
"""

from dataclasses import replace
from datetime import date

import pytest

from karez.acts import act as acts
from karez.kernel.money import WAN
from karez.kernel.refusal import Refusal
from karez.projects.models import Project
from karez.testing.county import DESKS

pytestmark = pytest.mark.django_db

SPENT = "甲财〔2023〕中央号 可用指标还有 700万元"


def refused(county, does, rule, says, field=None):
    """Does it, expects the refusal, and that nothing was left behind."""
    before = county.everything()
    with pytest.raises(Refusal, match=says) as caught:
        does()
    assert (caught.value.rule, caught.value.field) == (rule, field)
    assert county.everything() == before


@pytest.mark.parametrize(
    ("wrong", "rule", "says", "field"),
    [
        ({"by": "村委会", "grant": "没有", "project": "邻县渠", "amount": 0}, "forbidden", "村委会无权下达指标", None),
        ({"grant": "没有", "project": "邻县渠", "amount": 0, "day": "2022-01-01"},
         "unknown", "没有找到资金文件“没有”", "grant"),
        ({"project": "没有", "amount": 0, "day": "2022-01-01"}, "unknown", "没有找到项目“没有”", "project"),
        ({"project": "邻县渠", "amount": 0}, "unknown", "没有找到项目“邻县渠”", "project"),
        ({"amount": 0, "day": "2022-01-01"}, "funds.amount_not_positive", f"金额必须大于 0，现为 0万元；{SPENT}", "amount"),
        ({"amount": -1, "day": "2022-01-01"}, "funds.amount_not_positive", rf"现为 -0\.01元；{SPENT}", "amount"),
        ({"amount": 701 * WAN, "day": "2022-01-01"},
         "funds.year_closed", f"2022 年度已经结账，不能再记 2022-01-01 的账；{SPENT}", "day"),
        ({"amount": 701 * WAN, "day": "2023-02-09"},
         "funds.before_arrival", f"2023-02-09 早于这笔资金的收到日期 2023-02-10；{SPENT}", "day"),
        ({"amount": 700 * WAN + 1}, "funds.shortfall", r"甲财〔2023〕中央号 可用指标只剩 700万元，还差 0\.01元", "amount"),
        ({"amount": 701 * WAN, "grant": "自治区", "day": "2023-04-10"},
         "funds.shortfall", "甲财〔2023〕自治区号 可用指标只剩 500万元，还差 201万元", "amount"),
    ],
)  # fmt: skip
def test_an_allotment_that_may_not_be(county, wrong, rule, says, field):
    county.allot(300 * WAN)
    county.close_year(2022)
    wrong = {
        "grant": "中央",
        "project": "水渠",
        "amount": 300 * WAN,
        "day": "2023-03-02",
        "by": "财政局",
    } | wrong
    data = {"grant": f"甲财〔2023〕{wrong['grant']}号" if wrong["grant"] != "没有" else "没有", "project": wrong["project"],
            "amount": wrong["amount"], "paper": {"number": "批复x"}}  # fmt: skip
    allot = acts.get("funds.allot")

    def does():
        allot(county.desks[wrong["by"]], allot.read(data), day=date.fromisoformat(wrong["day"]))

    refused(county, does, rule, says, field)


def test_a_project_of_another_county_gets_nothing_even_from_one_who_may_act_in_both(county):
    both = replace(county.desks["财政局"], region="6527")
    foreign = Project.objects.get(name="邻县渠")
    says = "“邻县渠”不是 652722 的项目，不能使用 甲财〔2023〕中央号 的资金"
    refused(county, lambda: county.allot(project="邻县渠", by=both), "funds.other_county", says, "project")
    county.allot()
    for giver, taker, field in (("邻县渠", "水渠", "giver"), ("水渠", "邻县渠", "taker")):
        refused(county, lambda g=giver, t=taker: county.reallocate(giver=g, taker=t, by=both),
                "funds.other_county", says, field)  # fmt: skip
    refused(
        county, lambda: county.give_back(project="邻县渠", by=both), "funds.other_county", says, "project"
    )
    assert foreign.county == "652723"


@pytest.mark.parametrize(
    ("wrong", "rule", "says", "field"),
    [
        ({"by": "农业农村局", "amount": 0}, "forbidden", "无权登记到位资金", None),
        ({"by": "邻县财政局", "amount": 0}, "forbidden", "只能在 652723 范围内登记到位资金，不能在 652722 办理", None),
        ({"source": "heaven", "task": "nothing"}, "invalid", "没有“heaven”这个资金层级", "source"),
        ({"task": "nothing", "amount": 0}, "invalid", "没有“nothing”这个资金任务", "task"),
        ({"day": "2021-01-20", "amount": 0}, "funds.unknown_task", "“.*”不在 2021-01-20 的资金任务之列", "task"),
        ({"issued": date(2023, 2, 11), "amount": 0}, "funds.received_before_issued", "收到日期不能早于下达日期", "received"),
        ({"name": "中央", "amount": 0}, "funds.document_exists", "甲财〔2023〕中央号 的这项资金已经登记", "paper"),
        ({"amount": 0, "day": "2022-06-01"}, "funds.amount_not_positive", "到位金额必须大于 0；这份文件还没有登记任何金额", "amount"),
        ({"amount": -5}, "funds.amount_not_positive", "到位金额必须大于 0", "amount"),
        ({"day": "2022-06-01"}, "funds.year_closed", "2022 年度已经结账", "day"),
    ],
)  # fmt: skip
def test_an_arrival_that_may_not_be(county, wrong, rule, says, field):
    county.close_year(2022)
    refused(county, lambda: county.arrive(**{"name": "新"} | wrong), rule, says, field)


@pytest.mark.parametrize(
    ("wrong", "rule", "says", "field"),
    [
        ({"by": "县领导", "amount": 0}, "forbidden", "县领导无权调剂指标", None),
        ({"by": "邻县财政局"}, "forbidden", "只能在 652723 范围内调剂指标", None),
        ({"taker": "水渠", "amount": 0}, "funds.same_project", "调出和调入是同一个项目", "taker"),
        ({"amount": 0}, "funds.amount_not_positive", "已下达未支付（水渠）还有 180万元", "amount"),
        ({"amount": 181 * WAN, "day": "2023-01-01"}, "funds.before_arrival", "已下达未支付（水渠）还有 180万元", "day"),
        ({"amount": 181 * WAN}, "funds.shortfall", "已下达未支付（水渠）只剩 180万元，还差 1万元", "amount"),
        ({"giver": "果园", "taker": "水渠"}, "funds.shortfall", "已下达未支付（果园）只剩 0万元，还差 100万元", "amount"),
        ({"taker": None, "amount": 181 * WAN}, "funds.shortfall", "（水渠）只剩 180万元", "amount"),
    ],
)  # fmt: skip
def test_a_reallocation_that_may_not_be(county, wrong, rule, says, field):
    county.allot(300 * WAN, day="2023-03-01")
    county.pay(120 * WAN, day="2023-03-10")
    refused(county, lambda: county.reallocate(**wrong), rule, says, field)


@pytest.mark.parametrize(
    ("wrong", "rule", "says", "field"),
    [
        ({"by": "审计局"}, "forbidden", "审计、纪检无权上交资金", None),
        ({"by": "邻县财政局"}, "forbidden", "只能在 652723 范围内上交资金", None),
        ({"amount": 0}, "funds.amount_not_positive", "可用指标还有 700万元", "amount"),
        ({"amount": 701 * WAN}, "funds.shortfall", "可用指标只剩 700万元，还差 1万元", "amount"),
        ({"amount": 181 * WAN, "project": "水渠"}, "funds.shortfall", "（水渠）只剩 180万元，还差 1万元", "amount"),
        ({"amount": 1, "project": "果园"}, "funds.shortfall", "（果园）只剩 0万元", "amount"),
    ],
)  # fmt: skip
def test_a_return_that_may_not_be(county, wrong, rule, says, field):
    county.allot(300 * WAN, day="2023-03-01")
    county.pay(120 * WAN, day="2023-03-10")
    refused(county, lambda: county.give_back(**wrong), rule, says, field)


@pytest.mark.parametrize("desk", [desk for desk in DESKS if desk != "财政局"])
def test_nobody_else_reverses(county, desk):
    given = county.allot().transfer
    refused(county, lambda: county.reverse(given, by=desk), "forbidden", "冲销", None)


def test_a_transfer_of_the_neighbour_is_not_even_there(county):
    reverse = acts.get("funds.reverse")
    data = {"transfer": "652722#1", "paper": {"number": "x"}}
    refused(
        county,
        lambda: reverse(county.desks["邻县财政局"], reverse.read(data), day=date(2023, 9, 1)),
        "unknown", "没有找到账目“652722#1”", "transfer",
    )  # fmt: skip
