"""项目: the list, and one project with its money, papers, targets, editions and what comes next."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from karez.acts.act import name_of
from karez.funds.models import Grant
from karez.kernel.money import wan
from karez.kernel.refusal import Unknown
from karez.kernel.regions import township_of
from karez.pages.books import Books, needs
from karez.pages.columns import Chip, Column
from karez.pages.filters import Choice, Dates, Place, Search, coded, kinds
from karez.pages.listing import Listing, show
from karez.pages.offers import bring_in, offer
from karez.pages.saying import paid_of
from karez.pages.timeline import timeline
from karez.places.models import Region
from karez.policy import codes
from karez.projects.models import Edition, Project
from karez.projects.queries import visible
from karez.web.kit import course, details, rows

CHIPS: dict[str, Chip] = {
    rows.NOT_YET: ("", "dash-circle", "待下达"),
    rows.UNPAID: ("is-soon", "clock-fill", "未支付"),
    rows.PAYING: ("is-run", "circle-half", "支付中"),
    rows.PAID: ("is-ok", "check-lg", "已付清"),
    rows.TAKEN_BACK: ("", "arrow-counterclockwise", "指标已收回"),
}


@needs("projects.read")
def projects(request: HttpRequest) -> HttpResponse:
    """The list."""
    return show(request, listing(request.books))  # type: ignore[attr-defined]


def listing(books: Books) -> Listing:
    """All projects on the list of the year, those without money marked."""

    def figure(key: str) -> Any:
        return lambda row: books.url("figure", key, project=row["project"])

    towns = dict(
        Region.objects.filter(code__startswith=books.county, level="township").values_list("code", "name")
    )

    def where(row: dict[str, Any]) -> str:
        town = towns.get(row["township"], "")
        return town if row["place"] in (town, "") else f"{town} {row['place']}".strip()

    actions = [*offer(books, "projects.register", primary=True), *bring_in(books)]
    return Listing(
        name="projects",
        title="项目",
        unit="个",
        rows=rows.projects(books),
        columns=[
            Column(
                "project", "项目", link=lambda row: books.url("project", row["id"]), card="wide", width=34,
                small=lambda row: row["code"],
            ),
            Column("code", "项目编号", screen=False),
            Column("state", "状态", "chip", say=lambda row: rows.STATES[row["state"]], chips=lambda row: [CHIPS[row["state"]]]),
            Column("category_code", "类别", "category", small=lambda row: codes.word("kind", row["kind_code"])),
            Column("kind_code", "二级类型", "code", table="kind", screen=False),
            Column("region_code", "乡镇、村", say=where, card="wide"),
            Column("supervisor_name", "主管部门", card="hide", width=26),
            Column("implementer_name", "实施单位", card="hide", width=26),
            Column("operator_name", "经营主体", screen=False, width=26),
            Column("content_text", "建设内容", screen=False, width=40),
            Column("planned_fen", "总投资", "money", total=True, screen=False),
            Column("starts_on", "开工日期", "date", screen=False),
            Column("ends_on", "完工日期", "date", card="hide"),
            Column("first_allotted", "首次下达", "date", screen=False),
            Column(
                "allotted", "已下达", "money", total=True, link=figure("funds.allotted"), short="下达",
                figure="funds.allotted",
            ),
            Column(
                "paid", "已支付", "money", total=True, link=figure("funds.paid"), short="支付",
                figure="funds.paid",
            ),
            Column(
                "unpaid", "未支付", "money", total=True, link=figure("funds.unpaid"), short="未付",
                figure="funds.unpaid",
            ),
            Column("rate", "支付率", "share", part="paid", whole="allotted", total=True, width=170),
        ],
        filters=(
            Search("q", "项目名称、编号、单位", paths=("project", "code", "supervisor_name", "implementer_name", "operator_name")),
            coded("category", "类别", "category", "category_code"),
            kinds("kind", "二级", "kind_code"),
            Place("place", "乡镇", "region_code"),
            Choice("state", "状态", options=list(rows.STATES.items())),
            Dates("ends", "完工", "ends_on"),
        ),
        order="-allotted",
        lead=lambda t: f"{t['n']} 个项目，下达指标 {wan(t['allotted'])}，{paid_of(books, t['paid'], t['allotted'])}",
        actions=actions,
        empty="这个年度截至查看日还没有登记项目。" + ("请“登记项目”，或“导入 Excel”。" if actions else "项目由县农业农村局登记。"),
    )  # fmt: skip


@needs("projects.read")
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project. Raises Unknown outside the reader's sight, or before it was registered."""
    books: Books = request.books  # type: ignore[attr-defined]
    row = rows.projects(books).filter(pk=pk).first()
    if row is None:
        raise _missing(books, pk)
    found = Project.objects.get(pk=pk)
    editions = list(
        Edition.objects.filter(project=found, valid_from__lte=books.as_of)
        .select_related("region", "supervisor", "implementer")
        .order_by("-valid_from", "-id")
    )
    edition = next(one for one in editions if one.valid_to > books.as_of)
    given = list(rows.allotments(books).filter(project_id=pk).order_by("day", "seq"))
    paid = list(rows.payments(books).filter(project_id=pk).order_by("day", "seq"))
    grants = Grant.objects.select_related("paper").in_bulk({one["grant_id"] for one in given})
    money = course.per_grant(books, grants, given, paid)
    spendings = course.spendings(edition, found, money)
    numbers = {one["paper_id"] for one in (*given, *paid)}
    return render(
        request,
        "web/projects/project.html",
        {
            "project": found,
            "edition": edition,
            "row": row,
            "subject": name_of(found),
            "chip": CHIPS[row["state"]],
            "township": Region.objects.filter(code=township_of(edition.region_id)).first(),
            "money": money,
            "lanes": [course.lane(books, one, edition) for one in money],
            "rate": course.share(row["paid"], row["allotted"]),
            "next": course.next_step(books, row, edition, money),
            "given": given[-details.MOST :][::-1],
            "paid": paid[-details.MOST :][::-1],
            "targets": rows.targets(books, pk),
            "changes": course.changes(editions),
            "papers": details.papers([*(one.paper_id for one in grants.values()), *numbers]),
            "findings": details.findings(books, course.facts(edition, found), spendings),
            "moments": timeline(found, until=books.as_of, reader=books.actor),
            "acts": _acts(books, found, edition, row, money),
        },
    )


def _acts(books: Books, found: Project, edition: Edition, row: dict[str, Any], money: list[Any]) -> list[Any]:
    at, acts = edition.region_id, []
    unpaid = next((one.grant.pk for one in money if one.unpaid > 0), None)
    if row["unpaid"] > 0:
        acts += offer(books, "payments.pay", at=at, primary=True, project=found.pk, grant=unpaid)
    acts += offer(books, "funds.allot", at=at, primary=row["state"] == rows.NOT_YET, project=found.pk)
    if row["unpaid"] > 0:
        acts += offer(books, "funds.reallocate", at=at, giver=found.pk, grant=unpaid)
        acts += offer(books, "funds.give_back", at=at, project=found.pk, grant=unpaid)
    acts += offer(books, "projects.amend", at=at, project=found.pk)
    acts += offer(books, "projects.set_target", at=at, project=found.pk)
    return acts


def _missing(books: Books, pk: int) -> Unknown:
    other = visible(books.actor).filter(pk=pk, county=books.county).first()
    if other and other.year != books.year:
        return Unknown(f"“{other}”是 {other.year} 年度项目。", hint=f"请打开 {other.year} 年度的账。")
    if other:
        return Unknown(
            f"“{other}”在 {books.as_of} 还没有登记。",
            hint=f"它于 {other.registered} 登记，请把查看日换到当日或之后。",
        )
    return Unknown("没有这个项目，或它不在您的查看范围内。", hint="请从项目列表打开，或核对项目名称。")
