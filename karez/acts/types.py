"""Types that carry meaning: what a field of an act's input is to forms, the JSON schema, the trail, workbooks and the API.

    grant: Ref[Grant] = Field(title="资金文件")
    task: Annotated[str, Code("task")] = Field(title="资金任务")
    amount: Fen = Field(title="金额")
    jobs: Annotated[int, Count("人次")] = Field(title="带动就业", description="全年累计。")
    content: Long = Field("", title="建设内容")
    people: Lines[Helped] = Field(title="受益人员")
    places: Refs[Region] = Field((), title="其他建设地点")

A mark within `Annotated[…]` is a Meaning, the one protocol; each of its methods answers one who asks. The title and the
description (a form's help) stand in Field, and the order of a form is the order of declaration. Code and Count are marks and
not `Code["task"]`, because type checkers read a text in brackets as the name of a class.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_args, get_origin

from django.db.models import Model
from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError, core_schema

from karez.acts.codes import CodeList, Group, codes_of
from karez.kernel.money import parse_fen, wan, wan_number, yuan
from karez.kernel.shares import percent

MOST: int = 10**16
"""Fen, or anything that is counted. A hundred million 万元 is far more than any county sees, and sums of many such still
fit the database's column."""


class Meaning:
    """What a type means. The base is a short text."""

    control = "text"
    """What a form asks it with: text, long, choice, reference, amount, measured, count, number, share, date, flag, paper,
    rows, references, files."""
    wide = False
    """Whether it wants a whole line of a form."""

    def parse(self, value: Any) -> Any:
        """What came from outside (JSON, a form, a cell) as code wants it. Raises ValueError with a sentence."""
        return value

    def schema(self, plain: dict[str, Any]) -> dict[str, Any]:
        """The JSON schema, made from that of the plain type."""
        return plain

    def words(self, value: Any) -> str:
        """As people read it."""
        if value is None or value == "":
            return "—"
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, dict):
            return "、".join(f"{key} {number}" for key, number in value.items())
        return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)

    def aside(self, value: Any) -> str:
        """The exact form, for whoever points at the words; '' where they are exact."""
        return ""

    def typed(self, value: Any) -> str:
        """As a person would type it into a form."""
        return "" if value is None else str(value)

    def groups(self, on: date | None = None) -> list[Group]:
        """What may be chosen."""
        return []

    def suggestions(self) -> list[str]:
        """Words that a free text may take."""
        return []

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        plain = handler(source)
        if type(self).parse is Meaning.parse:
            return plain
        return core_schema.no_info_before_validator_function(self.parse, plain)

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return self.schema(handler(schema))


class _Other(Meaning):
    """What no form asks and no cell holds, but what JSON may bring: its words are those of plain data."""

    control = "other"


class _Long(Meaning):
    """A text of several lines."""

    control, wide = "long", True


class _Name(Meaning):
    """The name of something, which may be long."""

    wide = True


class _Day(Meaning):
    control = "date"

    def typed(self, value: Any) -> str:
        return value.isoformat() if isinstance(value, date) else str(value or "")


class _Flag(Meaning):
    control = "flag"


class _Number(Meaning):
    control = "number"


class _Year(_Number):
    """A budget year."""

    def words(self, value: Any) -> str:
        return f"{value} 年度" if isinstance(value, int) else super().words(value)


class _Fen(Meaning):
    """Money, a whole number of fen."""

    control = "amount"

    def parse(self, value: Any) -> Any:
        if isinstance(value, str):
            value = parse_fen(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError("金额应为整数分，或写明单位的文字（如 600万元）。")
        if abs(value) > MOST:
            raise ValueError("金额大得不合理，请核对单位。")
        return value

    def schema(self, plain: dict[str, Any]) -> dict[str, Any]:
        return {
            "anyOf": [{"type": "integer"}, {"type": "string"}],
            "x-unit": "fen",
            "examples": [600000000, "600万元"],
        }

    def words(self, value: Any) -> str:
        return wan(value) if isinstance(value, int) else super().words(value)

    def aside(self, value: Any) -> str:
        return f"{yuan(value)} 元" if isinstance(value, int) else ""

    def typed(self, value: Any) -> str:
        return wan_number(value) if isinstance(value, int) else super().typed(value)


@dataclass(frozen=True)
class Count(Meaning):
    """A number of something that is counted in `unit` (人次, 户, 天)."""

    unit: str
    control = "count"

    def parse(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        bare = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", value))  # `１，２００ 人次`
        return bare.removesuffix(self.unit)

    def schema(self, plain: dict[str, Any]) -> dict[str, Any]:
        return plain | {"x-unit": self.unit}

    def words(self, value: Any) -> str:
        return f"{value:,} {self.unit}" if isinstance(value, int) else super().words(value)


class _Share(Meaning):
    """A share, an exact fraction: `12.5%`, `0.125`, `1/8`."""

    control = "share"

    def parse(self, value: Any) -> Any:
        if isinstance(value, Fraction):
            return value
        text = str(value).strip().replace("％", "%")
        try:
            if isinstance(value, bool | float):
                raise ValueError
            share = Fraction(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)
        except (ValueError, ZeroDivisionError):
            raise ValueError(f"“{value}”不是比例，请写成如 12.5%。") from None
        if not 0 <= share <= 1:
            raise ValueError("比例应在 0 到 100% 之间。")
        return share

    def schema(self, plain: dict[str, Any]) -> dict[str, Any]:
        return {"type": "string", "x-unit": "share", "examples": ["12.5%", "1/8"]}

    def words(self, value: Any) -> str:
        return super().words(value) if value in (None, "") else percent(Fraction(value))

    def typed(self, value: Any) -> str:
        return "" if value is None else self.words(value)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        return core_schema.no_info_plain_validator_function(self.parse)

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return self.schema({})


@dataclass(frozen=True)
class Code(Meaning):
    """A code of a list (`karez.acts.codes`): read from its code or its word, refused when the list never had it.

    Whether it holds on an act's day is the act's to say. `blank`: whether it may be left empty.
    """

    name: str
    blank: bool = False
    control = "choice"

    @property
    def codes(self) -> CodeList:
        return codes_of(self.name)

    def parse(self, value: Any) -> Any:
        if not isinstance(value, str) or (value == "" and self.blank) or self.codes.knows(value):
            return value
        if (meant := self.codes.match(value)) is not None:
            return meant
        offered = [choice for group in self.groups() for choice in group.options]
        raise PydanticCustomError(
            "unknown_code",
            "{message}",
            {
                "message": f"没有“{value}”这个{self.codes.title}。",
                "hint": f"可用：{'、'.join(f'{choice.value}（{choice.label}）' for choice in offered)}。",
            },
        )

    def schema(self, plain: dict[str, Any]) -> dict[str, Any]:
        offered = [choice.value for group in self.groups() for choice in group.options]
        return plain | {"enum": ["", *offered] if self.blank else offered, "x-codes": self.name}

    def words(self, value: Any) -> str:
        return self.codes.word(value) if isinstance(value, str) and value else super().words(value)

    def groups(self, on: date | None = None) -> list[Group]:
        return self.codes.groups(on)


@dataclass(frozen=True)
class Measured(Meaning):
    """A number whose unit follows from the code in the field `by`, of the list `name`: fen where that counts money."""

    by: str
    name: str
    control = "measured"

    def counts_money(self, code: str) -> bool:
        """Whether what has this code is money."""
        return codes_of(self.name).unit(code).startswith("元")

    def words_of(self, code: str, value: Any) -> str:
        """The value in the unit of a code."""
        return MONEY.words(value) if self.counts_money(code) else super().words(value)

    def aside_of(self, code: str, value: Any) -> str:
        """Its exact form."""
        return MONEY.aside(value) if self.counts_money(code) else ""

    def units(self) -> list[str]:
        """The units other than those of money in which something of the list is counted."""
        units = [
            codes_of(self.name).unit(choice.value)
            for group in codes_of(self.name).groups()
            for choice in group.options
        ]
        return [unit for unit in dict.fromkeys(units) if unit and not unit.startswith("元")]


@dataclass(frozen=True)
class Suggested(Meaning):
    """A free text that is usually one of the words of a list."""

    name: str

    def suggestions(self) -> list[str]:
        return [choice.label for group in codes_of(self.name).groups() for choice in group.options]


class _Digest(Meaning):
    """A hash: the first digits are enough to read, the whole to compare."""

    def words(self, value: Any) -> str:
        return f"{value[:12]}…" if isinstance(value, str) and value else super().words(value)

    def aside(self, value: Any) -> str:
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class RefTo(Meaning):
    """A reference to `model`: the object itself in code; its id or its natural key (文号, name, code) from outside.

    any_year: a form offers what is of other budget years, too, behind what is of the books' own.
    """

    model: type[Model]
    any_year: bool = False
    control = "reference"

    def parse(self, value: Any) -> Any:
        known = isinstance(value, self.model) or (
            isinstance(value, int | str) and not isinstance(value, bool)
        )
        if not known:
            raise ValueError(f"应为{self.model._meta.verbose_name}的编号或名称。")
        return value

    def schema(self, plain: dict[str, Any]) -> dict[str, Any]:
        kinds = [{"type": "integer"}, {"type": "string"}]
        return {"anyOf": kinds, "x-ref": self.model._meta.label_lower}

    def typed(self, value: Any) -> str:
        return str(value.pk) if isinstance(value, Model) else super().typed(value)


BETWEEN = re.compile(r"[、,，;；\n]")
"""What stands between the names in a text of several."""


@dataclass(frozen=True)
class RefsTo(Meaning):
    """Several references to `model`; a text names them with 、 between."""

    model: type[Model]
    control, wide = "references", True

    def parse(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(name for part in BETWEEN.split(value) if (name := part.strip()))

    def words(self, value: Any) -> str:
        return super().words(value or None)

    def typed(self, value: Any) -> str:
        return "、".join(RefTo(self.model).typed(each) for each in value or ())


@dataclass(frozen=True)
class RowsOf(Meaning):
    """Repeated rows, each an Input of its own."""

    row: type[BaseModel]
    control, wide = "rows", True

    def words(self, value: Any) -> str:
        return f"{len(value)} 行" if isinstance(value, list | tuple) else super().words(value)


MONEY = _Fen()
OTHER = _Other()
PLAIN: dict[Any, Meaning] = {date: _Day(), bool: _Flag(), int: _Number(), Fraction: _Share(), str: Meaning()}
"""What Python's own types mean."""

Name = Annotated[str, _Name()]
Long = Annotated[str, _Long()]
Digest = Annotated[str, _Digest()]
Share = Annotated[Fraction, _Share()]
Year = Annotated[int, _Year()]

if TYPE_CHECKING:
    Fen = int
    _M = TypeVar("_M")
    Ref = Annotated[_M, "reference"]
    RefOfAnyYear = Annotated[_M, "reference"]
    Refs = tuple[_M, ...]
    Lines = tuple[_M, ...]
else:
    Fen = Annotated[int, MONEY]

    class Ref:
        """Ref[Model]: a reference, see RefTo."""

        def __class_getitem__(cls, model: type[Model]) -> Any:
            return Annotated[Any, RefTo(model)]

    class RefOfAnyYear:
        """RefOfAnyYear[Model]: a reference that may be of another budget year, see RefTo."""

        def __class_getitem__(cls, model: type[Model]) -> Any:
            return Annotated[Any, RefTo(model, any_year=True)]

    class Refs:
        """Refs[Model]: several references, see RefsTo."""

        def __class_getitem__(cls, model: type[Model]) -> Any:
            return Annotated[tuple[Ref[model], ...], RefsTo(model)]

    class Lines:
        """Lines[Row]: repeated rows, see RowsOf."""

        def __class_getitem__(cls, row: type[BaseModel]) -> Any:
            return Annotated[tuple[row, ...], RowsOf(row)]


# ---- what a form must know of a field besides its type ----


@dataclass(frozen=True)
class Given:
    """Not asked: the books in which the form stands give it (`county`)."""

    what: str


@dataclass(frozen=True)
class Starts:
    """Asked, and begins with what the books say (`year`; `as_of`, the day they show)."""

    what: str


@dataclass(frozen=True)
class Follows:
    """Not asked: it is the parent of the code in another field, which a form asks for under this one's title."""

    field: str


County = Annotated[str, Given("county"), StringConstraints(pattern=r"^[0-9]{6}$")]
"""A county's six digits."""


def marks(info: FieldInfo) -> tuple[Any, ...]:
    """All that is said of a field within Annotated, also inside an optional type (`Ref[X] | None`)."""
    inside = [getattr(part, "__metadata__", ()) for part in _alternatives(info.annotation)]
    return (*info.metadata, *(each for group in inside for each in group))


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    """The types of a union; a type that is none stands alone."""
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


M = TypeVar("M")


def mark(info: FieldInfo, kind: type[M]) -> M | None:
    """The mark of a kind that a field carries, if any."""
    return next((each for each in marks(info) if isinstance(each, kind)), None)


def meaning(info: FieldInfo) -> Meaning:
    """What a field means: its mark, else what its class says of itself (`PaperIn.meaning`), else that of the plain type."""
    if (known := mark(info, Meaning)) is not None:
        return known
    for annotation in _alternatives(info.annotation):
        if isinstance(own := getattr(annotation, "meaning", None), Meaning):
            return own
        if isinstance(annotation, type) and annotation in PLAIN:
            return PLAIN[annotation]
    return OTHER


@cache
def meanings(kind: type[BaseModel]) -> dict[str, Meaning]:
    """What each field of an input means, in the order of declaration."""
    return {name: meaning(info) for name, info in kind.model_fields.items()}
