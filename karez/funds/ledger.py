"""The ledger: double entry between the accounts of a grant. Nothing else moves money.

One small face: `open_accounts` when a grant arrives and `move` for every transfer, both inside an act's transaction.
Written by `funds` and `payments` alone. Guarantees: DESIGN §5; how it is checked: `karez verify`.
"""

from datetime import date
from typing import Any, TypeVar
from uuid import uuid4

from django.db.models import Model, Q, Sum
from django.utils import timezone

from karez.acts.closing import closes
from karez.funds.models import ACCOUNTS, Account, ClosedYear, Grant, Transfer
from karez.kernel.money import Fen, spoken
from karez.kernel.refusal import Refusal
from karez.places.rights import Actor
from karez.projects.models import Project
from karez.trail import rows
from karez.trail.chain import extend
from karez.trail.journal import stamp
from karez.trail.models import Paper


class NotPositive(Refusal):
    """An amount of zero or less."""

    rule = "funds.amount_not_positive"


class Shortfall(Refusal):
    """More than there is; the message says what is left."""

    rule = "funds.shortfall"


class BeforeArrival(Refusal):
    """A day before the money came."""

    rule = "funds.before_arrival"


class YearClosed(Refusal):
    """The books of that year are closed."""

    rule = "funds.year_closed"


def lock(grant: Grant) -> Grant:
    """Lock the grant's row: the first lock of every transfer, so that two acts never wait for each other in a ring."""
    locked = rows.get(Grant, lock=True, id=grant.pk)
    assert locked is not None, "a grant is never deleted"
    return locked


def account(grant: Grant, kind: str, project: Project | None = None) -> Account:
    """An account of the grant, opened empty where the project has none yet."""
    found = rows.get(Account, grant_id=grant.pk, kind=kind, project_id=project.pk if project else None)
    if found is None:
        found = rows.new(Account, grant=grant, kind=kind, project=project)
        rows.insert(found)
    rows.know(found, grant=grant, project=project)
    return found


def open_accounts(grant: Grant) -> None:
    """The accounts that every grant has from its arrival on."""
    Account.objects.bulk_create(
        Account(grant=grant, kind=kind) for kind in ("arrived", "available", "returned")
    )


def move(
    kind: str,
    grant: Grant,
    debit: Account,
    credit: Account,
    amount: Fen,
    *,
    day: date,
    paper: Paper,
    actor: Actor,
    key: str | None,
    reverses: Transfer | None = None,
) -> Transfer:
    """Move `amount` fen from `debit` to `credit` on the business day `day`. The grant must be locked.

    Raises NotPositive, YearClosed, BeforeArrival, Shortfall; then nothing has moved.
    """
    check(grant, debit, amount, day)
    for one, change in ((debit, -amount), (credit, amount)):
        one.balance += change
        one.last_day = max(one.last_day or day, day)
        rows.update(one, "balance", "last_day")
    transfer = rows.new(
        Transfer,
        county=grant.county,
        kind=kind,
        grant=grant,
        debit=debit,
        credit=credit,
        amount=amount,
        day=day,
        recorded_at=timezone.now(),
        username=actor.username,
        key=key or uuid4().hex,
        paper=paper,
        reverses=reverses,
    )

    def said(seq: int) -> dict[str, Any]:
        transfer.seq = seq
        return content(transfer)

    transfer.seq, transfer.hash = extend("ledger", grant.county, said)
    rows.insert(transfer)
    return transfer


B = TypeVar("B", bound=Model)


def book(kind: type[B], transfer: Transfer, **said: Any) -> B:
    """Write the row that says what a transfer was for: an allotment, a payment. It is on the path of every act of money."""
    row = rows.new(kind, transfer=transfer, **said)
    rows.insert(row)
    return row


def stands(transfer: Transfer) -> bool:
    """Whether a transfer counts: it was not reversed, or its reversal was reversed in turn."""
    reversal = Transfer.objects.filter(reverses=transfer).first()
    return reversal is None or not stands(reversal)


def content(transfer: Transfer) -> dict[str, Any]:
    """What the hash of a transfer covers: all of it, with the paper by its number."""
    return {
        "county": transfer.county,
        "seq": transfer.seq,
        "kind": transfer.kind,
        "grant": transfer.grant_id,
        "debit": transfer.debit_id,
        "credit": transfer.credit_id,
        "amount": transfer.amount,
        "day": transfer.day,
        "recorded_at": stamp(transfer.recorded_at),
        "username": transfer.username,
        "key": transfer.key,
        "paper": transfer.paper.number,
        "reverses": transfer.reverses_id,
    }


def said_to_the_trail(transfer: Transfer) -> dict[str, Any]:
    """What the trail keeps of a transfer, so that whoever rewrites one must rewrite both."""
    return {
        "transfer": transfer.seq,
        "kind": transfer.kind,
        "amount": transfer.amount,
        "grant": transfer.grant.document,
        "day": transfer.day.isoformat(),
        "hash": transfer.hash,
    }


def _closed(county: str, day: date) -> bool:
    return rows.exists(ClosedYear, county=county, year=day.year)


def _year_closed(day: date, so: str) -> YearClosed:
    hint = "请用未结账年度的日期办理，或用新年度的冲销、调剂更正。"
    return YearClosed(f"{day.year} 年度已经结账，{so}", hint=hint, field="day")


@closes
def require_open(county: str, day: date) -> None:
    """Raises YearClosed where the county's books of that calendar year are closed."""
    if _closed(county, day):
        raise _year_closed(day, "这一天的情况不能再改。")


def check(grant: Grant, debit: Account, amount: Fen, day: date) -> None:
    """Whether `amount` may leave `debit` on `day`. Raises what `move` raises, each naming what is left."""
    what = f"{grant.document} {ACCOUNTS[debit.kind]}" + (f"（{debit.project}）" if debit.project_id else "")
    left = 0 if debit.kind == "arrived" else debit.balance
    if amount <= 0:
        raise NotPositive(
            f"金额必须大于 0，现为 {spoken(amount)}；{what}还有 {spoken(left)}。",
            field="amount",
            hint="更正错账请用“冲销”。",
        )
    if _closed(grant.county, day):
        raise _year_closed(day, f"不能再记 {day} 的账；{what}还有 {spoken(left)}。")
    if day < grant.received:
        raise BeforeArrival(
            f"{day} 早于这笔资金的收到日期 {grant.received}；{what}还有 {spoken(left)}。",
            hint="请核对日期，或先更正资金文件的收到日期。",
            field="day",
        )
    if debit.kind == "arrived":
        return
    if debit.balance < amount:
        raise Shortfall(
            f"{what}只剩 {spoken(debit.balance)}，还差 {spoken(amount - debit.balance)}。",
            hint="请减少金额，或先下达、调剂、退回。",
            field="amount",
        )
    if debit.last_day and day < debit.last_day:
        low, when = lowest_since(debit, day)
        if low < amount:
            raise Shortfall(
                f"{what}在 {when} 只有 {spoken(low)}，{day} 不能转出 {spoken(amount)}；现在还有 {spoken(debit.balance)}。",
                hint="请核对业务日期：补记的日期不能让以前任何一天的余额变成负数。",
                field="day",
            )


def lowest_since(one: Account, day: date) -> tuple[Fen, date]:
    """The lowest end-of-day balance (fen) of an account on `day` and after it, and when that was."""
    moves: dict[date, Fen] = {}
    for row in (
        Transfer.objects.filter(Q(debit=one) | Q(credit=one), day__gt=day)
        .values("day", "credit_id")
        .annotate(total=Sum("amount"))
    ):
        change = int(row["total"]) if row["credit_id"] == one.pk else -int(row["total"])
        moves[row["day"]] = moves.get(row["day"], 0) + change
    balance = one.balance - sum(moves.values())
    low, when = balance, day
    for later in sorted(moves):
        balance += moves[later]
        if balance < low:
            low, when = balance, later
    return low, when
