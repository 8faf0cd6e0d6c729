"""Tables as Excel: real numbers, dates and shares, and text that stays text whatever it begins with.

A sheet holds a title, a line of what was asked, the heads, the rows and the totals. Rows are written as they come
(`constant_memory`), so that 100,000 of them need no more memory than ten.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, HttpResponse

from karez.kernel.money import YUAN

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "money": {"num_format": "#,##0.00"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "share": {"num_format": "0.00%"},
    "count": {"num_format": "#,##0"},
    "text": {"num_format": "@"},
}
WIDTHS = {"money": 18, "date": 12, "share": 10, "count": 10, "text": 22}


@dataclass(frozen=True)
class Head:
    """A column: `money` cells are given in fen and written in yuan, `share` cells are Fractions, `date` cells dates."""

    label: str
    kind: str = "text"
    width: int = 0


def write(
    name: str,
    title: str,
    notes: Sequence[str],
    heads: Sequence[Head],
    rows: Iterable[Sequence[Any]],
    totals: Sequence[Any] | None = None,
) -> IO[bytes]:
    """A workbook of one sheet, in a temporary file read from its start. Each row has a value for each head, or None."""
    file = TemporaryFile()  # noqa: SIM115  it is handed to the answer, which closes it
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": title, "author": "坎儿井"})
    sheet = book.add_worksheet(name[:31])
    bold = {"bold": True, "top": 1}
    styles = {kind: book.add_format(look) for kind, look in FORMATS.items()}
    sums = {kind: book.add_format({**look, **bold}) for kind, look in FORMATS.items()}
    for at, head in enumerate(heads):
        sheet.set_column(at, at, head.width or WIDTHS[head.kind])
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for line, note in enumerate(notes, start=1):
        sheet.write_string(line, 0, note, book.add_format({"font_color": "#4A5857"}))
    top = len(notes) + 1
    plain = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F1EDE2"})
    right = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F1EDE2", "align": "right"})
    for at, head in enumerate(heads):
        unit = "（元）" if head.kind == "money" else ""
        sheet.write_string(
            top, at, head.label + unit, right if head.kind in ("money", "share", "count") else plain
        )
    sheet.freeze_panes(top + 1, 1)
    line = top
    for line, row in enumerate(rows, start=top + 1):
        _line(sheet, line, heads, row, styles)
    if line > top:
        sheet.autofilter(top, 0, line, len(heads) - 1)
    if totals is not None:
        _line(sheet, line + 1, heads, totals, sums)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    book.close()
    file.seek(0)
    return file


def _line(sheet: Any, line: int, heads: Sequence[Head], row: Sequence[Any], styles: dict[str, Any]) -> None:
    for at, (head, value) in enumerate(zip(heads, row, strict=True)):
        if value is None or value == "":
            sheet.write_blank(line, at, None, styles[head.kind])
        elif isinstance(value, str):
            sheet.write_string(line, at, value, styles["text"] if head.kind == "text" else styles[head.kind])
        elif head.kind == "money":
            sheet.write_number(line, at, value / YUAN, styles["money"])
        elif isinstance(value, date | datetime):
            sheet.write_datetime(line, at, datetime(value.year, value.month, value.day), styles["date"])
        elif isinstance(value, int | float | Fraction):
            sheet.write_number(line, at, float(value), styles[head.kind])
        else:
            sheet.write_string(line, at, str(value), styles["text"])


def answer(file: IO[bytes], name: str) -> HttpResponse:
    """The workbook as a download called `name`.xlsx, streamed."""
    sent = FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=MEDIA)
    return sent  # type: ignore[return-value]  # views here are typed by the answer that most of them give
