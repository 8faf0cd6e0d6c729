"""Workbooks as counties have them are read to the same rows as the tidy one."""

from datetime import date, datetime

import pytest
import xlwt

from karez.exchange.tests.conftest import (
    ALLOTMENT_HEAD,
    GRANT_HEAD,
    GRANT_ROW,
    LISTS,
    PAYMENT_HEAD,
    PAYMENT_ROW,
    PROJECT_HEAD,
    rows,
)
from karez.sheets.reading import read

WAN = 1_000_000


def test_it_reads_a_tidy_sheet(books):
    (row,) = rows(books.read(资金台账=[GRANT_HEAD, GRANT_ROW]), "grants")
    assert row == (
        2, "新财振〔2023〕1号", "central", "minority", 100 * WAN, date(2023, 5, 10), date(2023, 5, 22), False, True,
    )  # fmt: skip


def test_it_skips_titles_and_takes_the_unit_from_the_line_above(books):
    head = ["序号", "指标文号", "级次", "资金类别", "资金规模", "下达时间", "收到时间"]
    reading = books.read(
        Sheet1=[
            ["精河县2023年衔接资金来源台账"],
            ["填报单位：精河县财政局", None, None, None, None, "单位：万元"],
            head,
            [1, "新财振[2023]1号", "中央", "少数民族发展", "１，２３４.５６", "2023.5.10", "2023年5月22日"],
        ]
    )
    (row,) = rows(reading, "grants")
    assert (row.at, row.paper, row.amount) == (4, "新财振〔2023〕1号", 1_234_560_000)
    assert (row.issued, row.received, row.direct) == (date(2023, 5, 10), date(2023, 5, 22), None)


@pytest.mark.parametrize(
    "cell",
    ["2023.5.10", "2023年5月10日", "2023/5/10", "2023-05-10", "2023-05-10 00:00:00", 45056, "45056", 20230510, "20230510",
     date(2023, 5, 10), datetime(2023, 5, 10, 9, 30), "２０２３．５．１０", "2023 年 5 月 10 日", "二〇二三年五月十日", "2023。5。10"],
)  # fmt: skip
def test_it_reads_dates_as_people_write_them(books, cell):
    (row,) = rows(books.read(支付=[PAYMENT_HEAD, [*PAYMENT_ROW[:3], cell, *PAYMENT_ROW[4:]]]), "payments")
    assert row.day == date(2023, 5, 10)


@pytest.mark.parametrize(
    ("header", "cell", "fen"),
    [
        ("金额（万元）", 123.45, 123_450_000),
        ("金额(万元)", "1,234.5", 1_234_500_000),
        ("金 额（万元）", "１，２３４．５", 1_234_500_000),
        ("支付金额（元）", "￥1,234.56", 123_456),
        ("支付金额（元）", " ¥ 1 234 567.50 元 ", 123_456_750),
        ("金额/元", 0.1 + 0.2, 30),
        ("金额（元）", 99_999_999_999.99, 9_999_999_999_999),
        ("金额", "12万元", 12 * WAN),
        ("金额（万元）", "5000元", 500_000),
        ("金额（亿元）", 1.5, 15_000_000_000),
        ("金额（单位：千元）", 2, 200_000),
    ],
)
def test_it_reads_money_exactly(books, header, cell, fen):
    head = [*PAYMENT_HEAD]
    head[2] = header
    (row,) = rows(books.read(支付明细=[head, [*PAYMENT_ROW[:2], cell, *PAYMENT_ROW[3:]]]), "payments")
    assert row.amount == fen


@pytest.mark.parametrize(
    "unit",
    ["单位:万元", "单位：万元", "（单位：万元）", "单 位： 万 元", "金额单位：人民币万元", "单位：万元、户"],
)
def test_it_finds_the_unit_line(books, unit):
    head = ["项目 名称", "文号", "安排资金", "批复文号", "批复时间"]
    (row,) = rows(
        books.read(表一=[["分配表"], [unit], head, ["水渠", "A〔2023〕1号", 60, "B号", "2023-2-20"]]),
        "allotments",
    )
    assert row.amount == 60 * WAN


@pytest.mark.parametrize(
    ("cell", "value"),
    [("是", True), ("√", True), ("✓", True), (1, True), (True, True), ("1", True), ("否", False), (0, False), ("×", False),
     (False, False), (None, None)],
)  # fmt: skip
def test_it_reads_yes_and_no(books, cell, value):
    (row,) = rows(books.read(资金台账=[GRANT_HEAD, [*GRANT_ROW[:6], cell, "否"]]), "grants")
    assert row.advance_notice is value


def test_it_leaves_out_totals_blank_rows_notes_and_repeated_headers(books):
    reading = books.read(
        支付=[
            PAYMENT_HEAD,
            ["合  计", None, 600],
            [*PAYMENT_ROW[:2], 100, *PAYMENT_ROW[3:]],
            [*PAYMENT_ROW[:2], 200, *PAYMENT_ROW[3:4], "支002", "甲"],
            ["中央资金小计", None, 300],
            [None, "  "],
            PAYMENT_HEAD,
            [*PAYMENT_ROW[:2], 300, *PAYMENT_ROW[3:4], "支003", "甲"],
            ["小计：", None, 300],
            ["总计", None, 600],
            ["制表人：张三", None, "审核人：李四"],
            ["注：本表由财政局填报"],
        ]
    )
    assert [row.amount for row in rows(reading, "payments")] == [10_000, 20_000, 30_000]
    assert [row.at for row in rows(reading, "payments")] == [3, 4, 8]
    assert len(reading.skipped) == 7


def test_it_reads_a_header_of_two_rows_with_merged_cells(books):
    merges = {
        "分配": [
            (0, 0, 0, 5, "2023年项目资金分配表（单位：万元）"),
            (1, 0, 2, 0, "项目名称"),
            (1, 1, 1, 2, "资金来源"),
            (1, 3, 1, 4, "批复"),
            (1, 5, 2, 5, "备注"),
        ]
    }
    reading = books.read(
        merges,
        分配=[
            [],
            [],
            [None, "文号", "金额", "批复文号", "批复日期"],
            ["水渠", "A〔2023〕1号", 60, "B号", "2023-2-20"],
        ],
    )
    (row,) = rows(reading, "allotments")
    assert (row.at, row.project, row.grant, row.amount) == (4, "水渠", "A〔2023〕1号", 60 * WAN)


def test_it_carries_merged_values_down_but_not_mere_blanks(books):
    merges = {"支付": [(1, 0, 3, 0, "水渠")]}
    body = [[None, "A", amount, "2023-6-1", f"支{amount}", "甲"] for amount in (1, 2, 3)]
    reading = books.read(merges, 支付=[PAYMENT_HEAD, *body])
    assert [row.project for row in rows(reading, "payments")] == ["水渠"] * 3
    reading = books.read(支付=[PAYMENT_HEAD, ["水渠", *body[0][1:]], *body[1:]])
    assert [fault.text for fault in reading.faults] == [
        "支付 第3行 A列“项目名称”：没有填写项目名称。请补充；整行不要的请删除。",
        "支付 第4行 A列“项目名称”：没有填写项目名称。请补充；整行不要的请删除。",
    ]


def test_it_says_rows_and_columns_as_excel_shows_them(books):
    empty = [None, None]
    reading = books.read(
        支付=[[], [], [*empty, *PAYMENT_HEAD], [*empty, *PAYMENT_ROW[:2], "很多", *PAYMENT_ROW[3:]]]
    )
    (fault,) = reading.faults
    assert (fault.sheet, fault.row, fault.column, fault.header, fault.value) == (
        "支付",
        4,
        "E",
        "金额（元）",
        "很多",
    )
    assert fault.text == "支付 第4行 E列“金额（元）”：“很多”不是金额。请只写数字，如 1234.56，单位写在表头。"


def test_it_reads_old_xls_files(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("资金台账")
    sheet.write_merge(0, 0, 0, 7, "资金台账（单位：元）")
    for at, text in enumerate(
        ["文 号", "资金级次", "资金任务", "金额", "下达日期", "收到日期", "提前告知", "直达资金"]
    ):
        sheet.write(1, at, text)
    days = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    sheet.write_merge(2, 3, 1, 1, "中央")
    for number, row in enumerate(
        [["甲〔2023〕1号", None, "少数民族发展", 1234.56], ["甲〔2023〕2号", None, "少数民族发展", 5]]
    ):
        for at, cell in enumerate(row):
            if cell is not None:
                sheet.write(2 + number, at, cell)
        sheet.write(2 + number, 4, date(2023, 5, 10), days)
        sheet.write(2 + number, 5, 45068)
        sheet.write(2 + number, 6, True)
    sheet.write(4, 0, "合计")
    sheet.write(4, 3, "1,239.56")
    path = tmp_path / "old.xls"
    book.save(str(path))
    one, two = rows(read(path, lists=LISTS), "grants")
    assert one == (
        3,
        "甲〔2023〕1号",
        "central",
        "minority",
        123_456,
        date(2023, 5, 10),
        date(2023, 5, 22),
        True,
        None,
    )
    assert (two.at, two.source, two.amount) == (4, "central", 500)


def test_it_joins_several_sheets_of_one_kind_and_skips_hidden_and_foreign_ones(books):
    path = books.write(
        支付1月=[PAYMENT_HEAD, PAYMENT_ROW],
        支付2月=[PAYMENT_HEAD, [*PAYMENT_ROW[:4], "支002", "甲"]],
        通讯录=[["姓名", "电话"], ["张三", "123"]],
    )
    reading = read(path, lists=LISTS)
    assert [row.paper for row in rows(reading, "payments")] == ["支001", "支002"]
    assert [skip.text for skip in reading.skipped] == ["通讯录：工作表，认不出是哪一张表，未读取"]


def test_it_lists_columns_that_it_did_not_read(books):
    reading = books.read(
        项目库=[[*PROJECT_HEAD, "受益户数", "备注"], ["水渠", "基础设施", "农村道路", "", "", 60, 30, "好"]]
    )
    assert len(rows(reading, "projects")) == 1
    assert [skip.text for skip in reading.skipped] == ["项目库 第1行：G列“受益户数”，不是导入的列，未读取"]


def test_it_reads_numbers_in_text_columns_without_a_decimal_point(books):
    (row,) = rows(
        books.read(支付=[PAYMENT_HEAD, [*PAYMENT_ROW[:4], 20230001, "甲 公 司", "预付款"]]), "payments"
    )
    assert (row.paper, row.payee) == ("20230001", "甲公司")


def test_it_reads_bytes_and_gives_the_digest(books):
    path = books.write(支付=[PAYMENT_HEAD, PAYMENT_ROW], 资金分配=[ALLOTMENT_HEAD])
    reading = read(path.read_bytes(), lists=LISTS)
    assert reading.ok and len(reading.digest) == 64 and reading.count("payments") == 1


def test_it_reads_more_rows_than_one_chunk_alike(books):
    body = [[*PAYMENT_ROW[:2], number + 0.25, "2023-06-01", f"支{number}", "甲"] for number in range(1, 9001)]
    whole = sum(number * 100 + 25 for number in range(1, 9001))
    reading = books.read(支付=[PAYMENT_HEAD, *body, ["合计", None, whole / 100]])
    found = rows(reading, "payments")
    assert sum(row.amount for row in found) == whole
    assert [row.at for row in found] == list(range(2, 9002))


def test_it_reads_a_ledger_as_a_county_keeps_it(books):
    """Unmerged two-row header, numbering row, group titles, merged sources, subtotals, footers: all in one sheet."""
    merges = {"2023年衔接资金台账": [(0, 0, 0, 8, "某县2023年财政衔接资金台账"), (5, 1, 6, 1, "中央")]}
    reading = books.read(
        merges,
        **{
            "2023年衔接资金台账": [
                [],
                ["填报单位：某县财政局", None, None, None, None, None, None, "单位：万元"],
                ["序号", "资金", "资金", "指标", "下达", "收到", "是否", "是否", "备注"],
                [None, "级次", "任务方向", "文号", "资金规模", "日期", "提前下达", "直达资金", None],
                ["一、中央资金"],
                [1, None, "少数民族发展", "甲[2023]1号", "1，000.5", "2023.5.10", "√", None, None],
            ]
        },
    )
    # 下达+日期 alone is not there: what is missing is asked for, with every other column understood.
    assert [fault.text for fault in reading.faults][:2] == [
        "2023年衔接资金台账 第4行 “下达日期”：缺少“下达日期”列。请增加这一列（也可写作下达时间、发文日期、发文时间）。",
    ]


def test_it_reads_groups_subtotals_and_a_numbering_row(books):
    reading = books.read(
        {"台账": [(4, 0, 5, 0, "中央")]},
        台账=[
            ["单位：万元"],
            ["级次", "资金任务", "文号", "金额", "下达日期", "收到日期"],
            [1, 2, 3, 4, 5, 6],
            ["一、中央资金"],
            [None, "少数民族发展", "甲1", 10, "2023-1-1", "2023-1-2"],
            [None, "少数民族发展", "甲2", 20, "2023-1-1", "2023-1-2"],
            ["中央小计", None, None, 30],
            ["自治区", "少数民族发展", "甲3", "4,000", "2023-1-1", "2023-1-2"],
            ["自治区小计", None, None, "4,000"],
            ["合    计", None, None, 4030],
            ["填表人：张三", None, None, "审核人：李四"],
        ],
    )
    assert [(row.at, row.source, row.amount) for row in rows(reading, "grants")] == [
        (5, "central", 10 * WAN),
        (6, "central", 20 * WAN),
        (8, "regional", 4000 * WAN),
    ]
    assert [skip.row for skip in reading.skipped] == [3, 4, 7, 9, 10, 11]
