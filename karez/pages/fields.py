"""The fields of a form, made from an act's typed input: one control for each meaning of a type (`karez.acts.types`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from karez.acts import things
from karez.acts.codes import Group, Option
from karez.acts.types import Code, Count, Follows, Given, Meaning, Measured, RefTo, Starts, mark
from karez.acts.types import meaning as meaning_of
from karez.kernel.money import parse_fen
from karez.kernel.refusal import Invalid, Refusal
from karez.pages.books import Books
from karez.pages.choices import MANY, offered

UNITS = ("万元", "元")
EMPTY: tuple[Any, ...] = (None, "")


@dataclass
class Field:
    """One field: what it is called, what stands in it, what is wrong with it."""

    name: str
    label: str
    kind: str
    """text | long | choice | typed | amount | measured | count | number | share | date | flag | paper"""
    required: bool
    help: str = ""
    value: Any = ""
    unit: str = "万元"
    units: tuple[str, ...] = UNITS
    groups: list[Group] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)
    parts: list["Field"] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    max_length: int | None = None
    wide: bool = False
    suggests: str = ""
    """The id of its suggestions: the cells of a column share one."""
    meaning: Meaning = field(default_factory=Meaning)

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")

    @property
    def headed(self) -> str:
        """Its label with the unit in which it is filled in, where that cannot be chosen."""
        unit = (
            self.meaning.unit if isinstance(self.meaning, Count) else "万元" if self.kind == "amount" else ""
        )
        return f"{self.label}（{unit}）" if unit else self.label

    @property
    def described(self) -> str:
        """What `aria-describedby` names."""
        named = [f"{self.id}-fault"] if self.faults else []
        return " ".join([*named, f"{self.id}-help"] if self.help else named)

    @property
    def options(self) -> list[Option]:
        return [option for group in self.groups for option in group.options]

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return all(part.blank for part in self.parts) if self.parts else self.value in (*EMPTY, False)

    def begin(self, value: Any) -> None:
        """Let a value stand in it as if it had been typed: text as the address has it, or what code holds."""
        text = value if isinstance(value, str) else self.meaning.typed(value)
        if self.kind == "flag":
            self.value = value in (True, "on", "1", "true")
        elif self.kind == "typed":
            self.value = next((option.label for option in self.options if option.value == text), text)
        elif self.kind == "paper":
            self.parts[0].value = text
        else:
            self.value = text

    def read(self, sent: Any) -> None:
        """Take the value from what was sent (a QueryDict), as it was typed."""
        if self.kind == "paper":
            for part in self.parts:
                part.read(sent)
        elif self.kind == "flag":
            self.value = sent.get(self.name) in ("on", "1", "true")
        else:
            self.value = str(sent.get(self.name, "")).strip()
            unit = sent.get(f"{self.name}.unit")
            self.unit = unit if unit in self.units else self.unit

    def plain(self) -> Any:
        """The value as the act's input wants it. Raises ValueError with a sentence for a number that is none."""
        if self.kind == "paper":
            filled = {part.name.rpartition(".")[2]: part.value for part in self.parts}
            return {name: value for name, value in filled.items() if value not in EMPTY} | {
                "number": filled["number"]
            }
        if self.value in EMPTY:
            return self.value
        if self.kind == "amount" or (self.kind == "measured" and self.unit in UNITS):
            return parse_fen(self.value, self.unit)
        if self.kind == "measured" and not self.value.isdigit():
            raise ValueError(f"“{self.value}”不是整数，请填写{self.unit}数。")
        if isinstance(self.meaning, RefTo):
            chosen = {option.label: option.value for option in self.options} | {
                option.value: option.value for option in self.options
            }
            # A chosen thing goes on as its id; what was typed besides is a name or a number on paper, digits or not.
            return int(chosen[self.value]) if chosen.get(self.value, "").isdigit() else self.value
        return self.value


def asked(kind: type[BaseModel]) -> Iterator[tuple[str, str, FieldInfo]]:
    """The name, the label and the declaration of each field that a form asks, in the order of declaration.

    What the books give is not asked, nor a code that follows from another: that one is asked under its title.
    """
    infos = kind.model_fields
    over = {follows.field: info for info in infos.values() if (follows := mark(info, Follows))}
    for name, info in infos.items():
        if not mark(info, Given) and not mark(info, Follows):
            yield name, (over.get(name) or info).title or name, info


def field_of(name: str, label: str, info: FieldInfo, books: Books) -> Field:
    """The control for one declared field."""
    meaning = meaning_of(info)
    made = Field(name, label, meaning.control, info.is_required(), info.description or "")
    made.meaning, made.wide, made.suggests = meaning, meaning.wide, f"{made.id}-list"
    made.suggestions = meaning.suggestions()
    made.max_length = next((each.max_length for each in info.metadata if hasattr(each, "max_length")), None)
    if isinstance(meaning, RefTo):
        options = offered(meaning.model, books, meaning.any_year)
        known_as = things.of(meaning.model)
        made.kind = "choice" if len(options) <= MANY else "typed"
        made.groups, made.wide = [Group("", options)], known_as is not None and known_as.wide
        if made.kind == "typed":
            made.help = made.help or "输入几个字，从提示中选；也可以直接写编号或全称。"
    elif made.kind == "choice":
        made.groups = meaning.groups(books.as_of)
    elif made.kind == "paper":
        made.parts = _paper(name, made.label)
    elif made.kind == "flag":
        made.value = bool(info.default)
    elif isinstance(meaning, Measured):
        made.units = (*UNITS, *meaning.units())
    if starts := mark(info, Starts):
        made.begin(getattr(books, starts.what))
    return made


def _paper(name: str, label: str) -> list[Field]:
    word = "凭证" if "凭证" in label else "文件"
    return [
        Field(f"{name}.number", "凭证号" if word == "凭证" else "文号", "text", True, max_length=120),
        Field(f"{name}.dated", f"{word}日期", "date", False),
        Field(f"{name}.title", "标题", "text", False, max_length=200, wide=True),
    ]


def collect(
    kind: type[BaseModel], fields: Sequence[Field], books: Books, faults: list[Refusal]
) -> dict[str, Any]:
    """What stands in the fields of an input (or a row) as raw data, with what the books give and what follows.

    Faults that only a form has are collected.
    """
    data = _filled(fields, faults)
    by_name = {each.name.rpartition(".")[2]: each for each in fields}
    for name, info in kind.model_fields.items():
        what = meaning_of(info)
        if given := mark(info, Given):
            data[name] = getattr(books, given.what)
        elif (follows := mark(info, Follows)) and (code := data.get(follows.field)):
            followed = by_name[follows.field].meaning
            if isinstance(followed, Code) and (parent := followed.codes.parent(code)):
                data[name] = parent
        elif isinstance(what, Measured) and name in data and data.get(what.by):
            faults += _unfit(by_name[name], by_name[what.by], what.counts_money(str(data[what.by])))
    return data


def _unfit(measured: Field, by: Field, money: bool) -> list[Refusal]:
    """The fault of a number whose chosen unit is not that of the code which it goes by."""
    if (measured.unit in UNITS) == money:
        return []
    return [Invalid(f"单位和{by.label}对不上。", hint=measured.help, field=measured.name)]


def _filled(fields: Sequence[Field], faults: list[Refusal]) -> dict[str, Any]:
    """What was filled in, by the last part of the fields' names."""
    data: dict[str, Any] = {}
    for each in fields:
        if each.kind == "paper":
            if not each.parts[0].value and each.required:
                faults.append(Invalid(f"没有填写“{each.label}”的文号。", field=each.parts[0].name))
                continue
            if each.blank:
                continue
        elif each.value in EMPTY and each.kind != "flag":
            if each.required:
                faults.append(Invalid(f"没有填写“{each.label}”。", field=each.name))
            continue
        try:
            data[each.name.rpartition(".")[2]] = each.plain()
        except ValueError as error:
            faults.append(Invalid(str(error), field=each.name))
    return data
