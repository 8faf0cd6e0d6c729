"""What must always be true of the ledger: chain, balances, sums. DESIGN §5."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Min, Q, Sum

from karez.funds.ledger import content
from karez.funds.models import ACCOUNTS, SIGNED, Account, Allotment, Grant, Transfer
from karez.kernel.money import wan
from karez.projects.models import Arrangement, Project
from karez.trail.invariants import guarded, headless, heads, invariant, walk
from karez.trail.models import Entry
from karez.trail.spans import known_at

guarded("funds_transfer", "funds_allotment")


def _in(county: str, at: str) -> dict[str, str]:
    return {at: county} if county else {}


@invariant("ledger-chain", "台账链完整")
def ledger_is_whole(county: str) -> Iterator[tuple[str, str]]:
    """Every transfer stands in its place with the content it was written with; the trail says what it was."""
    for chain in heads("ledger", county):
        rows = (
            Transfer.objects.filter(county=chain.county)
            .select_related("paper")
            .order_by("seq")
            .iterator(2000)
        )
        for where, what in walk(chain, ((row.seq, row.hash, content(row)) for row in rows), "台账"):
            yield where, what + _as_the_trail_has_it(chain.county, where)
    yield from headless("ledger", Transfer.objects.all(), county, "台账")


@invariant("ledger-trail", "台账与留痕一致")
def ledger_agrees_with_the_trail(county: str) -> Iterator[tuple[str, str]]:
    """Every transfer is in the trail with its amount, day and hash, and the other way round: who rewrites one must
    rewrite both.
    """
    said = said_by_the_trail(county)
    for row in Transfer.objects.filter(**_in(county, "county")).order_by("county", "seq").iterator(2000):
        entry = said.pop((row.county, row.seq), None)
        if entry is None:
            yield f"台账 {row.county}#{row.seq}", "留痕里没有这一笔：不是经系统办理的。"
            return
        if differs := _differences(row, entry):
            yield f"台账 {row.county}#{row.seq}", f"与留痕不符：{differs}"
            return
    for (where, seq), entry in sorted(said.items())[:1]:
        yield f"台账 {where}#{seq}", f"台账里没有这一笔，{_as_said(entry)}"


@invariant("balances", "余额等于转账之和")
def balances_are_sums(county: str) -> Iterator[tuple[str, str]]:
    """Each account's balance is what came in less what went out."""
    into = dict(_sums(county, "credit"))
    out = dict(_sums(county, "debit"))
    rows = (
        Account.objects.filter(**_in(county, "grant__county"))
        .select_related("grant", "project")
        .order_by("id")
    )
    moved = {*into, *out}
    for row in rows.iterator(2000):
        moved.discard(row.pk)
        should = into.get(row.pk, 0) - out.get(row.pk, 0)
        if row.balance != should:
            whose = f"（{row.project}）" if row.project else ""
            yield (
                f"{row.grant.document} 账户“{ACCOUNTS[row.kind]}”{whose}",
                f"余额为 {wan(row.balance)}，按转账应为 {wan(should)}，相差 {wan(row.balance - should)}。",
            )
    for pk in sorted(moved):
        yield f"账户 {pk}", f"不见了，按转账应有余额 {wan(into.get(pk, 0) - out.get(pk, 0))}。"


@invariant("grants", "到位等于可用、下达、支付、上交之和")
def grants_add_up(county: str) -> Iterator[tuple[str, str]]:
    """For each grant: arrived = available + Σ allotted + Σ paid + returned, and it arrived as it is registered."""
    said = said_by_the_trail(county)
    rows = Grant.objects.filter(**_in(county, "county")).order_by("id")
    for row in rows.annotate(total=Sum("accounts__balance")):
        if row.total is None:
            yield row.document, "没有账户。"
        elif row.total != 0:
            yield row.document, f"各账户余额相加差 {wan(int(row.total))}。"
    for transfer in Transfer.objects.filter(kind="arrive", **_in(county, "county")).select_related("grant"):
        if transfer.amount != transfer.grant.amount or transfer.day != transfer.grant.received:
            yield (
                transfer.grant.document,
                f"登记为 {transfer.grant.received} 收到 {wan(transfer.grant.amount)}，"
                f"台账为 {transfer.day} 到位 {wan(transfer.amount)}。",
            )
        entry = said.get((transfer.county, transfer.seq), {})
        facts = {"grant": transfer.grant.document} | {
            name: getattr(transfer.grant, name) for name in ("source", "task", "year")
        }
        for name, value in facts.items():
            if name in entry and entry[name] != value:
                yield transfer.grant.document, f"{name} 现为 {value}，登记时为 {entry[name]}。"


@invariant("allotments", "项目指标等于台账")
def allotments_agree(county: str) -> Iterator[tuple[str, str]]:
    """What projects were given net is what their accounts hold, unpaid and paid."""
    held = _held(county, ("allotted", "paid"))
    rows = (
        Allotment.objects.filter(**_in(county, "transfer__county"))
        .order_by()
        .values("transfer__grant", "project")
        .annotate(total=Sum(SIGNED))
    )
    said = {(row["transfer__grant"], row["project"]): int(row["total"]) for row in rows}
    yield from compare(said, held, "下达指标")
    fitting = Q(sign=1, transfer__credit__project=F("project")) | Q(
        sign=-1, transfer__debit__project=F("project")
    )
    stray = Allotment.objects.filter(**_in(county, "transfer__county")).exclude(fitting)
    for row in stray.select_related("transfer").order_by("id")[:1]:
        yield f"台账 {row.transfer}", "指标明细的项目或增减与台账账户不符。"


@invariant("arrangements", "有资金的项目都已安排到资金的年度")
def projects_with_money_are_arranged(county: str) -> Iterator[tuple[str, str]]:
    """Who was given money of a budget year is on the lists of that year from the day of the first money on."""
    rows = Allotment.objects.filter(sign=1, **_in(county, "transfer__county")).order_by()
    first = rows.values("project", "project__code", "transfer__grant__year").annotate(
        day=Min("transfer__day")
    )
    known = Arrangement.objects.filter(known_at(), **_in(county, "project__county")).order_by()
    since = {
        (row["project"], row["year"]): row["day"]
        for row in known.values("project", "year").annotate(day=Min("valid_from"))
    }
    for row in first.order_by("project__code", "transfer__grant__year"):
        year, day = row["transfer__grant__year"], since.get((row["project"], row["transfer__grant__year"]))
        if day is None or day > row["day"]:
            so = f"自 {day} 起才安排到" if day else "没有安排到"
            yield f"项目 {row['project__code']}", f"{row['day']} 有 {year} 年度资金，{so} {year} 年度。"


def _held(county: str, kinds: tuple[str, ...]) -> dict[tuple[int, int], int]:
    rows = (
        Account.objects.filter(kind__in=kinds, **_in(county, "grant__county"))
        .order_by()
        .values("grant", "project")
        .annotate(total=Sum("balance"))
    )
    return {(row["grant"], row["project"]): int(row["total"]) for row in rows}


def compare(
    said: dict[tuple[int, int], int], held: dict[tuple[int, int], int], what: str
) -> Iterator[tuple[str, str]]:
    """Sums by (grant, project) that must be the same: yields the first keys where they are not."""
    for grant, project in sorted({*said, *held}):
        rows, accounts = said.get((grant, project), 0), held.get((grant, project), 0)
        if rows != accounts:
            known, whose = Grant.objects.filter(pk=grant).first(), Project.objects.filter(pk=project).first()
            yield (
                f"{known or grant} 项目 {whose or project}",
                f"{what}明细合计 {wan(rows)}，台账账户 {wan(accounts)}。",
            )


def paid_by_account(county: str) -> dict[tuple[int, int], int]:
    """Balances of the `paid` accounts by (grant, project), in fen."""
    return _held(county, ("paid",))


def _sums(county: str, side: str) -> Iterator[tuple[int, int]]:
    rows = (
        Transfer.objects.filter(**_in(county, "county")).order_by().values(side).annotate(total=Sum("amount"))
    )
    return ((row[side], int(row["total"])) for row in rows)


def said_by_the_trail(county: str) -> dict[tuple[str, int], dict[str, Any]]:
    """What the trail says of each transfer, by county and number."""
    rows = Entry.objects.filter(after__has_key="transfer", **_in(county, "county")).values_list(
        "county", "after"
    )
    return {
        (where, after["transfer"]): after
        for where, after in rows.order_by("county", "seq").iterator(2000)
        if isinstance(after, dict) and isinstance(after.get("transfer"), int)
    }


def _differences(row: Transfer, entry: dict[str, Any]) -> str:
    said = []
    if row.amount != entry.get("amount"):
        said.append(f"金额现为 {wan(row.amount)}，办理时为 {_wan(entry.get('amount'))}")
    if row.day.isoformat() != entry.get("day"):
        said.append(f"日期现为 {row.day}，办理时为 {entry.get('day')}")
    if row.kind != entry.get("kind"):
        said.append(f"种类现为 {row.kind}，办理时为 {entry.get('kind')}")
    if row.hash != entry.get("hash"):
        said.append(f"校验值现为 {row.hash[:8]}…，办理时为 {str(entry.get('hash'))[:8]}…")
    return "；".join(said) + "。" if said else ""


def _as_the_trail_has_it(county: str, where: str) -> str:
    seq = where.rpartition("#")[2]
    row = Transfer.objects.filter(county=county, seq=int(seq)).first() if seq.isdigit() else None
    entry = said_by_the_trail(county).get((county, int(seq))) if seq.isdigit() else None
    if entry and row:
        return _differences(row, entry)
    return _as_said(entry) if entry else ""


def _as_said(entry: dict[str, Any]) -> str:
    return f"留痕里它是 {entry.get('day')} {entry.get('grant')} 的 {_wan(entry.get('amount'))}。"


def _wan(said: Any) -> str:
    """An amount out of a trail that may have been tampered with."""
    return wan(said) if isinstance(said, int) else str(said)
