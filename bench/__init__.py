"""Measurements: each module bench_*.py has run() → rows; `python -m bench` prints them and writes docs/performance.md."""

from typing import NamedTuple


class Row(NamedTuple):
    """One measurement: `value` is ours as text with its unit, `bare` what it is compared with, `ratio` ours to bare.

    `limit` is the ratio that must not be exceeded, None where nothing is promised.
    """

    name: str
    value: str
    bare: str = ""
    ratio: float | None = None
    limit: float | None = None
    note: str = ""

    @property
    def over(self) -> bool:
        """Whether the limit is exceeded."""
        return self.limit is not None and self.ratio is not None and self.ratio > self.limit
