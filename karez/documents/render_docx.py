"""A document as DOCX in the layout of GB/T 9704 (党政机关公文格式), for Word and WPS.

A4, margins 37/35/28/26 mm, 22 lines of 28 characters, title 方正小标宋 二号, body 仿宋 三号, headings 黑体 and 楷体, page number
— 1 — on the outer side. Each figure jumps to its line in the annex. The same document gives the same bytes: core
properties are fixed to the document's day and the archive is packed again with one date.
"""

import io
import zipfile
from datetime import datetime, time
from typing import Any

import docx
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run as DocxRun

from karez.documents.document import (
    Document,
    FigureRun,
    Heading,
    Note,
    Paragraph,
    Run,
    SignOff,
    Table,
    Text,
    long_day,
)

TITLE, BODY, HEI, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
LATIN = "Times New Roman"
HEADING_FONTS = {1: HEI, 2: KAI, 3: BODY, 4: BODY}
SIZE_TITLE, SIZE_BODY, SIZE_PAGE, SIZE_TABLE, SIZE_ANNEX = 22, 16, 14, 12, 10.5
LINE = Pt(28.95)  # 225 mm in 22 lines is 28.99 pt; 29 pt would drop the last line
LINE_PITCH = 579  # the same in twentieths of a point
TIGHTEN = -4  # twentieths of a point a character: 28 of 16 pt then fill the 156 mm of a line
TEXT_WIDTH = Mm(156)
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date a zip can hold
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}


def render(document: Document) -> bytes:
    """The file's bytes."""
    return _Writer(document).bytes()


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.numbers = document.numbers()
        self.file = docx.Document()
        self.marks = 0

    def bytes(self) -> bytes:
        _page(self.file)
        _base_style(self.file)
        _properties(self.file, self.document)
        self._title()
        for number, block in self.document.numbered():
            match block:
                case Heading():
                    self._heading(number, block)
                case Paragraph():
                    self._body(block.runs)
                case Note():
                    self._note(block.runs)
                case Table():
                    self._table(number, block)
                case SignOff():
                    self._sign_off(block)
        self._annex()
        packed = io.BytesIO()
        self.file.save(packed)
        return _repack(packed.getvalue())

    def _title(self) -> None:
        line = self._line(align=WD_ALIGN_PARAGRAPH.CENTER, style="Title")
        # 二号 on its own pitch: a title of two lines must not be clipped by the body's.
        line.paragraph_format.line_spacing = Pt(34)
        _switch_off(line._p.get_or_add_pPr(), "w:snapToGrid")
        for number, words in enumerate(self.document.title.split("\n")):
            if number:
                line.add_run().add_break()
            _run(line, words, TITLE, SIZE_TITLE, tighten=0)
        if self.document.subtitle:
            _run(self._line(align=WD_ALIGN_PARAGRAPH.CENTER), self.document.subtitle, KAI)
        self._line()

    def _heading(self, number: str, block: Heading) -> None:
        line = self._line(indent=True, style=f"Heading {block.level}")
        line.paragraph_format.keep_with_next = True
        run = _run(line, number + block.text, HEADING_FONTS[block.level])
        run.bold = block.level == 3

    def _body(self, runs: tuple[Run, ...]) -> None:
        self._write(self._line(indent=True, align=WD_ALIGN_PARAGRAPH.JUSTIFY), runs, BODY, SIZE_BODY)

    def _note(self, runs: tuple[Run, ...]) -> None:
        line = self._line(indent=True, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
        self._write(line, (Text("注："), *runs), KAI, SIZE_TABLE, tighten=0)

    def _sign_off(self, block: SignOff) -> None:
        self._line()
        # GB/T 9704: the day stands four characters in from the right, the issuer centred over it.
        for text, chars in ((block.issuer, 2), (long_day(block.day), 4)):
            if text:
                line = self._line(align=WD_ALIGN_PARAGRAPH.RIGHT)
                _characters(line, right=chars)
                _run(line, text, BODY)
        _run(self._line(indent=True), f"审核人：{block.reviewer or '（待审核）'}", BODY)

    def _table(self, number: str, table: Table) -> None:
        if table.caption:
            line = self._line(align=WD_ALIGN_PARAGRAPH.CENTER)
            line.paragraph_format.keep_with_next = True
            _run(line, number + table.caption, HEI, SIZE_TABLE, tighten=0)
        self._grid(table, SIZE_TABLE)
        if table.note:
            _run(self._line(), f"注：{table.note}", KAI, SIZE_TABLE, tighten=0)
        else:
            self._line()

    def _grid(self, table: Table, size: float, *, marks: bool = False) -> None:
        grid = self.file.add_table(rows=1 + len(table.rows), cols=len(table.header))
        grid.style = self.file.styles["Table Grid"]
        grid.alignment = WD_TABLE_ALIGNMENT.CENTER
        grid.autofit = False
        parts = table.widths or (1,) * len(table.header)
        widths = [int(TEXT_WIDTH * part / sum(parts)) for part in parts]
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = width
        _repeat_head(grid.rows[0])
        for text, box, width in zip(table.header, grid.rows[0].cells, widths, strict=True):
            box.width = width
            inside = _in_cell(box, "center", size)
            inside.paragraph_format.keep_with_next = True
            _run(inside, text, HEI, size, tighten=0)
        for number, (row, line) in enumerate(zip(table.rows, grid.rows[1:], strict=True), start=1):
            _keep_whole(line)
            for runs, box, width, side in zip(row, line.cells, widths, table.align, strict=True):
                box.width = width
                inside = _in_cell(box, side, size)
                last = number == len(table.rows)
                self._write(inside, runs, BODY, size, tighten=0, bold=table.totals and last)
                inside.paragraph_format.keep_with_next = table.short and (not last or bool(table.note))
            if marks:
                self._bookmark(line.cells[0].paragraphs[0], number)

    def _annex(self) -> None:
        table = self.document.annex_table()
        if table is None:
            return
        self.file.add_section(WD_SECTION.NEW_PAGE)
        _run(self._line(), "附件", HEI)
        head = self._line(align=WD_ALIGN_PARAGRAPH.CENTER)
        head.paragraph_format.line_spacing = Pt(34)
        _run(head, self.document.annex_title, TITLE, SIZE_TITLE, tighten=0)
        self._line()
        self._grid(table, SIZE_ANNEX, marks=True)
        self._line()

    def _line(self, *, indent: bool = False, align: Any = None, style: str = "Normal") -> DocxParagraph:
        line: DocxParagraph = self.file.add_paragraph(style=style)
        if indent:
            _characters(line, first=2)
        if align is not None:
            line.alignment = align
        return line

    def _write(
        self,
        line: DocxParagraph,
        runs: tuple[Run, ...],
        font: str,
        size: float,
        *,
        tighten: int = TIGHTEN,
        bold: bool = False,
    ) -> None:
        for part in runs:
            run = _run(line, part.text, font, size, tighten=tighten)
            if bold:
                run.bold = True
            if isinstance(part, FigureRun):
                _jump(line, run, f"figure_{self.numbers[part.identity]}")

    def _bookmark(self, line: DocxParagraph, number: int) -> None:
        self.marks += 1
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(tag)
            mark.set(qn("w:id"), str(self.marks))
            if tag == "w:bookmarkStart":
                mark.set(qn("w:name"), f"figure_{number}")
            line._p.append(mark)


def _run(
    line: DocxParagraph, text: str, font: str, size: float = SIZE_BODY, *, tighten: int = TIGHTEN
) -> DocxRun:
    run = line.add_run(_printable(text))
    properties: Any = run._element.get_or_add_rPr()
    _face(properties, font)
    run.font.size = Pt(size)
    if tighten:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(tighten))
        properties.find(qn("w:sz")).addprevious(spacing)  # the schema wants it before the size
    return run


def _printable(text: str) -> str:
    """XML 1.0 holds no control characters; pasted text sometimes does."""
    return "".join(character for character in text if character in "\t\n" or character >= " ")


def _face(properties: Any, font: str) -> None:
    """`font.name` alone sets only the Latin face; Chinese needs eastAsia, and the hint decides for “ ” and —."""
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for place, face in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", font), ("cs", LATIN)):
        fonts.set(qn(f"w:{place}"), face)
    fonts.set(qn("w:hint"), "eastAsia")


def _characters(line: DocxParagraph, *, first: int = 0, right: int = 0) -> None:
    """Indents counted in characters, with the same in points for readers that don't know them."""
    if first:
        line.paragraph_format.first_line_indent = Pt(SIZE_BODY * first)
    if right:
        line.paragraph_format.right_indent = Pt(SIZE_BODY * right)
    indent = line._p.get_or_add_pPr().get_or_add_ind()
    if first:
        indent.set(qn("w:firstLineChars"), str(first * 100))
    if right:
        indent.set(qn("w:rightChars"), str(right * 100))


# What may stand after a switch inside w:pPr: the schema has one order.
AFTER_SWITCHES = (
    "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
    "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId",
    "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)  # fmt: skip


def _switch_off(properties: Any, tag: str) -> None:
    switch = OxmlElement(tag)
    switch.set(qn("w:val"), "0")
    properties.insert_element_before(switch, *(name for name in AFTER_SWITCHES if name != tag))


def _jump(line: DocxParagraph, run: DocxRun, mark: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), mark)
    link.set(qn("w:history"), "1")
    line._p.append(link)
    link.append(run._element)


def _in_cell(box: Any, side: str, size: float) -> DocxParagraph:
    line: DocxParagraph = box.paragraphs[0]
    line.alignment = ALIGN[side]
    line.paragraph_format.line_spacing = Pt(size * 1.5)
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)
    box.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _switch_off(line._p.get_or_add_pPr(), "w:snapToGrid")  # a table's small type has its own pitch
    return line


def _repeat_head(row: Any) -> None:
    _keep_whole(row)
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _page(file: Any) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance = Mm(15)
    section.footer_distance = Mm(23)  # the number's dash then stands 7 mm under the type area
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(LINE_PITCH))
    file.settings.odd_and_even_pages_header_footer = True
    for footer, side, place in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right"),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left"),
    ):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.alignment = side
        setattr(line.paragraph_format, f"{place}_indent", Pt(SIZE_PAGE))
        _run(line, "— ", SONG, SIZE_PAGE, tighten=0)
        _field(_run(line, "", SONG, SIZE_PAGE, tighten=0), "PAGE")
        _run(line, " —", SONG, SIZE_PAGE, tighten=0)


def _field(run: DocxRun, code: str) -> None:
    for kind in ("begin", "code", "separate", "shown", "end"):
        if kind == "code":
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = f" {code} "
        elif kind == "shown":
            part = OxmlElement("w:t")
            part.text = "1"
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run._element.append(part)


def _base_style(file: Any) -> None:
    """Normal and the heading styles, so that what a person types on in Word looks like the rest."""
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Footer"):
        style = file.styles[name]
        properties = style.element.get_or_add_rPr()
        level = int(name[-1]) if name.startswith("Heading") else 0
        _face(properties, HEADING_FONTS.get(level, TITLE if name == "Title" else BODY))
        for tag in ("w:color", "w:spacing", "w:kern", "w:i", "w:iCs", "w:b", "w:bCs"):
            for element in properties.findall(qn(tag)):
                properties.remove(element)
        style.font.size = Pt(SIZE_TITLE if name == "Title" else SIZE_BODY)
        paragraph = style.element.get_or_add_pPr()
        for tag in ("w:pBdr", "w:contextualSpacing"):
            for element in paragraph.findall(qn(tag)):
                paragraph.remove(element)
        # Word would widen 2372万元 by quarter spaces and spoil the 28 characters.
        _switch_off(paragraph, "w:autoSpaceDE")
        _switch_off(paragraph, "w:autoSpaceDN")
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        if name != "Footer":
            style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            style.paragraph_format.line_spacing = LINE
    language = file.styles.element.find(f".//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:eastAsia"), "zh-CN")


def _properties(file: Any, document: Document) -> None:
    moment = datetime.combine(document.day, time())
    core = file.core_properties
    core.title, core.author, core.last_modified_by = document.name, document.issuer, document.issuer
    core.created = core.modified = moment
    core.subject, core.comments, core.keywords, core.language, core.revision = (
        document.subtitle,
        "",
        "",
        "zh-CN",
        1,
    )


def _repack(packed: bytes) -> bytes:
    """The same archive with every entry dated alike, so that equal documents are equal bytes."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 3
            new.writestr(info, old.read(entry.filename))
    return target.getvalue()
