"""The workbook of all sheets: empty to fill in, with drop-downs, notes and an example row, or with the rows of the books.

Reading reads it back; the example rows begin with 填写示例 and are left out. One input gives one file, byte for byte.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from os import PathLike
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from karez.kernel.money import WAN, parse_fen
from karez.sheets.cells import shown
from karez.sheets.columns import Column
from karez.sheets.lists import Lists, known_lists
from karez.sheets.sheet import Sheet, sheets

ROWS = 2000
"""Rows to fill in that carry drop-downs and checks; more may be filled in without them."""
EXACT = 10**15
"""Fen. A cell holds 15 significant digits; what has more is written in words."""
INK, WATER, PAPER, SAND = "#0B3A40", "#E0F0EF", "#F6F4EE", "#857552"

TYPES = {
    "text": "文字",
    "names": "名称，多个用“、”隔开",
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
    title = f"{_of(county, year)}衔接资金导入模板"
    _write(path, title, LINES, None, townships, villages, lists or known_lists())


def write_books(
    path: str | PathLike[str],
    rows: Mapping[str, Iterable[Mapping[str, Any]]],
    *,
    county: str,
    year: int,
    townships: Sequence[str] = (),
    villages: Sequence[str] = (),
) -> None:
    """Write the rows of the books (kind of sheet → rows as column → value) in the form of the template."""
    title = f"{_of(county, year)}衔接资金台账"
    _write(path, title, LINES_OF_BOOKS, rows, townships, villages, known_lists())


def _of(county: str, year: int | None) -> str:
    return f"{county}{f'{year}年度' if year else ''}"


def _write(
    path: str | PathLike[str],
    title: str,
    lines: Sequence[str],
    rows: Mapping[str, Iterable[Mapping[str, Any]]] | None,
    townships: Sequence[str],
    villages: Sequence[str],
    lists: Lists,
) -> None:
    choices: dict[str, Sequence[str]] = {"bool": ("是", "否"), "township": townships, "village": villages}
    for column in (column for sheet in sheets() for column in sheet.columns if column.type == "code"):
        choices[column.codes] = lists.labels(column.codes, None)
    choices = {name: list(dict.fromkeys(values)) for name, values in choices.items()}
    with open(path, "wb") as file, xlsxwriter.Workbook(file) as book:
        book.set_properties({"title": title, "created": datetime(2020, 1, 1)})
        formats = _formats(book)
        _explain(book, formats, title, lines)
        ranges = {name: f"=选项!${xl_col_to_name(at)}$1:${xl_col_to_name(at)}${len(values)}"
                  for at, (name, values) in enumerate(choices.items()) if values}  # fmt: skip
        for sheet in sheets():
            _sheet(book, formats, sheet, ranges, None if rows is None else rows[sheet.kind])
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


def _sheet(
    book: Any,
    formats: dict[str, Any],
    sheet: Sheet,
    ranges: dict[str, str],
    rows: Iterable[Mapping[str, Any]] | None,
) -> None:
    """A sheet with its example (`rows` None), or with rows of the books."""
    page = book.add_worksheet(sheet.title)
    last = 1
    if rows is None:
        _row(
            page,
            1,
            sheet,
            {name: _example(column) for name, column in sheet.by_name.items()},
            formats,
            "example ",
        )
    else:
        for last, row in enumerate(rows, 1):
            _row(page, last, sheet, row, formats)
    page.freeze_panes(1, 1)
    page.set_row(0, 30)
    page.set_tab_color(INK)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width, formats[column.type])
        page.write_string(0, at, header(column), formats["head" if column.required else "optional"])
        page.write_comment(
            0, at, _note(column), {"x_scale": 1.6, "y_scale": 0.9, "font_name": "宋体", "font_size": 9}
        )
        if rule := _validation(column, ranges):
            page.data_validation(2 if rows is None else 1, at, last + ROWS, at, rule)
    page.autofilter(0, 0, last + ROWS, len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _example(column: Column) -> Any:
    """The example of a column as the books would hold it; what is a word already stays."""
    if column.example == "" or column.type not in ("money", "date"):
        return column.example
    return (
        parse_fen(str(column.example), "万元")
        if column.type == "money"
        else date.fromisoformat(str(column.example))
    )


def _row(
    page: Any, at: int, sheet: Sheet, row: Mapping[str, Any], formats: Mapping[str, Any], look: str = ""
) -> None:
    """One row, each value as reading reads it again: fen as 万元, exact (what a cell cannot hold exactly, in words)."""
    for place, column in enumerate(sheet.columns):
        value, style = row.get(column.name), formats[look + column.type]
        if value is None or value == "":
            page.write_blank(at, place, None, style)
        elif column.type == "money" and value < EXACT:
            page.write_number(at, place, value / WAN, style)
        elif column.type == "date":
            page.write_datetime(at, place, value, style)
        elif column.type == "int":
            page.write_number(at, place, value, style)
        else:
            page.write_string(at, place, value if look else shown(column, value), style)


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


LINES_OF_BOOKS = (
    "各表是账上截至导出时的内容，列与导入模板相同；原样导入，每一行都是“不变”，什么也不写。",
    "可以在此基础上增加行、修改项目，再导入：先预览，后导入。",
    "金额列的单位是万元。资金分配、支付是下达、支付的原账；调剂、上交、退回和已冲销的不在表中。",
    *LINES[4:],
)


def _explain(book: Any, formats: dict[str, Any], title: str, lines: Sequence[str]) -> None:
    page = book.add_worksheet("说明")
    page.set_column(0, 0, 14)
    page.set_column(1, 1, 18)
    page.set_column(2, 2, 10)
    page.set_column(3, 3, 30)
    page.set_column(4, 4, 60)
    page.write(0, 0, title, formats["title"])
    for number, line in enumerate(lines, 2):
        page.merge_range(number, 0, number, 4, f"{number - 1}. {line}", formats["line"])
        page.set_row(number, 32)
    row = len(lines) + 3
    page.write_row(row, 0, ["工作表", "列", "必填", "填法", "说明"], formats["head"])
    for sheet in sheets():
        row += 1
        page.merge_range(row, 0, row, 4, f"{sheet.title}：{sheet.note}", formats["group"])
        for column in sheet.columns:
            row += 1
            cells = [
                sheet.title,
                header(column),
                "必填" if column.required else "",
                TYPES[column.type],
                column.note,
            ]
            page.write_row(row, 0, cells, formats["cell"])
    page.activate()
