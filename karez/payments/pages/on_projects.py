"""What payments add to the list and to the page of a project: its state, its money, what comes next."""

from typing import Any

from django.db.models import Case, F, Value, When

from karez.funds.pages.on_projects import figure_of_project, given, grants
from karez.funds.pages.rows import ratio
from karez.funds.sums import per_project
from karez.kernel.shares import share
from karez.pages import hooks
from karez.pages.actions import Action
from karez.pages.books import Books
from karez.pages.columns import Chip, Column
from karez.pages.detail import Detail
from karez.pages.filters import Choice
from karez.pages.offers import offer
from karez.pages.saying import paid_of
from karez.payments.models import Payment
from karez.payments.pages import course
from karez.payments.pages.rows import payments
from karez.payments.pages.states import NOT_YET, PAID, PAYING, STATES, TAKEN_BACK, UNPAID
from karez.projects.models import Project
from karez.projects.pages import facts_of
from karez.rulebook.waiting import stream

CHIPS: dict[str, Chip] = {
    NOT_YET: ("", "dash-circle", "待下达"),
    UNPAID: ("is-soon", "clock-fill", "未支付"),
    PAYING: ("is-run", "circle-half", "支付中"),
    PAID: ("is-ok", "check-lg", "已付清"),
    TAKEN_BACK: ("", "arrow-counterclockwise", "指标已收回"),
}
MOST = 50


@hooks.column("projects", order=20)
def paid(books: Books, projects: hooks.Rows) -> hooks.Added:
    """状态, 已支付, 未支付 and 支付率, by the day."""
    rows = projects.annotate(paid=per_project(Payment.objects.all(), books.scope)).annotate(
        unpaid=F("allotted") - F("paid"), rate=ratio("paid", "allotted")
    )
    state = Case(
        When(first_allotted__isnull=True, then=Value(NOT_YET)),
        When(allotted__lte=0, then=Value(TAKEN_BACK)),
        When(paid__lte=0, then=Value(UNPAID)),
        When(paid__lt=F("allotted"), then=Value(PAYING)),
        default=Value(PAID),
    )
    return hooks.Added(
        rows.annotate(state=state),
        columns=(
            Column(
                "state", "状态", "chip", say=lambda row: STATES[row["state"]], chips=lambda row: [CHIPS[row["state"]]], at=25
            ),
            Column(
                "paid", "已支付", "money", total=True, link=figure_of_project(books, "funds.paid"), short="支付",
                figure="funds.paid", at=150,
            ),
            Column(
                "unpaid", "未支付", "money", total=True, link=figure_of_project(books, "funds.unpaid"), short="未付",
                figure="funds.unpaid", at=160,
            ),
            Column("rate", "支付率", "share", part="paid", whole="allotted", total=True, width=170, at=170),
        ),
        filters=(Choice("state", "状态", options=list(STATES.items())),),
        clause=lambda totals: f"，{paid_of(books, totals['paid'], totals['allotted'])}",
    )  # fmt: skip


def paid_by(detail: Detail[Any]) -> list[dict[str, Any]]:
    """The project's payments by the day, the first first."""
    return list(payments(detail.books).filter(project_id=detail.subject.pk).order_by("day", "seq"))


def money_of(detail: Detail[Any]) -> list[course.Money]:
    """What the project got of each grant, and what of it is paid."""
    return course.per_grant(detail.books, detail.read(grants), detail.read(given), detail.read(paid_by))


@hooks.panel(Project, "payments/state.html", right="projects.read", order=10, place="title")
def state_of(detail: Detail[Project]) -> dict[str, str]:
    """Where it stands with its money, as a mark beside its name."""
    state, icon, word = CHIPS[detail.row["state"]]
    return {"state": state, "icon": icon, "word": word}


@hooks.panel(Project, "payments/next.html", right="projects.read", order=10, place="top")
def comes_next(detail: Detail[Project]) -> dict[str, Any]:
    """下一步: what must be done, by whom, until when."""
    waiting = stream(detail.read(facts_of), "project")
    step = course.next_step(detail.books, waiting, detail.row, detail.edition, detail.read(money_of))
    return {"next": step, "done": detail.row["state"] == PAID}


@hooks.panel(Project, "payments/chain.html", right="funds.read", order=10)
def chain(detail: Detail[Project]) -> dict[str, Any] | None:
    """资金链: each grant's money step by step from the level above to the payee."""
    money = detail.read(money_of)
    lanes = [course.lane(detail.books, part, detail.edition) for part in money]
    return {"lanes": lanes, "money": money} if lanes else None


@hooks.panel(Project, "payments/money.html", right="funds.read", order=20)
def money(detail: Detail[Project]) -> dict[str, Any]:
    """资金: each grant's quota, what is paid of it, what is left."""
    row = detail.row
    return {"money": detail.read(money_of), "rate": share(row["paid"], row["allotted"])}


@hooks.panel(Project, "payments/paid.html", right="payments.read", order=30)
def latest(detail: Detail[Project]) -> dict[str, Any] | None:
    """支付: the latest payments."""
    shown = detail.read(paid_by)[-MOST:][::-1]
    return {"paid": shown} if shown else None


@hooks.papers_behind(Project)
def vouchers(detail: Detail[Project]) -> list[int]:
    """The vouchers of its payments."""
    return [row["paper_id"] for row in detail.read(paid_by)]


def _grant_to_pay(detail: Detail[Any]) -> int | None:
    return next((part.grant.pk for part in detail.read(money_of) if part.unpaid > 0), None)


@hooks.offers(Project, order=10)
def to_pay(detail: Detail[Project]) -> list[Action]:
    """支付, where there is anything unpaid: what comes first then."""
    if detail.row["unpaid"] <= 0:
        return []
    at, pk = detail.subject, detail.subject.pk
    return offer(detail.books, "payments.pay", at=at, primary=True, project=pk, grant=_grant_to_pay(detail))


@hooks.offers(Project, order=30)
def to_move(detail: Detail[Project]) -> list[Action]:
    """调剂, 上交 of what is unpaid."""
    if detail.row["unpaid"] <= 0:
        return []
    at, pk, grant = detail.subject, detail.subject.pk, _grant_to_pay(detail)
    return [
        *offer(detail.books, "funds.reallocate", at=at, giver=pk, grant=grant),
        *offer(detail.books, "funds.give_back", at=at, project=pk, grant=grant),
    ]
