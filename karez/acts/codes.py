"""Lists of codes by name: the tables of the policy layer, and short lists that rooms register.

    register_codes("role", "角色", ROLES)
    codes_of("task").groups(on=day)

What a list offers may differ by the day; what it can put into words does not: books keep what is no longer offered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from karez.policy import codes


@dataclass(frozen=True)
class Option:
    """One choice: what is kept, and what people read."""

    value: str
    label: str


@dataclass(frozen=True)
class Group:
    """Choices under one heading ('' for none)."""

    label: str
    options: list[Option]


class CodeList(Protocol):
    """A list of codes with their words."""

    @property
    def title(self) -> str: ...

    def groups(self, on: date | None = None) -> list[Group]:
        """What may be chosen (on a day), under headings where it has some."""

    def knows(self, code: str) -> bool:
        """Whether there is or was such a code."""

    def word(self, code: str) -> str:
        """The word for a code; a code that the list does not have stays as it is."""

    def match(self, text: str) -> str | None:
        """The code that a person means by `text`, or None."""

    def unit(self, code: str) -> str:
        """In what that which has the code is counted (`元/年`, `人次`); '' where that means nothing."""

    def parent(self, code: str) -> str | None:
        """The code above it in the list's parent, where it has one."""


class _Policy:
    """A table of the policy layer."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def title(self) -> str:
        return codes.table(self.name).title

    def groups(self, on: date | None = None) -> list[Group]:
        rows = codes.codes(self.name, on)
        if self.name not in codes.PARENTS:
            return [Group("", [Option(row.code, row.label) for row in rows])]
        return [
            Group(above.label, [Option(row.code, row.label) for row in rows if row.parent == above.code])
            for above in codes.codes(codes.PARENTS[self.name])
        ]

    def knows(self, code: str) -> bool:
        return code in codes.table(self.name).rows

    def word(self, code: str) -> str:
        return codes.word(self.name, code)

    def match(self, text: str) -> str | None:
        return codes.match(self.name, text)

    def unit(self, code: str) -> str:
        row = codes.table(self.name).rows.get(code)
        return (row.unit or "") if row else ""

    def parent(self, code: str) -> str | None:
        row = codes.table(self.name).rows.get(code)
        return row.parent if row else None


class _Registered:
    """A room's own list."""

    def __init__(self, title: str, words: Mapping[str, str]) -> None:
        self.title, self.words = title, words

    def groups(self, on: date | None = None) -> list[Group]:
        return [Group("", [Option(code, label) for code, label in self.words.items()])]

    def knows(self, code: str) -> bool:
        return code in self.words

    def word(self, code: str) -> str:
        return self.words.get(code, code)

    def match(self, text: str) -> str | None:
        folded = codes.fold(text)
        return next(
            (code for code, label in self.words.items() if folded in (codes.fold(code), codes.fold(label))),
            None,
        )

    def unit(self, code: str) -> str:
        return ""

    def parent(self, code: str) -> str | None:
        return None


_lists: dict[str, CodeList] = {name: _Policy(name) for name in codes.TABLES}


def register_codes(name: str, title: str, words: Mapping[str, str]) -> None:
    """Make a room's own list known: code → word, in the order in which it is offered."""
    if name in _lists:
        raise ValueError(f"list of codes {name} is registered twice")
    _lists[name] = _Registered(title, words)


def codes_of(name: str) -> CodeList:
    """The list of this name. Raises LookupError for one that nobody registered."""
    if name not in _lists:
        raise LookupError(f"no list of codes is called {name}; there are: {', '.join(sorted(_lists))}")
    return _lists[name]
