"""An import as its pages show it: what each sheet brings, faults by sheet, places asked about."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from karez.exchange.columns import SHEETS
from karez.exchange.faults import Fault
from karez.exchange.naming import Places, Question
from karez.exchange.plan import STATES, Item, Plan, Step
from karez.kernel.money import wan
from karez.kernel.regions import full, township_of
from karez.policy.codes import label
from karez.web.kit.excel import Head

MOST_FAULTS, MOST_ITEMS, MOST_QUESTIONS = 300, 200, 40
MONEY_ACTS = {"funds.arrive": "grants", "funds.allot": "allotments", "payments.pay": "payments"}
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
    """One of the four kinds: rows by state, the money that its new rows bring in fen (None where it has none)."""

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
    by_sheet = [(name or WHOLE, list(found)) for name, found in groupby(shown, key=lambda fault: fault.sheet)]
    return Page(
        plan=plan,
        sheets=_sheets(plan),
        faults=by_sheet,
        fault_count=plan.fault_count - len(mine),
        faults_left=plan.fault_count - len(mine) - len(shown),
        asked=[_asked(one, mine, plan.places, answers) for one in plan.questions[:MOST_QUESTIONS]],
        asked_left=max(len(plan.questions) - MOST_QUESTIONS, 0),
        answered=[
            (name, code, called(plan.places, code)) for name, code in answers.items() if name not in asked_for
        ],
    )


def called(places: Places, code: str) -> str:
    """A place with the township before a village; a code that nothing knows stays as it is."""
    code = full(code)
    name = places.names.get(code, (code, ""))[0]
    above = places.names.get(township_of(code), ("", ""))[0] if code[9:] != "000" else ""
    return above + name


def fault_rows(faults: list[Fault]) -> list[list[Any]]:
    """Faults as rows under FAULT_HEADS."""
    return [
        [one.sheet or WHOLE, one.row or None, one.column, one.header, one.value, one.message, one.hint]
        for one in faults
    ]


def _sheets(plan: Plan) -> list[Sheet]:
    money: Counter[str] = Counter()
    for step in plan.steps:
        if step.act in MONEY_ACTS:
            money[MONEY_ACTS[step.act]] += step.row.amount
    items: dict[tuple[str, str], list[Item]] = {}
    for item in plan.items:
        items.setdefault((item.kind, item.state), []).append(item)
    first = {(item.sheet, item.at) for rows in items.values() for item in rows[:MOST_ITEMS]}
    told: dict[tuple[str, int], str] = {}
    for step in plan.steps:
        at = (step.table.name, step.row.at)
        if at in first and at not in told:
            told[at] = _said(step, plan)
    counts = plan.counts()
    found = []
    for sheet in SHEETS:
        count = counts[sheet.kind]
        amount = money[sheet.kind] if sheet.kind in MONEY_ACTS.values() else None
        one = Sheet(sheet.title, count["new"], count["changed"], count["same"], amount)
        for state in ("changed", "new"):
            rows = items.get((sheet.kind, state), [])
            if rows:
                shown = [(item, told.get((item.sheet, item.at), "")) for item in rows[:MOST_ITEMS]]
                one.items.append((STATES[state], shown, len(rows) - len(shown)))
        found.append(one)
    return found


def _said(step: Step, plan: Plan) -> str:
    """What a row says, in a line."""
    row = step.row
    if step.act == "funds.arrive":
        parts = [
            wan(row.amount),
            label("source", row.source),
            label("task", row.task),
            f"收到 {row.received}",
        ]
    elif step.act == "funds.allot":
        parts = [wan(row.amount), row.approval, str(row.day)]
    elif step.act == "payments.pay":
        parts = [wan(row.amount), row.project, row.document, row.payee, row.stage or "", str(row.day)]
    elif step.act == "projects.register":
        assert plan.places is not None
        place = called(plan.places, step.data.get("region") or full(plan.county))
        planned = f"总投资 {wan(row.planned)}" if row.planned else ""
        parts = [label("category", row.category), label("kind", row.kind), place, planned]
    else:
        parts = []
    return "，".join(part for part in parts if part)


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
            (one for one in among if not at or township_of(one[0]) == at), key=lambda one: township_of(one[0])
        )
        groups += [(called(places, code), tuple(found)) for code, found in by_township]
    sheet = f"{here[0].sheet} " if here else ""
    return Asked(
        question,
        sheet + rows,
        tuple(groups),
        answers.get(question.name, ""),
    )
