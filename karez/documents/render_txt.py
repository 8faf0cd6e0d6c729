"""A document as plain text: what can be pasted into a message, compared line by line, and read on any screen.

Columns of tables are padded by display width (a Chinese character is two wide).
"""

from unicodedata import east_asian_width

from karez.documents.document import (
    Align,
    Document,
    Heading,
    Note,
    Paragraph,
    SignOff,
    Table,
    long_day,
    plain,
)

INDENT = "　　"
GAP = "  "


def render(document: Document) -> str:
    """The whole document, one paragraph a line, the annex at the end; ends in a line feed."""
    lines = [document.name]
    if document.subtitle:
        lines.append(document.subtitle)
    lines.append("")
    for number, block in document.numbered():
        match block:
            case Heading():
                lines.append(f"{INDENT}{number}{block.text}")
            case Paragraph():
                lines.append(INDENT + plain(block.runs))
            case Note():
                lines.append(f"{INDENT}注：{plain(block.runs)}")
            case Table():
                lines += ["", *_table(block, number), ""]
            case SignOff():
                lines += ["", *sign_off_lines(block)]
    if annex := document.annex_table():
        lines += ["", f"附件：{document.annex_title}", "", *_table(annex)]
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def sign_off_lines(block: SignOff) -> list[str]:
    """The lines that close a report; a report without a reviewer says that it is not yet reviewed."""
    lines = [block.issuer] if block.issuer else []
    lines.append(long_day(block.day))
    lines.append(f"{INDENT}审核人：{block.reviewer or '（待审核）'}")
    return lines


def _table(table: Table, number: str = "") -> list[str]:
    rows = [table.header, *(tuple(plain(cell) for cell in row) for row in table.rows)]
    lines = [number + table.caption] if table.caption else []
    lines += _grid(rows, table.align)
    if table.note:
        lines.append(f"注：{table.note}")
    return lines


def _grid(rows: list[tuple[str, ...]], align: tuple[Align, ...]) -> list[str]:
    widths = [max(_width(row[column]) for row in rows) for column in range(len(align))]
    return [
        GAP.join(_pad(text, width, side) for text, width, side in zip(row, widths, align, strict=True))
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def _pad(text: str, width: int, side: Align) -> str:
    free = width - _width(text)
    left = {"left": 0, "right": free, "center": free // 2}[side]
    return " " * left + text + " " * (free - left)
