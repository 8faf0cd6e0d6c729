"""One door to the renderers, by the name of the format."""

from dataclasses import dataclass
from pathlib import Path

from karez.documents.document import Document
from karez.documents.render_html import Link


@dataclass(frozen=True, slots=True)
class Format:
    """A format that a report can be had in."""

    name: str
    label: str
    media_type: str


FORMATS = {
    format.name: format
    for format in (
        Format("txt", "纯文本", "text/plain; charset=utf-8"),
        Format("html", "网页", "text/html; charset=utf-8"),
        Format(
            "docx", "Word 文档", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        ),
        Format("pdf", "PDF", "application/pdf"),
    )
}


def render(document: Document, format: str, *, link: Link | None = None, fonts: Path | None = None) -> bytes:
    """The document as a file. The same document and arguments give the same bytes.

    `link` gives the addresses of figures in HTML (a page of its own); `fonts` is an office's font folder for PDF.
    Raises ValueError for an unknown format, naming those there are.
    """
    # Each renderer is loaded when it is asked for: python-docx and typst take longer to import than most commands run.
    if format == "txt":
        from karez.documents import render_txt

        return render_txt.render(document).encode()
    if format == "html":
        from karez.documents import render_html

        return render_html.render_page(document, link).encode()
    if format == "docx":
        from karez.documents import render_docx

        return render_docx.render(document)
    if format == "pdf":
        from karez.documents import render_pdf

        return render_pdf.render(document, fonts)
    raise ValueError(f"没有“{format}”这种格式，可用：{'、'.join(FORMATS)}。")
