"""What a value looks like in print; the worked table of docs/algorithms/figures.md is the test case."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karez.figures import json_value, print_value
from karez.figures.text import name

PAGE = Path(__file__).parents[3] / "docs" / "algorithms" / "figures.md"
WAN = 1_000_000


@pytest.mark.parametrize(("value", "unit", "text", "json"), [
    (5126 * WAN, "fen", "5126万元", 5126 * WAN),
    (12345678, "fen", "12.345678万元", 12345678),
    (0, "fen", "0万元", 0),
    (-WAN // 2, "fen", "-0.5万元", -WAN // 2),
    (13, "count", "13", 13),
    (Fraction(2120, 5126), "share", "41.36%", "0.413578"),
    (Fraction(0), "share", "0.00%", "0.000000"),
    (Fraction(1), "share", "100.00%", "1.000000"),
    (Fraction(1, 20000), "share", "0.01%", "0.000050"),
    (Fraction(1, 2 * 10**6), "share", "0.00%", "0.000001"),
    (None, "share", "—", None),
])  # fmt: skip
def test_it_prints_as_a_report_does(value, unit, text, json):
    assert (print_value(value, unit), json_value(value, unit)) == (text, json)


def test_the_page_s_table_is_right():
    table = re.findall(
        r"^\| (\S+) \| ([\d.]+) \| ([\d.]+)% \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    *parts, (_, whole, total) = [(label, int(amount), Decimal(percent)) for label, amount, percent in table]
    assert [amount for _, amount, _ in parts] == [2120, 2916, 60, 30]
    assert sum(amount for _, amount, _ in parts) == whole == 5126
    for _, amount, percent in parts:
        assert print_value(Fraction(amount, whole), "share") == f"{percent}%"
    assert sum(percent for *_, percent in parts) == total == Decimal("100.01")


@given(st.lists(st.integers(0, 10**13), min_size=1, max_size=9).filter(any))
def test_each_share_is_rounded_alone_and_half_up(amounts):
    whole = sum(amounts)
    printed = [Decimal(print_value(Fraction(amount, whole), "share").rstrip("%")) for amount in amounts]
    for amount, percent in zip(amounts, printed, strict=True):
        off = Fraction(percent) - Fraction(amount * 100, whole)
        assert Fraction(-1, 200) < off <= Fraction(1, 200)
    assert abs(sum(printed) - 100) <= Decimal("0.005") * len(amounts)


def test_it_names_codes_and_yes_and_no():
    assert name("advance_notice", True) == "提前告知"
    assert (name("project", None), name("project", "水渠"), name("region", "652722200204")) == (
        "未填写",
        "水渠",
        "652722200204",
    )
    assert name("source", "central") == "中央"
    assert name("source", "neverland") == "neverland"
