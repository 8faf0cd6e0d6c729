"""What money adds to the list and to the page of a project: its quota, the acts that move it, the papers behind it."""

from typing import Any

from django.db.models import Min, Subquery

from karez.funds.models import Allotment, Grant
from karez.funds.pages import rows
from karez.funds.sums import booked_on, per_project
from karez.kernel.money import wan
from karez.pages import hooks
from karez.pages.actions import Action
from karez.pages.books import Books
from karez.pages.columns import Column, Url
from karez.pages.detail import Detail
from karez.pages.offers import offer
from karez.projects.models import Project


def figure_of_project(books: Books, key: str) -> Url:
    """How a cell of the projects' list leads to a figure narrowed to its project."""
    return lambda row: books.url("figure", key, project=row["project"])


@hooks.column("projects", order=10)
def quota(books: Books, projects: hooks.Rows) -> hooks.Added:
    """已下达 and 首次下达 out of the year's grants, by the day."""
    first = booked_on(Allotment.objects.order_by(), books.scope)
    first = first.values("project").values(first=Min("transfer__day"))
    return hooks.Added(
        projects.annotate(
            allotted=per_project(Allotment.objects.all(), books.scope), first_allotted=Subquery(first)),
        columns=(
            Column("first_allotted", "首次下达", "date", screen=False, at=130),
            Column(
                "allotted", "已下达", "money", total=True, link=figure_of_project(books, "funds.allotted"), short="下达",
                figure="funds.allotted", at=140,
            ),
        ),
        clause=lambda totals: f"，下达指标 {wan(totals['allotted'])}",
        order="-allotted",
    )  # fmt: skip


@hooks.offers(Project, order=20)
def to_allot(detail: Detail[Project]) -> list[Action]:
    """下达指标: what comes first for a project without any."""
    row = detail.row
    waits = row["first_allotted"] is None
    return offer(detail.books, "funds.allot", at=detail.subject, primary=waits, project=detail.subject.pk)


def given(detail: Detail[Project]) -> list[dict[str, Any]]:
    """The project's allotments by the day, the first first."""
    return list(rows.allotments(detail.books).filter(project_id=detail.subject.pk).order_by("day", "seq"))


def grants(detail: Detail[Project]) -> dict[int, Grant]:
    """The grants of its allotments, by id."""
    return Grant.objects.select_related("paper").in_bulk({row["grant_id"] for row in detail.read(given)})


@hooks.papers_behind(Project)
def papers(detail: Detail[Project]) -> list[int]:
    """The documents of its grants, and the approvals."""
    documents = [one.paper_id for one in detail.read(grants).values()]
    return [*documents, *(row["paper_id"] for row in detail.read(given))]
