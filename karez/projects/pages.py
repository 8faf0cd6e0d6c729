"""项目: the list, and one project as it was described on the day; money and what follows from it come from later rooms."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render

from karez import policy
from karez.kernel.money import wan
from karez.kernel.refusal import Unknown
from karez.pages import hooks
from karez.pages.access import needs
from karez.pages.actions import Action
from karez.pages.books import Books
from karez.pages.columns import Column
from karez.pages.detail import Detail
from karez.pages.detail_page import DetailPage
from karez.pages.filters import Dates, Place, Search, coded, kinds
from karez.pages.listing import Listing, show
from karez.pages.offers import offer
from karez.pages.request import Request
from karez.places.models import Region
from karez.projects.arranging import arranged, years_of
from karez.projects.editions import edition, township, township_name
from karez.projects.figures import figure_of
from karez.projects.models import Arrangement, Edition, Project, Site, Target
from karez.projects.queries import sites_in, visible
from karez.rulebook.facts import Filler
from karez.rulebook.findings import findings
from karez.rulebook.queries import read_at_once
from karez.trail.spans import current, known_at, on


def rows(books: Books) -> hooks.Rows:
    """Projects on the county's list by the day, as they were described that day."""
    return (
        visible(books.actor)
        .filter(arranged(books.scope))
        .filter(edition(books.scope, "editions__"))
        .values(
            "id",
            "code",
            project=F("editions__name"),
            category_code=F("editions__category"),
            kind_code=F("editions__kind"),
            region_code=F("editions__region_id"),
            place=F("editions__region__name"),
            further=_sites("editions__pk"),
            township=township("editions__region_id"),
            supervisor_name=F("editions__supervisor__name"),
            implementer_name=F("editions__implementer__name"),
            operator_name=F("editions__operator"),
            content_text=F("editions__content"),
            planned_fen=F("editions__planned"),
            starts_on=F("editions__starts"),
            ends_on=F("editions__ends"),
        )
    )


def _sites(edition: str) -> Any:
    """How many further places the edition at this path says."""
    counted = Site.objects.filter(edition=OuterRef(edition)).order_by().values("edition")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0)


@needs("projects.read")
def projects(request: Request, books: Books) -> HttpResponse:
    """The list."""
    return show(request, books, listing(books))


def listing(books: Books) -> Listing:
    """All projects arranged for the year."""
    towns = dict(
        Region.objects.filter(code__startswith=books.county, level="township").values_list("code", "name")
    )

    def where(row: dict[str, Any]) -> str:
        town = towns.get(row["township"], "")
        main = town if row["place"] in (town, "") else f"{town} {row['place']}".strip()
        return f"{main} 等 {row['further'] + 1} 处" if row["further"] else main

    def lying_in(stem: str) -> QuerySet[Site, Any]:
        return sites_in(stem).filter(on(books.as_of, "edition__"), edition__project__county=books.county)

    actions = [*offer(books, "projects.register", primary=True), *hooks.brought_in(books)]
    return Listing(
        name="projects",
        title="项目",
        unit="个",
        rows=rows(books),
        columns=[
            Column(
                "project", "项目", link=lambda row: books.url("project", row["id"]), card="wide", width=34,
                small=lambda row: row["code"],
            ),
            Column("code", "项目编号", screen=False),
            Column(
                "category_code", "类别", "code", table="category", coloured=True,
                small=lambda row: policy.codes.word("kind", row["kind_code"]),
            ),
            Column("kind_code", "二级类型", "code", table="kind", screen=False),
            Column("region_code", "乡镇、村", say=where, card="wide"),
            Column("supervisor_name", "主管部门", card="hide", width=26),
            Column("implementer_name", "实施单位", card="hide", width=26),
            Column("operator_name", "经营主体", screen=False, width=26),
            Column("content_text", "建设内容", screen=False, width=40),
            Column("planned_fen", "总投资", "money", total=True, screen=False),
            Column("starts_on", "开工日期", "date", screen=False),
            Column("ends_on", "完工日期", "date", card="hide"),
        ],
        filters=(
            Search("q", "项目名称、编号、单位", paths=("project", "code", "supervisor_name", "implementer_name", "operator_name")),
            coded("category", "类别", "category", "category_code"),
            kinds("kind", "二级", "kind_code"),
            Place("place", "乡镇", "region_code", also=lying_in),
            Dates("ends", "完工", "ends_on"),
        ),
        order="code",
        lead=lambda totals: f"{totals['n']} 个项目",
        actions=actions,
        empty="这个年度截至查看日还没有登记项目。" + ("请“登记项目”，或“导入 Excel”。" if actions else "项目由县农业农村局登记。"),
    )  # fmt: skip


@needs("projects.read")
def project(request: Request, books: Books, pk: int) -> HttpResponse:
    """One project. Raises Unknown outside the reader's sight, or before it was registered."""
    row = hooks.extended("projects", books, rows(books)).filter(pk=pk).first()
    if row is None:
        raise _missing(books, pk)
    editions = list(
        Edition.objects.filter(known_at(), project=pk, valid_from__lte=books.as_of)
        .select_related("project", "region", "supervisor", "implementer")
        .annotate(township=township_name("region_id"))
        .prefetch_related(
            Prefetch(
                "sites", Site.objects.select_related("region").annotate(township=township_name("region_id"))
            )
        )
        .order_by("-valid_from")
    )
    of_the_day = next(one for one in editions if one.valid_to > books.as_of)
    detail = DetailPage(books, of_the_day.project, row=row, edition=of_the_day, editions=editions)
    with read_at_once(books.county):
        return render(
            request,
            "projects/project.html",
            {"project": detail.subject, "edition": of_the_day, "row": row, "detail": detail},
        )


def _missing(books: Books, pk: int) -> Unknown:
    other = visible(books.actor).filter(pk=pk, county=books.county).first()
    years = years_of(other) if other else []
    if other and books.year not in years:
        named = "、".join(map(str, years))
        return Unknown(
            f"“{other}”是 {named} 年度项目，没有安排到 {books.year} 年度。", hint=f"请打开 {named} 年度的账。"
        )
    if other and other.registered > books.as_of:
        return Unknown(
            f"“{other}”在 {books.as_of} 还没有登记。",
            hint=f"它于 {other.registered} 登记，请把查看日换到当日或之后。",
        )
    if other:
        since = other.arrangements.get(current(), year=books.year).valid_from
        return Unknown(
            f"“{other}”在 {books.as_of} 还没有安排到 {books.year} 年度。",
            hint=f"它自 {since} 起安排到这一年度，请把查看日换到当日或之后。",
        )
    return Unknown("没有这个项目，或它不在您的查看范围内。", hint="请从项目列表打开，或核对项目名称。")


@hooks.panel(Project, "projects/about.html", right="projects.read", order=10, place="half")
def about(detail: Detail[Project]) -> dict[str, Any]:
    """项目信息与绩效目标: what was said of it on the day, its years, its targets, and what amendments changed."""
    books = detail.books
    years = Arrangement.objects.filter(on(books.as_of), project=detail.subject.pk).order_by("year")
    return {
        "years": [
            (year, replace(books, year=year).url("project", detail.subject.pk))
            for year in years.values_list("year", flat=True)
        ],
        "places": [(lies.region, lies.township) for lies in (detail.edition, *detail.edition.sites.all())],
        "targets": [
            (target, policy.codes.get("indicator", target.indicator), figure_of(target.indicator))
            for target in Target.objects.filter(edition(books.scope, ""), project=detail.subject.pk)
        ],
        "changes": changes(detail.editions),
    }


def facts_of(detail: Detail[Any]) -> Filler:
    """What rules, and what waits, are told of the project alone."""
    return Filler(detail.books.scope, projects=(detail.subject.pk,))


@hooks.panel(Project, "pages/parts/findings.html", right="projects.read", order=20, place="side")
def against(detail: Detail[Project]) -> dict[str, Any] | None:
    """规则发现: what the rules that judge a project by itself say of it on the day."""
    shown = findings(detail.read(facts_of))
    return {"findings": shown} if shown else None


@hooks.offers(Project, order=80)
def acts(detail: Detail[Project]) -> list[Action]:
    """修改项目, 设定绩效目标."""
    at, pk = detail.subject, detail.subject.pk
    return [
        action
        for name in ("projects.amend", "projects.set_target")
        for action in offer(detail.books, name, at=at, project=pk)
    ]


NAMES = {
    field.name: str(field.verbose_name)
    for field in Edition._meta.get_fields()
    if hasattr(field, "verbose_name")
} | {"places": "其他建设地点"}
COMPARED = (
    "name", "category", "kind", "region", "places", "supervisor", "implementer", "operator", "operator_kind", "content", "planned",
    "starts", "ends",
)  # fmt: skip


def changes(editions: list[Edition]) -> list[tuple[date, list[tuple[str, str, str]]]]:
    """What each amendment changed, latest first: day, and (what, before, after) of each; `editions` latest first."""
    changed = []
    for new, old in pairwise(editions):
        differing = [
            (NAMES[name], _worded(old, name), _worded(new, name))
            for name in COMPARED
            if getattr(old, name) != getattr(new, name)
        ]
        changed.append((new.valid_from, differing))
    return changed


def _worded(one: Edition, name: str) -> str:
    value = getattr(one, name)
    if value in (None, "", ()):
        return "—"
    if name == "places":
        return "、".join(map(str, value))
    if name == "planned":
        return wan(value)
    if name in ("category", "kind"):
        return policy.codes.word(name, value)
    return str(value)


@hooks.years
def years(prefix: str) -> list[tuple[str, int]]:
    """The years for which projects are arranged."""
    kept = Arrangement.objects.filter(current(), project__county__startswith=prefix).order_by()
    return list(kept.values_list("project__county", "year").distinct())


hooks.section("projects", "项目", group="项目", right="projects.read", order=10, behind=("project",))
hooks.address("projects/", projects, "projects")
hooks.address("projects/<int:pk>/", project, "project")
