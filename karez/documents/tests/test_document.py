"""The document model numbers headings, gathers figures for the annex and refuses what no report may contain."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karez.documents.document import (
    Document,
    Heading,
    Table,
    cell,
    heading_number,
    long_day,
    pairs,
    paragraph,
    plain,
)
from karez.documents.tests.sample import DAY, INDUSTRY, RECEIVED, sample


def document(*blocks):
    return Document("报告", blocks, DAY)


def test_it_numbers_headings_and_starts_again_under_each_parent():
    words = paragraph("字")
    made = document(
        Heading(1, "甲"), Heading(2, "子"), words, Heading(2, "丑"), words, Heading(3, "一层"), words,
        Heading(1, "乙"), Heading(2, "寅"), Heading(3, "又一层"), Heading(4, "末"), words,
    )  # fmt: skip
    assert [number for number, block in made.numbered() if isinstance(block, Heading)] == [
        "一、", "（一）", "（二）", "1．", "二、", "（一）", "1．", "（1）",
    ]  # fmt: skip


def test_tables_are_numbered_by_their_captions_and_a_table_without_one_is_not_counted():
    def table(caption):
        return Table(("甲",), ((cell("1"),),), ("left",), caption)

    made = document(table("先"), Heading(1, "题"), table(""), table("后"))
    assert [number for number, block in made.numbered() if isinstance(block, Table)] == ["表1　", "", "表2　"]


def test_it_counts_past_ten():
    assert heading_number(1, 21) == "二十一、"


def test_the_annex_lists_each_figure_once_in_order_of_reading():
    made = document(paragraph(RECEIVED, "，", INDUSTRY, "，", RECEIVED))
    assert [(line.number, line.figure.key) for line in made.annex()] == [
        (1, "example.received"),
        (2, "example.count"),
    ]
    assert len(list(made.figures())) == 3


def test_one_figure_printed_in_two_units_is_one_line_of_the_annex():
    made = document(paragraph(RECEIVED, replace(RECEIVED, text="5126")))
    assert len(made.annex()) == 1


def test_a_document_may_not_state_one_figure_with_two_values():
    with pytest.raises(ValueError, match="同一数据“收到资金”在报告中出现两个数值：5126万元、5127万元"):
        document(paragraph(RECEIVED, replace(RECEIVED, value="5127万元"))).annex()


def test_the_annex_prints_a_basis_once_and_refers_to_it_afterwards():
    other = replace(RECEIVED, by=pairs({"origin": "upper"}), value="2372万元")
    table = document(paragraph(INDUSTRY, RECEIVED, other)).annex_table()
    assert [plain(row[-1]) for row in table.rows][1:] == [
        "下达到县的指标数。依据：示例办法第三条。",
        "同第2项",
    ]


def test_the_same_key_split_otherwise_is_another_figure():
    other = replace(RECEIVED, by=pairs({"origin": "upper"}), value="2372万元")
    assert len(document(paragraph(RECEIVED, other)).annex()) == 2


@pytest.mark.parametrize(
    "blocks",
    [
        (Heading(1, "空"),),
        (Heading(1, "空"), Heading(1, "后"), paragraph("字")),
        (Heading(2, "空"), Heading(1, "后"), paragraph("字")),
        (Heading(1, "空"), sample().blocks[-1]),
    ],
)
def test_a_heading_with_nothing_under_it_is_refused(blocks):
    with pytest.raises(ValueError, match="标题“空”下没有内容"):
        document(*blocks)


def test_a_row_that_misses_a_cell_is_refused_by_its_number():
    with pytest.raises(ValueError, match="第2行有1格，表头有2列"):
        document(Table(("甲", "乙"), ((cell("1"), cell("2")), (cell("3"),)), ("left", "left"), "表"))


def test_a_table_must_align_every_column():
    with pytest.raises(ValueError, match="有2列，对齐方式或列宽的个数与列数不符"):
        document(Table(("甲", "乙"), (), ("left",), "表"))


def test_a_report_has_a_title():
    with pytest.raises(ValueError, match="没有标题"):
        Document(" ", (), DAY)


def test_days_are_written_without_leading_noughts():
    assert long_day(DAY) == "2023年9月20日"


@given(st.lists(st.sampled_from([1, 2, 3, 4]), min_size=1, max_size=40))
def test_every_heading_gets_a_number_and_the_top_level_never_skips(levels):
    blocks = [block for level in levels for block in (Heading(level, "题"), paragraph("字"))]
    numbers = [(b.level, n) for n, b in document(*blocks).numbered() if isinstance(b, Heading)]
    assert all(number for _, number in numbers)
    tops = [number for level, number in numbers if level == 1]
    assert tops == [heading_number(1, count) for count in range(1, len(tops) + 1)]
