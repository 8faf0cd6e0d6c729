"""From what a cell holds to what it means: one converter per column, made once, used for whole columns at a time.

A converter maps a list of raw cells to a list of values: `None` for a blank cell, `Bad` where the cell can't be understood.
Results are remembered per distinct cell, so that a column of 100,000 dates costs a few hundred conversions.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, NamedTuple

from karez.acts.codes import codes_of
from karez.acts.types import BETWEEN
from karez.kernel.money import parse_fen, wan
from karez.sheets.columns import Column, Outline
from karez.sheets.folding import fold
from karez.sheets.lists import Lists

Raw = str | float | int | bool | date | datetime


class Bad(NamedTuple):
    """A cell that can't be understood, and how to mend it."""

    message: str
    hint: str


REMEMBER = 20_000
"""Distinct cells remembered per column; beyond it the memory is emptied, so that it stays bounded."""

NO_UNIT = Bad("没有写明金额单位。", "")
"""A bare number in a column without a unit: said once for the column."""
NOTHING = frozenset({"/", "-", "—", "——", "无", "－"})
"""What people put into an optional cell to say that there is nothing."""


class Converter:
    """Converts whole columns with `one`, the function of a single non-blank cell."""

    def __init__(self, one: Callable[[Any], Any], blanks: frozenset[str] = frozenset()) -> None:
        self.one = one
        self.blanks = blanks | {""}
        self.known: dict[Any, Any] = {}

    def column(self, cells: Sequence[Raw]) -> list[Any]:
        """One value per cell. TRUE equals 1.0 as a dictionary key, so a column with booleans goes without memory."""
        if bool in set(map(type, cells)):
            return [self._value(cell) for cell in cells]
        known = self.known
        if len(known) > REMEMBER:
            known.clear()
        for cell in set(cells).difference(known):
            known[cell] = self._value(cell)
        return [known[cell] for cell in cells]

    def _value(self, cell: Raw) -> Any:
        return None if type(cell) is str and cell.strip() in self.blanks else self.one(cell)


# -- money -------------------------------------------------------------------------------------------------------------

_PLAIN = re.compile(
    r"^[¥￥]?[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]*)?(?:分|千元|万元|亿元|元|万|亿)?整?$"
)
_SPACED = re.compile(r"\d\s+\d")
_GROUPED = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))")
_BRACKETS = re.compile(r"^\((.*)\)$")


def money(unit: str, *, zero: bool = False) -> Callable[[Raw], int | Bad]:
    """Fen from a number in `unit`, or from text that may write its own unit. Exact; finer than a fen is refused.

    Excel keeps 15 significant digits and shows no more; what a formula leaves beyond them (0.1+0.2) is cut the same way.
    """

    def one(cell: Raw) -> int | Bad:
        number: str | Decimal | int
        if type(cell) is float:
            number = Decimal(f"{cell:.15g}")
        elif type(cell) is int:
            number = cell
        elif type(cell) is str:
            number = unicodedata.normalize("NFKC", cell).strip()
            if _SPACED.search(number):
                number = _GROUPED.sub("", number)  # 1 234 567.50
            number = re.sub(r"\s+(?=[^\d\s])|(?<=[^\d\s])\s+", "", number)
            if inner := _BRACKETS.match(number):
                number = "-" + inner.group(1)
            if not _PLAIN.match(number):
                return Bad(f"“{cell.strip()}”不是金额。", "请只写数字，如 1234.56，单位写在表头。")
        else:
            return Bad(f"“{shown_raw(cell)}”不是金额。", "请只写数字，如 1234.56，单位写在表头。")
        if not unit and not (type(number) is str and number.rstrip("整")[-1:] in ("元", "万", "亿", "分")):
            return NO_UNIT
        try:
            fen = parse_fen(number, unit or None)
        except ValueError as error:
            return Bad(str(error), "请核对小数位数，金额最细到分。" if "细于" in str(error) else "")
        if fen < 0:
            return Bad(
                f"金额是负数（{shown_raw(cell)}）。", "退款、收回、冲销请在系统中办理，不从 Excel 导入。"
            )
        if fen == 0 and not zero:
            return Bad("金额是 0。", "请填写大于 0 的金额；没有发生的不要列入。")
        return fen

    return one


# -- dates -------------------------------------------------------------------------------------------------------------

_DATE = re.compile(
    r"^(\d{4})(?:年|[./\-。–—])(\d{1,2})(?:月|[./\-。–—])(\d{1,2})(?:日|号)?(?:[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$"
)
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_FIRST, _LAST = date(2000, 1, 1), date(2100, 12, 31)
_EPOCH = date(1899, 12, 30)
_DATE_HINT = "请写成如 2023-05-10 的年月日。"


def _chinese_date(text: str) -> str:
    """`二〇二三年五月十日` → `2023年5月10日`; other text stays."""
    if "年" not in text or text[0].isdigit():
        return text
    year, _, rest = text.partition("年")
    rest = re.sub(r"([二三])?十([一二三四五六七八九])?", lambda m: (m[1] or "一") + (m[2] or "〇"), rest)
    return f"{year}年{rest}".translate(_NUMERALS)


def day(cell: Raw) -> date | Bad:
    """A calendar day from a date cell, an Excel serial, 20230510, or text in the usual ways of writing."""
    found: date | None = None
    if isinstance(cell, datetime):
        found = cell.date()
    elif isinstance(cell, date):
        found = cell
    elif isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return Bad(f"“{shown_raw(cell)}”不是日期。", _DATE_HINT)
    else:
        text = unicodedata.normalize("NFKC", cell).strip() if isinstance(cell, str) else f"{cell:.15g}"
        text = re.sub(r"\s*([年月日./\-])\s*", r"\1", text)
        if text.isascii() and text.isdigit() and len(text) == 8:
            text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
        elif isinstance(cell, str):
            text = _chinese_date(text)
        elif 20_000 <= cell < 80_000:
            found = _EPOCH + timedelta(days=int(cell))
        if found is None and text.isdigit() and len(text) == 5 and 20_000 <= int(text) < 80_000:
            found = _EPOCH + timedelta(days=int(text))
        if found is None:
            match = _DATE.match(text)
            if not match:
                if re.match(r"^\d{4}([年./\-]\d{0,2}月?)?年?$", text):
                    return Bad(f"日期“{shown_raw(cell)}”不完整。", _DATE_HINT)
                return Bad(f"“{shown_raw(cell)}”不是日期。", _DATE_HINT)
            try:
                found = date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                return Bad(f"没有“{shown_raw(cell)}”这一天。", _DATE_HINT)
    if not _FIRST <= found <= _LAST:
        return Bad(f"日期 {found.isoformat()} 不在 2000–2100 年之间。", "请核对年份。")
    return found


# -- the others --------------------------------------------------------------------------------------------------------

_YES = frozenset({"是", "√", "✓", "✔", "☑", "1", "有", "y", "yes", "true", "对", "v"})
_NO = frozenset({"否", "×", "✗", "✘", "☐", "□", "0", "无", "n", "no", "false", "不是", "x", "-", "—", "/"})


def yes_no(cell: Raw) -> bool | Bad:
    """是/否 and what people put for them."""
    if isinstance(cell, bool):
        return cell
    text = f"{cell:.15g}" if isinstance(cell, float | int) else fold(cell).lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    return Bad(f"“{shown_raw(cell)}”看不出是或否。", "请填“是”或“否”。")


_WHOLE = re.compile(r"^([+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.0*)?)(?:人次|人|个|名|户)?$")


def whole(cell: Raw) -> int | Bad:
    """A whole number ≥ 0, with or without 人次 behind it."""
    if isinstance(cell, (bool, date)):
        return Bad(f"“{shown_raw(cell)}”不是整数。", "请只写整数，如 150。")
    match = _WHOLE.match(f"{cell:.15g}" if isinstance(cell, float | int) else fold(cell))
    if not match:
        return Bad(f"“{shown_raw(cell)}”不是整数。", "请只写整数，如 150。")
    number = int(match[1].replace(",", "").partition(".")[0])
    if number < 0:
        return Bad(f"“{shown_raw(cell)}”是负数。", "请填写 0 或大于 0 的整数。")
    return number


_BLANKS = re.compile(r"\s+")
_BETWEEN = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_NUMBER_YEAR = re.compile(r"[\[【(（〔［﹝]\s*((?:19|20)\d\d)\s*[\]】)）〕］﹞]")
_FULL_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def text(longest: int) -> Callable[[Raw], str | Bad]:
    """Text as written, blanks tidied (none between Chinese characters). Numbers lose the .0 that Excel gives them."""

    def one(cell: Raw) -> str | Bad:
        if type(cell) is str:
            tidy = cell.strip().translate(_FULL_DIGITS)
            if not tidy.isprintable() or " " in tidy or "　" in tidy:
                tidy = _BETWEEN.sub("", _BLANKS.sub(" ", tidy.replace("​", "").replace("﻿", "")))
        elif type(cell) is float or type(cell) is int:
            if abs(cell) >= 1e15:
                return Bad(
                    "数字超过 15 位，Excel 已改动其末尾几位。", "请把单元格设为文本后重新填写完整号码。"
                )
            tidy = f"{cell:.15g}"
        else:
            kind = "日期" if isinstance(cell, date) else "真假值"
            return Bad(
                f"单元格是{kind}（{shown_raw(cell)}），Excel 可能改动了原来的文字。",
                "请把单元格设为文本后重新填写。",
            )
        if len(tidy) > longest:
            return Bad(f"文字有 {len(tidy)} 个字，最多 {longest} 个。", "请缩短。")
        return tidy

    return one


def names(longest: int) -> Callable[[Raw], tuple[str, ...] | Bad]:
    """Several names in one cell, 、 or a line between them, each as written; a name that stands there twice is one."""
    plain = text(longest)

    def one(cell: Raw) -> tuple[str, ...] | Bad:
        whole = plain(cell)
        if isinstance(whole, Bad):
            return whole
        read = [plain(part) for part in BETWEEN.split(cell if isinstance(cell, str) else whole)]
        return tuple(dict.fromkeys(name for name in read if isinstance(name, str) and name))

    return one


def document(longest: int) -> Callable[[Raw], str | Bad]:
    """A document number: no blanks, the year in 〔〕 however its brackets were typed."""
    plain = text(longest)

    def one(cell: Raw) -> str | Bad:
        tidy = plain(cell)
        return tidy if isinstance(tidy, Bad) else _NUMBER_YEAR.sub(r"〔\1〕", tidy.replace(" ", ""))

    return one


def number_key(written: str) -> str:
    """The form in which document and voucher numbers are compared: folded, the year in 〔〕, lower case."""
    folded = fold(written).lower()
    if "(" in folded or "[" in folded or "【" in folded:
        folded = _NUMBER_YEAR.sub(r"〔\1〕", folded)
    return folded


def code(name: str, lists: Lists) -> Callable[[Raw], str | Bad]:
    """A code of a policy list, from its label or an alias."""

    def one(cell: Raw) -> str | Bad:
        written = shown_raw(cell)
        return lists.match(name, written, None) or Bad(
            f"“{written}”不在可选范围内。", _choices(lists, name, written)
        )

    return one


def code_within(column: Column, above: Column, lists: Lists) -> Callable[[tuple[Raw, str | None]], Any]:
    """A code from its label and the code of its row in the column `above`: `其他` is another one under each of those."""

    def one(pair: tuple[Raw, str | None]) -> str | Bad | None:
        cell, parent = pair
        if type(cell) is str and not cell.strip():
            return None
        written = shown_raw(cell)
        if found := lists.match(column.codes, written, parent):
            return found
        choices = _choices(lists, column.codes, written, parent)
        if parent and lists.match(column.codes, written, None):
            return Bad(f"{column.header}“{written}”不属于这一行的{above.header}。", choices)
        return Bad(f"“{written}”不在可选范围内。", choices)

    return one


def _choices(lists: Lists, name: str, written: str, parent: str | None = None) -> str:
    labels = list(lists.labels(name, parent))
    if len(labels) <= 12:
        return "可填：" + "、".join(labels) + "。"
    near = "、".join(get_close_matches(written, labels, 5, 0.2))
    return (f"相近的有：{near}。" if near else "") + "全部可填的见模板的下拉列表。"


def converter(sheet: Outline, column: Column, unit: str, lists: Lists) -> Converter:
    """The converter of a column of a sheet that is being read; `unit` for money."""
    one: Callable[[Any], Any]
    match_types = {"date": day, "bool": yes_no, "int": whole}
    if column.type == "money":
        one = money(unit, zero=not column.required)
    elif column.type in match_types:
        one = match_types[column.type]
    elif column.within:
        one = code_within(column, sheet.by_name[column.within], lists)
    elif column.type == "code":
        one = code(column.codes, lists)
    elif column.type == "document":
        one = document(column.longest)
    elif column.type == "names":
        one = names(column.longest)
    else:
        one = text(column.longest)
    return Converter(one, frozenset() if column.required or column.type == "bool" else NOTHING)


def states_same(column: Column, held: object, stated: object) -> bool:
    """Whether a cell states what the books hold. Text may stand in the books with blanks that reading tidies away."""
    if column.type == "text" and isinstance(held, str) and held != stated:
        return text(len(held))(held) == stated
    return held == stated


def shown(column: Column, value: Any) -> str:
    """A value of a column as a preview shows it."""
    if value is None or value == "":
        return "（空）"
    if column.type == "money":
        return wan(value)
    if column.type == "bool":
        return "是" if value else "否"
    if column.type == "code":
        return codes_of(column.codes).word(value)
    if column.type == "names":
        return "、".join(value) or "（空）"
    return value.isoformat() if isinstance(value, date) else str(value)


def shown_raw(cell: object) -> str:
    """A raw cell as a message quotes it."""
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    tidy = " ".join(str(cell).split())
    return tidy if len(tidy) <= 40 else tidy[:39] + "…"
