"""A document as HTML: a fragment for the site, and a page that stands alone.

In the fragment each figure is `<a class="k-fig">` to the address that the site's link function gives it; without
one (or when it gives none) to the figure's line in the annex. All text is escaped; nothing in a document is markup.
"""

from collections.abc import Callable
from html import escape

from karez.documents.document import (
    Cell,
    Document,
    FigureRun,
    Heading,
    Note,
    Paragraph,
    Run,
    SignOff,
    Table,
    long_day,
    plain,
)

Link = Callable[[FigureRun], str | None]

STYLE = """
:root{--ink:#1C2B2D;--ink-2:#4A5857;--water:#0E5C63;--line:#E2DCCF;--sand:#F1EDE2}
*{box-sizing:border-box}
body{margin:0;background:#F6F4EE;color:var(--ink);font:16px/1.8 "PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif}
.k-doc{max-width:46rem;margin:0 auto;padding:3rem 2.5rem;background:#fff;min-height:100vh}
.k-doc-title{font-size:1.6rem;line-height:1.4;text-align:center;margin:0 0 .4rem}
.k-doc .k-doc-subtitle{text-align:center;color:var(--ink-2);margin:0 0 1.6rem}
.k-doc h2{font-size:1.1rem;margin:1.6rem 0 .3rem;text-indent:2em}
.k-doc h3,.k-doc h4,.k-doc h5{font-size:1rem;margin:.8rem 0 .2rem;text-indent:2em}
.k-doc p{margin:.3rem 0;text-align:justify}
.k-doc-p{text-indent:2em}
.k-doc-note{font-size:.875rem;color:var(--ink-2);text-indent:2em}
.k-doc-scroll{overflow-x:auto;margin:1rem 0}
.k-doc table{width:100%;border-collapse:collapse;font-size:.9rem;line-height:1.5;font-variant-numeric:tabular-nums}
.k-doc caption{caption-side:top;font-weight:600;padding-bottom:.4rem}
.k-doc th,.k-doc td{border:1px solid var(--line);padding:.3rem .5rem;vertical-align:top}
.k-doc thead th{background:var(--sand);text-align:center}
.k-doc .k-doc-totals td{font-weight:600;border-top:2px solid var(--ink)}
.k-doc .k-r{text-align:right;white-space:nowrap}.k-doc .k-c{text-align:center}
.k-fig{color:inherit;text-decoration:underline dotted 1px;text-underline-offset:.22em}
.k-fig:hover,.k-fig:focus{color:var(--water);text-decoration-style:solid}
:focus-visible,tr:target{outline:2px solid var(--water);outline-offset:2px}
.k-doc-sign{margin-top:2.4rem}.k-doc-sign p{text-align:right}.k-doc-sign .k-doc-reviewer{text-align:left}
.k-doc-annex{margin-top:3rem;border-top:1px solid var(--line);padding-top:1rem}
@media(max-width:640px){.k-doc{padding:1.2rem 1rem}}
@media print{body{background:#fff}.k-doc{max-width:none;padding:0}}
"""
SIDES = {"left": "", "right": ' class="k-r"', "center": ' class="k-c"'}


def render(document: Document, link: Link | None = None, *, annex: bool = True) -> str:
    """The fragment `<article class="k-doc">`. `annex=False` leaves the list of figures out, where the site has links."""
    numbers = document.numbers()

    def address(figure: FigureRun) -> str | None:
        given = link(figure) if link else None
        return given or (f"#figure-{numbers[figure.identity]}" if annex else None)

    parts = [
        '<article class="k-doc" lang="zh-CN">',
        f'<h1 class="k-doc-title">{escape(document.title).replace(chr(10), "<br>")}</h1>',
    ]
    if document.subtitle:
        parts.append(f'<p class="k-doc-subtitle">{escape(document.subtitle)}</p>')
    for number, block in document.numbered():
        match block:
            case Heading():
                tag = f"h{block.level + 1}"
                parts.append(f'<{tag} class="k-doc-h{block.level}">{number}{escape(block.text)}</{tag}>')
            case Paragraph():
                parts.append(f'<p class="k-doc-p">{_runs(block.runs, address)}</p>')
            case Note():
                parts.append(f'<p class="k-doc-note">注：{_runs(block.runs, address)}</p>')
            case Table():
                parts.append(_table(number, block, address))
            case SignOff():
                parts.append(_sign_off(block))
    if annex:
        parts.append(_annex(document, link))
    parts.append("</article>")
    return "\n".join(part for part in parts if part) + "\n"


def render_page(document: Document, link: Link | None = None) -> str:
    """A whole page with its style inside, for a file that is mailed or printed; it fetches nothing."""
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{escape(document.name)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"{render(document, link)}</body>\n</html>\n"
    )


def _runs(runs: Cell, address: Link) -> str:
    return "".join(_run(run, address) for run in runs)


def _run(run: Run, address: Link) -> str:
    if not isinstance(run, FigureRun):
        return escape(run.text)
    target = address(run)
    if target is None:
        return escape(run.text)
    hint = f"{run.label or run.key}：{run.value or run.text}，共{run.rows}行"
    return f'<a class="k-fig" href="{escape(target)}" title="{escape(hint)}">{escape(run.text)}</a>'


def _table(number: str, table: Table, address: Link) -> str:
    parts = [
        '<div class="k-doc-scroll" tabindex="0" role="region" aria-label="表格，可左右滚动"><table class="k-doc-table">'
    ]
    if table.caption:
        parts.append(f"<caption>{number}{escape(table.caption)}</caption>")
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in table.header)
    parts.append(f"<thead><tr>{head}</tr></thead><tbody>")
    for position, row in enumerate(table.rows, start=1):
        mark = ' class="k-doc-totals"' if table.totals and position == len(table.rows) else ""
        cells = "".join(
            f"<td{SIDES[side]}>{_runs(cell, address)}</td>"
            for cell, side in zip(row, table.align, strict=True)
        )
        parts.append(f"<tr{mark}>{cells}</tr>")
    parts.append("</tbody></table></div>")
    if table.note:
        parts.append(f'<p class="k-doc-note">注：{escape(table.note)}</p>')
    return "\n".join(parts)


def _sign_off(block: SignOff) -> str:
    issuer = f"<p>{escape(block.issuer)}</p>\n" if block.issuer else ""
    return (
        f'<div class="k-doc-sign">\n{issuer}<p>{long_day(block.day)}</p>\n'
        f'<p class="k-doc-p k-doc-reviewer">审核人：{escape(block.reviewer or "（待审核）")}</p>\n</div>'
    )


def _annex(document: Document, link: Link | None) -> str:
    table = document.annex_table()
    if table is None:
        return ""
    rows = []
    for line, row in zip(document.annex(), table.rows, strict=True):
        target = link(line.figure) if link else None
        number, label, value, count, basis = (escape(plain(box)) for box in row)
        shown = f'<a class="k-fig" href="{escape(target)}">{value}</a>' if target else value
        rows.append(
            f'<tr id="figure-{number}"><td class="k-r">{number}</td><td>{label}</td>'
            f'<td class="k-r">{shown}</td><td class="k-r">{count}</td><td>{basis}</td></tr>'
        )
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in table.header)
    return (
        f'<section class="k-doc-annex" aria-labelledby="annex-title">\n<h2 id="annex-title">附件：{escape(document.annex_title)}</h2>\n'
        '<div class="k-doc-scroll" tabindex="0" role="region" aria-label="附件表格，可左右滚动"><table class="k-doc-table">\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n"
        + "\n".join(rows)
        + "\n</tbody></table></div>\n</section>"
    )
