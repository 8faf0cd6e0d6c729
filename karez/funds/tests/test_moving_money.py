"""到位、下达、调剂、上交、冲销: what each does to the ledger, as lines that an accountant can read.

The county fixture has 中央 1000万元 and 自治区 500万元 of 2023, 水渠 and 果园; see karez/testing/county.py.
"""

from datetime import date

import pytest

from karez.acts.inputs import PaperIn
from karez.funds.models import Allotment, Grant
from karez.kernel.money import WAN
from karez.kernel.refusal import Refusal
from karez.testing.county import lines
from karez.trail.models import Paper

pytestmark = pytest.mark.django_db


def test_it_brings_money_to_the_county(county):
    grant = county.arrive("州", 12_345_678_901, source="prefecture", day="2023-06-30", direct=True)
    assert county.ledger() == lines("""
        2023-06-30 arrive 州/上级 → 州/在手 123,456,789.01 甲财〔2023〕州号
    """)
    assert Grant.objects.get(pk=grant.pk).amount == county.balance("州/在手") == 12_345_678_901
    assert county.balance("州/上级") == -12_345_678_901


def test_it_moves_money_from_the_grant_to_the_project(county):
    county.allot(300 * WAN, grant="中央", project="水渠")
    county.allot(1, grant="自治区", project="水渠", day="2023-05-01")
    assert county.ledger() == lines("""
        2023-03-01 allot 中央/在手 → 中央/水渠/下达     3,000,000.00 批复1号
        2023-05-01 allot 自治区/在手 → 自治区/水渠/下达          0.01 批复2号
    """)
    assert county.balance("中央/在手") == 700 * WAN


def test_an_allotment_counts_from_the_date_of_its_approval(county):
    paper = PaperIn(number="政办〔2023〕9号", dated=date(2023, 3, 15))
    given = county.allot(day="2023-06-01", paper=paper, quota_issued=date(2023, 3, 20))
    assert (given.transfer.day, given.quota_issued) == (date(2023, 3, 15), date(2023, 3, 20))
    assert county.ledger() == lines(
        "2023-03-15 allot 中央/在手 → 中央/水渠/下达 3,000,000.00 政办〔2023〕9号"
    )


def test_it_spends_the_last_fen_and_no_more(county):
    county.allot(1000 * WAN)
    assert county.balance("中央/在手") == 0
    with pytest.raises(Refusal, match=r"只剩 0万元，还差 0\.01元"):
        county.allot(1)


def test_it_reallocates_both_ways(county):
    county.allot(300 * WAN)
    county.reallocate(100 * WAN, giver="水渠", taker="果园")
    county.reallocate(40 * WAN, giver="果园", taker="水渠", day="2023-04-02")
    assert county.ledger()[1:] == lines("""
        2023-04-01 reallocate 中央/水渠/下达 → 中央/果园/下达 1,000,000.00 调剂2号
        2023-04-02 reallocate 中央/果园/下达 → 中央/水渠/下达   400,000.00 调剂3号
    """)
    assert [(str(one.project), one.sign * one.transfer.amount) for one in Allotment.objects.order_by("id")] == [
        ("水渠", 300 * WAN), ("水渠", -100 * WAN), ("果园", 100 * WAN), ("果园", -40 * WAN), ("水渠", 40 * WAN),
    ]  # fmt: skip


def test_it_takes_quota_back_into_what_may_be_allotted(county):
    county.allot(300 * WAN)
    county.reallocate(100 * WAN, taker=None)
    assert county.ledger()[1:] == lines(
        "2023-04-01 reallocate 中央/水渠/下达 → 中央/在手 1,000,000.00 调剂2号"
    )
    assert county.balance("中央/在手") == 800 * WAN


def test_it_gives_back_what_is_not_allotted(county):
    county.give_back(50 * WAN)
    assert county.ledger() == lines("2023-11-01 return 中央/在手 → 中央/上交 500,000.00 上交1号")
    assert not Allotment.objects.exists()


def test_it_gives_back_a_projects_unpaid_quota(county):
    county.allot(300 * WAN)
    county.pay(250 * WAN)
    county.give_back(50 * WAN, project="水渠")
    assert county.ledger()[2:] == lines("2023-11-01 return 中央/水渠/下达 → 中央/上交 500,000.00 上交3号")
    assert (county.balance("中央/水渠/下达"), county.balance("中央/上交")) == (0, 50 * WAN)
    assert [one.sign for one in Allotment.objects.order_by("id")] == [1, -1]


# -- 冲销


@pytest.mark.parametrize(
    ("does", "line"),
    [
        (lambda c: c.arrive("州").transfers.get(), "reverse 州/在手 → 州/上级 1,000,000.00"),
        (lambda c: c.allot(10 * WAN).transfer, "reverse 中央/水渠/下达 → 中央/在手 100,000.00"),
        (lambda c: c.reallocate(7 * WAN, grant="自治区", day="2023-05-01"), "reverse 自治区/果园/下达 → 自治区/水渠/下达 70,000.00"),
        (lambda c: c.reallocate(7 * WAN, grant="自治区", taker=None, day="2023-05-01"), "reverse 自治区/在手 → 自治区/水渠/下达 70,000.00"),
        (lambda c: c.give_back(5 * WAN), "reverse 中央/上交 → 中央/在手 50,000.00"),
        (lambda c: c.give_back(5 * WAN, grant="自治区", project="水渠"), "reverse 自治区/上交 → 自治区/水渠/下达 50,000.00"),
        (lambda c: c.pay(8 * WAN, grant="自治区").transfer, "reverse 自治区/水渠/已付 → 自治区/水渠/下达 80,000.00"),
        (lambda c: c.refund(c.pay(8 * WAN, grant="自治区"), 1 * WAN).transfer,
         "reverse 自治区/水渠/下达 → 自治区/水渠/已付 10,000.00"),
    ],
)  # fmt: skip
def test_it_reverses_what_was_done_and_then_the_reversal(county, does, line):
    county.allot(100 * WAN, grant="自治区", day="2023-04-10")
    before = balances(county)
    original = does(county)
    after = balances(county)
    assert after != before
    seen = county.ledger()[-1]

    reversal = county.reverse(original, day="2023-12-01")
    assert county.ledger()[-1].startswith(f"2023-12-01 {line} 更正")
    assert (reversal.reverses, reversal.amount) == (original, original.amount)
    again = county.reverse(reversal, day="2023-12-02")
    assert balances(county) == after
    assert again.debit == original.debit and again.credit == original.credit
    assert seen in county.ledger(), "nothing that was written has changed"
    assert county.breaches() == []


def balances(county):
    return {
        name: county.balance(name)
        for name in ("中央/在手", "中央/上交", "自治区/在手", "自治区/上交", "自治区/水渠/下达", "自治区/果园/下达",
                     "自治区/水渠/已付", "中央/水渠/下达")
    } | {"州": Grant.objects.filter(document="甲财〔2023〕州号", accounts__balance__gt=0).exists()}  # fmt: skip


def test_a_transfer_is_reversed_once(county):
    given = county.allot().transfer
    county.reverse(given, day="2023-04-01")
    with pytest.raises(Refusal, match=r"下达 652722#3 已于 2023-04-01 冲销") as refused:
        county.reverse(given)
    assert refused.value.rule == "funds.already_reversed"


def test_it_does_not_trust_balances_that_were_read_before_the_lock(county):
    """The transfer in hand was read before another act moved the same accounts: its copy of them is stale."""
    given = county.allot(300 * WAN).transfer
    stale = type(given).objects.select_related("debit", "credit").get(pk=given.pk)
    county.allot(200 * WAN)
    county.reverse(stale)
    assert (county.balance("中央/在手"), county.balance("中央/水渠/下达")) == (800 * WAN, 200 * WAN)
    assert county.breaches() == []


def test_a_reversal_is_refused_when_what_it_brought_is_used(county):
    given = county.allot(300 * WAN).transfer
    county.pay(120 * WAN)
    with pytest.raises(Refusal, match="已下达未支付（水渠）只剩 180万元，还差 120万元"):
        county.reverse(given)


def test_a_reversal_does_not_count_from_before_its_original(county):
    given = county.allot(day="2023-03-01").transfer
    with pytest.raises(Refusal, match="冲销日期不能早于原账日期 2023-03-01") as refused:
        county.reverse(given, day="2023-02-28")
    assert refused.value.rule == "funds.reversed_before_it_was"


# -- 补记: the day of a paper may lie before acts already done, never so that an earlier day would be overdrawn


def test_a_backdated_act_may_not_overdraw_any_earlier_day(county):
    """On 03-10 the project's quota was down to 100万元, and rose again later."""
    county.allot(300 * WAN, day="2023-03-01")
    county.pay(200 * WAN, day="2023-03-10")
    county.allot(500 * WAN, day="2023-03-20")
    with pytest.raises(
        Refusal, match=r"在 2023-03-10 只有 100万元，2023-03-05 不能转出 150万元；现在还有 600万元"
    ):
        county.pay(150 * WAN, day="2023-03-05")
    county.pay(100 * WAN, day="2023-03-05")
    assert county.balance("中央/水渠/下达") == 500 * WAN
    with pytest.raises(Refusal, match="2023-03-10 只有 0万元"):
        county.pay(1, day="2023-03-10")
    county.pay(500 * WAN, day="2023-03-20")


def test_a_backdated_act_is_judged_by_the_end_of_its_own_day(county):
    county.allot(300 * WAN, day="2023-03-01")
    county.allot(700 * WAN, day="2023-03-01")
    county.reallocate(50 * WAN, taker=None, day="2023-03-03")
    with pytest.raises(Refusal, match="在 2023-03-02 只有 0万元"):
        county.give_back(1, day="2023-03-02")
    county.give_back(50 * WAN, day="2023-03-03")


def test_a_year_is_closed_for_every_kind_of_act_and_the_next_one_is_open(county):
    given = county.allot()
    paid = county.pay(10 * WAN)
    county.close_year(2023)
    for try_it in (
        lambda day: county.arrive("迟到", day=day),
        lambda day: county.allot(1, day=day),
        lambda day: county.reallocate(1, day=day),
        lambda day: county.give_back(1, day=day),
        lambda day: county.pay(1, day=day),
        lambda day: county.refund(paid, 1, day=day),
    ):
        before = county.everything()
        with pytest.raises(Refusal, match="2023 年度已经结账，不能再记 2023-12-31 的账") as refused:
            try_it("2023-12-31")
        assert (refused.value.rule, refused.value.field) == ("funds.year_closed", "day")
        assert county.everything() == before
        try_it("2024-01-05")
    with pytest.raises(Refusal, match="2023 年度已经结账"):
        county.reverse(given.transfer, day="2023-12-31")
    with pytest.raises(Refusal, match="2023 年度已经结账"):
        county.close_year(2023)


def test_a_year_is_not_closed_before_it_is_over(county):
    with pytest.raises(Refusal, match="2023 年度还没有过完，不能结账"):
        county.close_year(2023, day="2023-12-31")


def test_it_remembers_papers_once_and_fills_in_what_was_unknown(county):
    county.allot(1, paper=PaperIn(number="政办1号"))
    county.allot(1, paper=PaperIn(number="政办1号", title="批复"), day="2023-03-02")
    assert [(one.number, one.title, one.dated) for one in Paper.objects.filter(kinds__holds="approval")] == [
        ("政办1号", "批复", date(2023, 3, 1))
    ]
