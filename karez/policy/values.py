"""What the policy layer hands out: a dated value with its source, and the errors of asking for one."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any


class PolicyError(Exception):
    """Any fault of the policy layer; its text is a Chinese sentence for people."""


class UnknownParameter(PolicyError, KeyError):
    """No file anywhere defines this key."""

    def __str__(self) -> str:
        return str(self.args[0])


class NoValue(PolicyError, LookupError):
    """The parameter exists but has no value in this region on this day: not yet begun, or ended."""


class UnknownCode(PolicyError, KeyError):
    """No such code in the code table."""

    def __str__(self) -> str:
        return str(self.args[0])


class PolicyFileError(PolicyError, ValueError):
    """A policy file may not be loaded: names the file, the place in it, and what is wrong."""

    def __init__(self, file: str, place: str, what: str) -> None:
        self.file, self.place, self.what = file, place, what
        super().__init__(f"政策文件 {file}：{place}：{what}" if place else f"政策文件 {file}：{what}")


@dataclass(frozen=True, slots=True)
class Reference:
    """The paper a value rests on. `note` says what was read of it, and where it was not."""

    title: str
    number: str | None = None
    article: str | None = None
    note: str | None = None

    @property
    def text(self) -> str:
        """As a page prints it: `《办法》（文号）第几条`."""
        return f"《{self.title}》" + (f"（{self.number}）" if self.number else "") + (self.article or "")

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Value:
    """One value of one parameter, in force from `valid_from` to `valid_to` (both inclusive; None: open).

    `value` is fen for money, Fraction for shares, int for days, tuples and small classes for lists (units.py);
    None means that the parameter ended on `valid_from`.
    """

    key: str
    title: str
    value: Any
    unit: str
    compare: str
    text: str  # as a page prints it: `≥50%`, `30天`
    valid_from: date
    valid_to: date | None
    reference: Reference
    unverified: bool  # nobody has read the source yet, and the county has not confirmed the value
    source_grade: str  # A official page, B copy or citation, memory
    region: str  # folder it comes from: cn, 65, 652722 …
    level: str  # 国家, 自治区, 地州市, 县市 …
    file: str  # path inside the data folder
    checked: date | None = None  # when a person last read the source
    severity: str | None = None  # for values that are rules' word lists: block or warn
    note: str | None = None
    confirmed: bool = False  # unverified as written, but confirmed by the county with a paper
    overlaid: list["Value"] = field(default_factory=list)  # upper levels' values of the day, nearest first

    @property
    def ended(self) -> bool:
        return self.value is None

    @property
    def period(self) -> str:
        """`2023-01-01 至 2025-12-31`, `2021-03-26 起`."""
        return f"{self.valid_from} 至 {self.valid_to}" if self.valid_to else f"{self.valid_from} 起"

    def covers(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def as_confirmed(self) -> "Value":
        return replace(self, unverified=False, confirmed=True)


def day_before(day: date) -> date:
    return day - timedelta(days=1)
