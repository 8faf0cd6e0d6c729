import pytest
from django.http import QueryDict

from karez.acts.inputs import PaperIn
from karez.figures import Reading
from karez.pages.listing import Page
from karez.payments.commands import Refund, refund
from karez.payments.models import Payment
from karez.payments.pages import payments
from karez.places.rights import operator
from karez.testing.pages import DAY, DAYS, at, books_of, change_something, sheet, text


def listed(who="caizheng", query="", on=None):
    books = books_of(who, on)
    return Page(payments.listing(books), books, QueryDict(query))


def give_some_back():
    """A refund of 1,000.01 yuan of the first payment of the drying centre."""
    first = Payment.objects.filter(project__name="枸杞烘干中心建设项目").order_by("transfer__day").first()
    paper = PaperIn(number="示例退〔2023〕1号", dated=DAY)
    return first, refund(
        operator("652722"), Refund(payment=first, amount=100_001, paper=paper), day=DAY
    ).result


@pytest.mark.parametrize("who", ["caizheng", "zhen", "shuili", "cun"])
def test_it_agrees_with_the_figure_to_the_fen_for_every_reader_and_day(demo, who):
    change_something()
    give_some_back()
    for on in DAYS:
        assert (
            listed(who, on=on).totals["amount"]
            == Reading(books_of(who, on).scope).evaluate("funds.paid").value
        )


@pytest.mark.parametrize(
    ("query", "figure"),
    [
        ("source=central", {"source": "central"}), ("category=industry", {"category": "industry"}),
        ("stage=预付款", {"stage": "预付款"}), ("place=652722102000", {"township": "652722102000"}),
        ("task=minority&category=infrastructure", {"task": "minority", "category": "infrastructure"}),
    ],
)  # fmt: skip
def test_it_filters_as_the_figure_does(demo, query, figure):
    page = listed(query=query)
    assert (
        page.count
        and page.totals["amount"] == Reading(books_of("caizheng").scope).evaluate("funds.paid", figure).value
    )


def test_it_shows_a_refund_below_zero_and_what_is_left_of_the_payment(sign_in):
    first, back = give_some_back()
    finance = sign_in("caizheng")
    page = text(finance.get(at("payments/?move=refund")))
    assert "-0.100001" in page and "退回</span>" in page
    detail = text(finance.get(at(f"payments/{first.pk}/")))
    assert "扣除后续退回、冲销后剩 <b>1,678,999.99</b> 元" in detail and "示例退〔2023〕1号" in detail
    assert at(f"acts/payments.refund/?payment={first.pk}") in detail
    other = text(finance.get(at(f"payments/{back.pk}/")))
    assert (
        at(f"payments/{first.pk}/") in other and "退回国库" in other and "acts/payments.refund" not in other
    )
    assert "退回、冲销后剩" not in text(finance.get(at(f"payments/{first.pk}/?on=2023-09-19")))


def test_it_shows_one_with_voucher_payee_and_hash(sign_in):
    one = Payment.objects.select_related("transfer__paper").first()
    page = text(sign_in("shenji").get(at(f"payments/{one.pk}/")))
    for said in (one.payee, one.transfer.paper.number, one.transfer.hash, "玖拾肆万元整", "940,000.00 元"):
        assert said in page
    assert "我能办" not in page


def test_it_marks_a_reversed_payment_on_both_sides(sign_in):
    change_something()
    was = Payment.objects.get(transfer__reversal__isnull=False)
    page = text(sign_in("caizheng").get(at(f"payments/{was.pk}/")))
    assert "已冲销" in page and "示例更〔2023〕1号" in page and "acts/funds.reverse" not in page
    assert "已冲销" not in text(sign_in("caizheng").get(at(f"payments/{was.pk}/?on=2023-09-19")))


def test_it_does_not_find_one_outside_sight_or_before_its_day(sign_in):
    one = Payment.objects.filter(project__name="枸杞烘干中心建设项目").order_by("transfer__day").first()
    assert sign_in("zhen").get(at(f"payments/{one.pk}/")).status_code == 404
    assert sign_in("caizheng").get(at(f"payments/{one.pk}/?on=2023-05-11")).status_code == 404
    assert sign_in("caizheng").get(at(f"payments/{one.pk}/?on=2023-05-12")).status_code == 200


def test_it_exports_payments_with_payee_voucher_and_day(sign_in):
    rows = sheet(sign_in("caizheng").get(at("payments/?q=P01-1-C1&format=xlsx")))
    row = dict(zip(rows[3], rows[4], strict=True))
    assert (
        row["金额（元）"] == 1_680_000
        and row["凭证号"] == "示例支〔2023〕P01-1-C1"
        and row["环节"] == "预付款"
    )
    assert row["支付日期"].isoformat() == "2023-05-12" and row["收款人"].startswith("示例") and len(rows) == 6


def test_it_is_not_for_the_administrator(sign_in):
    assert sign_in("admin").get(at("payments/")).status_code == 403


def test_it_reads_one_with_a_bounded_number_of_queries(sign_in, queries):
    finance, pk = sign_in("caizheng"), Payment.objects.first().pk
    with queries("payment"):
        text(finance.get(at(f"payments/{pk}/")))


def test_it_opens_the_filtered_total_as_the_figure_narrowed_the_same_way(sign_in):
    finance = sign_in("caizheng")
    page = text(finance.get(at("payments/?source=central&place=652722102000&stage=预付款")))
    link = page.split("<tfoot")[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert link.startswith(at("figures/funds.paid/?source=central&")) and "township=652722102000" in link
    total = listed(query="source=central&place=652722102000&stage=预付款").totals["amount"]
    assert f"{total // 1_000_000}" in text(finance.get(link)).split("k-hero")[1][:400]
    assert "href" not in text(finance.get(at("payments/?q=示例"))).split("<tfoot")[1].split("</tfoot")[0]
