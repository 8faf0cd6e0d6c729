"""The fields of a form, made from an act's typed input: one control for each kind of thing that people fill in."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args

from pydantic.fields import FieldInfo

from karez.acts.inputs import Input, PaperIn, references
from karez.funds.models import Grant, Transfer
from karez.kernel.money import parse_fen
from karez.pages.books import Books
from karez.pages.choices import MANY, Group, Option, coded, suggested, things
from karez.payments.models import Payment
from karez.projects.models import Project

UNITS = ("万元", "元")
LONG = {"content", "body"}
"""Texts that want more than one line."""
HELP = {
    "planned": "没有的填 0。",
    "quota_issued": "财政局向项目单位下达指标的日期，可以晚于批复日期。",
    "received": "资金从这一天起计入到位。",
    "advance_notice": "上年底提前告知、计入本预算年度的资金。",
    "taker": "不选，则退回这份文件的可用指标。",
    "on": "按这一天适用的取值确认。",
}
FIRST = ("person", "transfer", "payment", "grant", "giver", "project", "code", "name", "year")
"""What a form asks first, in this order; the rest follows as the act's input has it."""
LABELS = {"kind": "项目类型"}
WIDE = (Grant, Project, Payment, Transfer)
"""Things whose names take a whole line."""
EMPTY: tuple[Any, ...] = (None, "")


@dataclass
class Field:
    """One field: what it is called, what stands in it, what is wrong with it."""

    name: str
    label: str
    kind: str
    """amount | choice | typed | date | flag | number | text | long | paper | target"""
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
    refers: bool = False
    """Whether it names a thing of the books."""

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")

    @property
    def described(self) -> str:
        """What `aria-describedby` names."""
        named = [f"{self.id}-fault"] if self.faults else []
        return " ".join([*named, f"{self.id}-help"] if self.help else named)

    @property
    def options(self) -> list[Option]:
        return [option for group in self.groups for option in group.options]

    def read(self, sent: Any) -> None:
        """Take the value from what was sent (a QueryDict), as it was typed."""
        if self.kind == "paper":
            for part in self.parts:
                part.read(sent)
        elif self.kind == "flag":
            self.value = sent.get(self.name) in ("on", "1", "true")
        else:
            self.value = str(sent.get(self.name, "")).strip()
            self.unit = (
                sent.get(f"{self.name}.unit") if sent.get(f"{self.name}.unit") in self.units else self.unit
            )

    def plain(self) -> Any:
        """The value as the act's input wants it. Raises ValueError with a sentence for an amount that is none."""
        if self.kind == "paper":
            said = {part.name.split(".")[1]: part.value for part in self.parts}
            return {name: value for name, value in said.items() if value not in EMPTY} | {
                "number": said["number"]
            }
        if self.kind == "amount" and self.value not in EMPTY:
            return parse_fen(self.value, self.unit)
        if self.kind == "target" and self.value not in EMPTY:
            return (
                int(self.value)
                if self.unit == "人次" and self.value.isdigit()
                else parse_fen(self.value, self.unit)
            )
        if self.refers:
            chosen = {one.label: one.value for one in self.options} | {
                one.value: one.value for one in self.options
            }
            # A chosen thing goes on as its id; what was typed besides is a name or a number on paper, digits or not.
            return int(chosen[self.value]) if chosen.get(self.value, "").isdigit() else self.value
        return self.value


def fields_of(kind: type[Input], books: Books) -> list[Field]:
    """The fields of an act's form. County is not asked: it is the books' own; a category follows from its kind."""
    refs = references(kind)
    made = []
    for name in sorted(kind.model_fields, key=lambda one: FIRST.index(one) if one in FIRST else len(FIRST)):
        info = kind.model_fields[name]
        if name == "county" or (name == "category" and "kind" in kind.model_fields):
            continue
        one = _field(name, info, refs.get(name), books)
        if name == "value" and "indicator" in kind.model_fields:
            one.kind, one.units, one.help = "target", (*UNITS, "人次"), "年收益填万元或元，就业填人次。"
        made.append(one)
    return made


def _field(name: str, info: FieldInfo, ref: Any, books: Books) -> Field:
    made = Field(name, LABELS.get(name) or info.title or name, "text", info.is_required(), HELP.get(name, ""))
    types = {info.annotation, *get_args(info.annotation)}
    groups = None if ref else coded(name, books)
    if ref:
        options = things(ref.model, books)
        made.kind = "choice" if len(options) <= MANY else "typed"
        made.groups, made.wide, made.refers = [Group("", options)], ref.model in WIDE, True
        if made.kind == "typed":
            made.help = made.help or "输入几个字，从提示中选；也可以直接写编号或全称。"
    elif groups is not None:
        made.kind, made.groups = "choice", groups
    elif PaperIn in types:
        made.kind, made.wide = "paper", True
        word = "凭证" if "凭证" in made.label else "文件"
        made.parts = [
            Field(f"{name}.number", "凭证号" if word == "凭证" else "文号", "text", True, max_length=120),
            Field(f"{name}.dated", f"{word}日期", "date", False),
            Field(f"{name}.title", "标题", "text", False, max_length=200, wide=True),
        ]
    elif date in types:
        made.kind = "date"
    elif bool in types:
        made.kind, made.value = "flag", bool(info.default)
    elif int in types and _is_money(info):
        made.kind = "amount"
    elif int in types:
        made.kind = "number"
        made.value = str(books.year) if name == "year" else ""
    else:
        made.kind = "long" if name in LONG else "text"
        made.wide = name in LONG or name == "name"
        made.suggestions = suggested(name)
        made.max_length = next((one.max_length for one in info.metadata if hasattr(one, "max_length")), None)
    return made


def _is_money(info: FieldInfo) -> bool:
    return any(
        getattr(mark, "json_schema", {}).get("x-unit") == "fen" for mark in info.metadata if _schema(mark)
    )


def _schema(mark: Any) -> bool:
    return isinstance(getattr(mark, "json_schema", None), dict)
