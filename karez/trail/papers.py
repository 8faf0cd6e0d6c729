"""Kinds of papers: what a 文号 or a voucher was used for. A room brings its own beside the acts that use them.

A kind is a tag, not part of what a paper is: one 文号 under which money came and by which it was given to projects is one
paper of two kinds. What a number counts among is its series: the 文号 of documents and the numbers of vouchers are apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import JSONField, Lookup

SERIES = {"document": "文号", "voucher": "凭证号"}


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper, the series in which its numbers count, and its place in lists of kinds."""

    code: str
    label: str
    series: str
    order: int


_kinds: dict[str, PaperKind] = {}


def paper_kind(code: str, label: str, *, order: int, series: str = "document") -> PaperKind:
    """Declare a kind of paper. Raises ValueError for a code that is declared already or a series that is none."""
    if code in _kinds:
        raise ValueError(f"paper kind {code} is declared twice")
    if series not in SERIES:
        raise ValueError(f"paper kind {code}: no series {series}")
    _kinds[code] = PaperKind(code, label, series, order)
    return _kinds[code]


def paper_kinds() -> list[PaperKind]:
    """All kinds in the order in which lists show them."""
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def kind_of(code: str) -> PaperKind:
    """The kind of this code. Raises KeyError: an act names a kind that no room declared."""
    return _kinds[code]


def labels(codes: Iterable[str]) -> str:
    """The words of several kinds: `指标文件、批复文件`. A code that no room declares any more stays as it is."""
    among = list(codes)
    known = [kind.label for kind in paper_kinds() if kind.code in among]
    return "、".join([*known, *(code for code in among if code not in _kinds)])


@JSONField.register_lookup
class Holds(Lookup):
    """`kinds__holds="grant"`: the list in the column has this text among its items. Django's `contains` knows no SQLite."""

    lookup_name = "holds"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (value,)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, asked = self.process_lhs(compiler, connection)
        _, text = self.process_rhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} ? %s", (*asked, *text)
        return f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value = %s)", (*asked, *text)


paper_kind("other", "其他", order=90)
