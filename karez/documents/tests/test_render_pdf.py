"""PDF read back: page, words, numbers outside, links into the annex; and no typed word acts as markup."""

import io
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from karez.documents.document import Heading, note, paragraph
from karez.documents.render_pdf import render
from karez.documents.tests.sample import HOSTILE, RECEIVED, sample

MM = 72 / 25.4


@pytest.fixture(scope="module")
def made():
    return render(sample())


@pytest.fixture(scope="module")
def pages(made):
    return PdfReader(io.BytesIO(made)).pages


def words(page):
    return "".join(page.extract_text().split())


def test_every_page_is_a4(pages):
    assert len(pages) == 2
    for page in pages:
        assert float(page.mediabox.width) == pytest.approx(210 * MM, abs=0.1)
        assert float(page.mediabox.height) == pytest.approx(297 * MM, abs=0.1)


def test_it_says_what_the_document_says(pages):
    first = words(pages[0])
    for piece in ("示例县2023年资金报告", "一、资金情况", "共收到5126万元。", "（一）分类", "审核人：王示例"):
        assert piece in first
    assert "—1—" in first


def test_the_annex_has_a_page_of_its_own(pages):
    annex = words(pages[1])
    assert "本报告所用数据及口径" in annex
    assert "下达到县的指标数。依据：示例办法第三条。" in annex
    assert "—2—" in annex


def test_typed_markup_stays_words(pages):
    assert "".join(HOSTILE.split()) in words(pages[0])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="#$*_`@<>[]{}()\\\"'/~=+-&;:！县a1 \n", min_size=1, max_size=30))
def test_no_text_whatever_breaks_or_bends_the_page(text):
    made = render(
        sample(blocks=(Heading(1, text), paragraph(text, "完"), note(text)), subtitle=text, issuer=text)
    )
    assert "完" in words(PdfReader(io.BytesIO(made)).pages[0])


def test_twenty_eight_characters_stand_in_a_line_and_twenty_two_lines_on_a_page():
    made = render(sample(blocks=(paragraph("县" * 28 * 60),)))
    second = PdfReader(io.BytesIO(made)).pages[1].extract_text().split()
    lines = [line for line in second if set(line) == {"县"}]
    assert [len(line) for line in lines] == [28] * 22


def test_page_numbers_change_sides():
    pages = PdfReader(io.BytesIO(render(sample(blocks=(paragraph("县" * 28 * 60),))))).pages
    sides = [number_place(page) for page in pages[:3]]
    assert sides[0] > 450 and sides[1] < 150 and sides[2] > 450


def number_place(page):
    places = []
    page.extract_text(
        visitor_text=lambda text, cm, tm, font, size: places.append(tm[4] + cm[4]) if "—" in text else None
    )
    return places[0]


def test_figures_jump_into_the_annex(pages):
    assert len(pages[0]["/Annots"]) == 2


def test_the_outline_has_the_headings(made):
    titles = [item["/Title"] for item in PdfReader(io.BytesIO(made)).outline if isinstance(item, dict)]
    assert titles == ["一、资金情况", "二、说明"]


def test_it_is_dated_by_the_report(made):
    information = PdfReader(io.BytesIO(made)).metadata
    assert information.title == "示例县2023年资金报告"
    assert str(information.creation_date)[:10] == "2023-09-20"


def test_the_same_document_is_the_same_bytes_in_another_process(made):
    code = (
        "import sys; from karez.documents.render_pdf import render; from karez.documents.tests.sample import sample;"
        "sys.stdout.buffer.write(render(sample()))"
    )
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert again == made == render(sample())


def test_no_figures_no_annex():
    assert len(PdfReader(io.BytesIO(render(sample(blocks=(paragraph("字"),))))).pages) == 1


def test_a_figure_alone_makes_the_annex():
    assert len(PdfReader(io.BytesIO(render(sample(blocks=(paragraph(RECEIVED),))))).pages) == 2


def test_a_font_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"不存在，请检查 karez\.json 中的 fonts 设置"):
        render(sample(), fonts=tmp_path / "无")
