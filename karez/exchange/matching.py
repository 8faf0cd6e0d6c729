"""What matching rows with the books takes, whichever sheet they stand on: the plan being made, faults, acts, names."""

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from hashlib import sha256
from typing import Any

from karez import policy
from karez.exchange.books import Books, GrantHandle, ProjectHandle, name_key
from karez.exchange.cells import number_key
from karez.exchange.naming import Departments, Places, Question
from karez.exchange.plan import Change, Item, Plan, Step
from karez.exchange.workbook import Reading, Table
from karez.kernel.money import wan

REVERSE = "已入账的金额和日期不能靠导入改动；确属记错的，请在系统中“冲销”后重新登记。"


class Matcher:
    """A plan in the making."""

    def __init__(
        self, reading: Reading, county: str, year: int, day: date, answers: Mapping[str, str]
    ) -> None:
        self.reading, self.day = reading, day
        self.plan = Plan(county, year, reading.digest, skipped=reading.skipped)
        self.plan.faults, self.plan.fault_count = list(reading.faults), reading.fault_count
        self.books = Books(county, year)
        self.places = self.plan.places = Places(county, answers)
        self.departments = self.plan.departments = Departments(county, self.places.name)
        self.asked: dict[str, Question] = {}
        self.grants: dict[str, list[GrantHandle]] = {k: list(v) for k, v in self.books.grants.items()}
        self.projects: dict[str, ProjectHandle] = dict(self.books.projects)
        self.bad_names: set[str] = set()
        self.near: dict[tuple[str, str], str] = {}
        self.keys: dict[str, str] = {}
        self.numbers: dict[str, str] = {}

    def _item(self, table: Table, row: Any, state: str, label: str, changes: tuple[Change, ...] = ()) -> None:
        self.plan.items.append(Item(table.sheet.kind, table.name, row.at, state, label, changes))

    def _fault(self, table: Table, row: Any, column: str, value: object, message: str, hint: str) -> None:
        self.plan.add(table.fault(row.at, column, value, message, hint))

    def _step(
        self, day: date, rank: int, act: str, table: Table, row: Any, grant: GrantHandle | None,
        project: ProjectHandle | None, data: dict[str, Any], *content: object,
    ) -> None:  # fmt: skip
        said = "\x1f".join([act, self.plan.county, str(self.plan.year), *map(str, content)])
        key = f"excel:{sha256(said.encode()).hexdigest()[:40]}"
        self.plan.steps.append(
            Step(day, rank, len(self.plan.steps), act, table, row, grant, project, data, key)
        )

    def _near(self, what: str, written: str, known: Mapping[str, Any]) -> str:
        """The nearest name, for a hint; looked for once a name, and not for hundreds of them."""
        if (what, written) not in self.near:
            found = get_close_matches(written, known, 1, 0.5) if len(self.near) < 100 else []
            self.near[what, written] = found[0] if found else ""
        return self.near[what, written]

    def _key(self, name: str) -> str:
        key = self.keys.get(name)
        if key is None:
            key = self.keys[name] = name_key(name)
        return key

    def _number(self, document: str) -> str:
        key = self.numbers.get(document)
        if key is None:
            key = self.numbers[document] = number_key(document)
        return key

    def _money_differs(self, table: Table, row: Any, what: str, held: Mapping[str, Any]) -> bool:
        """Faults for every fact in the ledger that the row states otherwise. What a row leaves blank it doesn't state."""
        differs = False
        for name, value in held.items():
            stated = getattr(row, name)
            if stated is None or stated == value:
                continue
            differs = True
            header = table.sheet.by_name[name].header
            self._fault(
                table,
                row,
                name,
                "",
                f"{what} 的{header}已入账为 {said_as(value, name)}，本行是 {said_as(stated, name)}。",
                REVERSE,
            )
        return differs


_CODED = frozenset({"source", "task", "category", "kind"})
_MONEY = frozenset({"amount", "planned", "annual_income"})


def said_as(value: Any, name: str) -> str:
    """A value as a preview shows it."""
    if value is None or value == "":
        return "（空）"
    if name in _MONEY:
        return wan(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if name in _CODED:
        return policy.codes.label(name, value)
    return value.isoformat() if isinstance(value, date) else str(value)
