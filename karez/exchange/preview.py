"""An import as its pages show it: what each sheet brings, faults by sheet, places asked about."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from karez.kernel.regions import township_of
from karez.sheets import sheet as declared
from karez.sheets.faults import Fault
from karez.sheets.naming import Places, Question
from karez.sheets.plan import STATES, Item, Plan
from karez.sheets.writing import Head

MOST_FAULTS, MOST_ITEMS, MOST_QUESTIONS = 300, 200, 40
FAULT_HEADS = (
    Head("工作表", width=16),
    Head("行", "count", 8),
    Head("列", width=8),
    Head("列名", width=16),
    Head("填写的内容", width=24),
    Head("差错", width=60),
    Head("怎样改正", width=60),
)
WHOLE = "整个文件"


@dataclass
class Sheet:
    """One kind of sheet: rows by state, the money that its new rows bring in fen (None where it has none)."""

    title: str
    new: int
    changed: int
    same: int
    amount: int | None
    items: list[tuple[str, list[tuple[Item, str]], int]] = field(default_factory=list)
    """(state, the first rows with what they say, how many more)."""

    @property
    def rows(self) -> int:
        return self.new + self.changed + self.same


@dataclass(frozen=True)
class Asked:
    """A place asked about, the rows in which it stands, and what it may be: (group, ((code, name), …))."""

    question: Question
    rows: str
    options: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    code: str


@dataclass(frozen=True)
class Page:
    """All that the preview shows."""

    plan: Plan
    sheets: list[Sheet]
    faults: list[tuple[str, list[Fault]]]
    fault_count: int
    faults_left: int
    asked: list[Asked]
    asked_left: int
    answered: list[tuple[str, str, str]]

    @property
    def changes(self) -> int:
        """Rows that would be added or changed."""
        return sum(sheet.new + sheet.changed for sheet in self.sheets)


def page_of(plan: Plan, answers: dict[str, str]) -> Page:
    """The preview of a plan; `answers` are those given so far: name → code."""
    assert plan.places is not None
    asked_for = {question.name for question in plan.questions}
    mine: list[Fault] = []
    rest: list[Fault] = []
    for fault in plan.faults:
        (mine if _is_question(fault, asked_for) else rest).append(fault)
    shown = rest[:MOST_FAULTS]
    by_sheet = [(name or WHOLE, list(of_it)) for name, of_it in groupby(shown, key=lambda fault: fault.sheet)]
    return Page(
        plan=plan,
        sheets=_sheets(plan),
        faults=by_sheet,
        fault_count=plan.fault_count - len(mine),
        faults_left=plan.fault_count - len(mine) - len(shown),
        asked=[_asked(question, mine, plan.places, answers) for question in plan.questions[:MOST_QUESTIONS]],
        asked_left=max(len(plan.questions) - MOST_QUESTIONS, 0),
        answered=[
            (name, code, plan.places.spoken(code)) for name, code in answers.items() if name not in asked_for
        ],
    )


def fault_rows(faults: list[Fault]) -> list[list[Any]]:
    """Faults as rows under FAULT_HEADS."""
    return [
        [
            fault.sheet or WHOLE,
            fault.row or None,
            fault.column,
            fault.header,
            fault.value,
            fault.message,
            fault.hint,
        ]
        for fault in faults
    ]


def _sheets(plan: Plan) -> list[Sheet]:
    money: Counter[str] = Counter()
    rows: dict[tuple[str, int], Any] = {}
    for step in plan.steps:
        outline = step.table.sheet
        if outline.money:
            money[outline.kind] += getattr(step.row, outline.money)
        rows[step.table.name, step.row.at] = step.row
    items: dict[tuple[str, str], list[Item]] = {}
    for item in plan.items:
        items.setdefault((item.kind, item.state), []).append(item)
    counts = plan.counts()
    shown = []
    for sheet in declared.sheets():
        count = counts[sheet.kind]
        amount = money[sheet.kind] if sheet.money else None
        told = Sheet(sheet.title, count["new"], count["changed"], count["same"], amount)
        for state in ("changed", "new"):
            among = items.get((sheet.kind, state), [])
            if among:
                lines = [(item, _line(sheet, plan, item, rows)) for item in among[:MOST_ITEMS]]
                told.items.append((STATES[state], lines, len(among) - len(lines)))
        shown.append(told)
    return shown


def _line(sheet: declared.Sheet, plan: Plan, item: Item, rows: dict[tuple[str, int], Any]) -> str:
    """What a new row brings; a changed one shows its changes."""
    row = rows.get((item.sheet, item.at))
    return sheet.line(plan, row) if item.state == "new" and row is not None else ""


def _is_question(fault: Fault, names: set[str]) -> bool:
    return any(fault.message == _asking(name, label) for name in names for label in ("乡镇", "村"))


def _asking(name: str, label: str) -> str:
    return f"本县没有名为“{name}”的{label}。"


def _asked(question: Question, faults: list[Fault], places: Places, answers: dict[str, str]) -> Asked:
    here = [fault for fault in faults if fault.message == _asking(question.name, question.label)]
    rows = "、".join(f"第{fault.row}行" for fault in here[:8]) + ("等" if len(here) > 8 else "")
    groups: list[tuple[str, tuple[tuple[str, str], ...]]] = []
    if question.near:
        groups.append(("名称相近", tuple(question.near)))
    wanted = "village" if question.label == "村" else "township"
    among = [(code, name) for code, (name, level) in sorted(places.names.items()) if level == wanted]
    if wanted == "township":
        groups.append(("全县乡镇", tuple(among)))
    else:
        township = places.find(question.name.partition("/")[0], None) if "/" in question.name else None
        at = township if isinstance(township, str) else ""
        by_township = groupby(
            (place for place in among if not at or township_of(place[0]) == at),
            key=lambda place: township_of(place[0]),
        )
        groups += [(places.spoken(code), tuple(villages)) for code, villages in by_township]
    sheet = f"{here[0].sheet} " if here else ""
    return Asked(
        question,
        sheet + rows,
        tuple(groups),
        answers.get(question.name, ""),
    )
