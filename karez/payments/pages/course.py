"""The course of a project's money: per grant, step by step from the level above to the payee, and what comes next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from karez import policy
from karez.funds.models import Grant
from karez.kernel.money import wan, wan_number
from karez.kernel.shares import share
from karez.pages.books import Books
from karez.payments.pages.states import NOT_YET, PAID, TAKEN_BACK, UNPAID
from karez.projects.models import Edition
from karez.rulebook.waiting import Waiting


@dataclass
class Money:
    """What a project got of one grant by the day. Amounts in fen."""

    grant: Grant
    allotted: int
    paid: int
    approval: str
    approved: date
    quota_issued: date | None
    first_paid: date | None
    last_paid: date | None
    limit: int | None
    unverified: bool

    @property
    def unpaid(self) -> int:
        return self.allotted - self.paid

    @property
    def rate(self) -> Any:
        return share(self.paid, self.allotted)

    @property
    def given(self) -> date:
        """The day from which the project may spend it."""
        return self.quota_issued or self.approved


def per_grant(
    books: Books, grants: dict[int, Grant], given: list[dict[str, Any]], paid: list[dict[str, Any]]
) -> list[Money]:
    """The project's money of each grant, in the order in which it was allotted."""
    limit, unverified = _limit(books)
    money: dict[int, Money] = {}
    for row in given:
        pk = row["grant_id"]
        if pk not in money:
            money[pk] = Money(
                grants[pk],
                0,
                0,
                row["number"],
                row["day"],
                row["quota_issued"],
                None,
                None,
                limit,
                unverified,
            )
        money[pk].allotted += row["amount"]
    for row in paid:
        part = money[row["grant_id"]]
        part.paid += row["amount"]
        if row["move"] == "pay" and not row["reversed"]:
            part.first_paid, part.last_paid = part.first_paid or row["day"], row["day"]
    return list(money.values())


def _limit(books: Books) -> tuple[int | None, bool]:
    """Within how many days of its arrival money must be given on, and whether nobody has read the source of that."""
    try:
        value = policy.parameter("issue_quota_days", books.county, policy.law_day(books.year, books.as_of))
    except policy.PolicyError:
        return None, False
    return int(value.value), value.unverified


@dataclass
class Step:
    """One step of a lane. `days` of `limit` draw its shaft."""

    name: str
    state: str
    text: str
    note: str = ""
    days: int | None = None
    limit: int | None = None

    @property
    def icon(self) -> str:
        return "exclamation" if "is-over" in self.state else "check" if "is-ok" in self.state else ""


STEPS = ("上级下达", "到县", "批复", "指标下达", "首笔支付", "最近支付", "完工")


def lane(books: Books, money: Money, edition: Edition) -> tuple[Money, list[Step]]:
    """The steps of one grant's money through the project."""
    grant = money.grant
    came = _days(grant.issued, grant.received)
    approved = _days(grant.received, money.approved)
    quota = _days(grant.received, money.given)
    late = money.limit is not None and quota > money.limit
    limit = f" / {money.limit}" if money.limit is not None else ""
    steps = [
        Step(STEPS[0], "is-ok is-first", _short(books, grant.issued), "指标文"),
        Step(STEPS[1], "is-ok", _short(books, grant.received), f"{came} 天", came),
        Step(STEPS[2], "is-ok", _short(books, money.approved), f"{approved} 天", approved),
        Step(
            STEPS[3], "is-over" if late else "is-ok", _short(books, money.given), f"到县 {quota}{limit} 天", quota, money.limit
        ),
    ]  # fmt: skip
    if money.first_paid:
        waited = _days(money.given, money.first_paid)
        steps.append(Step(STEPS[4], "is-ok", _short(books, money.first_paid), f"{waited} 天", waited))
        done = money.unpaid <= 0
        steps.append(
            Step(STEPS[5], "is-ok" if done else "is-flow", _short(books, money.last_paid), f"付 {_of(money)}")
        )
    elif money.allotted > 0:
        waits = _days(money.given, books.as_of)
        steps.append(Step(STEPS[4], "is-now", "未支付", f"已等 {waits} 天", waits))
        steps.append(Step(STEPS[5], "is-todo", "—", f"付 {_of(money)}"))
    else:
        steps += [Step(STEPS[4], "is-todo", "—", "指标已收回"), Step(STEPS[5], "is-todo", "—")]
    steps.append(Step(STEPS[6], "is-todo", _short(books, edition.ends), "计划"))
    return money, steps


def _of(money: Money) -> str:
    return f"{wan_number(money.paid)} / {wan_number(money.allotted)}"


def _days(start: date, end: date) -> int:
    return max((end - start).days, 0)


def _short(books: Books, day: date | None) -> str:
    """`05-12`, with the year before it where it is another one; — for none."""
    if day is None:
        return "—"
    return f"{day:%m-%d}" if day.year == books.year else f"{day:%y-%m-%d}"


@dataclass
class Next:
    """What must be done next: three short statements, each with a line under it."""

    step: str
    who: str
    when: str
    left: str
    late: bool
    why: str
    frees: str
    frees_note: str


def next_step(
    books: Books, waiting: list[Waiting], row: dict[str, Any], edition: Edition, money: list[Money]
) -> Next:
    """The most urgent of what waits of the project (`waiting`), beside the state of its money on the day."""
    ends = edition.ends
    days = (ends - books.as_of).days if ends else None
    when = ends.isoformat() if ends else "未定"
    left = "" if days is None else f"剩 {days} 天" if days >= 0 else f"逾 {-days} 天"
    late = days is not None and days < 0
    due = "计划完工日期" if ends else "请在“修改项目”中填写完工日期"
    frees, note = _money_words(books, row, edition, money)
    if not waiting:
        who = str(edition.implementer or edition.supervisor or "实施单位未填")
        return Next("资金已付清", who, when, left if late else "", False, due, frees, note)
    first = waiting[0]
    return Next(first.what, first.how or first.who, when, left, late, due, frees, note)


def _money_words(books: Books, row: dict[str, Any], edition: Edition, money: list[Money]) -> tuple[str, str]:
    """How much money waits or is settled, and since when."""
    state = row["state"]
    if state in (NOT_YET, TAKEN_BACK):
        return (
            f"总投资 {wan(edition.planned)}" if edition.planned else "总投资未填",
            "下达后计入项目个数和资金",
        )
    if state == PAID:
        return f"支付 {wan(row['paid'])}", "无未支付指标"
    oldest = min((part.given for part in money if part.unpaid > 0 and not part.first_paid), default=None)
    note = f"已付 {wan(row['paid'])}，共 {wan(row['allotted'])}"
    if oldest:
        waited = _days(oldest, books.as_of)
        note = f"指标已下达 {waited} 天" if state == UNPAID else f"其中有指标下达 {waited} 天未支付"
    return f"未支付 {wan(row['unpaid'])}", note
