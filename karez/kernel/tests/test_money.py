"""Amounts: what people write becomes fen exactly, and fen print as people read them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karez.kernel.money import WAN, capital, parse_fen, spoken, wan, wan_number, yuan


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [
        ("600万元", None, 600 * WAN),
        ("６００　万元", None, 600 * WAN),
        ("1,234.56元", None, 123456),
        ("１，２３４．５６", "元", 123456),
        ("5126", "万元", 5126 * WAN),
        ("0.5亿", None, 5000 * WAN),
        ("¥ 12.30元", "万元", 1230),  # the written unit wins over the column's
        ("-3万元", None, -3 * WAN),
        (123.45, "万元", 123_450_000),
        (Decimal("0.01"), "元", 1),
        (7, "分", 7),
    ],
)
def test_it_reads_an_amount(text, unit, fen):
    assert parse_fen(text, unit) == fen


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("12", None, "没有写明单位"),
        ("十二万元", None, "不是金额"),
        ("", "元", "不是金额"),
        ("元", None, "不是金额"),
        ("1.005元", None, "细于 1 分"),
        (float("nan"), "元", "不是金额"),
        (True, "元", "不是金额"),
    ],
)
def test_it_refuses_what_is_no_amount(text, unit, says):
    with pytest.raises(ValueError, match=says):
        parse_fen(text, unit)


@given(st.integers(-(10**17), 10**17))
def test_what_is_printed_reads_back(fen):
    assert parse_fen(wan(fen)) == fen
    assert parse_fen(yuan(fen), "元") == fen


def test_it_prints_as_a_report_does():
    assert wan(5126 * WAN) == "5126万元"
    assert wan_number(12_345_678) == "12.345678"
    assert yuan(5_126_000_000) == "51,260,000.00"


def test_a_sentence_says_odd_sums_in_yuan():
    assert [spoken(fen) for fen in (600 * WAN, 5_500_000, 0, 1, -1)] == [
        "600万元", "5.5万元", "0万元", "0.01元", "-0.01元"
    ]  # fmt: skip
    assert spoken(784_528_768) == "7,845,287.68元"


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (5126 * WAN, "伍仟壹佰贰拾陆万元整"),
        (96 * WAN, "玖拾陆万元整"),
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (105, "壹元零伍分"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (10_000_500_00, "壹仟万零伍佰元整"),
        (100_000_000_00, "壹亿元整"),
        (1_0000_0000_0000_00, "壹万亿元整"),
        (-100, "负壹元整"),
    ],
)
def test_it_writes_capital_numerals(fen, text):
    assert capital(fen) == text
