"""The book of parameters: every policy file of a data folder, checked at load, asked by key, region and day.

`cn/*.yaml` is the nation; a folder named by a region code inside it overlays it for that region (`cn/65/652722/…`, a code
may skip a level); a folder named by a word only groups (`cn/negative/debts.yaml` is `negative.debts`).
"""

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from karez.kernel import regions
from karez.policy.files import explain_invalid, read_yaml
from karez.policy.units import UNITS, looser
from karez.policy.values import NoValue, PolicyFileError, Reference, UnknownParameter, Value, day_before

Text = Annotated[str, Field(min_length=1)]

_COMPARE_TEXT = {">=": "≥", "<=": "≤", "=": "", None: ""}
_LEVELS = {0: "国家", 2: "省", 4: "地州市", 6: "县市", 9: "乡镇", 12: "村"}
_AUTONOMOUS = {"15", "45", "54", "64", "65"}
_MUNICIPALITIES = {"11", "12", "31", "50"}


class _Reference(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: Text
    number: Text | None = None
    article: Text | None = None
    note: Text | None = None


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    start: date = Field(alias="from")
    end: date | None = Field(None, alias="to")
    value: Any = Field(...)
    unverified: Annotated[bool, Field(strict=True)] = False
    source_grade: Literal["A", "B", "memory"]
    reference: _Reference


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: Text
    unit: Text | None = None
    compare: Literal[">=", "<=", "="] | None = None
    tighter: Literal["higher", "lower", "none"] | None = None
    severity: Literal["block", "warn"] | None = None
    checked: date | None = None
    note: Text | None = None
    values: list[_Entry] = Field(min_length=1)


class _Read(NamedTuple):
    """A file and where it stands, before it is checked against the levels above."""

    key: str
    prefix: str
    file: str
    content: _File


class Parameter(NamedTuple):
    """One file made ready: the values of one key at one level, newest first."""

    key: str
    prefix: str
    unit: str
    tighter: str
    file: str
    values: list[Value]

    def on(self, day: date) -> Value | None:
        return next((v for v in self.values if v.covers(day)), None)


def _compared(compare: str | None, text: str) -> str:
    """`≥50%`; of values by day the sign stands at each value: `07-15 ≥55%，10-15 ≥80%`."""
    sign = _COMPARE_TEXT[compare]
    return re.sub(r"(\d\d-\d\d )", rf"\1{sign}", text) if re.match(r"\d\d-\d\d ", text) else sign + text


def level_label(prefix: str) -> str:
    """国家, 自治区 (or 省, 直辖市), 地州市, 县市 …"""
    if len(prefix) == 2:
        return "自治区" if prefix in _AUTONOMOUS else "直辖市" if prefix in _MUNICIPALITIES else "省"
    return _LEVELS[len(prefix)]


def _place(path: Path, root: Path) -> tuple[str, str, str]:
    """(key, region prefix, file name in messages) of a file under `root`/cn. Raises PolicyFileError."""
    file = path.relative_to(root).as_posix()
    prefix, words = "", []
    for folder in path.relative_to(root / "cn").parts[:-1]:
        if not folder.isdigit():
            if not re.fullmatch(r"[a-z][a-z0-9_]*", folder):
                raise PolicyFileError(file, "", f"文件夹“{folder}”应为行政区划代码或小写英文名。")
            words.append(folder)
        elif words or len(folder) not in _LEVELS or not folder.startswith(prefix) or folder == prefix:
            raise PolicyFileError(
                file,
                "",
                f"文件夹“{folder}”应为上级“{prefix or 'cn'}”之下的行政区划代码（2、4、6、9 或 12 位）。",
            )
        else:
            prefix = folder
    if not re.fullmatch(r"[a-z][a-z0-9_]*", path.stem):
        raise PolicyFileError(file, "", "文件名应为小写英文，就是参数名。")
    return ".".join([*words, path.stem]), prefix, file


def _values(read: _Read, unit_name: str, compare: str | None, inherited: _File | None) -> list[Value]:
    """The file's entries as values, each ending where the next newer one begins. Raises PolicyFileError."""
    content, unit = read.content, UNITS[unit_name]
    values: list[Value] = []
    newer: _Entry | None = None
    for index, entry in enumerate(content.values):
        where = f"values[{index}]"
        if entry.end and entry.end < entry.start:
            raise PolicyFileError(read.file, f"{where}.to", f"截止日 {entry.end} 早于起始日 {entry.start}。")
        if newer and newer.start <= entry.start:
            raise PolicyFileError(
                read.file, f"{where}.from", f"{entry.start} 应早于上一条的 {newer.start}：最新的写在最前。"
            )
        if newer and entry.end and entry.end >= newer.start:
            raise PolicyFileError(read.file, f"{where}.to", f"{entry.end} 与上一条（{newer.start} 起）重叠。")
        if entry.source_grade == "memory" and not entry.unverified:
            raise PolicyFileError(
                read.file, f"{where}.unverified", "依据凭记忆写成（memory），须标 unverified: true。"
            )
        if not entry.unverified and content.checked is None:
            raise PolicyFileError(read.file, "checked", f"{where} 未标 unverified，须写明核对原文的日期。")
        try:
            value = None if entry.value is None else unit.read(entry.value)
        except ValueError as error:
            raise PolicyFileError(read.file, f"{where}.value", f"{error}（单位：{unit_name}）。") from None
        values.append(
            Value(
                key=read.key, title=content.title, value=value, unit=unit_name, compare=compare or "",
                text="已废止" if value is None else _compared(compare, unit.text(value)),
                valid_from=entry.start, valid_to=entry.end or (day_before(newer.start) if newer else None),
                reference=Reference(**entry.reference.model_dump()),
                unverified=entry.unverified, source_grade=entry.source_grade,
                region=read.prefix or "cn", level=level_label(read.prefix), file=read.file, checked=content.checked,
                severity=content.severity or (inherited.severity if inherited else None), note=content.note,
            )
        )  # fmt: skip
        newer = entry
    return values


def _same(read: _Read, upper: _File, name: str) -> str | None:
    """A head field of an overlay: left out, or the same as above. Raises PolicyFileError."""
    mine: str | None = getattr(read.content, name)
    above: str | None = getattr(upper, name)
    if mine is not None and mine != above:
        raise PolicyFileError(read.file, name, f"“{mine}”与上级文件的“{above}”不同；可以不写，随上级。")
    return above


def _refuse_looser(parameter: Parameter, upper: Parameter) -> None:
    """A lower level may tighten, not loosen, on any day on which both have a value. Raises PolicyFileError."""
    for index, mine in enumerate(parameter.values):
        for above in upper.values:
            if mine.value is None or above.value is None:
                continue
            meet = mine.covers(above.valid_from) or above.covers(mine.valid_from)
            if meet and looser(UNITS[parameter.unit], parameter.tighter, mine.value, above.value):
                raise PolicyFileError(
                    parameter.file, f"values[{index}]",
                    f"{mine.level}“{mine.text}”比{above.level}“{above.text}”（{upper.file}，{above.period}）宽；下级只能收紧，不能放宽。",
                )  # fmt: skip


class Book:
    """All parameters of one or more data folders. `Book(folder)` reads and checks everything at once."""

    def __init__(self, *roots: Path) -> None:
        reads: dict[tuple[str, str], _Read] = {}
        for root in roots:
            for path in sorted((root / "cn").rglob("*.yaml")):
                key, prefix, file = _place(path, root)
                if twin := reads.get((key, prefix)):
                    raise PolicyFileError(file, key, f"同一层级已有 {twin.file}。")
                try:
                    content = _File.model_validate(read_yaml(path, file))
                except ValidationError as error:
                    raise explain_invalid(file, error) from None
                reads[key, prefix] = _Read(key, prefix, file, content)
        self._levels: dict[str, dict[str, Parameter]] = {}
        # Every act asks for the same few values of the same day: they are looked up once.
        self.find = lru_cache(maxsize=4096)(self._find)
        self.folder = lru_cache(maxsize=512)(self._folder)
        for key, prefix in sorted(reads, key=lambda k: (k[0], len(k[1]), k[1])):
            self._add(reads[key, prefix], reads)

    def _add(self, read: _Read, reads: dict[tuple[str, str], _Read]) -> None:
        levels = self._levels.setdefault(read.key, {})
        uppers = [levels[p] for p in levels if read.prefix.startswith(p)]  # shallow first
        content = read.content
        if uppers:
            top = reads[read.key, uppers[0].prefix].content
            unit, compare, tighter = (_same(read, top, name) for name in ("unit", "compare", "tighter"))
        else:
            top, unit, compare, tighter = None, content.unit, content.compare, content.tighter
        for name, given in (("unit", unit), ("tighter", tighter)):
            if given is None:
                raise PolicyFileError(read.file, name, "缺少这一项。")
        assert unit is not None and tighter is not None
        if unit not in UNITS:
            raise PolicyFileError(read.file, "unit", f"“{unit}”不是可用的单位，可用：{'、'.join(UNITS)}。")
        parameter = Parameter(
            read.key, read.prefix, unit, tighter, read.file, _values(read, unit, compare, top)
        )
        for upper in uppers:
            _refuse_looser(parameter, upper)
        levels[read.prefix] = parameter

    def keys(self) -> list[str]:
        return sorted(self._levels)

    def title(self, key: str) -> str:
        """What a parameter is called, whether or not it has a value anywhere today. Raises UnknownParameter."""
        self._chain(key, "cn")
        return next(iter(self._levels[key].values())).values[0].title

    def _chain(self, key: str, region: str) -> list[Parameter]:
        """The files of `key` that govern `region`, the nation first. Raises UnknownParameter."""
        if key not in self._levels:
            raise UnknownParameter(f"没有名为“{key}”的政策参数；karez policy list 可列出全部。")
        prefix = "" if region in ("", "cn") else regions.prefix(region)
        return [p for folder, p in self._levels[key].items() if prefix.startswith(folder)]

    def _find(self, key: str, region: str, on: date) -> Value:
        """The value in force: that of the lowest level which has one. Raises UnknownParameter, NoValue.

        A level whose own value has ended (`null`) leaves the word to the level above it.
        """
        chain = self._chain(key, region)
        found = [value for p in reversed(chain) if (value := p.on(on)) and not value.ended]
        if found:
            return replace(found[0], overlaid=found[1:])
        ended = next((value for p in reversed(chain) if (value := p.on(on))), None)
        if ended:
            raise NoValue(
                f"“{ended.title}”自 {ended.valid_from} 起已废止（{ended.reference.text}），{on} 没有取值。"
            )
        raise NoValue(f"“{self.title(key)}”在 {on} 没有适用于 {region or 'cn'} 的取值。")

    def _folder(self, name: str, region: str, on: date) -> dict[str, Value]:
        """The values in force of all keys `name.…`, by the rest of their key. Not to be changed by the caller."""
        values = {}
        for key in self.keys():
            if key.startswith(name + "."):
                try:
                    values[key.removeprefix(name + ".")] = self.find(key, region, on)
                except NoValue:
                    continue
        return values

    def history(self, key: str, region: str) -> list[Value]:
        """Every value that any level governing `region` ever had, newest first, the lower level before the upper."""
        values = [value for p in reversed(self._chain(key, region)) for value in p.values]
        return sorted(values, key=lambda v: v.valid_from, reverse=True)
