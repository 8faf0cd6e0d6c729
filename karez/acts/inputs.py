"""What a form, a JSON body, a command line and an Excel row are read into: typed inputs of acts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from django.db.models import Model
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator

from karez.kernel.money import parse_fen
from karez.kernel.refusal import Ambiguous, Unknown
from karez.places.rights import Actor


class Input(BaseModel):
    """The input of an act. Unknown fields are refused: a misspelt one must not pass in silence."""

    model_config = ConfigDict(
        extra="forbid", arbitrary_types_allowed=True, frozen=True, str_strip_whitespace=True
    )

    @field_validator("*", mode="before")
    @classmethod
    def _writable(cls, value: Any) -> Any:
        """No database can write these; PostgreSQL would stop with an error of its own."""
        if isinstance(value, str) and any(sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in value):
            raise ValueError("含有不能识别的字符，请重新输入。")
        return value


MOST: int = 10**16
"""Fen. A hundred million 万元 is far more than any county sees, and sums of many such still fit the database's column."""


def _fen(value: Any) -> Any:
    if isinstance(value, str):
        value = parse_fen(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("金额应为整数分，或写明单位的文字（如 600万元）。")
    if abs(value) > MOST:
        raise ValueError("金额大得不合理，请核对单位。")
    return value


if TYPE_CHECKING:
    Fen = int
    _M = TypeVar("_M")
    Ref = Annotated[_M, "reference"]
else:
    Fen = Annotated[
        int,
        BeforeValidator(_fen),
        WithJsonSchema(
            {
                "anyOf": [{"type": "integer"}, {"type": "string"}],
                "x-unit": "fen",
                "examples": [600000000, "600万元"],
            }
        ),
    ]

    class Ref:
        """A reference: the object itself in code; its id or its natural key (文号, name, code) from outside."""

        def __class_getitem__(cls, model: type[Model]) -> Any:
            return Annotated[
                Any,
                RefTo(model),
                BeforeValidator(_reference(model)),
                WithJsonSchema(
                    {"anyOf": [{"type": "integer"}, {"type": "string"}], "x-ref": model._meta.label_lower}
                ),
            ]


@dataclass(frozen=True)
class RefTo:
    """Marks a field as a reference to `model`."""

    model: type[Model]


def _reference(model: type[Model]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if isinstance(value, model) or (isinstance(value, int | str) and not isinstance(value, bool)):
            return value
        raise ValueError(f"应为{model._meta.verbose_name}的编号或名称。")

    return check


class PaperIn(Input):
    """The paper of an act: its number (文号 or voucher), and where known its date and title."""

    number: str = Field(title="文号", min_length=1, max_length=120)
    dated: date | None = Field(None, title="日期")
    title: str = Field("", title="标题", max_length=200)


In = TypeVar("In", bound=Input)
Finder = Callable[[Actor, Any], Model]
_finders: dict[type[Model], Finder] = {}


def finds(model: type[Model]) -> Callable[[Finder], Finder]:
    """Register how a reference to `model` is found among what the actor may see.

    The finder takes the actor and an id (int) or natural key (str); it raises Unknown with a sentence.
    """

    def register(finder: Finder) -> Finder:
        _finders[model] = finder
        return finder

    return register


def find(model: type[Model], actor: Actor, token: Any) -> Model:
    """The object that `token` names, if the actor may see it. Raises Unknown, and Ambiguous where several have the name.

    A number is an id. A text is a name or a number on paper (voucher “15”); only where nothing is called so, the id.
    """
    if isinstance(token, model):
        return token
    try:
        return _finders[model](actor, token)
    except Ambiguous:
        raise
    except Unknown:
        if not (isinstance(token, str) and token.isascii() and token.isdigit() and len(token) < 12):
            raise
        return _finders[model](actor, int(token))


@cache
def references(kind: type[Input]) -> dict[str, RefTo]:
    """The fields of an input that are references."""
    found = {}
    for name, field in kind.model_fields.items():
        for mark in (*field.metadata, *_inside(field.annotation)):
            if isinstance(mark, RefTo):
                found[name] = mark
    return found


def _inside(annotation: Any) -> list[Any]:
    """Marks within an optional type: Ref[X] | None."""
    marks = []
    for part in getattr(annotation, "__args__", ()):
        marks += list(getattr(part, "__metadata__", ()))
    return marks


def resolve(actor: Actor, do: In) -> In:
    """The input with every reference turned into the object it names. Raises Unknown with the field."""
    found: dict[str, Model] = {}
    faults: list[Unknown] = []
    for name, mark in references(type(do)).items():
        value = getattr(do, name)
        if value is None or isinstance(value, mark.model):
            continue
        try:
            found[name] = find(mark.model, actor, value)
        except Unknown as fault:
            fault.field = name
            faults.append(fault)
    if faults:
        faults[0].others = faults[1:]
        raise faults[0]
    return do.model_copy(update=found) if found else do
