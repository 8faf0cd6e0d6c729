"""What must always be true of the books: a list of small functions that `karez verify` and the tests share.

A room declares its own with @invariant; each yields the breaches that it finds, the first row first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from karez.kernel import hashing
from karez.kernel.refusal import Refusal
from karez.trail import store
from karez.trail.guards import missing_guards
from karez.trail.journal import content
from karez.trail.models import Attachment, Chain, Entry


@dataclass(frozen=True)
class Breach:
    """Something that is not as it must be: where (the row), and what differs and how."""

    invariant: str
    where: str
    what: str


@dataclass(frozen=True)
class Invariant:
    """A named check. `check(county)` looks at one county, or with an empty code at all."""

    key: str
    title: str
    check: Callable[[str], Iterator[tuple[str, str]]]

    def breaches(self, county: str = "") -> Iterator[Breach]:
        """What is wrong, the first row first. Books so broken that they cannot be checked to the end are a breach, too."""
        try:
            for where, what in self.check(county):
                yield Breach(self.key, where, what)
        except (
            Exception
        ) as error:  # a value that cannot be read, a row that another needs, a table that is gone
            yield Breach(
                self.key, self.title, f"没有核对完，数据已损坏到读不出：{type(error).__name__} {error}"
            )


_invariants: dict[str, Invariant] = {}
_guarded: list[str] = []

Check = Callable[[str], Iterator[tuple[str, str]]]


def invariant(key: str, title: str) -> Callable[[Check], Check]:
    """Declare a check that yields (where, what) for each breach."""

    def declare(function: Check) -> Check:
        _invariants[key] = Invariant(key, title, function)
        return function

    return declare


def guarded(*tables: str) -> None:
    """Tables whose append-only guards must stand."""
    _guarded.extend(table for table in tables if table not in _guarded)


def invariants() -> list[Invariant]:
    """All checks, in the order in which they were declared."""
    return list(_invariants.values())


guarded("trail_entry")


@invariant("guards", "数据库防改触发器在位")
def guards_stand(county: str) -> Iterator[tuple[str, str]]:
    """The triggers that refuse a change are there; who takes them off has something in mind."""
    for name in missing_guards(*_guarded):
        yield f"触发器 {name}", "不见了：有人解除过防改保护，请核对此表的全部记录。"


@invariant("trail-chain", "留痕链完整")
def trail_is_whole(county: str) -> Iterator[tuple[str, str]]:
    """Every entry stands in its place with the content it was written with."""
    for chain in heads("trail", county):
        rows = Entry.objects.filter(county=chain.county).order_by("seq").iterator(2000)
        yield from walk(chain, ((row.seq, row.hash, content(row)) for row in rows), "留痕")
    yield from headless("trail", Entry.objects.all(), county, "留痕")


@invariant("papers", "凭据文件与登记一致")
def papers_are_whole(county: str) -> Iterator[tuple[str, str]]:
    """Every attached file is in the store and is what its hash says."""
    rows = Attachment.objects.select_related("paper").order_by("id")
    for row in rows.filter(paper__county=county) if county else rows:
        try:
            store.read(row.sha256)
        except Refusal as refusal:
            yield f"凭据 {row.paper.number} 附件 {row.name}", refusal.message


def heads(name: str, county: str) -> list[Chain]:
    """The heads of the chains to check."""
    found = Chain.objects.filter(name=name, **({"county": county} if county else {}))
    return list(found.order_by("county"))


def headless(name: str, rows: QuerySet[Any], county: str, what: str) -> Iterator[tuple[str, str]]:
    """The counties that have rows of a chain and no head of it."""
    lost = rows.filter(**({"county": county} if county else {})).exclude(
        county__in=Chain.objects.filter(name=name).values("county")
    )
    for code in lost.order_by("county").values_list("county", flat=True).distinct():
        yield f"{what} {code}", "链头不见了。"


def walk(
    chain: Chain, rows: Iterator[tuple[int, str, dict[str, object]]], what: str
) -> Iterator[tuple[str, str]]:
    """Recompute a chain; yields the first row that differs, and how. Rows come as (seq, hash, content) by seq."""
    expected, previous = 0, hashing.FIRST
    for seq, hash_, said in rows:
        expected += 1
        where = f"{what} {chain.county}#{seq}"
        if seq > chain.seq:
            yield where, f"链尾之后多出的一行：链记到第 {chain.seq} 行为止。"
            return
        if seq != expected:
            yield f"{what} {chain.county}#{expected}", f"缺少这一行：第 {expected - 1} 行之后是第 {seq} 行。"
            return
        if hashing.link(previous, said) != hash_:
            yield where, "内容与写入时的校验值不符：这一行被改动过、换过位置或不是经系统写入的。"
            return
        previous = hash_
    if expected < chain.seq:
        yield f"{what} {chain.county}#{expected + 1}", f"缺少链尾：应有 {chain.seq} 行，只有 {expected} 行。"
    elif previous != chain.head:
        yield f"{what} {chain.county} 链头", "链头的校验值与最后一行不符：链头或最后一行被改动过。"
