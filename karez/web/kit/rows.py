"""What the list pages list: grants, projects, allotments and payments as they stood on the page's day.

Each is a queryset of plain rows, scoped to the reader, with the amounts (fen) computed by business date as the figures
are (karez/funds/sums.py), so that a list and the figure above it agree to the fen on every day.
"""

from typing import Any

from django.db.models import (
    Case,
    F,
    FloatField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast

from karez.funds import queries as funds
from karez.funds.figures import of_grant
from karez.funds.models import SIGNED, Allotment
from karez.funds.sums import per_account, per_grant, per_project
from karez.pages.books import Books
from karez.payments import queries as payments_of
from karez.payments.models import Payment
from karez.projects import queries as projects_of
from karez.projects.editions import described, edition, township
from karez.projects.models import Target
from karez.projects.queries import within

Rows = QuerySet[Any, Any]

NOT_YET, UNPAID, PAYING, PAID, TAKEN_BACK = "not_yet", "unpaid", "paying", "paid", "taken_back"
STATES = {
    NOT_YET: "待下达",
    UNPAID: "已下达未支付",
    PAYING: "支付中",
    PAID: "已付清",
    TAKEN_BACK: "指标已收回",
}
"""Where a project stands with its money."""


def _ratio(part: str, whole: str) -> Any:
    """For sorting only; what is printed is computed exactly from the two."""
    return Case(
        When(**{f"{whole}__gt": 0}, then=Cast(F(part), FloatField()) / Cast(F(whole), FloatField())),
        default=None,
        output_field=FloatField(),
    )


def grants(books: Books) -> Rows:
    """Grants received by the day. Who sees only a part of the county gets what its own projects were given and paid."""
    scope = books.scope
    seen = within(scope.region, scope.department, "project__")
    rows = funds.grants(books.actor).filter(county=books.county, year=books.year, received__lte=scope.as_of)
    given, out = Allotment.objects.filter(seen), Payment.objects.filter(seen)
    rows = rows.annotate(allotted=per_grant(given, scope.as_of), paid=per_grant(out, scope.as_of)).annotate(
        unpaid=F("allotted") - F("paid")
    )
    if scope.narrow:
        rows = rows.annotate(rate=_ratio("paid", "allotted"))
        return rows.values(*_GRANT, "allotted", "paid", "unpaid", "rate")
    accounts = {kind: per_account(kind, scope.as_of) for kind in ("arrived", "available", "returned")}
    rows = rows.annotate(**accounts | {"arrived": -accounts["arrived"]})
    rows = rows.annotate(rate=_ratio("paid", "arrived"))
    return rows.values(*_GRANT, "arrived", "available", "returned", "allotted", "paid", "unpaid", "rate")


_GRANT = (
    "id", "document", "source", "task", "issued", "received", "advance_notice", "direct", "paper_id",
)  # fmt: skip


def projects(books: Books) -> Rows:
    """Projects on the county's list by the day, allotted or not, as they were described that day."""
    scope = books.scope
    given = per_project(Allotment.objects.all(), scope.as_of)
    out = per_project(Payment.objects.all(), scope.as_of)
    booked = Allotment.objects.filter(project=OuterRef("pk"), transfer__day__lte=scope.as_of)
    first = booked.order_by().values("project").values(first=Min("transfer__day"))
    rows = (
        projects_of.visible(books.actor)
        .filter(county=books.county, year=books.year)
        .filter(edition(scope, "editions__"))
        .annotate(allotted=given, paid=out, first_allotted=Subquery(first))
        .annotate(unpaid=F("allotted") - F("paid"), rate=_ratio("paid", "allotted"))
    )
    state = Case(
        When(first_allotted__isnull=True, then=Value(NOT_YET)),
        When(allotted__lte=0, then=Value(TAKEN_BACK)),
        When(paid__lte=0, then=Value(UNPAID)),
        When(paid__lt=F("allotted"), then=Value(PAYING)),
        default=Value(PAID),
    )
    return rows.annotate(state=state).values(
        "id", "code", "allotted", "paid", "unpaid", "rate", "first_allotted", "state",
        project=F("editions__name"),
        category_code=F("editions__category"),
        kind_code=F("editions__kind"),
        region_code=F("editions__region_id"),
        place=F("editions__region__name"),
        township=township("editions__region_id"),
        supervisor_name=F("editions__supervisor__name"),
        implementer_name=F("editions__implementer__name"),
        operator_name=F("editions__operator"),
        content_text=F("editions__content"),
        planned_fen=F("editions__planned"),
        starts_on=F("editions__starts"),
        ends_on=F("editions__ends"),
    )  # fmt: skip


def _of_project() -> dict[str, Any]:
    return {
        "project_name": F("project__editions__name"),
        "code": F("project__code"),
        "place": F("project__editions__region__name"),
        **described("project__editions__"),
    }


def _of_transfer(books: Books) -> dict[str, Any]:
    return {
        "amount": SIGNED,
        "day": F("transfer__day"),
        "seq": F("transfer__seq"),
        "move": F("transfer__kind"),
        "number": F("transfer__paper__number"),
        "paper_id": F("transfer__paper_id"),
        "reversed": Q(transfer__reversal__day__lte=books.as_of),
    }


def _by_the_day(rows: Rows, books: Books) -> Rows:
    rows = rows.filter(
        transfer__county=books.county, transfer__grant__year=books.year, transfer__day__lte=books.as_of
    )
    return rows.filter(edition(books.scope, "project__editions__"))


def allotments(books: Books) -> Rows:
    """What was given to and taken from projects' quotas by the day; `amount` is signed fen."""
    return _by_the_day(funds.allotments(books.actor), books).values(
        "id",
        "project_id",
        "quota_issued",
        **_of_project(),
        **of_grant("transfer__grant__"),
        **_of_transfer(books),
    )


def payments(books: Books) -> Rows:
    """Payments (+), refunds and corrections (−) by the day; `amount` is signed fen."""
    return _by_the_day(payments_of.visible(books.actor), books).values(
        "id", "project_id", "payee", "stage", "of_id",
        **_of_project(), **of_grant("transfer__grant__"), **_of_transfer(books),
    )  # fmt: skip


def targets(books: Books, project: int) -> list[Target]:
    """What the project was expected to bring, as declared on the day."""
    return list(Target.objects.filter(edition(books.scope, ""), project=project))
