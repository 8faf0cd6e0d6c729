"""支付、退回: money out to a payee and back, as ledger lines, and every no.

水渠 has 300万元 of 中央 (allotted 2023-03-01), 果园 nothing, unless a test says otherwise.
"""

from dataclasses import replace
from datetime import date

import pytest

from karez.acts import act as acts
from karez.acts.inputs import PaperIn, find
from karez.kernel.money import WAN
from karez.kernel.refusal import Ambiguous, Refusal
from karez.payments.models import Payment
from karez.testing.county import lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(county):
    county.allot(300 * WAN)
    return county


def refused(county, does, rule, says, field=None):
    before = county.everything()
    with pytest.raises(Refusal, match=says) as caught:
        does()
    assert (caught.value.rule, caught.value.field) == (rule, field)
    assert county.everything() == before


def net(county):
    """What is paid by the payments' own rows."""
    return sum(one.sign * one.transfer.amount for one in Payment.objects.select_related("transfer"))


def test_it_pays_out_of_the_projects_quota(county):
    paid = county.pay(
        120 * WAN, paper=PaperIn(number="支〔2023〕7号", dated=date(2023, 5, 6)), day="2023-06-30"
    )
    assert county.ledger()[1:] == lines(
        "2023-05-06 pay 中央/水渠/下达 → 中央/水渠/已付 1,200,000.00 支〔2023〕7号"
    )
    assert (str(paid), paid.payee, paid.stage, paid.sign) == ("支〔2023〕7号", "承建单位", "进度款", 1)
    assert (county.balance("中央/水渠/下达"), county.balance("中央/水渠/已付")) == (180 * WAN, 120 * WAN)


def test_money_that_came_back_may_be_spent_again(county):
    paid = county.pay(300 * WAN)
    county.refund(paid, 20 * WAN)
    county.pay(20 * WAN, day="2023-06-02")
    assert county.ledger()[1:] == lines("""
        2023-05-01 pay    中央/水渠/下达 → 中央/水渠/已付 3,000,000.00 凭证2号
        2023-06-01 refund 中央/水渠/已付 → 中央/水渠/下达   200,000.00 退回3号
        2023-06-02 pay    中央/水渠/下达 → 中央/水渠/已付   200,000.00 凭证4号
    """)
    assert net(county) == county.balance("中央/水渠/已付") == 300 * WAN


@pytest.mark.parametrize(
    ("wrong", "rule", "says", "field"),
    [
        ({"by": "农业农村局", "project": "邻县渠", "amount": 0}, "forbidden", "农业农村局（乡村振兴）无权支付", None),
        ({"by": "邻县财政局", "amount": 0}, "forbidden", "只能在 652723 范围内支付，不能在 652722101201 办理", None),
        ({"paper": "支1号", "amount": 0}, "payments.voucher_booked", "凭证 支1号 已在“水渠”的 甲财〔2023〕中央号 下入账", "paper"),
        ({"amount": 0}, "funds.amount_not_positive", "已下达未支付（水渠）还有 290万元", "amount"),
        ({"amount": 301 * WAN, "day": "2022-12-31"}, "funds.year_closed", "2022 年度已经结账", "day"),
        ({"amount": 301 * WAN, "day": "2023-02-01"}, "funds.before_arrival", "早于这笔资金的收到日期 2023-02-10", "day"),
        ({"amount": 290 * WAN + 1}, "funds.shortfall", r"（水渠）只剩 290万元，还差 0\.01元", "amount"),
        ({"amount": 1, "project": "果园"}, "funds.shortfall", "（果园）只剩 0万元", "amount"),
        ({"amount": 1, "grant": "自治区"}, "funds.shortfall", "自治区号 已下达未支付（水渠）只剩 0万元", "amount"),
        ({"amount": 1, "day": "2023-02-20"}, "funds.shortfall", "在 2023-02-20 只有 0万元", "day"),
    ],
)  # fmt: skip
def test_a_payment_that_may_not_be(county, wrong, rule, says, field):
    county.pay(10 * WAN, paper="支1号")
    county.close_year(2022)
    wrong = {"grant": "中央"} | wrong
    if wrong["grant"] == "自治区":
        wrong |= {"day": "2023-05-01"}
    refused(county, lambda: county.pay(**wrong), rule, says, field)


def test_a_grant_of_another_county_pays_nothing(county):
    """One who may act in both counties still cannot pay this county's project from there."""
    both = replace(county.desks["财政局"], region="6527")
    refused(
        county,
        lambda: county.pay(project="邻县渠", by=both),
        "funds.shortfall",
        "（邻县渠）只剩 0万元",
        "amount",
    )


def test_one_voucher_may_pay_two_projects_but_each_once(county):
    county.allot(50 * WAN, project="果园")
    county.pay(10 * WAN, paper="支1号")
    county.pay(5 * WAN, paper="支1号", project="果园")
    assert net(county) == 15 * WAN


def test_a_voucher_may_be_booked_again_once_the_mistake_is_reversed(county):
    wrong = county.pay(10 * WAN, paper="支1号", day="2023-05-01")
    correction = county.reverse(wrong.transfer, day="2023-05-02")
    county.pay(11 * WAN, paper="支1号", day="2023-05-02")
    refused(county, lambda: county.reverse(correction), "payments.voucher_booked",
            "凭证 支1号 在冲销后已重新入账，不能再恢复原来那笔", "transfer")  # fmt: skip
    assert net(county) == 11 * WAN


def test_a_voucher_that_was_restored_stands(county):
    wrong = county.pay(10 * WAN, paper="支1号", day="2023-05-01")
    county.reverse(county.reverse(wrong.transfer))
    refused(
        county, lambda: county.pay(10 * WAN, paper="支1号"), "payments.voucher_booked", "已在“水渠”", "paper"
    )


@pytest.mark.parametrize(
    ("wrong", "rule", "says", "field"),
    [
        ({"by": "乡镇", "amount": 0}, "forbidden", "乡镇无权登记退回", None),
        ({"by": "邻县财政局", "amount": 0}, "forbidden", "只能在 652723 范围内登记退回", None),
        ({"amount": 100 * WAN + 1, "day": "2023-04-30"},
         "funds.shortfall", r"这笔支付（支1号）只剩 100万元 可退，还差 0\.01元", "amount"),
        ({"amount": 0, "day": "2023-04-30"}, "payments.refund_before_payment", "退回日期不能早于支付日期 2023-05-01", "day"),
        ({"amount": 0}, "funds.amount_not_positive", "已支付（水渠）还有 180万元", "amount"),
    ],
)  # fmt: skip
def test_a_refund_that_may_not_be(county, wrong, rule, says, field):
    paid = county.pay(120 * WAN, paper="支1号")
    county.pay(80 * WAN)
    county.refund(paid, 20 * WAN)
    refused(county, lambda: county.refund(paid, **wrong), rule, says, field)


def test_a_payment_partly_refunded_is_not_reversed_whole(county):
    paid = county.pay(120 * WAN, paper="支1号")
    county.pay(80 * WAN)
    back = county.refund(paid, 20 * WAN)
    refused(county, lambda: county.reverse(paid.transfer), "payments.refunded_already",
            "这笔支付（支1号）已有退回，只剩 100万元，不能再冲销 120万元", "transfer")  # fmt: skip
    county.reverse(back.transfer)
    county.reverse(paid.transfer)
    assert net(county) == county.balance("中央/水渠/已付") == 80 * WAN
    assert county.breaches() == []


def test_a_reversed_payment_has_nothing_to_refund(county):
    paid = county.pay(120 * WAN, paper="支1号")
    county.pay(80 * WAN)
    county.reverse(paid.transfer)
    refused(
        county,
        lambda: county.refund(paid, 1, day="2023-10-02"),
        "funds.shortfall",
        "只剩 0万元 可退",
        "amount",
    )


def test_a_refund_restored_may_not_take_back_more_than_was_paid(county):
    """Refund 60, take that back, refund all 100: restoring the first refund would return 160 of 100."""
    paid = county.pay(100 * WAN, paper="支1号")
    county.pay(100 * WAN)
    first = county.refund(paid, 60 * WAN)
    correction = county.reverse(first.transfer)
    county.refund(paid, 100 * WAN, day="2023-10-02")
    refused(county, lambda: county.reverse(correction, day="2023-10-03"), "payments.refunded_already",
            "只剩 0万元，不能再冲销 60万元", "transfer")  # fmt: skip


def test_a_refund_is_restored_and_taken_back_again(county):
    paid = county.pay(100 * WAN)
    transfer = county.refund(paid, 60 * WAN).transfer
    for expected in (100, 40, 100, 40):
        transfer = county.reverse(transfer)
        assert net(county) == county.balance("中央/水渠/已付") == expected * WAN
    assert county.breaches() == []


def test_a_reference_by_voucher_must_name_one_payment(county):
    county.allot(50 * WAN, project="果园")
    county.pay(10 * WAN, paper="支1号")
    county.pay(5 * WAN, paper="支1号", project="果园")
    refund = acts.get("payments.refund")
    for token, says in (
        ("支1号", "有多笔支付“支1号”"),
        ("支9号", "没有找到支付“支9号”"),
        (99999, "没有找到支付"),
    ):
        data = {"payment": token, "amount": "1万元", "paper": {"number": "退"}}
        with pytest.raises(Refusal, match=says) as caught:
            refund(county.desks["财政局"], refund.read(data), day=date(2023, 7, 1))
        assert caught.value.field == "payment"


def test_a_voucher_of_digits_is_a_voucher_and_not_an_id(county):
    """Vouchers are numbered 1, 2, 3: “2” must never be taken for the payment whose id is 2."""
    first = county.pay(10 * WAN, paper="支1号")
    second = county.pay(20 * WAN, paper=str(first.pk))
    desk = county.desks["财政局"]
    assert find(Payment, desk, str(first.pk)) == second
    assert find(Payment, desk, first.pk) == first
    assert find(Payment, desk, str(second.pk)) == second  # no voucher is called so
    county.allot(30 * WAN, project="果园")
    county.pay(30 * WAN, project="果园", paper="支1号")
    with pytest.raises(Ambiguous, match="有多笔支付"):
        find(Payment, desk, "支1号")
