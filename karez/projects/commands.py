"""登记、修改项目和设定绩效目标: every change of state of a project."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from django.db.models import Max
from pydantic import Field

from karez import policy
from karez.acts.act import Note, Prefill, act
from karez.acts.closing import require_open
from karez.acts.inputs import Input
from karez.acts.tells import ByCode, Tells
from karez.acts.types import MOST, Code, Fen, Follows, Long, Measured, Name, Ref, Refs, Starts
from karez.figures import Scope
from karez.kernel.refusal import Refusal
from karez.kernel.regions import county_of, covers
from karez.places.models import Department, Region
from karez.places.queries import lock_county
from karez.places.rights import Actor
from karez.places.where import Where
from karez.projects import arranging
from karez.projects.arranging import lock_project
from karez.projects.facts import ProjectFacts
from karez.projects.models import Edition, Facts, Project, Site, Target
from karez.rulebook.facts import Filler
from karez.rulebook.gate import gate
from karez.trail import spans

MOST_PLACES = 300
"""Further places of one project: a county has some hundred villages."""


class Details(Input):
    """What can be said of a project and amended later."""

    category: Annotated[str, Code("category"), Follows("kind")] = Field(title="项目类型")
    kind: Annotated[str, Code("kind")] = Field(title="二级类型")
    region: Ref[Region] = Field(title="建设地点")
    places: Refs[Region] = Field(
        (),
        title="其他建设地点",
        max_length=MOST_PLACES,
        description="跨村、跨乡镇的项目填写：这些地方也看得到它；统计时只归上面的建设地点。",
    )
    supervisor: Ref[Department] | None = Field(None, title="主管部门")
    implementer: Ref[Department] | None = Field(None, title="实施单位")
    operator: str = Field("", title="经营主体", max_length=120)
    operator_kind: Annotated[str, Code("operator", blank=True)] = Field("", title="经营主体类型")
    content: Long = Field("", title="建设内容")
    planned: Fen = Field(0, title="总投资", description="没有的填 0。")
    starts: date | None = Field(None, title="开工日期")
    ends: date | None = Field(None, title="完工日期")

    @property
    def where(self) -> Where:
        """The place that is said of the project; asked once references are objects."""
        return Where.of(
            self.region.code,
            *(held.pk if held else None for held in (self.supervisor, self.implementer)),
            further=lambda: [place.code for place in self.places],
        )


class NewProject(Input):
    """What a form asks first of a new project."""

    name: Name = Field(title="项目名称", min_length=1, max_length=120)
    year: Annotated[int, Starts("year")] = Field(title="年度", ge=2000, le=2100)


class KnownProject(Input):
    """What a form asks first of a project that there is."""

    project: Ref[Project] = Field(title="项目")
    name: Name = Field(title="项目名称", min_length=1, max_length=120)


class Register(Details, NewProject):
    """A new project of a budget year."""


class Amend(Details, KnownProject):
    """The project as it stands from the act's day on."""


class SetTarget(Input):
    """What is expected of a project: fen a year for annual_income, a number of jobs for jobs."""

    project: Ref[Project] = Field(title="项目")
    indicator: Annotated[str, Code("indicator")] = Field(title="指标")
    value: Annotated[int, Measured(by="indicator", name="indicator")] = Field(
        title="目标值", ge=0, le=MOST, description="年收益填万元或元，就业填人次。"
    )


class OfProject(Tells):
    """What a project is besides what was said of it."""

    code: str = Field(title="编号")
    year: int = Field(title="年度")


class OfTargets(Tells):
    """Each indicator's value under its own code."""

    targets: Annotated[int, Measured(by="indicator", name="indicator"), ByCode()] = Field(title="目标值")


FACTS = ("name", *Details.model_fields)
"""What can be said of a project."""
COLUMNS = tuple(name for name in FACTS if name != "places")
"""What of it stands in the table of projects itself."""


@act(
    "projects.register",
    label="登记项目",
    right="projects.register",
    at=lambda do: do.where,
    tells=OfProject,
    icon="plus-lg",
    about="把项目列入本年度，登记类型、地点、单位和投资。",
    order=300,
)
def register(actor: Actor, do: Register, *, day: date, note: Note) -> Project:
    """登记项目: put a project on the county's list for a budget year.

    It is arranged for that year from `day` on (年度安排). Refused when one of the county's projects arranged for that year has
    that name, when category and kind are not in the
    classification of the day, or when the dates or the planned amount (fen) cannot be.
    """
    county = county_of(do.region.code)
    lock_county(county)  # two at one moment would get one number, or one name
    _check(do, county, [do.year], day)
    note.findings = gate("projects.register", _facts_for_rules(do, county, do.year, day))
    facts = {name: getattr(do, name) for name in COLUMNS}
    project = Project.objects.create(county=county, code=_next_code(county, do.year), registered=day, **facts)
    _at(spans.begin(Edition(project=project, **facts), day), do.places)
    arranging.begin(project, do.year, day)
    note.after = {"code": project.code, "year": do.year} | shown_facts(project)
    return project


@act(
    "projects.amend",
    label="修改项目",
    right="projects.amend",
    at=lambda do: do.project,
    tells=OfProject,
    prefill=Prefill("project", lambda project: {name: getattr(project, name) for name in FACTS}),
    icon="pencil",
    about="从办理之日起改变项目的登记内容；以前日期的数字不变。",
    order=310,
)
def amend(actor: Actor, do: Amend, *, day: date, note: Note) -> Project:
    """修改项目: say anew what a project is, from `day` on; figures of earlier days keep what was said then.

    Refused when it moves to another county, when another project has the name in one of the years for which it is arranged,
    when `day` lies before the latest amendment or in a closed year.
    """
    lock_county(do.project.county)  # two at one moment would get one name
    project = lock_project(do.project)
    if county_of(do.region.code) != project.county:
        raise Refusal("项目不能改到别的县。", rule="projects.other_county", field="region")
    actor.require("projects.amend", do, "修改项目")  # at the new place, too
    require_open(project.county, day)
    years = arranging.years_of(project)
    _check(do, project.county, years, day, project)
    note.findings = gate("projects.amend", _facts_for_rules(do, project.county, years[-1], day, project))
    latest = Edition.objects.get(spans.current(), project=project)
    if day < latest.valid_from:
        raise Refusal(
            f"修改日期早于上次修改（{latest.valid_from}）。",
            rule="projects.amended_later",
            hint=f"请用 {latest.valid_from} 或之后的日期。",
            field="day",
        )
    note.before = {"code": project.code} | shown_facts(project)
    facts = {name: getattr(do, name) for name in COLUMNS}
    for name, value in facts.items():
        setattr(project, name, value)
    project.save()
    _at(spans.replace(latest, Edition(project=project, **facts), day), do.places)
    note.after = {"code": project.code} | shown_facts(project)
    return project


@act(
    "projects.set_target",
    label="设定绩效目标",
    right="projects.set_target",
    at=lambda do: do.project,
    tells=OfTargets,
    icon="bullseye",
    about="填报项目预计的年收益和带动就业。",
    order=320,
)
def set_target(actor: Actor, do: SetTarget, *, day: date, note: Note) -> Target:
    """设定绩效目标: what a project is expected to bring, from `day` on. Refused in a closed year."""
    lock_project(do.project)
    require_open(do.project.county, day)
    latest = Target.objects.filter(spans.current(), project=do.project, indicator=do.indicator).first()
    if latest and day < latest.valid_from:
        raise Refusal(
            f"日期早于上次设定（{latest.valid_from}）。",
            rule="projects.target_set_later",
            hint=f"请用 {latest.valid_from} 或之后的日期。",
            field="day",
        )
    if latest:
        note.before = {do.indicator: latest.value}
    note.subject, note.after = do.project, {do.indicator: do.value}
    target = Target(project=do.project, indicator=do.indicator, value=do.value)
    return spans.replace(latest, target, day) if latest else spans.begin(target, day)


def _at(edition: Edition, places: Iterable[Region]) -> None:
    """Write down where else the project lies, as this edition says it."""
    Site.objects.bulk_create(Site(edition=edition, region=place) for place in places)


def _next_code(county: str, year: int) -> str:
    """The next project code of a county and the year of registration: `652722-2023-00001`. The county must be locked."""
    numbered = f"{county}-{year}-"
    last = Project.objects.filter(county=county, code__startswith=numbered).aggregate(last=Max("code"))[
        "last"
    ]
    number = int(last.removeprefix(numbered)) + 1 if last else 1
    return f"{numbered}{number:05d}"


def shown_facts(thing: Facts) -> dict[str, Any]:
    """What is said of a project, as the trail shows it; of further places only where it has any."""
    shown: dict[str, Any] = {}
    for name in COLUMNS:
        value = getattr(thing, name)
        shown[name] = (
            value.isoformat() if isinstance(value, date) else str(value) if hasattr(value, "pk") else value
        )
    places = [str(place) for place in thing.places]
    return shown | ({"places": places} if places else {})


def _check(
    do: Register | Amend, county: str, years: list[int], day: date, project: Project | None = None
) -> None:
    faults = []
    kinds = {code.code: code for code in policy.codes.codes("kind", day)}
    if do.kind not in kinds or kinds[do.kind].parent != do.category:
        faults.append(
            Refusal(f"“{do.kind}”不是“{policy.codes.label('category', do.category)}”下的二级类型。", field="kind",
                    rule="projects.unknown_kind",
                    hint="、".join(f"{c.code}（{c.label}）" for c in policy.codes.kinds(do.category)))
        )  # fmt: skip
    if do.planned < 0:
        faults.append(Refusal("总投资不能为负。", rule="projects.planned_negative", field="planned"))
    if do.starts and do.ends and do.ends < do.starts:
        faults.append(
            Refusal("完工日期不能早于开工日期。", rule="projects.ends_before_it_starts", field="ends")
        )
    faults += _misplaced(do, county)
    if taken := arranging.name_taken(county, do.name, years, project):
        faults.append(taken)
    if faults:
        faults[0].others = faults[1:]
        raise faults[0]


def _misplaced(do: Register | Amend, county: str) -> list[Refusal]:
    """What is wrong with the further places, each at its own."""
    faults, listed = [], {do.region.code}
    for number, place in enumerate(do.places):
        field = f"places.{number}"
        if not covers(county, place.code):
            faults.append(
                Refusal(f"“{place}”不在本县。", rule="projects.place_elsewhere", field=field,
                        hint="项目的建设地点都要在同一个县；跨县的项目请各县分别登记。")
            )  # fmt: skip
        elif place.code in listed:
            faults.append(
                Refusal(f"“{place}”已经写了。", rule="projects.place_twice", field=field,
                        hint="建设地点和其他建设地点合起来，同一个地方只写一次。")
            )  # fmt: skip
        listed.add(place.code)
    return faults


def _facts_for_rules(
    do: Register | Amend, county: str, year: int, day: date, project: Project | None = None
) -> Filler:
    """What rules are told: the project as the act describes it, beside what the books hold of it."""
    described = ProjectFacts(
        project.pk if project else do.name, do.name, do.category, do.kind, do.content, year
    )
    return Filler(
        Scope.whole(county, year, day),
        projects=(project.pk,) if project else (),
        given={"projects": (described,)},
    )
