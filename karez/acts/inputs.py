"""What a form, a JSON body, a command line and an Excel row are read into: typed inputs of acts."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar

from django.db.models import Model
from pydantic import BaseModel, ConfigDict, Field, field_validator

from karez.acts.types import Digest, Meaning, RefsTo, RefTo, RowsOf, meanings
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


class _Paper(Meaning):
    """A paper by its number."""

    control, wide = "paper", True

    def words(self, value: Any) -> str:
        return str(value["number"]) if isinstance(value, dict) and "number" in value else super().words(value)


class PaperIn(Input):
    """The paper of an act: its number (文号 or voucher), and where known its date and title."""

    meaning: ClassVar[Meaning] = _Paper()

    number: str = Field(title="文号", min_length=1, max_length=120)
    dated: date | None = Field(None, title="日期")
    title: str = Field("", title="标题", max_length=200)


class StoredFile(Input):
    """A file that lies in the store under the hash of its content."""

    sha256: Digest = Field(title="文件校验值", pattern=r"^[0-9a-f]{64}$")
    name: str = Field(title="文件名", min_length=1, max_length=200)
    media_type: str = Field("application/octet-stream", title="类型", max_length=100)


class _Files(Meaning):
    """Files that were handed in with an act."""

    control, wide = "files", True

    def words(self, value: Any) -> str:
        if not isinstance(value, list | tuple) or not value:
            return super().words(None)
        return "、".join(file["name"] if isinstance(file, dict) else str(file) for file in value)


Files = Annotated[tuple[StoredFile, ...], _Files()]
"""Several files, stored before the act; the act attaches them (`files.attach_to`)."""

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
    return {name: what for name, what in meanings(kind).items() if isinstance(what, RefTo)}


@cache
def several(kind: type[Input]) -> dict[str, RefsTo]:
    """The fields of an input that are several references."""
    return {name: what for name, what in meanings(kind).items() if isinstance(what, RefsTo)}


@cache
def repeated(kind: type[Input]) -> dict[str, RowsOf]:
    """The fields of an input that are rows."""
    return {name: what for name, what in meanings(kind).items() if isinstance(what, RowsOf)}


def resolve(actor: Actor, do: In) -> In:
    """The input with every reference turned into the object it names, in its lists and rows as well.

    Raises Unknown with the field (`people.2.person` in the third row, `places.2` the third place), the other faults beside it.
    """
    faults: list[Unknown] = []
    resolved = _resolved(actor, do, "", faults)
    if faults:
        faults[0].others = faults[1:]
        raise faults[0]
    return resolved


def _resolved(actor: Actor, do: In, within: str, faults: list[Unknown]) -> In:
    named: dict[str, Any] = {}

    def looked_up(model: type[Model], value: Any, field: str) -> Any:
        try:
            return find(model, actor, value)
        except Unknown as fault:
            fault.field = within + field
            faults.append(fault)
            return value

    for name, mark in references(type(do)).items():
        value = getattr(do, name)
        if value is not None and not isinstance(value, mark.model):
            named[name] = looked_up(mark.model, value, name)
    for name, marks in several(type(do)).items():
        values = getattr(do, name)
        if not all(isinstance(value, marks.model) for value in values):
            named[name] = tuple(
                looked_up(marks.model, value, f"{name}.{number}") for number, value in enumerate(values)
            )
    for name in repeated(type(do)):
        rows = getattr(do, name) or ()
        named[name] = tuple(
            _resolved(actor, row, f"{within}{name}.{number}.", faults) for number, row in enumerate(rows)
        )
    return do.model_copy(update=named) if named else do
