"""Reads a workbook as counties have them (.xlsx, .xls) into typed rows, and says everything that is wrong with it at once.

Pure: no database. Sheets are converted a few thousand rows at a time, column by column, so that 100,000 rows take little
more memory and time than reading the file bare (`make bench`). What is left out (totals, example rows, notes) is listed.
"""

import io
from array import array
from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from hashlib import sha256
from itertools import repeat
from os import PathLike
from pathlib import Path
from typing import Any

import python_calamine

from karez.kernel.money import UNITS
from karez.sheets.aside import TOTAL, why_aside
from karez.sheets.cells import NO_UNIT, Bad, Converter, converter, shown_raw
from karez.sheets.columns import EXAMPLE, Outline, outlines
from karez.sheets.faults import Fault, Skipped, letter
from karez.sheets.folding import fold
from karez.sheets.layout import LOOK, Layout, find
from karez.sheets.lists import Lists, known_lists
from karez.sheets.totals import Totals
from karez.sheets.workbook import Reading, Table, find_duplicates

CHUNK = 4096
QUIET = frozenset({"说明", "选项", "填写说明", "填表说明"})


@cache
def row_type(sheet: Outline) -> Any:
    """The named tuple of a sheet's rows: `at` (the row number that Excel shows) and its columns."""
    return namedtuple(f"{sheet.kind.title()}Row", ["at", *sheet.by_name])


def read(
    source: str | PathLike[str] | bytes,
    *,
    lists: Lists | None = None,
    progress: Callable[[int], None] | None = None,
) -> Reading:
    """Read a workbook from a path or its bytes. `progress` is told how many rows were read since it was last told.

    Never raises for what is wrong with the file: a file that is no workbook is a reading with one fault.
    """
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    reading = Reading(sha256(data).hexdigest())
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError:
        reading.add(_of_file("文件有打开密码，无法读取。", "请在 Excel 中取消密码后重新保存。"))
        return reading
    except (python_calamine.CalamineError, OSError, ValueError):
        reading.add(
            _of_file("文件不是 Excel 工作簿，或已损坏。", "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。")
        )
        return reading
    del data
    lists = lists or known_lists()
    for meta in book.sheets_metadata:
        if fold(meta.name) in QUIET:
            continue
        if meta.visible != python_calamine.SheetVisibleEnum.Visible:
            reading.skipped.append(Skipped(meta.name, 0, "工作表", "已隐藏，未读取"))
            continue
        try:
            sheet = book.get_sheet_by_name(meta.name)
        except python_calamine.CalamineError as error:
            reading.add(
                Fault(meta.name, 0, "", "", "", f"工作表无法读取（{error}）。", "请另存为 .xlsx 再导入。")
            )
            continue
        _Reader(reading, meta.name, sheet, lists, progress).run()
        del sheet
    if not reading.tables and not reading.faults:
        titles = "、".join(sheet.title for sheet in outlines())
        reading.add(_of_file(f"没有找到可以导入的表（{titles}）。", "请下载模板，或核对表头的列名。"))
    find_duplicates(reading)
    return reading


def _of_file(message: str, hint: str) -> Fault:
    return Fault("", 0, "", "", "", message, hint)


class _Reader:
    """Reads one sheet into `reading`."""

    def __init__(
        self, reading: Reading, name: str, source: Any, lists: Lists, progress: Callable[[int], None] | None
    ) -> None:
        self.reading, self.name, self.source, self.lists, self.progress = (
            reading,
            name,
            source,
            lists,
            progress,
        )

    def run(self) -> None:
        source = self.source
        if source.start is None or source.height == 0:
            return
        left = source.start[1]
        # calamine keeps the empty rows above the data, but drops the empty columns left of it.
        merges = [
            ((top, first - left), (bottom, last - left))
            for (top, first), (bottom, last) in source.merged_cell_ranges or ()
            if first >= left
        ]
        rows = source.iter_rows()
        head = [row for _, row in zip(range(LOOK), rows, strict=False)]
        layout, named = find(self.name, head, merges)
        if layout is None:
            if named:
                self._add(0, "没有找到表头行。", "请在前40行内写明列名，如“项目名称”“金额（万元）”。")
            else:
                self.reading.skipped.append(Skipped(self.name, 0, "工作表", "认不出是哪一张表，未读取"))
            return
        self.layout, self.left = layout, left
        self.table = Table(
            self.name,
            layout.sheet,
            [],
            {name: (letter(place.at + left), place.header) for name, place in layout.places.items()},
        )
        self.reading.tables.append(self.table)
        self._report_header(layout)
        self._converters(layout)
        self.totals = Totals([n for n, p in layout.places.items() if p.column.type in ("money", "int")])
        self.told_unit: set[str] = set()
        self._fills(layout, merges)
        self._rows(layout, head[layout.last + 1 :], rows)
        for at, column, stated, counted, label in self.totals.faults():
            kind = layout.sheet.by_name[column].type
            unit = self.unit_of[column] if kind == "money" else ""
            written, summed, apart = (
                _amount(value, unit) for value in (stated, counted, abs(stated - counted))
            )
            message = f"“{label}”写的是 {written}，各行相加是 {summed}，相差 {apart}。"
            self._cell(at, column, stated, message, "请核对各行与合计，改正后再导入。")

    # -- header ----------------------------------------------------------------------------------------------------

    def _report_header(self, layout: Layout) -> None:
        row = layout.last + 1
        for column in layout.missing:
            others = "、".join(column.aliases[:3])
            hint = f"请增加这一列（也可写作{others}）。" if others else "请增加这一列。"
            self.reading.add(Fault(self.name, row, "", column.header, "", f"缺少“{column.header}”列。", hint))
        for first, second in layout.twice:
            letters = f"{letter(first.at + self.left)}列和{letter(second.at + self.left)}列"
            message = f"{letters}的表头都像“{first.column.header}”，分不清用哪一列。"
            self._cell(
                row,
                first.column.name,
                "",
                message,
                f"请只保留一列，或把要用的一列改名为“{first.column.header}”。",
            )
        for at, header in sorted(layout.unknown):
            self.reading.skipped.append(
                Skipped(self.name, row, f"{letter(at + self.left)}列“{header}”", "不是导入的列，未读取")
            )

    def _converters(self, layout: Layout) -> None:
        self.converters: dict[str, Converter] = {}
        self.unit_of: dict[str, str] = {}
        for name, place in layout.places.items():
            unit = place.unit
            if place.column.type == "money" and not unit:
                if len(layout.units) == 1:
                    unit = layout.units[0]
                elif layout.units:
                    self._cell(
                        layout.last + 1, name, "",
                        f"表头上方写了不同的金额单位（{'、'.join(layout.units)}），不能确定用哪一个。",
                        f"请在列名中写明，如“{place.column.header}（万元）”。",
                    )  # fmt: skip
            self.unit_of[name] = unit
            self.converters[name] = converter(layout.sheet, place.column, unit, self.lists)

    # -- rows ------------------------------------------------------------------------------------------------------

    def _fills(self, layout: Layout, merges: Sequence[Any]) -> None:
        """Vertical merges below the header: their value is carried down, but never an amount, which would count twice."""
        self.fills: dict[int, list[tuple[int, int]]] = {}
        self.tops: dict[tuple[int, int], Any] = {}
        by_place = {place.at: place.column for place in layout.places.values()}
        for (top, first), (bottom, last) in merges:
            if top <= layout.last or bottom == top:
                continue
            for at in range(first, last + 1):
                column = by_place.get(at)
                if column and column.type in ("money", "int"):
                    self._cell(
                        top + 1, column.name, "",
                        f"第{top + 1}–{bottom + 1}行的“{layout.places[column.name].header}”合并成了一格，不知道每行各是多少。",
                        "请取消合并，逐行填写。",
                    )  # fmt: skip
                elif at == first:
                    self.tops[top, at] = ""
                    for row in range(top + 1, bottom + 1):
                        self.fills.setdefault(row, []).append((at, top))

    def _rows(self, layout: Layout, head: Sequence[list[Any]], rest: Iterator[list[Any]]) -> None:
        number = layout.last + 1  # 0-based index of the next row
        chunk: list[list[Any]] = []
        numbers = array("L")
        fills, tops = self.fills, self.tops
        top_rows = {row for row, _ in tops}
        for rows in (head, rest):
            for row in rows:
                if fills:
                    if number in top_rows:
                        for (at_row, at), _ in list(tops.items()):
                            if at_row == number and at < len(row):
                                tops[at_row, at] = row[at]
                    if number in fills and row.count("") < len(row):
                        for at, top in fills[number]:
                            if at < len(row) and row[at] == "":
                                row[at] = tops[top, at]
                number += 1
                if row.count("") == len(row):
                    continue
                chunk.append(row)
                numbers.append(number)
                if len(chunk) == CHUNK:
                    self._chunk(chunk, numbers)
                    chunk, numbers = [], array("L")
        if chunk:
            self._chunk(chunk, numbers)

    def _suspects(self, chunk: list[list[Any]]) -> list[int]:
        """Indexes of rows worth a closer look, found by cheap tests over whole columns."""
        places = self.layout.places
        width = len(chunk[0])
        suspects: set[int] = set()
        last_label = max(
            (p.at for p in places.values() if p.column.type == "money" and p.column.required), default=3
        )
        for at in range(min(max(last_label, 3), width)):
            for index, row in enumerate(chunk):
                cell = row[at]
                if type(cell) is str and ("计" in cell or EXAMPLE in cell):
                    suspects.add(index)
        most = width - 2
        suspects.update(index for index, row in enumerate(chunk) if row.count("") >= most)
        # A repeated header, a row of blanks, a signature: each lacks a proper cell in some required column.
        for place in places.values():
            if place.column.required:
                at, wanted = place.at, place.header
                suspects.update(
                    i for i, row in enumerate(chunk) if (c := row[at]) == "" or c == wanted or c == " "
                )
        suspects.update(range(min(2, len(chunk))) if not self.table.rows else ())
        return sorted(suspects)

    def _chunk(self, chunk: list[list[Any]], numbers: "array[int]") -> None:
        aside: set[int] = set()
        totals: list[tuple[int, int, str, dict[str, int]]] = []
        for index in self._suspects(chunk):
            why = why_aside(self.layout, chunk[index], numbers[index])
            if why is None:
                continue
            if why == "":
                totals.append(self._total(chunk[index], index - len(aside), numbers[index]))
                why = "是合计行，只用来核对"
            aside.add(index)
            if why != "空行":
                what = next(shown_raw(cell) for cell in chunk[index] if cell != "")
                self.reading.skipped.append(Skipped(self.name, numbers[index], f"“{what}”", why))
        if aside:
            chunk = [row for index, row in enumerate(chunk) if index not in aside]
            numbers = array("L", (n for index, n in enumerate(numbers) if index not in aside))
        if chunk or totals:
            self._convert(chunk, numbers, totals)
        if self.progress:
            self.progress(len(chunk) + len(aside))

    def _total(self, row: list[Any], position: int, at: int) -> tuple[int, int, str, dict[str, int]]:
        label = next(fold(c) for c in row if type(c) is str and TOTAL.match(fold(c)))
        stated: dict[str, int] = {}
        for name in self.totals.columns:
            cell = row[self.layout.places[name].at]
            if cell != "":
                value = self.converters[name].one(cell)
                if isinstance(value, Bad) and cell in (0, "0"):
                    value = 0
                if not isinstance(value, Bad):
                    stated[name] = value
        return position, at, label, stated

    def _convert(self, chunk: list[list[Any]], numbers: "array[int]", totals: Sequence[Any]) -> None:
        table, places = self.table, self.layout.places
        columns = list(zip(*chunk, strict=True)) if chunk else []
        values: dict[str, Any] = {}
        # What is narrowed by another column is read with that column's values: last.
        for name, place in sorted(places.items(), key=lambda item: bool(item[1].column.within)):
            within = place.column.within
            raw: Sequence[Any] = columns[place.at] if columns else ()
            if within:
                raw = list(zip(raw, values.get(within, repeat(None)), strict=False))
            column = self.converters[name].column(raw)
            if place.column.required and None in column:
                self._blank(name, column, numbers)
            if Bad in set(map(type, column)):
                self._bad(name, raw, column, numbers)
            values[name] = column
            if name in self.totals.columns:
                self.totals.column(name, column, [position for position, *_ in totals])
        self.totals.met([(at, label, stated) for _, at, label, stated in totals])
        for earlier, later in table.sheet.in_order:
            if earlier in values and later in values:
                self._ordered(earlier, later, values, numbers)
        fields = [values.get(column.name, repeat(None)) for column in table.sheet.columns]
        table.rows.extend(map(row_type(table.sheet)._make, zip(numbers, *fields, strict=False)))

    # -- faults ----------------------------------------------------------------------------------------------------

    def _add(self, at: int, message: str, hint: str) -> None:
        self.reading.add(Fault(self.name, at, "", "", "", message, hint))

    def _cell(self, at: int, column: str, value: object, message: str, hint: str) -> None:
        self.reading.add(self.table.fault(at, column, value, message, hint))

    def _bad(self, name: str, raw: Sequence[Any], column: list[Any], numbers: Sequence[int]) -> None:
        for index, value in enumerate(column):
            if type(value) is Bad:
                column[index] = None
                if value is NO_UNIT:
                    if name not in self.told_unit and len(self.layout.units) < 2:
                        self.told_unit.add(name)
                        header = self.layout.places[name].column.header
                        self._cell(
                            self.layout.last + 1,
                            name,
                            "",
                            "没有写明金额单位。",
                            f"请在列名中写明，如“{header}（万元）”或“{header}（元）”。",
                        )
                else:
                    cell = raw[index][0] if self.layout.places[name].column.within else raw[index]
                    self._cell(numbers[index], name, cell, value.message, value.hint)
                self.totals.spoil(name)

    def _blank(self, name: str, column: list[Any], numbers: Sequence[int]) -> None:
        header = self.layout.places[name].column.header
        for index, value in enumerate(column):
            if value is None:
                self._cell(numbers[index], name, "", f"没有填写{header}。", "请补充；整行不要的请删除。")
                if name in self.totals.columns:
                    self.totals.spoil(name)

    def _ordered(self, earlier: str, later: str, values: dict[str, Any], numbers: Sequence[int]) -> None:
        for index, (a, b) in enumerate(zip(values[earlier], values[later], strict=True)):
            if a and b and b < a:
                by_name = self.table.sheet.by_name
                self._cell(
                    numbers[index], later, b,
                    f"{by_name[later].header} {b} 早于{by_name[earlier].header} {a}。", "请核对两个日期。",
                )  # fmt: skip


def _amount(value: int, unit: str) -> str:
    """A number of a total as it is written in its column."""
    if not unit:
        return str(value)
    return f"{(Decimal(value) / UNITS[unit]).normalize():f}{unit}"
