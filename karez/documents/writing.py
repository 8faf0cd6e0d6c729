"""Reads what people write for a section into blocks of the document.

Each line is a paragraph; `## ` opens a heading of the second level, `### ` of the third (numbers are given by the
system); `{{…}}` quotes a figure. There is no other markup.
"""

import re
from collections.abc import Callable

from karez.documents import quoting
from karez.documents.document import Block, FigureRun, Heading, Paragraph, Run, Text
from karez.figures import get
from karez.kernel.refusal import Refusal

MARK = re.compile(r"^(#+)\s*(.*)$")
HEADING = re.compile(r"^#+\s*", re.MULTILINE)
NUMBERED = re.compile(r"^(?:[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、|\d+[.．、])")
Fill = Callable[[str, int], FigureRun]


class BadText(Refusal):
    """A text that the report could not print."""

    rule = "documents.bad_text"


def blocks(body: str, fill: Fill) -> list[Block]:
    """The text as blocks; `fill` gives the figure of a placeholder and its line. Raises what `fill` raises."""
    made: list[Block] = []
    for number, line in _lines(body):
        if mark := MARK.match(line):
            made.append(Heading(len(mark[1]), mark[2].strip()))
        else:
            made.append(Paragraph(tuple(_runs(line, number, fill))))
    return made


def check(body: str, field: str) -> None:
    """Refuse, all at once, whatever in a text could not be printed; `field` is where it was typed.

    Raises BadText or BadPlaceholder with `others`.
    """
    faults: list[Refusal] = []
    open_heading: tuple[int, int, str] | None = (
        None  # line, level, words of a heading that has nothing under it yet
    )
    level = 1
    for number, line in _lines(body):
        mark = MARK.match(line)
        if mark is None:
            open_heading = None
            faults += _faults_of_placeholders(line, number)
            continue
        depth, words = len(mark[1]), mark[2].strip()
        if wrong := _fault_of_heading(number, depth, words, level):
            faults.append(wrong)
        if open_heading and depth <= open_heading[1]:
            faults.append(_nothing_under(open_heading))
        open_heading, level = (number, depth, words), depth
    if open_heading:
        faults.append(_nothing_under(open_heading))
    for fault in faults:
        fault.field = field
    if faults:
        faults[0].others = faults[1:]
        raise faults[0]


def one_line(body: str) -> str:
    """A text in one line, for the trail: figures by their names in place of placeholders, headings without their marks."""
    return quoting.PLACEHOLDER.sub(_named, HEADING.sub("", body)).replace("\n", " ")


def _named(placeholder: re.Match[str]) -> str:
    """`【…】` with the label of the figure; what the catalogue doesn't have (any more) stays as it was written."""
    try:
        asked = quoting.read(placeholder[1])
    except quoting.BadPlaceholder:
        return placeholder[0]
    return f"【{quoting.label_of(get(asked.key), asked.by)}】"


def _lines(body: str) -> list[tuple[int, str]]:
    lines = (
        (number, line.strip().strip("　").strip()) for number, line in enumerate(body.splitlines(), start=1)
    )
    return [(number, line) for number, line in lines if line]


def _runs(line: str, number: int, fill: Fill) -> list[Run]:
    runs: list[Run] = []
    at = 0
    for match in quoting.PLACEHOLDER.finditer(line):
        if match.start() > at:
            runs.append(Text(line[at : match.start()]))
        runs.append(fill(match[1], number))
        at = match.end()
    if at < len(line):
        runs.append(Text(line[at:]))
    return runs


def _faults_of_placeholders(line: str, number: int) -> list[Refusal]:
    faults: list[Refusal] = []
    for match in quoting.PLACEHOLDER.finditer(line):
        try:
            quoting.read(match[1], number)
        except quoting.BadPlaceholder as fault:
            faults.append(fault)
    rest = quoting.PLACEHOLDER.sub("", line)
    if "{{" in rest or "}}" in rest:
        faults.append(
            BadText(
                f"第{number}行的占位符没有写完整。",
                hint="占位符以“{{”开头、“}}”结尾，写在同一行；请从数据列表中重新插入。",
            )
        )
    return faults


def _fault_of_heading(number: int, depth: int, words: str, above: int) -> BadText | None:
    if not words:
        return BadText(f"第{number}行的标题没有文字。", hint="请写出标题，或删去这一行。")
    if not 2 <= depth <= 3:
        return BadText(
            f"第{number}行的标题用了{depth}个#。",
            hint="二级标题用“## ”，三级标题用“### ”；一级标题由系统给出。",
        )
    if depth > above + 1:
        return BadText(f"第{number}行的三级标题前没有二级标题。", hint="请先写一个“## ”标题。")
    if "{{" in words:
        return BadText(f"第{number}行的标题里有占位符。", hint="数据请写在正文里。")
    if numbered := NUMBERED.match(words):
        return BadText(
            f"第{number}行的标题自带序号“{numbered[0]}”。", hint="序号由系统编排，请只写标题文字。"
        )
    return None


def _nothing_under(heading: tuple[int, int, str]) -> BadText:
    number, _, words = heading
    return BadText(f"第{number}行的标题“{words}”下没有内容。", hint="请补写内容，或删去标题。")
