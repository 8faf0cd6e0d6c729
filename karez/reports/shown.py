"""A report on the site: its text and its annex with each figure as a link to what it is made of."""

from django.utils.safestring import SafeString, mark_safe

from karez.documents import render_html, writing
from karez.documents.document import Block, Document, FigureRun, paragraph, plain
from karez.documents.quoting import fill
from karez.figures import Reading
from karez.pages.books import Books
from karez.reports.sections import Section


def article_of(books: Books, document: Document) -> SafeString:
    """The text with each figure as a link; all of it is escaped by the renderer."""
    return mark_safe(render_html.render(document, lambda figure: _link(books, figure), annex=False))


def annex_of(books: Books, document: Document) -> list[tuple[list[str], str]]:
    """The figures of the report: (number, label, value, rows, 口径) and the address that opens each."""
    table = document.annex_table()
    if table is None:
        return []
    return [
        ([plain(box) for box in row], _link(books, line.figure))
        for line, row in zip(document.annex(), table.rows, strict=True)
    ]


def preview(books: Books, section: Section, body: str, reading: Reading) -> SafeString:
    """The section as it will stand in the report. Raises BadText or BadPlaceholder, all faults at once."""
    writing.check(body, "body")
    blocks: list[Block] = writing.blocks(body, lambda inside, line: fill(reading, inside, line))
    if not blocks:
        blocks = [paragraph(section.empty or "（这一节没有文字，报告中不出现。）")]
    return article_of(books, Document(section.title, tuple(blocks), books.as_of))


def _link(books: Books, figure: FigureRun) -> str:
    return books.url("figure", figure.key, **dict(figure.by))
