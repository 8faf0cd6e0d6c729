"""What an act tells the trail besides its inputs, declared at the act: titles and types, so that an entry reads in words.

    class Told(Moved):
        available: Annotated[Fen, CountyOnly(), Left("资金文件可下达")] = Field(title="可用指标")

    @act("funds.allot", …, tells=Told)

What an act writes into `note.before` and `note.after` is declared, in its Tells or its input; the act's shell refuses the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

from karez.acts.codes import codes_of
from karez.acts.types import M, Meaning, Measured, mark, marks, meaning


class Tells(BaseModel):
    """Titles and types of what an act tells. Never made: only read."""

    model_config = ConfigDict(arbitrary_types_allowed=True)


@dataclass(frozen=True)
class CountyOnly:
    """Not for readers who see less than the county: what is left of its grants, or of another's project."""


@dataclass(frozen=True)
class Silent:
    """Not worth a line: something else says it. With `as_entry` only where it equals that of the entry (its day)."""

    as_entry: str = ""


@dataclass(frozen=True)
class Headline:
    """The sum that an entry moved: it stands beside the act's name."""


@dataclass(frozen=True)
class Left:
    """What the message after the act says of it, the value behind: `项目未支付`."""

    words: str


@dataclass(frozen=True)
class ByCode:
    """Not one thing but one for each code of a list, told under the code: the title is the code's word, Measured says what it is."""


@dataclass(frozen=True)
class Telling:
    """One thing that entries of an act tell: its key there, title, meaning and marks."""

    name: str
    title: str
    meaning: Meaning
    marks: tuple[Any, ...] = ()

    def mark(self, kind: type[M]) -> M | None:
        """Its mark of a kind, if any."""
        return next((each for each in self.marks if isinstance(each, kind)), None)

    def words(self, value: Any) -> str:
        """As people read it."""
        what = self.meaning
        return what.words_of(self.name, value) if isinstance(what, Measured) else what.words(value)

    def aside(self, value: Any) -> str:
        """The exact form, for whoever points at the words."""
        what = self.meaning
        return what.aside_of(self.name, value) if isinstance(what, Measured) else what.aside(value)


@cache
def tellings(*declared: type[BaseModel]) -> dict[str, Telling]:
    """All that may be told, by its key: of the first class that declares it, in the order of declaration."""
    told: dict[str, Telling] = {}
    for kind in declared:
        for name, info in kind.model_fields.items():
            for each in _expanded(name, info):
                told.setdefault(each.name, each)
    return told


def _expanded(name: str, info: FieldInfo) -> Iterator[Telling]:
    what = meaning(info)
    if mark(info, ByCode) is None or not isinstance(what, Measured):
        yield Telling(name, info.title or name, what, marks(info))
        return
    for group in codes_of(what.name).groups():
        for choice in group.options:
            yield Telling(choice.value, choice.label, what, marks(info))
