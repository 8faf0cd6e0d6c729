"""What an import would do, as data: each row of a workbook beside the books — new, same, changed — and every fault.

Made by `planner.build`, carried out by `apply`.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from karez.exchange.books import GrantHandle, ProjectHandle
from karez.exchange.faults import Fault, Skipped
from karez.exchange.naming import Departments, Places, Question
from karez.exchange.workbook import MOST_FAULTS, Table

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


class Step(NamedTuple):
    """One act to do. Sorted by business day, then by the order in which things need each other."""

    day: date
    rank: int
    number: int
    act: str
    table: Table
    row: Any
    grant: GrantHandle | None
    project: ProjectHandle | None
    data: dict[str, Any]
    key: str


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
        """Kind → state → rows."""
        found = Counter((item.kind, item.state) for item in self.items)
        kinds = ("grants", "projects", "allotments", "payments")
        return {kind: {state: found[kind, state] for state in STATES} for kind in kinds}

    def add(self, fault: Fault) -> None:
        self.fault_count += 1
        if self.fault_count <= MOST_FAULTS:
            self.faults.append(fault)

    @property
    def fingerprint(self) -> str:
        """The same when the same file would do the same to the books."""
        said = [self.county, self.year, self.digest, self.fault_count]
        hasher = sha256(json.dumps(said).encode())
        for item in self.items:
            hasher.update(repr(item).encode())
        for step in self.steps:
            hasher.update(step.key.encode())
        return hasher.hexdigest()
