"""The units that law writes its values in: how each is read, printed, and which of two values is the stricter.

`read` turns what the file says into the value the code uses (fen, Fraction, tuples) and raises ValueError with a Chinese
sentence; `text` prints it; `steps` lets two values be compared: `higher` means that more of it is stricter.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from karez.kernel.money import WAN, YUAN, wan, yuan
from karez.policy import codes


@dataclass(frozen=True, slots=True)
class Words:
    """Words to look for in a project's name and content; inside an `unless` phrase a word does not count."""

    words: tuple[str, ...]
    unless: tuple[str, ...] = ()

    def found_in_folded(self, folded: str) -> list[str]:
        """The words of the list in a text, in the list's order; of `还债` in `偿还债务` only the longer.

        The text comes folded (`codes.fold`): a county's many projects are folded once, not once a list.
        """
        words, phrases = _folded(self)
        for phrase in phrases:
            folded = folded.replace(phrase, " ")
        found = [said for said, word in words if word in folded]
        return [w for w in found if not any(w in other and w != other for other in found)]


@cache
def pattern(words: Words) -> re.Pattern[str]:
    """Finds out quickly that a folded text has none of the words, as almost all have none."""
    return re.compile("|".join(re.escape(word) for _, word in _folded(words)[0]))


@cache
def _folded(words: Words) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The words beside their folded forms, and the folded phrases that excuse them, longest first."""
    phrases = sorted(words.unless, key=len, reverse=True)
    return tuple((word, codes.fold(word)) for word in words.words), tuple(map(codes.fold, phrases))


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """Shares to be reached by days of the year, in order: ((7, 15, 55/100), …)."""

    marks: tuple[tuple[int, int, Fraction], ...]

    def dates(self, year: int) -> list[tuple[date, Fraction]]:
        return [(date(year, month, day), share) for month, day, share in self.marks]

    def passed(self, day: date, year: int) -> tuple[date, Fraction] | None:
        """The last mark that had to be reached by the end of `day`."""
        return max((m for m in self.dates(year) if m[0] <= day), default=None)

    def next(self, day: date, year: int) -> tuple[date, Fraction] | None:
        """The first mark still to come after `day`."""
        return min((m for m in self.dates(year) if m[0] > day), default=None)


@dataclass(frozen=True, slots=True)
class Base:
    """Which money a share is taken of, and what of it counts: sources × tasks; categories and kinds."""

    sources: tuple[str, ...]
    tasks: tuple[str, ...]
    categories: tuple[str, ...]
    also: tuple[str, ...] = ()  # kinds outside the categories that count as well
    without: tuple[str, ...] = ()  # kinds inside them that do not

    def holds(self, source: str, task: str) -> bool:
        """Whether money of this source and task is in the denominator."""
        return source in self.sources and task in self.tasks

    def counts(self, category: str, kind: str) -> bool:
        """Whether a project of this kind is in the numerator."""
        return kind not in self.without and (category in self.categories or kind in self.also)


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    read: Callable[[Any], Any]
    text: Callable[[Any], str]
    at_least: Callable[[Any, Any], bool] | None  # at_least(a, b): a is as high as b or higher; None: no order


def _number(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        raise ValueError(f"“{raw}”应为数字")
    number = Decimal(raw)
    if not number.is_finite() or number < 0:
        raise ValueError(f"“{raw}”应为不小于 0 的数字")
    return number


def _money(unit: int, name: str) -> Callable[[Any], int]:
    def read(raw: Any) -> int:
        fen = _number(raw) * unit
        if fen != fen.to_integral_value():
            raise ValueError(f"“{raw}”{name}细于 1 分")
        return int(fen)

    return read


def _percent(raw: Any) -> Fraction:
    share = Fraction(_number(raw)) / 100
    if share > 1:
        raise ValueError(f"“{raw}”大于 100，百分数应在 0 到 100 之间")
    return share


def _percent_text(share: Fraction) -> str:
    """Exact, as the law writes it: `50%`, `62.5%`; at most six decimals."""
    return f"{(share * 100).numerator / Decimal((share * 100).denominator):.6f}".rstrip("0").rstrip(".") + "%"


def _whole(raw: Any) -> int:
    number = _number(raw)
    if number != number.to_integral_value():
        raise ValueError(f"“{raw}”应为整数")
    return int(number)


def _yes_no(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise ValueError(f"“{raw}”应为 true 或 false")
    return raw


def _list_of(known: Callable[[], set[str]], what: str, raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
        raise ValueError("应为代码清单")
    if strange := [item for item in raw if item not in known()]:
        raise ValueError(f"{what}代码“{strange[0]}”不存在")
    if len(set(raw)) < len(raw):
        raise ValueError("清单里有重复")
    return tuple(raw)


def _known(*tables: str) -> Callable[[], set[str]]:
    return lambda: {c.code for t in tables for c in codes.codes(t)}


def _tasks(raw: Any) -> tuple[str, ...]:
    return _list_of(_known("task"), "资金任务", raw)


def _kinds(raw: Any) -> tuple[str, ...]:
    return _list_of(_known("category", "kind"), "项目类型", raw)


def _texts(raw: Any, place: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(w, str) and codes.fold(w) for w in raw):
        raise ValueError(f"{place}应为词语清单")
    return tuple(raw)


def _words(raw: Any) -> Words:
    if isinstance(raw, list):
        raw = {"words": raw}
    if not isinstance(raw, dict) or set(raw) - {"words", "unless"} or not raw.get("words"):
        raise ValueError("应写成 words（词语清单）和 unless（例外，可不写）")
    return Words(_texts(raw["words"], "words "), _texts(raw.get("unless", []), "unless "))


def _name(raw: Any) -> str:
    if not isinstance(raw, str) or not 2 <= len(raw.strip()) <= 40:
        raise ValueError(f"“{raw}”应为 2 到 40 个字的名称")
    return raw.strip()


def _checkpoints(raw: Any) -> Checkpoints:
    if not isinstance(raw, dict) or not raw:
        raise ValueError("应写成 月-日: 百分数，如 07-15: 55")
    marks = []
    for key, percent in raw.items():
        if not (isinstance(key, str) and re.fullmatch(r"\d\d-\d\d", key)):
            raise ValueError(f"“{key}”不是 月-日，应如 07-15")
        try:
            # A common year: a mark on 29 February would be missing in three years of four.
            day = date.fromisoformat(f"2023-{key}")
        except ValueError:
            raise ValueError(f"“{key}”不是 月-日，应如 07-15") from None
        marks.append((day.month, day.day, _percent(percent)))
    if marks != sorted(marks) or [m[2] for m in marks] != sorted(m[2] for m in marks):
        raise ValueError("节点应按日期从早到晚、比例从低到高排列")
    return Checkpoints(tuple(marks))


def _base(raw: Any) -> Base:
    allowed = {"sources", "tasks", "categories", "also", "without"}
    if not isinstance(raw, dict) or set(raw) - allowed or not {"sources", "tasks", "categories"} <= set(raw):
        raise ValueError("口径应写明 sources、tasks、categories（可另写 also、without）")
    return Base(
        _list_of(_known("source"), "资金层级", raw["sources"]),
        _tasks(raw["tasks"]),
        _list_of(_known("category"), "项目类型", raw["categories"]),
        _list_of(_known("kind"), "二级类型", raw.get("also", [])),
        _list_of(_known("kind"), "二级类型", raw.get("without", [])),
    )


def _labels(table: str) -> Callable[[tuple[str, ...]], str]:
    def text(items: tuple[str, ...]) -> str:
        return "、".join(codes.label(table, item) for item in items) or "无"

    return text


def _kinds_text(items: tuple[str, ...]) -> str:
    categories = {c.code for c in codes.categories()}
    named = [codes.label("category", i) + "类" if i in categories else codes.label("kind", i) for i in items]
    return "、".join(named) or "无"


def _base_text(base: Base) -> str:
    money = _labels("source")(base.sources) + "资金中" + _labels("task")(base.tasks) + "任务"
    counted = _labels("category")(base.categories) + "类"
    more = f"，另计 {_labels('kind')(base.also)}" if base.also else ""
    less = f"，不计 {_labels('kind')(base.without)}" if base.without else ""
    return f"分母：{money}；分子：其中用于{counted}{more}{less}"


def _higher(a: Any, b: Any) -> bool:
    return bool(a >= b)


def _marks_higher(a: Checkpoints, b: Checkpoints) -> bool:
    """At every mark of `b`, `a` asks for as much by then."""
    return all(
        max((s for m, d, s in a.marks if (m, d) <= (month, day)), default=0) >= share
        for month, day, share in b.marks
    )


UNITS: dict[str, Unit] = {
    unit.name: unit
    for unit in (
        Unit("万元", _money(WAN, "万元"), wan, _higher),
        Unit("元", _money(YUAN, "元"), lambda v: yuan(v) + "元", _higher),
        Unit("%", _percent, _percent_text, _higher),
        Unit("天", _whole, lambda v: f"{v}天", _higher),
        Unit("年", _whole, lambda v: f"{v}年", _higher),
        Unit("个", _whole, lambda v: f"{v}个", _higher),
        Unit("是否", _yes_no, lambda v: "是" if v else "否", _higher),
        Unit("名称", _name, str, None),
        Unit("任务清单", _tasks, _labels("task"), lambda a, b: set(a) >= set(b)),
        Unit("类型清单", _kinds, _kinds_text, lambda a, b: codes.expand(a) >= codes.expand(b)),
        Unit(
            "关键词",
            _words,
            lambda v: "、".join(v.words),
            lambda a, b: set(a.words) >= set(b.words) and set(a.unless) <= set(b.unless),
        ),
        Unit(
            "节点",
            _checkpoints,
            lambda v: "，".join(f"{m:02d}-{d:02d} {_percent_text(s)}" for m, d, s in v.marks),
            _marks_higher,
        ),
        Unit("口径", _base, _base_text, None),
    )
}


def looser(unit: Unit, tighter: str, lower: Any, upper: Any) -> bool:
    """Whether the lower level's value is not as strict as the upper's. `none`: no order, so never looser."""
    if tighter == "none" or unit.at_least is None:
        return False
    return not (unit.at_least(lower, upper) if tighter == "higher" else unit.at_least(upper, lower))
