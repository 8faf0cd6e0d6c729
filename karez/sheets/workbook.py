"""What a workbook holds once it is read: tables of typed rows, faults, and what was left out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from karez.sheets.cells import shown_raw
from karez.sheets.columns import Outline, outlines
from karez.sheets.faults import Fault, Skipped
from karez.sheets.folding import fold

MOST_FAULTS = 5_000
"""Faults kept; the rest is only counted, since nobody reads further and memory is bounded."""


@dataclass(eq=False)
class Table:
    """The rows of one sheet. Each row is a named tuple: `at` (Excel's row number) and the columns of `sheet`."""

    name: str
    sheet: Outline
    rows: list[Any]
    headers: dict[str, tuple[str, str]]
    """Column name → (letter, header as written)."""

    def fault(self, at: int, column: str, value: object, message: str, hint: str = "") -> Fault:
        """A fault at a cell of this table (`column` "" for the row)."""
        where, header = self.headers.get(column, ("", self.sheet.by_name[column].header if column else ""))
        shown = "" if value is None else shown_raw(value)
        return Fault(self.name, at, where, header, shown, message, hint)


@dataclass
class Reading:
    """What a workbook holds. `fault_count` counts also the faults beyond those kept."""

    digest: str
    tables: list[Table] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    fault_count: int = 0

    @property
    def ok(self) -> bool:
        return not self.fault_count

    def of(self, kind: str) -> Iterator[tuple[Table, Any]]:
        """All rows of one kind of sheet, with their tables."""
        for table in self.tables:
            if table.sheet.kind == kind:
                for row in table.rows:
                    yield table, row

    def count(self, kind: str) -> int:
        return sum(len(table.rows) for table in self.tables if table.sheet.kind == kind)

    def add(self, fault: Fault) -> None:
        self.fault_count += 1
        if self.fault_count <= MOST_FAULTS:
            self.faults.append(fault)


def find_duplicates(reading: Reading) -> None:
    """Rows of one sheet that are the same thing twice, by the columns that tell its things apart."""
    folded: dict[Any, Any] = {}
    for sheet in outlines():
        seen: dict[Any, tuple[Table, int]] = {}
        for table in reading.tables:
            if table.sheet is not sheet:
                continue
            places = [1 + [c.name for c in sheet.columns].index(name) for name in sheet.identity]
            for row in table.rows:
                key: list[Any] = []
                for place in places:
                    value = row[place]
                    if type(value) is str:
                        short = folded.get(value)
                        if short is None:
                            short = folded[value] = fold(value)
                        value = short
                    key.append(value)
                if any(
                    part is None and sheet.by_name[name].required
                    for name, part in zip(sheet.identity, key, strict=True)
                ):
                    continue
                first = seen.setdefault(tuple(key), (table, row.at))
                if first != (table, row.at):
                    where = f"第{first[1]}行" if first[0] is table else f"“{first[0].name}”第{first[1]}行"
                    what = "、".join(
                        sheet.by_name[name].header for name in sheet.identity if sheet.by_name[name].required
                    )
                    reading.add(
                        table.fault(
                            row.at,
                            sheet.identity[0],
                            row[places[0]],
                            f"与{where}重复（{what}相同）。",
                            "请删去重复的一行，或核对填写。",
                        )
                    )
