"""务工: the list, one wage, and what they add to projects."""

from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render

from karez.kernel.money import wan
from karez.kernel.refusal import Unknown
from karez.pages import hooks
from karez.pages.access import needs
from karez.pages.actions import Action
from karez.pages.books import Books
from karez.pages.columns import Column
from karez.pages.detail import Detail
from karez.pages.detail_page import DetailPage
from karez.pages.filters import Dates, Search, Yes
from karez.pages.listing import Listing, show
from karez.pages.offers import offer
from karez.pages.request import Request
from karez.projects.arranging import arranged
from karez.projects.models import Project
from karez.testing.example.models import Wage
from karez.testing.example.queries import visible


def rows(books: Books) -> hooks.Rows:
    """Wages paid by the day on the year's projects."""
    seen = visible(books.actor).filter(arranged(books.scope, "project__"), day__lte=books.as_of)
    return seen.values(
        "id", "worker", "days", "amount", "day", "checked", "project_id", project_name=F("project__name")
    )


@needs("projects.read")
def wages(request: Request, books: Books) -> HttpResponse:
    """The list."""
    return show(request, books, listing(books))


def listing(books: Books) -> Listing:
    """All wages of the year's projects."""
    actions = [*offer(books, "example.record", primary=True), *hooks.brought_in(books)]
    return Listing(
        name="wages",
        title="务工发放",
        unit="笔",
        rows=rows(books),
        columns=[
            Column("worker", "务工人员", link=lambda row: books.url("wage", row["id"]), card="wide"),
            Column("project_name", "项目", link=lambda row: books.url("project", row["project_id"])),
            Column("day", "发放日期", "date"),
            Column("days", "务工天数", "count", total=True),
            Column("amount", "金额", "money", total=True, figure="example.wages", card="push"),
            Column("checked", "已核对", "yes"),
        ],
        filters=(
            Search("q", "姓名、项目", paths=("worker", "project_name")),
            Yes("checked", "已核对"),
            Dates("day", "发放"),
        ),
        order="-day",
        lead=lambda totals: f"{totals['n']} 笔，{wan(totals['amount'])}",
        actions=actions,
        empty="截至查看日还没有务工发放。" + ("请“登记务工发放”。" if actions else ""),
    )


@needs("projects.read")
def wage(request: Request, books: Books, pk: int) -> HttpResponse:
    """One wage. Raises Unknown outside the reader's sight, or before its day."""
    subject = visible(books.actor).select_related("project").filter(pk=pk, day__lte=books.as_of).first()
    if subject is None or subject.project.county != books.county:
        raise Unknown("没有这笔务工发放，或它不在您的查看范围内。", hint="请从务工发放列表打开。")
    return render(request, "example/wage.html", {"wage": subject, "detail": DetailPage(books, subject)})


@hooks.offers(Wage, order=10)
def to_check(detail: Detail[Wage]) -> list[Action]:
    """核对, until it is done."""
    if detail.subject.checked:
        return []
    return offer(detail.books, "example.check", primary=True, wage=detail.subject.pk)


@hooks.panel(Project, "example/on_project.html", right="projects.read", order=500)
def on_project(detail: Detail[Project]) -> dict[str, Any] | None:
    """务工发放 on the project's page, the latest first; nothing where there is none."""
    shown = list(rows(detail.books).filter(project_id=detail.subject.pk).order_by("-day", "-id")[:20])
    return {"wages": shown} if shown else None


@hooks.offers(Project, order=500)
def to_record(detail: Detail[Project]) -> list[Action]:
    """登记务工发放 for this project."""
    return offer(detail.books, "example.record", at=detail.subject, project=detail.subject.pk)


@hooks.column("projects", order=500)
def earned(books: Books, projects: hooks.Rows) -> hooks.Added:
    """务工报酬 of each project by the day, in the list of projects."""
    paid = Wage.objects.filter(project=OuterRef("pk"), day__lte=books.as_of).order_by().values("project")
    total = Coalesce(Subquery(paid.values(total=Sum("amount"))), Value(0), output_field=BigIntegerField())
    column = Column("wages", "务工报酬", "money", total=True, figure="example.wages", screen=False, at=500)
    return hooks.Added(projects.annotate(wages=total), columns=(column,))


hooks.section("wages", "务工发放", group="项目", right="projects.read", order=50, behind=("wage",))
hooks.address("wages/", wages, "wages")
hooks.address("wages/<int:pk>/", wage, "wage")
