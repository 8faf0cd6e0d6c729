"""Quotes figures of the catalogue: as runs of a document, and as placeholders that people put into their text.

A placeholder is `{{key}}` or `{{key dimension=code …}}`. It is chosen from `placeholders()`; a wrong one is refused with
the nearest right ones.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import product
from typing import Any

from karez.documents.document import FigureRun, pairs
from karez.figures import BOOL, Figure, Reading, Result, catalogue, get, listed_splits
from karez.figures.catalogue import AnyFigure
from karez.figures.errors import BadQuestion, UnknownFigure
from karez.figures.mart import column_of
from karez.figures.text import name
from karez.kernel.money import wan_number
from karez.kernel.refusal import Refusal
from karez.policy import codes

PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
TRUTHS = ("true", "false")


class BadPlaceholder(Refusal):
    """A placeholder that names no figure, or splits it as it cannot be split."""

    rule = "documents.bad_placeholder"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What may be put into a text: the words to insert, what they stand for, and the figure's 口径."""

    text: str
    label: str
    basis: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A placeholder that was read: a figure and the split asked for."""

    key: str
    by: dict[str, str]


def run_of(
    reading: Reading, result: Result, by: Mapping[str, Any] | None = None, *, bare: bool = False
) -> FigureRun:
    """A result of `reading` as a run. `bare` prints money without 万元 and counts without their measure word, for tables.

    `by` is the split as it was asked where the result itself doesn't carry it (a filtered total).
    """
    figure = get(result.key)
    asked = result.by if by is None else by
    split = {dim: as_text(value) for dim, value in asked.items()}
    word = figure.word if isinstance(figure, Figure) and result.value is not None else ""
    full = result.text + word
    short = (
        wan_number(int(result.value)) if result.unit == "fen" and result.value is not None else result.text
    )
    return FigureRun(
        key=result.key,
        text=short if bare else full,
        by=pairs(split),
        rows=reading.count_rows(result.key, asked),
        label=label_of(figure, split),
        value=full,
        basis=figure.basis,
        reference=figure.reference or "",
    )


def quote(
    reading: Reading, key: str, by: Mapping[str, Any] | None = None, *, bare: bool = False
) -> FigureRun:
    """A figure, narrowed to `by`, as a run. Raises UnknownFigure or BadQuestion."""
    return run_of(reading, reading.evaluate(key, by or {}), by or {}, bare=bare)


def by_value(reading: Reading, key: str, dim: str) -> dict[Any, Result]:
    """A figure for each value of a dimension that occurs, by the value, in the catalogue's order."""
    return {result.by[dim]: result for result in reading.split(key, (dim,))}


def as_text(value: Any) -> str:
    """A value of a dimension as a placeholder and an address write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def label_of(figure: AnyFigure, by: Mapping[str, str]) -> str:
    """`项目个数（产业发展）`."""
    if not by:
        return figure.label
    split = "、".join(name(dim, _truth(value)) for dim, value in sorted(by.items()))
    return f"{figure.label}（{split}）"


def placeholders() -> list[Placeholder]:
    """Every placeholder worth offering: each listed figure, its splits by codes and the pairs in which it is listed."""
    offered: list[Placeholder] = []
    for figure in catalogue():
        if figure.listed:
            for dims in listed_splits(figure):
                # The last dimension changes slowest, as tables of two dimensions are read.
                for chosen in product(*(values(dim) for dim in reversed(dims))):
                    offered.append(_offer(figure, dict(zip(dims, reversed(chosen), strict=True))))
    return offered


def values(dim: str) -> list[str]:
    """The codes that a dimension may hold, where it has a list of them."""
    column = column_of(dim)
    if column.codes:
        return [code.code for code in codes.codes(column.codes)]
    return list(TRUTHS) if column.type == BOOL else []


def read(inside: str, line: int = 0) -> Asked:
    """What stands between `{{` and `}}`, read. Raises BadPlaceholder naming it, its line and the nearest right ones."""
    whole = "{{" + inside + "}}"
    where = f"第{line}行的" if line else ""
    parts = unicodedata.normalize("NFKC", inside).split()
    if not parts:
        raise BadPlaceholder(f"{where}占位符“{whole}”是空的。", hint="请从数据列表中选择一项插入。")
    try:
        figure = get(parts[0])
    except UnknownFigure:
        raise BadPlaceholder(f"{where}占位符“{whole}”没有对应的数据项。", hint=_nearest(parts[0])) from None
    by: dict[str, str] = {}
    for part in parts[1:]:
        dim, equals, value = part.partition("=")
        able = "、".join(figure.by) or "（不可再分）"
        if not equals or not value or dim in by:
            raise BadPlaceholder(
                f"{where}占位符“{whole}”中的“{part}”写法不对。",
                hint=f"请写成 维度=代码{_example(figure)}，每个维度只写一次。",
            )
        if dim not in figure.by:
            raise BadPlaceholder(
                f"{where}占位符“{whole}”：{figure.label}不能按“{dim}”分。", hint=f"可以按：{able}。"
            )
        allowed = values(dim)
        if allowed and value not in allowed:
            near = get_close_matches(value, allowed, 3, 0.4) or allowed
            raise BadPlaceholder(
                f"{where}占位符“{whole}”：“{dim}”没有代码“{value}”。",
                hint=f"可用：{'、'.join(f'{code}（{name(dim, _truth(code))}）' for code in near)}。",
            )
        by[dim] = value
    return Asked(figure.key, by)


def fill(reading: Reading, inside: str, line: int = 0) -> FigureRun:
    """The run that a placeholder stands for. Raises BadPlaceholder."""
    asked = read(inside, line)
    try:
        return quote(reading, asked.key, asked.by)
    except BadQuestion as error:
        raise BadPlaceholder(f"占位符“{{{{{inside}}}}}”不能计算：{error}") from None


def _offer(figure: AnyFigure, by: dict[str, str]) -> Placeholder:
    split = "".join(f" {dim}={value}" for dim, value in by.items())
    return Placeholder("{{" + figure.key + split + "}}", label_of(figure, by), figure.basis)


def _example(figure: AnyFigure) -> str:
    """`，例如 {{key dimension=code}}` of this very figure; nothing where none of its dimensions has codes."""
    dim = next((dim for dim in figure.by if values(dim)), None)
    return f"，例如 {_offer(figure, {dim: values(dim)[0]}).text}" if dim else ""


def _truth(value: str) -> Any:
    return value == "true" if value in TRUTHS else value


def _nearest(wrong: str) -> str:
    near = list(dict.fromkeys(_near(wrong))) or [figure.key for figure in catalogue()]
    return f"相近的有：{'、'.join('{{' + key + '}}（' + get(key).label + '）' for key in near[:4])}。"


def _near(wrong: str) -> Iterator[str]:
    by_label = {figure.label: figure.key for figure in catalogue()}
    yield from get_close_matches(wrong, by_label.values(), 3, 0.5)
    yield from (by_label[label] for label in get_close_matches(wrong, by_label, 3, 0.4))
