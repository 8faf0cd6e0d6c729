"""The workbook to fill in: a sheet of each kind with drop-downs, notes and an example row, and a page that explains them.

`reading` reads it back; its example rows begin with 填写示例 and are left out. One input gives one file, byte for byte.
"""

from collections.abc import Sequence
from datetime import date, datetime
from os import PathLike
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from karez.sheets.columns import Column, Sheet, sheets
from karez.sheets.lists import Lists, policy_lists

ROWS = 2000
"""Rows that carry drop-downs and checks; more may be filled in without them."""
INK, WATER, PAPER, SAND = "#0B3A40", "#E0F0EF", "#F6F4EE", "#857552"

TYPES = {
    "text": "文字",
    "document": "文号",
    "money": "金额（万元），最多 6 位小数",
    "date": "日期，如 2023-05-10",
    "bool": "是 或 否",
    "int": "整数",
    "code": "从下拉列表选择",
    "place": "地名",
}


def write_template(
    path: str | PathLike[str],
    *,
    county: str = "",
    year: int | None = None,
    townships: Sequence[str] = (),
    villages: Sequence[str] = (),
    lists: Lists | None = None,
) -> None:
    """Write the empty workbook. `county` (name) and `year` stand in its explanation, the places in its drop-downs."""
    lists = lists or policy_lists()
    choices: dict[str, Sequence[str]] = {"bool": ("是", "否"), "township": townships, "village": villages}
    for column in (column for sheet in sheets() for column in sheet.columns if column.type == "code"):
        choices[column.codes] = lists.labels(column.codes, None)
    choices = {name: list(dict.fromkeys(values)) for name, values in choices.items()}
    with xlsxwriter.Workbook(str(path), {"constant_memory": False}) as book:
        book.set_properties({"title": "坎儿井导入模板", "created": datetime(2020, 1, 1)})
        formats = _formats(book)
        _explain(book, formats, county, year)
        ranges = {name: f"=选项!${xl_col_to_name(at)}$1:${xl_col_to_name(at)}${len(values)}"
                  for at, (name, values) in enumerate(choices.items()) if values}  # fmt: skip
        for sheet in sheets():
            _sheet(book, formats, sheet, ranges)
        hidden = book.add_worksheet("选项")
        for at, values in enumerate(choices.values()):
            hidden.write_column(0, at, values)
        hidden.hide()


def header(column: Column) -> str:
    """A column's header in the template: money says its unit."""
    return f"{column.header}（万元）" if column.type == "money" else column.header


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    head = base | {"bold": True, "font_color": "#FFFFFF", "bg_color": INK, "align": "center", "border": 1,
                   "border_color": "#FFFFFF", "text_wrap": True}  # fmt: skip
    example = base | {"italic": True, "font_color": SAND, "bg_color": PAPER}
    kinds = {
        "money": {"num_format": "#,##0.00####"},
        "date": {"num_format": "yyyy-mm-dd"},
        "int": {"num_format": "0"},
    }
    formats = {
        "head": book.add_format(head),
        "optional": book.add_format(head | {"bold": False}),
        "title": book.add_format(base | {"bold": True, "font_size": 16, "font_color": INK}),
        "line": book.add_format(base | {"text_wrap": True}),
        "cell": book.add_format(base | {"text_wrap": True, "border": 1, "border_color": "#E2DCCF"}),
        "group": book.add_format(base | {"bold": True, "bg_color": WATER, "font_color": INK}),
    }
    for kind in TYPES:
        number = kinds.get(kind, {"num_format": "@"})
        formats[kind] = book.add_format(base | number)
        formats["example " + kind] = book.add_format(example | number)
    return formats


def _sheet(book: Any, formats: dict[str, Any], sheet: Sheet, ranges: dict[str, str]) -> None:
    page = book.add_worksheet(sheet.title)
    page.freeze_panes(1, 1)
    page.set_row(0, 30)
    page.set_tab_color(INK)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width, formats[column.type])
        page.write_string(0, at, header(column), formats["head" if column.required else "optional"])
        page.write_comment(
            0, at, _note(column), {"x_scale": 1.6, "y_scale": 0.9, "font_name": "宋体", "font_size": 9}
        )
        style = formats["example " + column.type]
        if column.type == "date":
            page.write_datetime(1, at, date.fromisoformat(str(column.example)), style)
        elif column.example == "":
            page.write_blank(1, at, None, style)
        else:
            page.write(1, at, column.example, style)
        if rule := _validation(column, ranges):
            page.data_validation(2, at, ROWS + 1, at, rule)
    page.autofilter(0, 0, ROWS + 1, len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _note(column: Column) -> str:
    must = "必填" if column.required else "可不填"
    return f"{must}。{TYPES[column.type]}。{column.note}"


def _validation(column: Column, ranges: dict[str, str]) -> dict[str, Any] | None:
    source = ranges.get(column.codes or column.type)
    say = {"input_title": column.header[:32], "input_message": _note(column)[:255]}
    if source:
        # Places may be missing from the list, so their list only warns.
        kind = "warning" if column.type == "place" else "stop"
        return say | {"validate": "list", "source": source, "error_type": kind, "error_title": "不在列表中",
                      "error_message": f"请从下拉列表选择{column.header}。"}  # fmt: skip
    if column.type == "money":
        return say | {"validate": "decimal", "criteria": ">", "value": 0, "error_title": "不是金额",
                      "error_message": "请填大于 0 的数字，单位是万元。"}  # fmt: skip
    if column.type == "int":
        return say | {"validate": "integer", "criteria": ">=", "value": 0, "error_title": "不是整数",
                      "error_message": "请填 0 或大于 0 的整数。"}  # fmt: skip
    if column.type == "date":
        return say | {"validate": "date", "criteria": "between", "minimum": date(2000, 1, 1), "maximum": date(2100, 12, 31),
                      "error_title": "不是日期", "error_message": "请填如 2023-05-10 的日期。"}  # fmt: skip
    return None


LINES = (
    "填写各表后，在系统的“导入”页上传，或运行 karez import 文件.xlsx --county 县代码 --year 年度。",
    "先预览，后导入：预览会列出将新增、变更和保持不变的行，以及全部差错；有一处差错就整个不导入。同一文件导入两次，不会记两次账。",
    "各表第 2 行是填写示例，导入时跳过，可以删除。表头深色加粗的列必填。不需要的表可以留空。",
    "金额列的单位是万元；也可以改写表头，如“金额（元）”。金额须大于 0，精确到分。",
    "已入账的金额、日期不能靠导入改动；记错的请在系统中“冲销”后重新登记。",
    "“合计”“小计”行可以保留：不会当作数据，但会与各行核对，对不上会报错。",
)


def _explain(book: Any, formats: dict[str, Any], county: str, year: int | None) -> None:
    page = book.add_worksheet("说明")
    page.set_column(0, 0, 14)
    page.set_column(1, 1, 18)
    page.set_column(2, 2, 10)
    page.set_column(3, 3, 30)
    page.set_column(4, 4, 60)
    where = f"{county}{f'{year}年度' if year else ''}"
    page.write(0, 0, f"{where}衔接资金导入模板" if where else "衔接资金导入模板", formats["title"])
    for number, line in enumerate(LINES, 2):
        page.merge_range(number, 0, number, 4, f"{number - 1}. {line}", formats["line"])
        page.set_row(number, 32)
    row = len(LINES) + 3
    page.write_row(row, 0, ["工作表", "列", "必填", "填法", "说明"], formats["head"])
    for sheet in sheets():
        row += 1
        page.merge_range(row, 0, row, 4, f"{sheet.title}：{sheet.note}", formats["group"])
        for column in sheet.columns:
            row += 1
            said = [
                sheet.title,
                header(column),
                "必填" if column.required else "",
                TYPES[column.type],
                column.note,
            ]
            page.write_row(row, 0, said, formats["cell"])
    page.activate()
