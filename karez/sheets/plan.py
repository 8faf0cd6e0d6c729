"""What an import would do, as data: each row of a workbook beside the books — new, same, changed — and every fault.

Made by a `draft.Draft`, with which each sheet plans its rows.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from karez.acts.act import Act
from karez.acts.inputs import Input
from karez.places.models import Department
from karez.sheets.columns import outlines
from karez.sheets.faults import Fault, Skipped
from karez.sheets.naming import Departments, Places, Question
from karez.sheets.workbook import MOST_FAULTS, Table

STATES = {"new": "新增", "changed": "变更", "same": "不变"}


class Change(NamedTuple):
    """One field that an import changes, as people read it."""

    field: str
    before: str
    after: str


class Item(NamedTuple):
    """One row and what would become of it."""

    kind: str
    sheet: str
    at: int
    state: str
    label: str
    changes: tuple[Change, ...] = ()


@dataclass(eq=False, kw_only=True)
class Handle:
    """A thing that rows name: one of the books, which is `held`, or one that a step of this workbook makes."""

    label: str
    held: Any = None

    @property
    def pk(self) -> int:
        """Its key in the books, 0 for what is not there yet."""
        return self.held.pk if self.held is not None else 0


class Objects:
    """The objects behind handles and names while steps are done: those of the books, and those made so far."""

    def __init__(self, departments: Mapping[str, Department]) -> None:
        self.departments = departments
        self.made: dict[Handle, Any] = {}

    def __getitem__(self, handle: Handle) -> Any:
        made = self.made.get(handle)
        return handle.held if made is None else made

    def department(self, department: Department | str) -> Department:
        """The department that naming.Departments found, or that was added under its key."""
        return self.departments[department] if isinstance(department, str) else department


Build = Callable[["Step", Objects], Mapping[str, Any]]


class Step(NamedTuple):
    """One act to do. Sorted by business day, then by the order of the sheets, then as planned."""

    day: date
    order: int
    number: int
    act: Act[Any]
    build: Build
    """What the act is told, by the fields of its input."""
    table: Table
    row: Any
    key: str
    needs: tuple[Handle, ...]
    """What the act names; where one of these was refused, this step is left out."""
    makes: Handle | None
    """What the act makes, or makes anew."""
    data: Mapping[str, Any]
    column: str
    """Where a refusal is shown that no column of the sheet is named after; "" for the whole row."""

    def do(self, objects: Objects) -> Input:
        """The input of the act. Raises Invalid."""
        return self.act.read(dict(self.build(self, objects)))


@dataclass
class Plan:
    """The whole: shown before, carried out after. `fingerprint` tells whether the books moved in between."""

    county: str
    year: int
    digest: str
    items: list[Item] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    fault_count: int = 0
    steps: list[Step] = field(default_factory=list, repr=False)
    places: Places | None = field(default=None, repr=False)
    departments: Departments | None = field(default=None, repr=False)

    @property
    def ok(self) -> bool:
        return not self.fault_count

    @property
    def new_departments(self) -> list[str]:
        return list(self.departments.added.values()) if self.departments else []

    def counts(self) -> dict[str, dict[str, int]]:
        """Kind of sheet → state → rows."""
        rows = Counter((item.kind, item.state) for item in self.items)
        return {sheet.kind: {state: rows[sheet.kind, state] for state in STATES} for sheet in outlines()}

    def add(self, fault: Fault) -> None:
        self.fault_count += 1
        if self.fault_count <= MOST_FAULTS:
            self.faults.append(fault)

    @property
    def fingerprint(self) -> str:
        """The same when the same file would do the same to the books."""
        begins = [self.county, self.year, self.digest, self.fault_count]
        hasher = sha256(json.dumps(begins).encode())
        for item in self.items:
            hasher.update(repr(item).encode())
        for step in self.steps:
            hasher.update(step.key.encode())
        return hasher.hexdigest()
