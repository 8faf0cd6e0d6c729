"""What must always be true of projects."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, Prefetch

from karez.acts.act import name_of
from karez.projects.commands import COLUMNS, shown_facts
from karez.projects.models import Arrangement, Edition, Project, Site, Target
from karez.trail import spans
from karez.trail.invariants import guarded, invariant
from karez.trail.models import Entry

guarded("projects_site")

_UNTOLD: dict[str, Any] = {"places": []}
"""What an entry tells only where there are any."""
_RELATED = ("region", "supervisor", "implementer")


@invariant("editions", "项目现状等于其最后一次登记")
def projects_are_their_last_edition(county: str) -> Iterator[tuple[str, str]]:
    """A project as it stands is what was said of it last."""
    names = [name if name not in _RELATED else f"{name}_id" for name in COLUMNS]
    rows = Edition.objects.filter(spans.current(), **_of(county))
    last = {row["project_id"]: row for row in rows.values("project_id", *names)}
    for project in _projects(county):
        edition = last.get(project.pk)
        if edition is None:
            yield f"项目 {project.code}", "没有现行的登记。"
            continue
        differing = [name for name in names if getattr(project, name) != edition[name]]
        if differing:
            yield f"项目 {project.code}", f"现状与最后一次登记不符：{'、'.join(differing)}。"


@invariant("projects-trail", "项目登记与留痕一致")
def projects_agree_with_the_trail(county: str) -> Iterator[tuple[str, str]]:
    """Each edition, target and arrangement is what an act said, in the order of the acts."""
    entries = _entries(county)
    editions: dict[int, list[Edition]] = defaultdict(list)
    for edition in (
        Edition.objects.select_related(*_RELATED)
        .prefetch_related(Prefetch("sites", Site.objects.select_related("region")))
        .filter(**_of(county))
        .order_by("id")
        .iterator(2000)
    ):
        editions[edition.project_id].append(edition)
    arrangements: dict[int, list[Arrangement]] = defaultdict(list)
    for arrangement in Arrangement.objects.filter(**_of(county)).order_by("id").iterator(2000):
        arrangements[arrangement.project_id].append(arrangement)
    brought = _brought(county)
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(**_of(county)).order_by("id").iterator(2000):
        targets[target.project_id].append(target)
    for project in _projects(county):
        said = entries[name_of(project)]
        told = [(day, _UNTOLD | after) for act, day, after in said if act != "projects.set_target"]
        yield from _first(project, "登记", editions[project.pk], told)
        aimed = [(day, after) for act, day, after in said if act == "projects.set_target"]
        yield from _first(project, "绩效目标", targets[project.pk], aimed)
        yield from _whole(project, "登记", editions[project.pk])
        for indicator in sorted({target.indicator for target in targets[project.pk]}):
            rows = [target for target in targets[project.pk] if target.indicator == indicator]
            yield from _whole(project, f"绩效目标 {indicator} ", rows)
        registered = [(after.get("year"), day) for act, day, after in said if act == "projects.register"]
        yield from _arranged(
            project, arrangements[project.pk], registered, brought[project.county, project.code]
        )


@invariant("project-names", "同一年度的项目不同名")
def names_are_unique_in_a_year(county: str) -> Iterator[tuple[str, str]]:
    """Of the projects of a county that are arranged for one year no two have one name."""
    rows = Arrangement.objects.filter(spans.current(), **_of(county)).order_by()
    named = rows.values("project__county", "year", "project__name").annotate(n=Count("project"))
    for row in named.filter(n__gt=1).order_by("project__county", "year", "project__name"):
        yield (
            f"{row['project__county']} {row['year']} 年度",
            f"有 {row['n']} 个项目名为“{row['project__name']}”。",
        )


def _arranged(
    project: Project,
    rows: list[Arrangement],
    registered: list[tuple[Any, Any]],
    brought: list[int],
) -> Iterator[tuple[str, str]]:
    """The project is arranged for the year of its registration, from that day on or earlier, and for those that acts say."""
    where = f"项目 {project.code}"
    held = sorted({row.year for row in rows if row.superseded_at is None})
    told = sorted({year for year, _ in registered} | set(brought))
    if held != told:
        yield where, f"安排在 {_named(held)} 年度，留痕里是 {_named(told)} 年度。"
        return
    for year in held:
        of_year = [row for row in rows if row.year == year]
        yield from _whole(project, f"{year} 年度安排", of_year)
        since = min(row.valid_from for row in of_year if row.superseded_at is None)
        if any(since > day for told_year, day in registered if told_year == year):
            yield where, f"自 {since} 起安排到 {year} 年度，登记日期为 {registered[0][1]}。"


def _named(years: list[int]) -> str:
    return "、".join(map(str, years)) or "没有哪个"


def _brought(county: str) -> dict[tuple[str, str], list[int]]:
    """The budget years onto whose lists acts brought projects later: (county, code) -> years."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    rows = Entry.objects.filter(after__has_key="arranged", **({"county": county} if county else {}))
    for where, after in rows.order_by("county", "seq").values_list("county", "after").iterator(2000):
        found[where, str(after.get("arranged_code"))].append(after["arranged"])
    return found


def _first(
    project: Project,
    what: str,
    rows: Sequence[Edition | Target],
    told: list[tuple[Any, dict[str, Any]]],
) -> Iterator[tuple[str, str]]:
    """The first of the rows by which something was told that is not what the trail says."""
    where = f"项目 {project.code}"
    held = [(row.valid_from, _facts(row)) for row in spans.as_told(rows)[0]]
    if len(held) != len(told):
        yield where, f"{what}有 {len(held)} 条，留痕里有 {len(told)} 条。"
        return
    for number, ((since, facts), (day, after)) in enumerate(zip(held, told, strict=True), 1):
        differing = [f"{name} 现为“{value}”，办理时为“{after.get(name)}”"
                     for name, value in facts.items() if after.get(name) != value]  # fmt: skip
        # The first edition may hold from an earlier day: an approval older than the registration moves it (arranging.known_from).
        if since > day or (since != day and not (what == "登记" and number == 1)):
            differing.append(f"自 {since} 起有效，办理日期为 {day}")
        if differing:
            yield where, f"第 {number} 条{what}与留痕不符：{'；'.join(differing)}。"
            return


def _whole(
    project: Project, what: str, rows: Sequence[Edition | Target | Arrangement]
) -> Iterator[tuple[str, str]]:
    """What is known now has no hole and no overlap, and what is said anew is what had been told."""
    where = f"项目 {project.code}"
    if place := spans.gap(rows):
        yield where, f"{what}的时段不相接：前一条到 {place[0]} 为止，后一条自 {place[1]} 起。"
    told, anew = spans.as_told(rows)
    known = [_facts(row) for row in told]
    for row in anew:
        if _facts(row) not in known:
            yield where, f"{what}自 {row.valid_from} 起的一条不是办理时说的内容。"
            return


def _facts(row: Edition | Target | Arrangement) -> dict[str, Any]:
    if isinstance(row, Arrangement):
        return {"year": row.year}
    return {row.indicator: row.value} if isinstance(row, Target) else _UNTOLD | shown_facts(row)


def _entries(county: str) -> dict[str, list[tuple[str, Any, dict[str, Any]]]]:
    """What the trail says of projects: subject -> (act, day, after) in the order of the acts."""
    rows = Entry.objects.filter(
        act__in=("projects.register", "projects.amend", "projects.set_target"),
        **({"county": county} if county else {}),
    )
    found: dict[str, list[tuple[str, Any, dict[str, Any]]]] = defaultdict(list)
    for subject, act, day, after in rows.order_by("county", "seq").values_list(
        "subject", "act", "day", "after"
    ):
        found[subject].append((act, day, after if isinstance(after, dict) else {}))
    return found


def _projects(county: str) -> Iterator[Project]:
    projects = Project.objects.filter(county=county) if county else Project.objects.all()
    return projects.order_by("id").iterator(2000)


def _of(county: str) -> dict[str, str]:
    return {"project__county": county} if county else {}
