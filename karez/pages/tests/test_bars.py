"""Bars: lengths as attributes, kept within the bar, words escaped."""

import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karez.pages import bars
from karez.pages.templatetags.karez import prog

SHARES = st.fractions(min_value=-1, max_value=2)


def drawn(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


@given(SHARES)
def test_a_length_is_within_the_bar_and_exact_to_a_hundredth(share):
    said = re.fullmatch(r"(\d{1,3}\.\d\d)%", bars.length(share))
    assert said
    assert abs(float(said[1]) - min(max(float(share), 0), 1) * 100) <= 0.00501


def test_a_bar_has_its_lines_and_marks():
    bar = drawn(
        bars.progress(
            Fraction(5675, 10000), [Fraction(7205, 10000)], [(Fraction(8, 10), '10-15 <考核点> "80%"')]
        )
    )
    rects = bar.findall("svg/rect")
    assert [(one.get("class"), one.get("width") or one.get("x")) for one in rects] == [
        ("k-done", "56.75%"), ("k-line", "72.05%"), ("k-mark", "80.00%")
    ]  # fmt: skip
    assert rects[2].findtext("title") == '10-15 <考核点> "80%"'
    assert bar.get("aria-hidden") == "true" and bar.get("role") is None


def test_a_bar_with_words_is_an_image_with_them():
    bar = drawn(bars.progress(Fraction(1, 2), label="支付 <50%>"))
    assert (bar.get("role"), bar.get("aria-label"), bar.get("aria-hidden")) == ("img", "支付 <50%>", None)


@given(st.lists(st.integers(min_value=1, max_value=10**12), min_size=1, max_size=6))
def test_parts_stand_side_by_side(sums):
    whole = sum(sums)
    split = drawn(bars.split([(Fraction(one, whole), "--k-water-700") for one in sums], "各来源"))
    parts = [one for one in split.findall("svg/rect") if one.get("class") is None]
    places = sorted((float(str(one.get("x"))[:-1]), float(str(one.get("width"))[:-1])) for one in parts)
    assert len(parts) == len(sums) and len(split.findall("svg/rect")) == 2 * len(sums) - 1
    end = 0.0
    for at, width in places:
        assert at == pytest.approx(end, abs=0.011 * len(sums))
        end = at + width
    assert end == pytest.approx(100, abs=0.011 * len(sums))


def test_a_shaft_is_deeper_the_longer_it_took_and_seen_when_it_took_nothing():
    deep = [drawn(bars.shaft(days)).find("svg/rect") for days in (0, 1, 45, 90, 400)]
    assert [one is not None and one.get("height") for one in deep] == [
        "5.00%", "5.00%", "50.00%", "100.00%", "100.00%"
    ]  # fmt: skip
    line = drawn(bars.shaft(85, 30)).findall("svg/rect")[1]
    assert (line.get("x"), line.get("y")) == ("33.33%", "33.33%")


@pytest.mark.parametrize(
    ("value", "time", "calm", "amber"),
    [
        (Fraction(1, 2), Fraction(3, 4), False, True),
        (Fraction(3, 4), Fraction(3, 4), False, False),
        (Fraction(1, 2), Fraction(3, 4), True, False),
        (Fraction(1, 2), None, False, False),
    ],
)
def test_behind_time_it_is_amber(value, time, calm, amber):
    assert ("is-behind" in prog(value, time, calm=calm)) is amber


def test_without_a_value_there_is_no_bar():
    assert prog(None, Fraction(1, 2)) == ""
