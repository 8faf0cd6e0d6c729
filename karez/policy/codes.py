"""The code tables: fund sources, tasks, categories, kinds … with the Chinese words that people write for them.

Tables are `data/codes/<table>.yaml`. `match()` reads what people type into a code; it folds widths, spaces, brackets and
the endings 类, 项目, 任务 …, and answers None rather than guess.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from karez.policy.files import DATA, explain_invalid, read_yaml
from karez.policy.values import PolicyFileError, UnknownCode

TABLES = ("source", "task", "category", "kind", "operator", "indicator", "stage")
PARENTS = {"kind": "category"}
"""Tables whose codes lie under the codes of another."""

_BRACKETED = re.compile(r"[(（\[【〔《<][^)）\]】〕》>]*[)）\]】〕》>]")
_ENDINGS = ("类项目", "项目", "类", "任务", "资金", "建设", "工程", "支出", "方向")


Direction = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Code:
    """One code: `label` is the word the system prints, `aliases` the words it also reads."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None  # a kind's category
    group: str | None = None  # a kind's 二级项目类型 in the national classification
    lead: str | None = None  # a task's lead department in the county
    unit: str | None = None  # an indicator's unit
    direction: Direction | None = None  # of an indicator's value: which is the better one
    valid_from: date | None = None
    valid_to: date | None = None
    note: str | None = None

    @property
    def money(self) -> bool:
        """Whether an indicator's values are money, kept as fen."""
        return bool(self.unit) and str(self.unit).startswith("元")


Text = Annotated[str, Field(min_length=1)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    label: Text
    aliases: list[Text] = []
    parent: str | None = None
    group: str | None = None
    lead: str | None = None
    unit: str | None = None
    direction: Direction | None = None
    valid_from: date | None = Field(None, alias="from")
    valid_to: date | None = Field(None, alias="to")
    note: str | None = None


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: Text
    note: str | None = None
    codes: dict[Text, _Row] = Field(min_length=1)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Only the letters, digits and characters, half width, lower case: `项目 管理费（1%）` → `项目管理费1`."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def _bare(text: str) -> str:
    """`text` (folded) without the endings that people add or leave out."""
    while ending := next((e for e in _ENDINGS if text.endswith(e) and len(text) - len(e) >= 2), None):
        text = text[: -len(ending)]
    return text


def _readings(text: str) -> Iterator[str]:
    """What a written word may stand for, the most literal first."""
    literal, unbracketed = fold(text), fold(_BRACKETED.sub("", unicodedata.normalize("NFKC", text)))
    yield from (literal, unbracketed, _bare(literal), _bare(unbracketed))


class Codes:
    """One table, with its index of words."""

    def __init__(self, table: str, title: str, rows: dict[str, Code], file: str) -> None:
        self.table, self.title, self.rows, self.file = table, title, rows, file
        self._exact: dict[str, list[Code]] = {}
        self._loose: dict[str, list[Code]] = {}
        for row in rows.values():
            for word in dict.fromkeys(fold(w) for w in (row.code, row.label, *row.aliases)):
                self._add(self._exact, word, row, strict=True)
                self._add(self._loose, _bare(word), row, strict=False)

    def _add(self, index: dict[str, list[Code]], word: str, row: Code, *, strict: bool) -> None:
        known = index.setdefault(word, [])
        if row in known:
            return
        if strict and (twin := next((k for k in known if k.parent == row.parent), None)):
            raise PolicyFileError(
                self.file, row.code, f"“{word}”已是 {twin.code}（{twin.label}）的名称，不能再指 {row.code}。"
            )
        known.append(row)

    def match(self, text: str, parent: str | None = None) -> str | None:
        for reading in _readings(text):
            for index in (self._exact, self._loose):
                found = [c for c in index.get(reading, ()) if parent is None or c.parent == parent]
                if (
                    len(found) > 1
                ):  # `其他` stands under several categories: without one, it means the last resort.
                    found = [c for c in found if c.parent == "other"]
                if len(found) == 1:
                    return found[0].code
        return None


def read_table(path: Path, table: str) -> Codes:
    """Read one table file. Raises PolicyFileError."""
    file = f"codes/{path.name}"
    try:
        content = _Table.model_validate(read_yaml(path, file))
    except ValidationError as error:
        raise explain_invalid(file, error) from None
    rows = {
        code: Code(code=code, **(row.model_dump() | {"aliases": tuple(row.aliases)}))
        for code, row in content.codes.items()
    }
    for row in rows.values() if table == "indicator" else ():
        if not (row.unit and row.direction):
            raise PolicyFileError(
                file, row.code, "绩效指标要写明单位（unit）和哪一头好（direction：higher 或 lower）。"
            )
    return Codes(table, content.title, rows, file)


@lru_cache(maxsize=1)
def _tables() -> dict[str, Codes]:
    tables = {table: read_table(DATA / "codes" / f"{table}.yaml", table) for table in TABLES}
    for row in tables["kind"].rows.values():
        if row.parent not in tables["category"].rows:
            raise PolicyFileError(
                "codes/kind.yaml", row.code, f"所属类别“{row.parent}”不在 codes/category.yaml 中。"
            )
        if row.code in tables["category"].rows:
            raise PolicyFileError("codes/kind.yaml", row.code, "与项目类型重名，支出范围清单会分不清。")
    return tables


def table(name: str) -> Codes:
    """One table by its name (`source`, `task`, `category`, `kind`, `operator`, `indicator`, `stage`)."""
    try:
        return _tables()[name]
    except KeyError:
        raise UnknownCode(f"没有名为“{name}”的代码表，现有：{'、'.join(TABLES)}。") from None


def codes(name: str, on: date | None = None) -> list[Code]:
    """The codes of a table in their order; with `on` only those valid that day."""
    rows = table(name).rows.values()
    if on is None:
        return list(rows)
    return [
        r
        for r in rows
        if (r.valid_from is None or r.valid_from <= on) and (r.valid_to is None or on <= r.valid_to)
    ]


def sources() -> list[Code]:
    """资金层级: 中央, 自治区, 自治州, 县级."""
    return codes("source")


def tasks(on: date | None = None) -> list[Code]:
    """资金任务; with `on` those of that day."""
    return codes("task", on)


def categories() -> list[Code]:
    """项目类型, the first level: 产业发展, 基础设施, 就业, 其他."""
    return codes("category")


def kinds(category: str | None = None) -> list[Code]:
    """二级类型, all or of one category."""
    return [k for k in codes("kind") if category is None or k.parent == category]


def get(name: str, code: str) -> Code:
    """Raises UnknownCode."""
    try:
        return table(name).rows[code]
    except KeyError:
        known = "、".join(table(name).rows)
        raise UnknownCode(f"{table(name).title}没有代码“{code}”，现有：{known}。") from None


def label(name: str, code: str) -> str:
    """`label("category", "industry")` → `产业发展`. Raises UnknownCode."""
    return get(name, code).label


def word(name: str, code: str) -> str:
    """The label; a code that the table has no more stays as it is, for pages that show what the books hold."""
    known = table(name).rows.get(code)
    return known.label if known else code


def match(name: str, text: str | None, parent: str | None = None) -> str | None:
    """The code that a person means by `text`, or None. `parent` narrows kinds to those of a category."""
    return table(name).match(str(text), parent) if text is not None and str(text).strip() else None


@lru_cache(maxsize=256)
def expand(items: tuple[str, ...]) -> frozenset[str]:
    """Kinds named by a list of category and kind codes: a category stands for all its kinds."""
    names = set(items)
    return frozenset(k.code for k in codes("kind") if k.code in names or k.parent in names)
