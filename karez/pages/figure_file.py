"""A figure's rows as Excel: what the page shows, all of it, under the figure, its 口径, the scope, the day and the total."""

from typing import IO, Any

from karez.pages.books import Books
from karez.pages.figure_page import FigurePage
from karez.pages.figure_rows import Side
from karez.sheets import writing


def workbook(page: FigurePage) -> IO[bytes]:
    """The rows of the side that the page shows."""
    side, books = page.side, page.books
    heads = [column.excel for column in (*side.columns, *side.details)]
    if side.shape.number:
        heads.append(writing.Head("凭据"))
    heads.append(writing.Head(side.base.label, "money" if side.base.unit == "fen" else "count"))
    page.name_places(side.rows)
    return writing.write(
        page.figure.label,
        page.title,
        _notes(page, side, books),
        heads,
        _rows(page, side),
        _total(heads, side),
    )


def file_name(page: FigurePage) -> str:
    """精河县 2023 下达指标 2023-09-20."""
    return f"{page.books.county_name} {page.books.year} {page.title.replace(' · ', '-')} {page.books.as_of}"


def _notes(page: FigurePage, side: Side, books: Books) -> list[str]:
    value = f"{page.figure.label}：{page.result.text}" + (f"（{page.exact}）" if page.exact else "")
    notes = [
        f"{books.county_name} {books.year} 年度，截至 {books.as_of} 的账；由{books.actor.name}（{books.actor.role_label}）导出",
        value,
        f"口径：{page.figure.basis}",
    ]
    if page.figure.reference:
        notes.append(f"依据：{page.figure.reference}")
    if page.chips:
        notes.append("筛选：" + "；".join(f"{chip.label} {chip.value}" for chip in page.chips))
    if page.is_share:
        notes.append(f"以下为{side.label}“{side.base.label}”的明细：{side.text}（{side.exact}）")
    return notes


def _rows(page: FigurePage, side: Side) -> Any:
    columns, number = [*side.columns, *side.details], side.shape.number
    for row in side.rows:
        cells = [column.value(row) for column in columns]
        if number:
            cells.append(row.get(number))
        yield [*cells, row["measure"]]


def _total(heads: list[writing.Head], side: Side) -> list[Any]:
    return [f"合计 {len(side.rows)} 行", *([None] * (len(heads) - 2)), side.total]
