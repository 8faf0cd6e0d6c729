"""A folder of broken inputs, each with the words of its message."""

from datetime import date

import pytest

from karez.exchange.tests.conftest import (
    ALLOTMENT_HEAD,
    GRANT_HEAD,
    GRANT_ROW,
    LISTS,
    PAYMENT_HEAD,
    PAYMENT_ROW,
    PROJECT_HEAD,
    texts,
)
from karez.sheets.reading import read


def payment(column, cell):
    row = list(PAYMENT_ROW)
    row[column] = cell
    return {"支付": [PAYMENT_HEAD, row]}


def grant(column, cell):
    row = list(GRANT_ROW)
    row[column] = cell
    return {"资金台账": [GRANT_HEAD, row]}


def replaced(head, old, new):
    return [new if name == old else name for name in head]


BROKEN = {
    "text for money": (payment(2, "约100"), "支付 第2行 C列“金额（元）”：“约100”不是金额。请只写数字，如 1234.56，单位写在表头。"),
    "odd separators": (payment(2, "1,23"), "支付 第2行 C列“金额（元）”：“1,23”不是金额。请只写数字，如 1234.56，单位写在表头。"),
    "true for money": (payment(2, True), "支付 第2行 C列“金额（元）”：“TRUE”不是金额。请只写数字，如 1234.56，单位写在表头。"),
    "finer than a fen": (
        payment(2, 12.345),
        "支付 第2行 C列“金额（元）”：“12.345”折合 1234.5 分，细于 1 分，请核对。请核对小数位数，金额最细到分。",
    ),
    "below zero": (payment(2, -5), "支付 第2行 C列“金额（元）”：金额是负数（-5）。退款、收回、冲销请在系统中办理，不从 Excel 导入。"),
    "in brackets": (payment(2, "(5.00)"), "支付 第2行 C列“金额（元）”：金额是负数（(5.00)）。"
        "退款、收回、冲销请在系统中办理，不从 Excel 导入。"),
    "zero": (payment(2, 0), "支付 第2行 C列“金额（元）”：金额是 0。请填写大于 0 的金额；没有发生的不要列入。"),
    "a month only": (payment(3, "2023年5月"), "支付 第2行 D列“支付日期”：日期“2023年5月”不完整。请写成如 2023-05-10 的年月日。"),
    "a float for a date": (payment(3, 2023.5), "支付 第2行 D列“支付日期”：日期“2023.5”不完整。请写成如 2023-05-10 的年月日。"),
    "no such day": (payment(3, "2023-02-30"), "支付 第2行 D列“支付日期”：没有“2023-02-30”这一天。请写成如 2023-05-10 的年月日。"),
    "american date": (payment(3, "5/10/2023"), "支付 第2行 D列“支付日期”：“5/10/2023”不是日期。请写成如 2023-05-10 的年月日。"),
    "another century": (payment(3, "1923-05-10"), "支付 第2行 D列“支付日期”：日期 1923-05-10 不在 2000–2100 年之间。请核对年份。"),
    "a date for a voucher": (
        payment(4, date(2023, 5, 1)),
        "支付 第2行 E列“凭证号”：单元格是日期（2023-05-01），Excel 可能改动了原来的文字。请把单元格设为文本后重新填写。",
    ),
    "a voucher too long for a number": (
        payment(4, 1234567890123456789),
        "支付 第2行 E列“凭证号”：数字超过 15 位，Excel 已改动其末尾几位。请把单元格设为文本后重新填写完整号码。",
    ),
    "no project": (payment(0, None), "支付 第2行 A列“项目名称”：没有填写项目名称。请补充；整行不要的请删除。"),
    "unknown source": (grant(1, "联合国"), "资金台账 第2行 B列“资金层级”：“联合国”不在可选范围内。"
        "可填：中央、自治区、自治州、县级、省级。"),
    "neither yes nor no": (grant(6, "也许"), "资金台账 第2行 G列“提前告知”：“也许”看不出是或否。请填“是”或“否”。"),
    "received before issued": (
        grant(5, "2023-05-01"),
        "资金台账 第2行 F列“收到日期”：收到日期 2023-05-01 早于下达日期 2023-05-10。请核对两个日期。",
    ),
    "no unit": (
        {"资金台账": [replaced(GRANT_HEAD, "金额（万元）", "金额"), GRANT_ROW, ["新财振〔2023〕2号", *GRANT_ROW[1:]]]},
        "资金台账 第1行 D列“金额”：没有写明金额单位。请在列名中写明，如“金额（万元）”或“金额（元）”。",
    ),
    "two units": (
        {"资金台账": [["单位：元", "单位：万元"], replaced(GRANT_HEAD, "金额（万元）", "金额"), GRANT_ROW]},
        "资金台账 第2行 D列“金额”：表头上方写了不同的金额单位（万元、元），不能确定用哪一个。请在列名中写明，如“金额（万元）”。",
    ),
    "a column missing": (
        {"资金台账": [replaced(GRANT_HEAD, "收到日期", "备注"), GRANT_ROW]},
        "资金台账 第1行 “收到日期”：缺少“收到日期”列。请增加这一列（也可写作收到时间、到位日期、到位时间）。",
    ),
    "two columns alike": (
        {"支付": [[*PAYMENT_HEAD, "金额（元）"], [*PAYMENT_ROW, 1000]]},
        "支付 第1行 C列“金额（元）”：C列和H列的表头都像“金额”，分不清用哪一列。请只保留一列，或把要用的一列改名为“金额”。",
    ),
    "a wrong total": (
        {"资金台账": [GRANT_HEAD, GRANT_ROW, ["合计", None, None, 101.5]]},
        "资金台账 第3行 D列“金额（万元）”：“合计”写的是 101.5万元，各行相加是 100万元，相差 1.5万元。请核对各行与合计，改正后再导入。",
    ),
    "a payment twice": (
        {"支付": [PAYMENT_HEAD, PAYMENT_ROW, PAYMENT_ROW]},
        "支付 第3行 E列“凭证号”：与第2行重复（凭证号、项目名称、文号相同）。请删去重复的一行，或核对填写。",
    ),
    "a kind of another category": (
        {"项目库": [PROJECT_HEAD, ["水渠", "产业发展", "农村道路"]]},
        "项目库 第2行 C列“二级类型”：二级类型“农村道路”不属于这一行的项目类型。可填：加工流通。",
    ),
    "nothing to read": (
        {"通讯录": [["姓名", "电话"], ["张三", "1"]]},
        "没有找到可以导入的表（资金台账、项目库、资金分配、支付）。请下载模板，或核对表头的列名。",
    ),
    "a sheet without its header": (
        {"支付": [["甲", "乙"], [1, 2]]},
        "支付：没有找到表头行。请在前40行内写明列名，如“项目名称”“金额（万元）”。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_it_names_the_place_the_fault_and_the_way_to_mend_it(books, name):
    sheets, message = BROKEN[name]
    assert texts(books.read(**sheets)) == [message]


def test_it_refuses_an_amount_merged_over_rows_rather_than_counting_it_twice(books):
    body = [["水渠", f"A〔2023〕{n}号", None, "B号", "2023-2-20"] for n in (1, 2)]
    reading = books.read({"资金分配": [(1, 2, 2, 2, 60)]}, 资金分配=[ALLOTMENT_HEAD, *body])
    assert (
        "资金分配 第2行 C列“金额（万元）”：第2–3行的“金额（万元）”合并成了一格，不知道每行各是多少。请取消合并，逐行填写。"
        in texts(reading)
    )


def test_it_says_all_faults_at_once(books):
    reading = books.read(
        资金台账=[GRANT_HEAD, ["", "联合国", "少数民族发展", "x", "2023-05-10", "昨天"]],
        支付=[PAYMENT_HEAD, payment(2, -1)["支付"][1], payment(3, "2023")["支付"][1]],
    )
    assert [(f.sheet, f.row, f.column) for f in sorted(reading.faults, key=lambda f: (f.sheet, f.row, f.column))] == [
        ("支付", 2, "C"), ("支付", 3, "D"), ("支付", 3, "E"),
        ("资金台账", 2, "A"), ("资金台账", 2, "B"), ("资金台账", 2, "D"), ("资金台账", 2, "F"),
    ]  # fmt: skip


def test_it_says_when_the_file_is_no_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"hello")
    assert texts(read(path, lists=LISTS)) == [
        "文件不是 Excel 工作簿，或已损坏。请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"
    ]


def test_it_bounds_the_faults_it_keeps_and_counts_the_rest(books):
    reading = books.read(
        支付=[PAYMENT_HEAD, *([*PAYMENT_ROW[:2], "x", "2023-06-01", f"支{n}", "甲"] for n in range(6000))]
    )
    assert (len(reading.faults), reading.fault_count) == (5000, 6000)
