import pytest
from django.http import QueryDict

from karez.figures import Reading
from karez.funds.models import Grant
from karez.funds.pages import grants
from karez.pages.listing import Page
from karez.testing.pages import DAYS, at, books_of, change_something, sheet, text


def totals(who, on=None):
    books = books_of(who, on)
    return Page(grants.listing(books), books, QueryDict()).totals, Reading(books.scope)


def test_it_agrees_with_the_figures_to_the_fen_on_every_day(demo):
    change_something()
    for on in DAYS:
        sums, reading = totals("caizheng", on)
        for column, figure in (
            ("arrived", "funds.received"), ("allotted", "funds.allotted"), ("paid", "funds.paid"), ("available", "funds.available"),
        ):  # fmt: skip
            assert sums[column] == reading.evaluate(figure).value, column
        assert sums["arrived"] == sums["available"] + sums["unpaid"] + sums["paid"] + sums["returned"]


def test_it_lists_the_demo_countys_money_in_one_sentence(sign_in):
    page = text(sign_in("lingdao").get(at("grants/")))
    assert (
        "到位 7 笔 5126万元，已下达 5126万元，已支付 2909万元，支付率 56.75%，低于序时 15.30 个百分点" in page
    )
    assert "登记到位资金" not in page  # a leader reads


@pytest.mark.parametrize(
    ("query", "count", "arrived"),
    [
        ("source=central", 5, 2810), ("source=regional", 2, 2316), ("source=central&task=minority", 2, 330),
        ("direct=0", 2, 2316), ("advance_notice=1", 3, 3430), ("received_from=2023-05-22", 3, 1588), ("q=财农", 1, 108),
    ],
)  # fmt: skip
def test_it_filters(demo, query, count, arrived):
    books = books_of("caizheng")
    page = Page(grants.listing(books), books, QueryDict(query))
    assert (page.count, page.totals["arrived"]) == (count, arrived * 1_000_000)
    assert page.words


def test_it_shows_a_day_by_what_had_come_by_then(sign_in):
    page = text(sign_in("caizheng").get(at("grants/?on=2022-12-10")))
    assert "到位 2 笔 2030万元，已下达 0万元，还有 2030万元 未下达" in page


@pytest.mark.parametrize("who", ["zhen", "cun", "shuili"])
def test_it_tells_those_with_a_part_of_the_county_of_their_part_only(who, sign_in, demo):
    sums, reading = totals(who)
    assert "arrived" not in sums and "available" not in sums
    assert sums["allotted"] == reading.evaluate("funds.allotted").value > 0
    assert sums["paid"] == reading.evaluate("funds.paid").value
    page = text(sign_in(who).get(at("grants/")))
    assert "到位金额" not in page and "1800" not in page
    heads = sheet(sign_in(who).get(at("grants/?format=xlsx")))[3]
    assert not {"到位金额（元）", "可用（元）", "已上交（元）"} & set(heads)


def test_it_shows_a_grants_accounts_that_add_up(sign_in):
    change_something()
    grant = Grant.objects.get(document="示例博州财振〔2023〕4号")
    page = text(sign_in("caizheng").get(at(f"grants/{grant.pk}/")))
    assert (
        "到位 5,720,000.00 = 可用 1,000,000.88 + 未支付 4,245,432.11 + 已支付 240,000.00 + 上交 234,567.01 元"
        in page
    )
    assert "示例调〔2023〕1号" in page and "农村道路建设工程（已下达未支付） → 可用指标" in page


def test_it_offers_the_acts_that_the_post_carries_filled_in(sign_in):
    change_something()
    pk = Grant.objects.get(document="示例博州财振〔2023〕4号").pk
    finance, auditor = (
        text(sign_in("caizheng").get(at(f"grants/{pk}/"))),
        text(sign_in("shenji").get(at(f"grants/{pk}/"))),
    )
    for act in ("funds.allot", "payments.pay", "funds.reallocate", "funds.give_back"):
        assert at(f"acts/{act}/?grant={pk}") in finance
    assert "我能办" not in auditor and "acts/" not in auditor.split("<main")[1]


def test_it_hides_the_countys_balances_of_a_grant_from_a_village(sign_in):
    seen = Grant.objects.filter(transfers__allotments__project__region="652722101206").first()
    page = text(sign_in("cun").get(at(f"grants/{seen.pk}/")))
    assert "下达到您负责的项目" in page and "账户余额" not in page and "经过" not in page


def test_it_does_not_find_a_grant_outside_sight_or_before_it_came(sign_in):
    farm = Grant.objects.get(document="示例博州财农〔2023〕7号")
    answer = sign_in("cun").get(at(f"grants/{farm.pk}/"))
    assert answer.status_code == 404 and "不在您的查看范围内" in answer.content.decode()
    early = sign_in("caizheng").get(at(f"grants/{farm.pk}/?on=2023-05-01"))
    assert early.status_code == 404 and "它于 2023-05-12 收到" in early.content.decode()
    elsewhere = sign_in("caizheng").get(at(f"grants/{farm.pk}/", year=2022))
    assert elsewhere.status_code == 302 and elsewhere.headers["Location"] == at(f"grants/{farm.pk}/")
    assert sign_in("caizheng").get(at("grants/999999/")).status_code == 404


def test_it_reads_one_grant_with_a_bounded_number_of_queries(sign_in, queries, request):
    finance = sign_in("caizheng")
    pk = Grant.objects.get(document="示例博州财振〔2022〕1号").pk
    with queries("grant"):
        text(finance.get(at(f"grants/{pk}/")))
    request.getfixturevalue("crowd")
    with queries("grant"):
        text(finance.get(at(f"grants/{pk}/")))


def test_it_needs_sign_in(client, demo):
    answer = client.get(at("grants/"))
    assert answer.status_code == 302 and "sign-in" in answer.headers["Location"]
