"""What a report is before it has a face: headings, paragraphs, tables, notes and the figures in them.

Pure and frozen: the same document gives the same bytes in every renderer. Nothing here knows the ledger; whoever
composes a document hands over each figure as text with its key, its 口径 and the number of rows behind it.
Numbers of headings (一、 (一) 1.) and of tables (表1) are given here and never typed, so a section may come or go.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from karez.kernel.numerals import ordinal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Text:
    """Words that people or the composer wrote."""

    text: str


@dataclass(frozen=True)
class FigureRun:
    """A figure as printed in one place.

    `text` is what this place prints (a table whose head says 万元 prints `2120`); `value` is the figure with its unit
    (`2120万元`), for the annex. `rows` is the number of records behind it. Two runs with one `key` and `by` are one figure.
    """

    key: str
    text: str
    by: tuple[tuple[str, str], ...] = ()
    rows: int = 0
    label: str = ""
    value: str = ""
    basis: str = ""
    reference: str = ""

    @property
    def identity(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        return self.key, self.by


Run = Text | FigureRun
Cell = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading without its number; level 1 is 一、, 2 (一), 3 1., 4 (1)."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Table:
    """`caption` is without its number; a table without a caption has none. `align` has one entry a column; `widths` are
    relative (equal when empty); `totals` sets off the last row.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    align: tuple[Align, ...]
    caption: str = ""
    note: str = ""
    widths: tuple[int, ...] = ()
    totals: bool = False

    @property
    def short(self) -> bool:
        """Whether it is kept on one page."""
        return len(self.rows) <= 12


@dataclass(frozen=True)
class Note:
    """A remark in smaller type, opened by 注: (the renderers put it)."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class SignOff:
    """Who states it (issuer), who answers for it (审核人) and the day as of which it speaks."""

    issuer: str
    reviewer: str
    day: date


Block = Heading | Paragraph | Table | Note | SignOff


@dataclass(frozen=True)
class Annexed:
    """One line of the annex: a figure the document used, with its number, 口径 and count of rows."""

    number: int
    figure: FigureRun


@dataclass(frozen=True)
class Document:
    """A report. A line feed in `title` breaks it where its sense allows (GB/T 9704 wants no torn words there).

    Raises ValueError when a heading has nothing under it or a table's rows don't fit its header.
    """

    title: str
    blocks: tuple[Block, ...]
    day: date
    subtitle: str = ""
    issuer: str = ""
    annex_title: str = "本报告所用数据及口径"

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("报告没有标题，请给出标题。")
        _refuse_empty_headings(self.blocks)
        for block in self.blocks:
            if isinstance(block, Table):
                _refuse_ragged(block)

    @property
    def name(self) -> str:
        """The title on one line."""
        return self.title.replace("\n", "")

    def figures(self) -> Iterator[FigureRun]:
        """Every figure in the order of reading, repeated as often as it is printed."""
        for run in self.runs():
            if isinstance(run, FigureRun):
                yield run

    def runs(self) -> Iterator[Run]:
        for block in self.blocks:
            if isinstance(block, Paragraph | Note):
                yield from block.runs
            elif isinstance(block, Table):
                for row in block.rows:
                    for cell in row:
                        yield from cell

    def annex(self) -> tuple[Annexed, ...]:
        """Each figure once, numbered by first use.

        Raises ValueError when one figure is stated with two values: a document must not contradict itself.
        """
        seen: dict[tuple[str, tuple[tuple[str, str], ...]], FigureRun] = {}
        for figure in self.figures():
            first = seen.setdefault(figure.identity, figure)
            if (first.value or first.text) != (figure.value or figure.text):
                raise ValueError(
                    f"同一数据“{figure.label or figure.key}”在报告中出现两个数值："
                    f"{first.value or first.text}、{figure.value or figure.text}。"
                )
        return tuple(Annexed(number, figure) for number, figure in enumerate(seen.values(), start=1))

    def annex_table(self) -> Table | None:
        """The annex as a table, one row a figure; None when the document states no figure.

        A 口径 is printed once; further splits of the same figure refer to that line.
        """
        lines = self.annex()
        if not lines:
            return None
        first: dict[str, int] = {}
        return Table(
            header=("序号", "数据", "数值", "行数", "口径"),
            rows=tuple(
                tuple(
                    cell(words)
                    for words in (
                        str(line.number),
                        line.figure.label or line.figure.key,
                        line.figure.value or line.figure.text,
                        str(line.figure.rows),
                        basis_of(line.figure)
                        if first.setdefault(line.figure.key, line.number) == line.number
                        else f"同第{first[line.figure.key]}项",
                    )
                )
                for line in lines
            ),
            align=("center", "left", "right", "right", "left"),
            widths=(8, 29, 16, 8, 39),
        )

    def numbers(self) -> dict[tuple[str, tuple[tuple[str, str], ...]], int]:
        """The annex number of each figure, by its identity."""
        return {line.figure.identity: line.number for line in self.annex()}

    def numbered(self) -> Iterator[tuple[str, Block]]:
        """The blocks with the number that stands before each heading and each caption ("" before all else)."""
        counts = [0, 0, 0, 0]
        tables = 0
        for block in self.blocks:
            if isinstance(block, Heading):
                counts[block.level - 1] += 1
                counts[block.level :] = [0] * (4 - block.level)
                yield heading_number(block.level, counts[block.level - 1]), block
            elif isinstance(block, Table) and block.caption:
                tables += 1
                yield f"表{tables}　", block
            else:
                yield "", block


def heading_number(level: int, count: int) -> str:
    """The number of a heading as GB/T 9704 orders them: 一、 then (一) then 1. then (1)."""
    if level == 1:
        return f"{ordinal(count)}、"
    if level == 2:
        return f"（{ordinal(count)}）"
    return f"{count}．" if level == 3 else f"（{count}）"


def long_day(day: date) -> str:
    """2023年9月20日, as papers are dated: no leading noughts."""
    return f"{day.year}年{day.month}月{day.day}日"


def basis_of(figure: FigureRun) -> str:
    """口径 of a figure and the rule it rests on, as one text."""
    if not figure.reference:
        return figure.basis
    if not figure.basis:
        return f"依据：{figure.reference}。"
    return f"{figure.basis.rstrip('。')}。依据：{figure.reference}。"


def plain(runs: Iterable[Run]) -> str:
    """The words of some runs, figures as printed."""
    return "".join(run.text for run in runs)


def paragraph(*parts: str | Run | Iterable[Run]) -> Paragraph:
    """A paragraph of strings, runs and lists of runs in order."""
    return Paragraph(tuple(_flat(parts)))


def note(*parts: str | Run | Iterable[Run]) -> Note:
    return Note(tuple(_flat(parts)))


def cell(*parts: str | Run | Iterable[Run]) -> Cell:
    return tuple(_flat(parts))


def pairs(by: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """A split of a figure as sorted pairs, so that one split has one identity."""
    return tuple(sorted(by.items()))


def _flat(parts: Iterable[str | Run | Iterable[Run]]) -> Iterator[Run]:
    for part in parts:
        if isinstance(part, str):
            if part:
                yield Text(part)
        elif isinstance(part, Text | FigureRun):
            yield part
        else:
            yield from part


def _refuse_empty_headings(blocks: tuple[Block, ...]) -> None:
    for heading, after in zip(blocks, (*blocks[1:], None), strict=True):
        if not isinstance(heading, Heading):
            continue
        if not 1 <= heading.level <= 4:
            raise ValueError(f"标题“{heading.text}”的层级为{heading.level}，只能是1至4级。")
        deeper = isinstance(after, Heading) and after.level > heading.level
        if after is None or isinstance(after, SignOff) or (isinstance(after, Heading) and not deeper):
            raise ValueError(f"标题“{heading.text}”下没有内容，请补写内容或去掉标题。")


def _refuse_ragged(table: Table) -> None:
    columns = len(table.header)
    if len(table.align) != columns or (table.widths and len(table.widths) != columns):
        raise ValueError(f"表“{table.caption}”有{columns}列，对齐方式或列宽的个数与列数不符。")
    for number, row in enumerate(table.rows, start=1):
        if len(row) != columns:
            raise ValueError(f"表“{table.caption}”第{number}行有{len(row)}格，表头有{columns}列，请补齐。")
