"""The demo county's report states what its own report of 2023 states, each number out of the catalogue."""

import io
import re
from datetime import date

import docx
import pytest
from django.test import TestCase
from pypdf import PdfReader

from karez.demo import load, report
from karez.documents.document import FigureRun, Heading, Paragraph, Table, plain
from karez.documents.render import FORMATS, render
from karez.figures import Reading, Scope
from karez.kernel.refusal import Forbidden, Unknown
from karez.places.rights import Actor, operator
from karez.reports.annual import Words, annual
from karez.reports.queries import build

pytestmark = pytest.mark.django_db

COUNTY, YEAR, DAY = "652722", 2023, date(2023, 9, 20)


def text_of(document):
    return render(document, "txt").decode()


class TheDemoCounty(TestCase):
    """Loaded once: 精河县 2023 with its texts and its reviewer."""

    @classmethod
    def setUpTestData(cls):
        data = load.read()
        list(load.load(data))
        list(report.write_report(data))

    def setUp(self):
        self.document = build(COUNTY, YEAR, DAY, operator(COUNTY))

    def test_it_states_the_money_by_task_and_source(self):
        assert (
            "共收到财政衔接推进乡村振兴补助资金5126万元。按任务和来源分："
            "中央财政巩固拓展脱贫攻坚成果和乡村振兴任务资金2372万元；"
            "自治区财政巩固拓展脱贫攻坚成果和乡村振兴任务资金2316万元；"
            "中央财政少数民族发展任务资金330万元；"
            "中央财政欠发达国有农场巩固提升任务资金108万元。"
        ) in text_of(self.document)

    def test_it_states_the_projects_by_category(self):
        assert (
            "共安排项目13个，安排资金5126万元。其中：产业发展类6个、2120万元，占41.36%；基础设施类5个、2916万元，占56.89%；"
            "就业类1个、60万元，占1.17%；其他类1个、30万元，占0.59%。"
        ) in text_of(self.document)

    def test_it_says_why_the_shares_add_up_to_more(self):
        assert "相加为100.01%，与100%之差由四舍五入产生" in text_of(self.document)

    def test_it_states_what_is_expected(self):
        assert "预计年收益50万元，预计带动就业150人次。" in text_of(self.document)

    def test_it_names_the_reviewer(self):
        assert "审核人：孙雪娇" in text_of(self.document)

    def test_it_compares_payment_with_the_time_passed(self):
        assert "累计支付2909万元，支出进度56.75%，慢于序时进度72.05%（全年365天，已过263天）" in text_of(
            self.document
        )

    def test_the_tables_add_up(self):
        categories, grants = (block for block in self.document.blocks if isinstance(block, Table))
        assert [plain(box) for box in categories.rows[-1]] == ["合计", "13", "5126", "100.00%"]
        assert [plain(box) for box in grants.rows[-1]] == ["合计", "5126", "5126", "2909", "56.75%"]
        assert len(grants.rows) == 8
        for column in (1, 2, 3):
            numbers = [float(plain(row[column])) for row in grants.rows]
            assert sum(numbers[:-1]) == numbers[-1]

    def test_every_number_of_the_composed_part_is_a_figure_or_a_day(self):
        for block in self.document.blocks[: self.places("使用管理做法及成效")]:
            if not isinstance(block, Paragraph):
                continue
            words = "".join(run.text for run in block.runs if not isinstance(run, FigureRun))
            words = re.sub(r"\d+年(\d+月\d+日|度)|序时进度[\d.]+%（全年\d+天，已过\d+天）", "", words)
            assert not re.search(r"(?<!10)\d", words.replace("10月", "")), words

    def places(self, title):
        return next(
            n for n, b in enumerate(self.document.blocks) if isinstance(b, Heading) and b.text == title
        )

    def test_every_figure_carries_its_basis_and_rows_and_gives_the_same_value_when_asked_again(self):
        reading = Reading(Scope.whole(COUNTY, YEAR, DAY))
        for line in self.document.annex():
            figure = line.figure
            again = reading.evaluate(figure.key, dict(figure.by))
            assert figure.basis and figure.label
            assert figure.value.startswith(again.text), figure
            assert figure.rows == len(reading.rows(figure.key, dict(figure.by))), figure

    def test_its_sections_stand_in_their_order(self):
        titles = [
            number + block.text
            for number, block in self.document.numbered()
            if getattr(block, "level", 0) == 1
        ]
        assert titles == [
            "一、资金政策落实情况",
            "二、使用管理做法及成效",
            "三、联农带农",
            "四、困难问题及建议",
        ]

    def test_placeholders_of_the_texts_became_figures(self):
        text = text_of(self.document)
        assert "{{" not in text and "None" not in text
        assert "提前告知的有3430万元，其余1696万元" in text

    def test_one_input_gives_one_file_in_every_format(self):
        again = build(COUNTY, YEAR, DAY, operator(COUNTY))
        for format in FORMATS:
            assert render(self.document, format) == render(again, format), format

    def test_docx_and_pdf_state_the_same(self):
        file = docx.Document(io.BytesIO(render(self.document, "docx")))
        words = "".join(line.text for line in file.paragraphs)
        pages = PdfReader(io.BytesIO(render(self.document, "pdf"))).pages
        printed = re.sub(r"— \d+ —|\s", "", "".join(page.extract_text() for page in pages))
        for piece in (
            "5126万元",
            "2372万元",
            "2316万元",
            "330万元",
            "108万元",
            "产业发展类6个、2120万元，占41.36%",
            "孙雪娇",
        ):
            assert piece in words and piece in printed, piece

    def test_an_earlier_day_gives_the_report_of_that_day(self):
        early = text_of(build(COUNTY, YEAR, date(2023, 3, 1), operator(COUNTY)))
        assert "共收到财政衔接推进乡村振兴补助资金3430万元" in early
        assert "累计支付0万元，支出进度0.00%，慢于序时进度16.44%" in early
        later = text_of(build(COUNTY, YEAR, date(2023, 5, 25), operator(COUNTY)))
        assert "另有780万元尚未下达到项目。" in later

    def test_money_that_waits_for_projects_is_said_to_wait(self):
        early = text_of(build(COUNTY, YEAR, date(2023, 2, 1), operator(COUNTY)))
        assert "收到的资金尚未下达到项目。" in early

    def test_a_day_before_any_money_says_so(self):
        early = text_of(build(COUNTY, YEAR, date(2022, 11, 1), operator(COUNTY)))
        assert "截至2022年11月1日，2023年度没有收到财政衔接推进乡村振兴补助资金。" in early

    def test_who_may_not_read_reports_is_refused(self):
        village = Actor("v", "村报账员", "village", "652722200204")
        with self.assertRaisesRegex(Forbidden, "无权查看报告"):
            build(COUNTY, YEAR, DAY, village)

    def test_a_neighbour_is_refused(self):
        neighbour = Actor("n", "邻县", "rural", "652723")
        with self.assertRaisesRegex(Forbidden, "只能在 652723 范围内查看报告"):
            build(COUNTY, YEAR, DAY, neighbour)

    def test_the_level_above_may_read(self):
        assert build(COUNTY, YEAR, DAY, Actor("s", "州", "superior", "6527")) == self.document

    def test_a_county_that_is_not_in_the_books_is_named(self):
        with self.assertRaisesRegex(Unknown, "没有代码为“110101”的县"):
            build("110101", YEAR, DAY, operator())

    def test_the_demo_may_be_loaded_twice(self):
        list(report.write_report(load.read()))
        assert build(COUNTY, YEAR, DAY, operator(COUNTY)) == self.document


class ACountyWithNothing(TestCase):
    """No money, no projects, no texts."""

    def setUp(self):
        self.document = annual(Reading(Scope.whole("110101", 2024, date(2024, 6, 30))), "示例县", Words())
        self.text = text_of(self.document)

    def test_each_section_says_in_one_sentence_that_there_is_nothing(self):
        for sentence in (
            "2024年度没有收到财政衔接推进乡村振兴补助资金。",
            "本年度没有需要报告的使用管理做法。",
            "本年度项目没有设定年收益和带动就业目标。",
            "本年度没有需要报告的联农带农情况。",
            "本年度没有需要报告的困难问题和建议。",
            "审核人：（待审核）",
        ):
            assert sentence in self.text

    def test_it_has_no_tables_no_figures_and_nothing_broken(self):
        assert not any(isinstance(block, Table) for block in self.document.blocks)
        assert not self.document.annex()
        assert "None" not in self.text and "—" not in self.text

    def test_every_format_can_print_it(self):
        for format in FORMATS:
            assert render(self.document, format)

    def test_an_unknown_format_is_named(self):
        with self.assertRaisesRegex(ValueError, "没有“odt”这种格式，可用：txt、html、docx、pdf"):
            render(self.document, "odt")


@pytest.mark.parametrize(
    ("year", "name"),
    [
        (2020, "财政专项扶贫资金"),
        (2021, "财政衔接推进乡村振兴补助资金"),
        (2026, "财政衔接推进乡村振兴补助资金"),
    ],
)
def test_it_calls_the_fund_by_the_name_of_its_year(year, name):
    empty = annual(Reading(Scope.whole(COUNTY, year, date(year, 12, 31))), "精河县", Words())
    assert f"没有收到{name}。" in text_of(empty)
    assert name in empty.title.replace("\n", "")
