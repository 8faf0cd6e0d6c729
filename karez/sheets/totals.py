"""Total rows (合计, 小计) of a sheet, checked against the rows they add up.

A 合计 may stand above or below its rows and there may be several; a 小计 adds up the group above it or below it. A stated
total is right when it equals one of the sums it can mean.
"""

from collections.abc import Sequence
from typing import Any


class Totals:
    """Running sums of the columns that can be added, and the totals met on the way."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        self.sums = dict.fromkeys(columns, 0)
        self.spoilt: set[str] = set()
        self.before: dict[str, list[int]] = {name: [] for name in columns}
        """Column → the sum of the rows above each total."""
        self.rows: list[tuple[int, str, dict[str, int]]] = []

    def column(self, name: str, values: Sequence[Any], positions: Sequence[int]) -> None:
        """Take in a chunk's values of a column; `positions`: how many of its rows stand above each total in the chunk."""
        start = 0
        for position in positions:
            self.sums[name] += _sum(values[start:position])
            self.before[name].append(self.sums[name])
            start = position
        self.sums[name] += _sum(values[start:])

    def met(self, totals: Sequence[tuple[int, str, dict[str, int]]]) -> None:
        """The totals of the chunk: (row number, label, stated values by column)."""
        self.rows.extend(totals)

    def spoil(self, name: str) -> None:
        """A value of this column could not be read: its sums mean nothing."""
        self.spoilt.add(name)

    def faults(self) -> list[tuple[int, str, int, int, str]]:
        """(row, column, stated, counted, label) of each total that fits no sum it can mean."""
        misfits = []
        part = ["小计" in label for _, label, _ in self.rows]
        for index, (at, label, stated) in enumerate(self.rows):
            for name, value in stated.items():
                if name in self.spoilt:
                    continue
                before, whole = self.before[name], self.sums[name]
                here = before[index]
                wholes = [before[i] for i in range(len(self.rows)) if not part[i]]
                above = here - max((w for i, w in enumerate(before[:index])), default=0)
                below = next(iter(before[index + 1 :]), whole) - here
                above_whole = here - max((before[i] for i in range(index) if not part[i]), default=0)
                below_whole = (
                    next((before[i] for i in range(index + 1, len(self.rows)) if not part[i]), whole) - here
                )
                if part[index]:
                    sums = [above or below, below, above_whole]
                else:
                    sums = [
                        whole if len(wholes) == 1 else above_whole or below_whole,
                        whole,
                        here,
                        above_whole,
                        below_whole,
                    ]
                if value not in sums:
                    misfits.append((at, name, value, sums[0], label))
        return misfits


def _sum(values: Sequence[Any]) -> int:
    try:
        return sum(values)
    except TypeError:
        return sum(value for value in values if type(value) is int)
