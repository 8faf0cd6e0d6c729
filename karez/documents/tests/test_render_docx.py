"""DOCX read back as Word would: page, faces, lines, links, and the same bytes each time."""

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from karez.documents.render_docx import render
from karez.documents.tests.sample import HOSTILE, sample


@pytest.fixture(scope="module")
def packed():
    return render(sample())


@pytest.fixture(scope="module")
def file(packed):
    return docx.Document(io.BytesIO(packed))


def close(length, mm):
    return abs(length - Mm(mm)) < Mm(0.2)  # Word keeps twentieths of a point


def line_of(file, words):
    return next(line for line in file.paragraphs if words in line.text)


def face(run):
    return run._element.rPr.rFonts.get(qn("w:eastAsia"))


def test_the_page_is_that_of_gb_t_9704(file):
    for section in file.sections:
        assert close(section.page_width, 210) and close(section.page_height, 297)
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert all(close(margin, mm) for margin, mm in zip(margins, (37, 35, 28, 26), strict=True))
        grid = section._sectPr.find(qn("w:docGrid"))
        assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")


def test_twenty_two_lines_and_twenty_eight_characters_fit(file):
    normal = file.styles["Normal"].paragraph_format
    assert normal.line_spacing * 22 <= Mm(225)
    run = line_of(file, "共收到").runs[0]
    tighten = int(run._element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert abs(28 * (run.font.size.pt + tighten) - Mm(156).pt) < 1


def test_faces_and_sizes_are_set_for_chinese_too(file):
    wanted = {
        "示例县2023年": ("方正小标宋简体", 22),
        "一、资金情况": ("黑体", 16),
        "（一）分类": ("楷体_GB2312", 16),
        "共收到": ("仿宋_GB2312", 16),
    }
    for words, (name, size) in wanted.items():
        run = line_of(file, words).runs[0]
        assert (face(run), run.font.size) == (name, Pt(size)), words


def test_paragraphs_begin_two_characters_in(file):
    indent = line_of(file, "共收到")._p.pPr.ind
    assert indent.get(qn("w:firstLineChars")) == "200"


def test_headings_are_headings_for_the_navigator(file):
    assert line_of(file, "一、资金情况").style.name == "Heading 1"
    assert line_of(file, "（一）分类").style.name == "Heading 2"


def test_page_numbers_stand_on_the_outer_side(file):
    assert file.settings.odd_and_even_pages_header_footer
    section = file.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.alignment, even.alignment) == (2, 0)
    for line in (odd, even):
        assert line.text.startswith("— ") and line.text.endswith(" —")
        assert line._p.find(f".//{qn('w:instrText')}").text == " PAGE "
        assert line.runs[0].font.size == Pt(14)


def test_each_figure_jumps_to_its_line_in_the_annex(file):
    body = file.element.body
    anchors = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    marks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert anchors == marks == ["figure_1", "figure_2"]


def test_the_annex_lists_figures_with_basis_and_rows(file):
    rows = [[box.text for box in row.cells] for row in file.tables[-1].rows]
    assert rows[1] == ["1", "收到资金", "5126万元", "7", "下达到县的指标数。依据：示例办法第三条。"]


def test_table_heads_repeat_on_each_page(file):
    for table in file.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_text_comes_back_as_typed(file):
    assert line_of(file, "#read").text == HOSTILE
    assert line_of(file, "审核人").text == "审核人：王示例"


def test_control_characters_of_pasted_text_are_dropped():
    from karez.documents.document import paragraph

    made = docx.Document(io.BytesIO(render(sample(blocks=(paragraph("甲\x0b乙\x00丙"),)))))
    assert any(line.text == "甲乙丙" for line in made.paragraphs)


def test_the_same_document_is_the_same_bytes(packed):
    assert render(sample()) == packed
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert archive.testzip() is None


def test_the_file_is_dated_by_the_report_not_by_the_machine(file):
    assert str(file.core_properties.created)[:10] == "2023-09-20"
    assert file.core_properties.title == "示例县2023年资金报告"
