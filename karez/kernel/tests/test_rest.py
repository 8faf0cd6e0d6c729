"""Shares, periods, region codes, numerals and hashes."""

import json
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karez.kernel import hashing, periods, regions
from karez.kernel.numerals import ordinal
from karez.kernel.shares import decimal6, percent, share


def test_each_share_is_rounded_alone_as_the_report_does():
    parts = [2120, 2916, 60, 30]
    printed = [percent(Fraction(part, 5126)) for part in parts]
    assert printed == ["41.36%", "56.89%", "1.17%", "0.59%"]  # 100.01 in all


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(1, 2), "0.500000"), (Fraction(5, 10**7), "0.000001"), (Fraction(-1, 3), "-0.333333")],
)
def test_six_places_are_half_up(value, text):
    assert decimal6(value) == text


def test_a_share_of_nothing_is_nothing():
    assert share(0, 0) is None
    assert share(1, 3) == Fraction(1, 3)


@given(st.fractions(0, 1))
def test_a_printed_share_is_within_half_a_unit(value):
    assert abs(Fraction(decimal6(value)) - value) <= Fraction(1, 2 * 10**6)


def test_time_share_of_the_demo_day():
    assert periods.time_share(date(2023, 9, 20), 2023) == Fraction(263, 365)
    assert percent(Fraction(263, 365)) == "72.05%"
    assert periods.time_share(date(2022, 12, 5), 2023) == 0
    assert periods.time_share(date(2024, 1, 1), 2023) == 1
    assert periods.time_share(date(2024, 12, 31), 2024) == 1


def test_a_wrong_day_says_how_to_write_it():
    with pytest.raises(ValueError, match="2023-09-20"):
        periods.parse_day("20.9.2023")


@pytest.mark.parametrize(
    ("code", "digits", "level", "parent"),
    [
        ("652722200204", "652722200204", "village", "652722200000"),
        ("652722200000", "652722200", "township", "652722000000"),
        ("652722", "652722", "county", "652700000000"),
        ("652700", "6527", "prefecture", "650000000000"),
        ("65", "65", "province", ""),
        ("", "", "nation", ""),
        ("652722100018", "652722100018", "village", "652722100000"),
        ("110100", "1101", "prefecture", "110000000000"),
    ],
)
def test_a_code_has_a_level_and_a_parent(code, digits, level, parent):
    assert regions.prefix(code) == digits
    assert regions.level(code) == level
    assert regions.parent(code) == parent


def test_a_prefix_is_a_scope():
    assert regions.covers("652722", "652722200204")
    assert regions.covers("652722200000", "652722200204")
    assert not regions.covers("652722200", "652722101206")
    assert not regions.covers("652722200204", "652722200000")
    assert regions.covers("", "11")
    assert regions.township_of("652722200204") == "652722200000"
    assert regions.township_of("652722000000") == "652722000000"
    assert regions.county_of("652722200204") == "652722"
    with pytest.raises(ValueError, match="不在某一个县内"):
        regions.county_of("6527")
    with pytest.raises(ValueError, match="不是行政区划代码"):
        regions.prefix("65272x")


def test_headings_count_in_chinese():
    assert [ordinal(n) for n in (1, 10, 11, 20, 99)] == ["一", "十", "十一", "二十", "九十九"]
    with pytest.raises(ValueError, match="1 至 99"):
        ordinal(100)


def test_a_hash_depends_on_content_and_place():
    a, b = {"amount": 1, "day": date(2023, 1, 1)}, {"day": "2023-01-01", "amount": 1}
    assert hashing.digest(a) == hashing.digest(b)
    assert hashing.link(hashing.FIRST, a) != hashing.link(hashing.digest(a), a)
    with pytest.raises(TypeError):
        hashing.canonical({"x": object()})


_said = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), _said))
def test_anybody_can_recompute_a_canonical_form(content):
    """With nothing but a JSON library: keys sorted, no spaces, UTF-8."""
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert hashing.canonical(content) == plain.encode()


def test_a_prefecture_without_counties_is_a_county_to_the_books():
    assert regions.level("441900") == regions.level("441900000000") == "county"
    assert regions.county_of("441900003000") == regions.county_of("441900") == "441900"
    assert regions.parent("441900") == regions.full("4400") == "440000000000"
    assert regions.covers("441900", "441900003000") and regions.covers("44", "441900")
    assert regions.level("652700") == "prefecture"
