"""The engine: totals, splits, filters and drill-downs over throwaway tables, on the database in use.

pay() and allot() write one row of 1万元 each, central, main task, industry, unless told otherwise.
"""

from datetime import date
from fractions import Fraction

import pytest

from karez.figures import BadQuestion, Reading, UnknownFigure, as_json, evaluate, list_all, rows, split
from karez.figures.tests.mart_tables import MODELS, SCOPE, TABLES, WAN, allot, pay, put


def said(results):
    return [(*result.by.values(), result.text) for result in results]


def test_it_sums_what_the_scope_sees(books):
    put(
        "payment",
        pay(3 * WAN),
        pay(2 * WAN),
        pay(-WAN),
        pay(50 * WAN, year=2022),
        pay(70 * WAN, county="652701"),
    )
    put("payment", pay(9 * WAN, day=date(2023, 9, 21)), pay(8 * WAN, region="652701100000"))
    result = evaluate("funds.paid", SCOPE)
    assert (result.value, result.text) == (4 * WAN, "4万元")


def test_it_is_an_int_and_nothing_less(books):
    put("payment", pay(3), pay(4))
    assert type(evaluate("funds.paid", SCOPE).value) is int
    assert [type(one.value) for one in split("funds.paid", SCOPE, ["source"])] == [int]


def test_no_rows_are_zero_money_and_no_share(books):
    assert [(one.value, one.text) for one in map(lambda key: evaluate(key, SCOPE), ("funds.paid", "funds.vouchers"))] == [
        (0, "0万元"), (0, "0"),
    ]  # fmt: skip
    for key in ("funds.payment_rate", "projects.share", "policy.central_industry_share"):
        assert (evaluate(key, SCOPE).value, evaluate(key, SCOPE).text) == (None, "—")
    assert split("funds.paid", SCOPE, ["source"]) == []


def test_a_queryset_that_django_knows_to_be_empty_is_no_rows(books, fill):
    fill("allotment", lambda scope: MODELS["allotment"].objects.none().values(*TABLES["allotment"]))
    assert evaluate("funds.allotted", SCOPE).value == 0
    assert rows("funds.allotted", SCOPE) == []


def test_codes_stand_in_the_policy_s_order_and_others_by_size_then_name(books):
    put(
        "payment",
        pay(1, source="county"),
        pay(5, source="regional"),
        pay(3, source="central"),
        pay(9, source="odd"),
    )
    assert [one.by["source"] for one in split("funds.paid", SCOPE, ["source"])] == [
        "central",
        "regional",
        "county",
        "odd",
    ]
    put(
        "payment",
        pay(2, project="水渠"),
        pay(40, project="牧道"),
        pay(2, project="果园"),
        pay(0, project=None),
    )
    assert [one.by["project"] for one in split("funds.paid", SCOPE, ["project"])] == [
        "牧道",
        "烘干中心",
        "果园",
        "水渠",
        None,
    ]


def test_a_split_by_two_dimensions_adds_up(books):
    put("payment", pay(1), pay(2, task="minority"), pay(4, source="regional"), pay(8))
    found = split("funds.paid", SCOPE, ("source", "task"))
    assert [(*one.by.values(), one.value) for one in found] == [
        ("central", "consolidate", 9), ("central", "minority", 2), ("regional", "consolidate", 4),
    ]  # fmt: skip


def test_booleans_and_dates_are_python_s_on_every_database(books):
    put("payment", pay(1), pay(2, advance_notice=False, day=date(2023, 3, 1)))
    assert [one.by for one in split("funds.paid", SCOPE, ["advance_notice"])] == [
        {"advance_notice": True}, {"advance_notice": False},
    ]  # fmt: skip
    assert [one.by["day"] for one in split("funds.vouchers", SCOPE, ["day"])] == [
        date(2023, 3, 1),
        date(2023, 5, 12),
    ]
    first = rows("funds.paid", SCOPE)[0]
    assert (first["day"], first["advance_notice"], first["direct"]) == (date(2023, 3, 1), False, True)
    assert evaluate("funds.paid", SCOPE, {"advance_notice": False}).value == 2
    assert evaluate("funds.paid", SCOPE, {"day": "2023-03-01", "advance_notice": "否"}).value == 2


@pytest.mark.parametrize(("where", "value"), [
    ({"project": "果园' OR '1'='1"}, 4),
    ({"project": "100%"}, 8),
    ({"project": ("100%", "烘干中心")}, 9),
    ({"project": None}, 2),
    ({"project": (None, "烘干中心")}, 3),
    ({"project": ()}, 0),
    ({"project": "'; DROP TABLE figures_test_payment; --"}, 0),
    ({"project": "%s"}, 0),
    ({"source": "central", "project": "没有"}, 0),
])  # fmt: skip
def test_a_filter_is_bound_and_never_pasted(books, where, value):
    put("payment", pay(1), pay(2, project=None), pay(4, project="果园' OR '1'='1"), pay(8, project="100%"))
    assert evaluate("funds.paid", SCOPE, where).value == value
    prepared = Reading(SCOPE)
    prepared.prepare("funds.paid")
    assert prepared.evaluate("funds.paid", where).value == value
    assert sum(row["measure"] for row in rows("funds.paid", SCOPE, where)) == value


@pytest.mark.parametrize(("ask", "says"), [
    (lambda: evaluate("funds.lost", SCOPE), "没有数据项 funds.lost；现有：funds.allotted、funds.paid"),
    (lambda: split("funds.paid", SCOPE, ["payee"]), "数据项 funds.paid 不能按 payee 分；可以按：source、task"),
    (lambda: split("funds.paid", SCOPE, ["task", "task"]), "不能按同一维度分两次"),
    (lambda: evaluate("funds.paid", SCOPE, {'x" OR 1=1 --': 1}), "的明细没有列 x"),
    (lambda: evaluate("funds.payment_rate", SCOPE, {"voucher": "支-1"}), "funds.payment_rate 的明细没有列 voucher"),
    (lambda: evaluate("projects.share", SCOPE, {"nothing": "支-1"}), "projects.share 的明细没有列 nothing"),
    (lambda: evaluate("funds.paid", SCOPE, {"advance_notice": "或许"}), "列 advance_notice 应为true 或 false，不是“或许”"),
    (lambda: evaluate("funds.paid", SCOPE, {"day": "五月"}), "列 day 应为如 2023-09-20 的日期"),
    (lambda: evaluate("funds.paid", SCOPE, {"amount": 2**63}), "列 amount 应为整数"),
    (lambda: evaluate("funds.paid", SCOPE, {"project": "a\x00"}), "含有不能识别的字符"),
    (lambda: evaluate("funds.paid", SCOPE, {"project": "a\ud800"}), "含有不能识别的字符"),
    (lambda: rows("funds.paid", SCOPE, part="over"), "不是比率，没有分母"),
    (lambda: rows("funds.payment_rate", SCOPE, part="under"), "part 应为 of（分子）或 over（分母）"),
])  # fmt: skip
def test_a_bad_question_says_what_may_be_asked(books, ask, says):
    with pytest.raises((BadQuestion, UnknownFigure), match=says):
        ask()


def test_a_ratio_divides_alike_and_shows_zero_where_nothing_was_paid(books):
    put("allotment", allot(4 * WAN), allot(2 * WAN, category="other"))
    put("payment", pay(3 * WAN), pay(WAN, category="employment"))
    assert evaluate("funds.payment_rate", SCOPE).value == Fraction(2, 3)
    found = split("funds.payment_rate", SCOPE, ["category"])
    assert said(found) == [("industry", "75.00%"), ("employment", "—"), ("other", "0.00%")]
    assert [(one.part, one.whole) for one in found] == [(3 * WAN, 4 * WAN), (WAN, 0), (0, 2 * WAN)]
    assert evaluate("funds.payment_rate", SCOPE, {"category": "industry"}).text == "75.00%"


def test_a_share_is_of_the_whole_whatever_the_filter(books):
    put("allotment", allot(2120 * WAN), allot(2916 * WAN, category="infrastructure"))
    put("allotment", allot(60 * WAN, category="employment"), allot(30 * WAN, category="other"))
    assert said(split("projects.share", SCOPE, ["category"])) == [
        ("industry", "41.36%"), ("infrastructure", "56.89%"), ("employment", "1.17%"), ("other", "0.59%"),
    ]  # fmt: skip
    assert evaluate("projects.share", SCOPE).value == 1
    assert evaluate("projects.share", SCOPE, {"category": "industry"}).value == Fraction(2120, 5126)
    numerator = rows("projects.share", SCOPE, {"category": "industry"})
    assert [row["measure"] for row in numerator] == [2120 * WAN]
    assert (
        sum(row["measure"] for row in rows("projects.share", SCOPE, {"category": "industry"}, part="over"))
        == 5126 * WAN
    )


def test_a_part_s_own_filter_is_worked_out_from_the_scope(books):
    put(
        "allotment",
        allot(3),
        allot(1, category="other"),
        allot(9, source="regional"),
        allot(6, task="minority"),
    )
    result = evaluate("policy.central_industry_share", SCOPE)
    assert (result.value, result.part, result.whole) == (Fraction(9, 10), 9, 10)
    assert evaluate("policy.central_industry_share", SCOPE, {"task": "consolidate"}).value == Fraction(3, 4)
    assert evaluate("policy.central_industry_share", SCOPE, {"source": "regional"}).value is None
    assert len(rows("policy.central_industry_share", SCOPE)) == 2
    assert len(rows("policy.central_industry_share", SCOPE, part="over")) == 3
    assert evaluate("policy.central_industry_share", SCOPE.last_year()).value is None


def test_the_drill_down_is_in_order_and_in_pages(books):
    put("payment", *[pay(n, day=date(2023, 1, 1 + n % 4)) for n in range(1, 12)])
    whole = rows("funds.paid", SCOPE)
    assert [(row["day"], row["id"]) for row in whole] == sorted((row["day"], row["id"]) for row in whole)
    reading = Reading(SCOPE)
    assert reading.rows("funds.paid", limit=4) + reading.rows("funds.paid", limit=4, offset=4) == whole[:8]
    assert reading.rows("funds.paid", offset=8) == whole[8:]
    assert reading.count_rows("funds.paid", {"day": "2023-01-02"}) == 3


def test_rows_of_a_filtered_count_add_up_too(books):
    put("payment", pay(3), pay(-1), pay(2))
    assert evaluate("funds.vouchers", SCOPE).value == 2
    assert [row["measure"] for row in rows("funds.vouchers", SCOPE)] == [1, 0, 1]


def test_everything_is_listed_as_asked_one_by_one(books):
    put(
        "allotment",
        allot(5 * WAN),
        allot(WAN, task="minority", project="果园", category="other", advance_notice=False),
    )
    put("payment", pay(3 * WAN), pay(WAN, source="regional", project=None, day=date(2023, 1, 2)))
    listed = list_all(SCOPE)
    keys = list(dict.fromkeys(one.key for one in listed))
    assert keys == ["funds.allotted", "funds.paid", "funds.vouchers", "funds.payment_rate", "projects.share",
                    "policy.central_industry_share"]  # fmt: skip
    for one in listed:
        alone = evaluate(one.key, SCOPE, one.by)
        assert (alone.value, alone.text) == (one.value, one.text), one
        assert one in (split(one.key, SCOPE, tuple(one.by), None) if one.by else [one])
    paid = [tuple(one.by) for one in listed if one.key == "funds.paid"]
    assert list(dict.fromkeys(paid)) == [
        (), ("source",), ("task",), ("advance_notice",), ("category",), ("region",), ("project",), ("source", "task"),
    ]  # fmt: skip


def test_listing_asks_once_for_each_set_of_rows_however_many_rows(books, django_assert_num_queries):
    put("allotment", *[allot(n, project=f"项目{n}") for n in range(60)])
    put("payment", *[pay(n, project=f"项目{n}") for n in range(60)])
    with django_assert_num_queries(2):
        list_all(SCOPE)


def test_json_holds_no_float_and_no_python(books):
    put("allotment", allot(2120 * WAN), allot(3006 * WAN, category="other", advance_notice=False))
    put("payment", pay(WAN + 1, day=date(2023, 5, 12)))
    document = as_json(list_all(SCOPE), SCOPE)
    assert (document["county"], document["year"], document["as_of"]) == ("652722", 2023, "2023-09-20")
    assert {
        "key": "projects.share",
        "by": {"category": "industry"},
        "value": "0.413578",
        "unit": "share",
        "text": "41.36%",
    } in document["figures"]
    assert {
        "key": "funds.vouchers",
        "by": {"day": "2023-05-12"},
        "value": 1,
        "unit": "count",
        "text": "1",
    } in document["figures"]
    assert {
        "key": "funds.paid",
        "by": {},
        "value": 1000001,
        "unit": "fen",
        "text": "1.000001万元",
    } in document["figures"]
    assert {"advance_notice": False} in [one["by"] for one in document["figures"]]
    assert {type(one["value"]) for one in document["figures"]} <= {int, str, type(None)}
