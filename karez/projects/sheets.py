"""项目库 in a workbook: one row a project, with what is expected of it.

A project of the books is known by its name. What a row states otherwise is amended from the day of the import on; blank
cells and absent columns state nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from karez import policy
from karez.kernel.money import wan
from karez.kernel.regions import full
from karez.places.models import Region
from karez.places.rights import Actor
from karez.projects.arranging import arranged_now
from karez.projects.commands import FACTS, amend, register, set_target
from karez.projects.models import Arrangement, Edition, Project, Site, Target
from karez.projects.queries import visible
from karez.sheets.cells import shown, states_same
from karez.sheets.columns import Column
from karez.sheets.draft import Draft, Known, Rows, knows
from karez.sheets.folding import fold
from karez.sheets.naming import Places, Question
from karez.sheets.plan import Change, Handle, Objects, Plan, Step
from karez.sheets.sheet import Sheet, sheet
from karez.sheets.workbook import Table
from karez.trail.spans import current

TARGETS = ("annual_income", "jobs")
"""Columns that state what is expected of a project, named after their indicators."""
DEPARTMENTS = ("supervisor", "implementer")

PROJECT = Column(
    "project",
    "项目名称",
    required=True,
    aliases=(
        "项目名",
        "项目",
        "建设项目名称",
        "建设项目",
        "项目全称",
        "名称",
        "资金使用项目",
        "使用项目",
        "支付项目",
    ),
    example="填写示例：枸杞烘干中心建设项目",
    note="与项目库中的项目名称一致。",
    width=34,
)
"""The column by which a row names a project."""


@dataclass(eq=False, kw_only=True)
class ProjectHandle(Handle):
    """A project that rows name."""

    targets: dict[str, Target] = field(default_factory=dict)
    edition: int | None = None
    """The key of what was last said of it."""
    places: list[Region] = field(default_factory=list)
    """Its further places."""


@knows(Project)
def known_projects(county: str, year: int) -> Known[ProjectHandle]:
    """The projects of a county that are arranged for a budget year, by their names."""
    handles: dict[int, ProjectHandle] = {}
    for project in Project.objects.filter(arranged_now(county, year)).select_related(
        "supervisor", "implementer", "region"
    ):
        handles[project.pk] = ProjectHandle(label=project.name, held=project)
    for target in Target.objects.filter(current(), arranged_now(county, year, "project__")):
        handles[target.project_id].targets[target.indicator] = target
    editions = Edition.objects.filter(current(), arranged_now(county, year, "project__"))
    for pk, project_pk in editions.values_list("pk", "project_id"):
        handles[project_pk].edition = pk
    for site in Site.objects.filter(edition__in=editions).select_related("edition", "region"):
        handles[site.edition.project_id].places.append(site.region)
    return Known(lambda name: fold(name).lower(), ((handle.label, handle) for handle in handles.values()))


def project_named(draft: Draft, table: Table, row: Any) -> ProjectHandle | None:
    """The project that the column `project` of a row names; None after a fault."""
    projects: Known[ProjectHandle] = draft.known(Project)
    key = projects.key(row.project)
    if handles := projects.of(key):
        return handles[-1]
    if key not in projects.doubtful:
        draft.fault(table, row, "project", row.project, f"项目库里没有“{row.project}”。",
                    _elsewhere(draft, row.project) or projects.near(key) + "请改正名称，或在“项目库”表中列入这个项目。")  # fmt: skip
    return None


def _elsewhere(draft: Draft, name: str) -> str:
    """A hint, where a project of that name is arranged for another year alone."""
    years = Arrangement.objects.filter(current(), project__county=draft.county, project__name=name)
    named = "、".join(str(year) for year in years.order_by("year").values_list("year", flat=True))
    if not named:
        return ""
    return (
        f"它是 {named} 年度的项目：如是同一个项目，请先在系统中用 {draft.year} 年度的资金下达一笔，它即安排到 {draft.year} 年度；"
        "如是新项目，请在“项目库”表中列入。"
    )


def plan_projects(draft: Draft, rows: Rows) -> None:
    """New projects are registered, those that the row states otherwise amended."""
    projects: Known[ProjectHandle] = draft.known(Project)
    first = draft.first_days(Project)
    for table, row in rows:
        if not row.name:
            continue
        key = projects.key(row.name)
        held = next((handle for handle in projects.of(key) if handle.held), None)
        region = _place(draft, row, held)
        if isinstance(region, Question):
            _ask(draft, table, row, "village" if region.label == "村" else "township", region)
            projects.doubtful.add(key)
            continue
        places = _further(draft, table, row, region, held)
        if places is None:
            projects.doubtful.add(key)
            continue
        stated = _stated(draft, row, region, held)
        if places:
            stated["places"] = places
        if held:
            _plan_known(draft, table, row, held, stated)
            continue
        if not (row.category and row.kind):
            projects.doubtful.add(key)
            continue
        handle = ProjectHandle(label=row.name)
        projects.add(key, handle)
        draft.item(table, row, "new", row.name)
        # A budget year's list counts from the year's beginning, or from its first money where that came before.
        day = min(d for d in (first.get(key), row.starts, draft.day, date(draft.year, 1, 1)) if d)
        draft.step(register, _register, table, row, row.name, _content(stated), day=day, makes=handle,
                   data={"name": row.name, "year": draft.year, "region": full(draft.county)} | stated)  # fmt: skip
        for indicator in TARGETS:
            _plan_target(draft, table, row, handle, indicator, day)


def _place(draft: Draft, row: Any, held: ProjectHandle | None) -> str | Question:
    """Where a row says that the project is; where it is already, when that is written so: a name may be that of several."""
    if held and draft.places.written(held.held.region_id) == (row.township, row.village):
        return str(held.held.region_id)
    return draft.places.find(row.township, row.village)


def _further(
    draft: Draft, table: Table, row: Any, region: str, held: ProjectHandle | None
) -> tuple[str, ...] | None:
    """Where else a row says that the project is, in the order of the codes; () where it says nothing, None after a fault."""
    known = held.places if held else ()
    now = [(draft.places.spoken(place.code), place.code) for place in known]
    main = region if row.township or row.village or not held else held.held.region_id
    near = draft.places.written(main)[0]
    codes: set[str] = set()
    understood = True
    for name in row.places or ():
        if written := {code for spoken, code in now if spoken == name}:
            codes |= written  # where it is already, when that is written so: a name may be that of several
            continue
        place = draft.places.named(name, near)
        if isinstance(place, Question):
            _ask(draft, table, row, "places", place)
            understood = False
        else:
            codes.add(place)
    return tuple(sorted(codes - {main})) if understood else None


def _ask(draft: Draft, table: Table, row: Any, column: str, question: Question) -> None:
    """What a cell names as a place that only a person can tell."""
    draft.ask(question)
    message = f"本县没有名为“{question.name}”的{question.label}。"
    draft.fault(table, row, column, question.name, message, question.hint)


def _stated(draft: Draft, row: Any, region: str, held: ProjectHandle | None) -> dict[str, Any]:
    """What a row states of a project, by the fields of the act."""
    stated: dict[str, Any] = {}
    for name in ("category", "kind", "operator", "content", "planned", "starts", "ends"):
        if (value := getattr(row, name)) is not None:
            stated[name] = value
    for name in DEPARTMENTS:
        if written := getattr(row, name):
            now = getattr(held.held, name) if held else None
            stated[name] = now if now and fold(now.name) == fold(written) else draft.departments.find(written)
    if row.township or row.village:
        stated["region"] = region
    return stated


def _plan_known(draft: Draft, table: Table, row: Any, handle: ProjectHandle, stated: dict[str, Any]) -> None:
    project = handle.held
    changes: list[Change] = []
    data: dict[str, Any] = {}
    for name, value in stated.items():
        if name == "region":
            if project.region_id != value:
                data[name] = value
                place = draft.places.names.get(value, (value, ""))[0]
                changes.append(Change("建设地点", str(project.region), place))
            continue
        column = table.sheet.by_name[name]
        if name == "places":
            held = tuple(place.code for place in handle.places)
            if held != value:
                data[name] = value
                was, will = (
                    shown(column, [draft.places.spoken(code) for code in codes]) for codes in (held, value)
                )
                changes.append(Change(column.header, was, will))
            continue
        before = getattr(project, name)
        if states_same(column, before, value):
            continue
        data[name] = value
        after = draft.departments.added.get(value, value) if name in DEPARTMENTS else value
        changes.append(Change(column.header, shown(column, before), shown(column, after)))
    if data:
        draft.step(amend, _amend, table, row, row.name, handle.edition, _content(data), day=draft.day,
                   needs=(handle,), makes=handle, data=data)  # fmt: skip
    for indicator in TARGETS:
        target = handle.targets.get(indicator)
        if _plan_target(draft, table, row, handle, indicator, draft.day):
            column = table.sheet.by_name[indicator]
            before = shown(column, target.value) if target else ""
            changes.append(Change(column.header, before, shown(column, getattr(row, indicator))))
    draft.item(table, row, "changed" if changes else "same", handle.label, tuple(changes))


def _plan_target(
    draft: Draft, table: Table, row: Any, handle: ProjectHandle, indicator: str, day: date
) -> bool:
    """Set a target where the row states another one than there is."""
    value, target = getattr(row, indicator), handle.targets.get(indicator)
    if value is None or (target is not None and target.value == value):
        return False
    draft.step(set_target, _set_target, table, row, row.name, indicator, value, target.pk if target else None,
               day=day, needs=(handle,), data={"indicator": indicator, "value": value}, column=indicator)  # fmt: skip
    return True


def _content(stated: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is stated, in one order, as the key of the act holds it."""
    return sorted(
        (name, f"{value._meta.label_lower}:{value.pk}" if hasattr(value, "pk") else str(value))
        for name, value in stated.items()
    )


def _register(step: Step, objects: Objects) -> dict[str, Any]:
    return dict(step.data) | _departments(step, objects)


def _amend(step: Step, objects: Objects) -> dict[str, Any]:
    project = objects[step.needs[0]]
    facts = {name: getattr(project, name) for name in FACTS}
    # A place that becomes the main one is no further one any more.
    facts["places"] = [place for place in facts["places"] if place.code != step.data.get("region")]
    return {"project": project} | facts | dict(step.data) | _departments(step, objects)


def _set_target(step: Step, objects: Objects) -> dict[str, Any]:
    return {"project": objects[step.needs[0]], **step.data}


def _departments(step: Step, objects: Objects) -> dict[str, Any]:
    return {name: objects.department(step.data[name]) for name in DEPARTMENTS if name in step.data}


def _line(plan: Plan, row: Any) -> str:
    assert plan.places is not None
    place = plan.places.find(row.township, row.village)
    called = plan.places.spoken(place) if isinstance(place, str) else ""
    planned = f"总投资 {wan(row.planned)}" if row.planned else ""
    parts = (
        policy.codes.label("category", row.category),
        policy.codes.label("kind", row.kind),
        called,
        planned,
    )
    return "，".join(part for part in parts if part)


def projects_out(actor: Actor, county: str, year: int) -> Iterator[dict[str, Any]]:
    """The projects arranged for a county's budget year that the actor may see, as they stand."""
    places = Places(county, {})
    projects = visible(actor).filter(arranged_now(county, year)).select_related("supervisor", "implementer")
    targets: dict[int, dict[str, int]] = {}
    further: dict[int, tuple[str, ...]] = {}
    sites = Site.objects.filter(current("edition__"), edition__project__in=projects)
    for project_pk, code in sites.values_list("edition__project", "region_id"):
        further[project_pk] = (*further.get(project_pk, ()), places.spoken(code))
    for target in Target.objects.filter(current(), project__in=projects):
        targets.setdefault(target.project_id, {})[target.indicator] = target.value
    for project in projects.order_by("code"):
        township, village = places.written(project.region_id)
        yield {
            "name": project.name,
            "category": project.category,
            "kind": project.kind,
            "township": township,
            "village": village,
            "places": further.get(project.pk),
            "supervisor": project.supervisor and project.supervisor.name,
            "implementer": project.implementer and project.implementer.name,
            "operator": project.operator,
            "content": project.content,
            "planned": project.planned or None,
            "starts": project.starts,
            "ends": project.ends,
            **targets.get(project.pk, {}),
        }


PROJECTS = sheet(Sheet(
    "projects",
    "项目库",
    order=20,
    aliases=("项目清单", "项目台账", "项目", "项目明细", "项目表", "项目库清单", "项目计划", "项目计划表", "年度项目库", "项目库台账",
     "项目汇总表", "巩固拓展脱贫攻坚成果和乡村振兴项目库", "项目基本信息"),
    columns=(
        Column(
            "name", "项目名称", required=True, aliases=PROJECT.aliases, example=PROJECT.example,
            note="全年唯一；资金分配、支付两表按它对应。", width=34,
        ),
        Column(
            "category", "项目类型", required=True,
            aliases=("项目类别", "类别", "类型", "项目分类", "一级类型", "一级分类", "一级类别", "项目大类", "项目性质",
                     "一级项目类型"),
            example="产业发展", note="从下拉列表选择。",
        ),
        Column(
            "kind", "二级类型", required=True, within="category",
            aliases=("二级项目类型", "二级类别", "二级分类", "项目二级类型", "项目子类型", "子类型", "子类", "项目小类", "小类",
                     "项目二级分类", "细类"),
            example="加工业", note="从下拉列表选择，须属于所选的项目类型。", width=18,
        ),
        Column(
            "township", "乡镇", "place", codes="township", also=("region",),
            aliases=("所在乡镇", "乡(镇)", "乡镇(场)", "乡镇场", "建设地点(乡镇)", "实施乡镇", "项目乡镇", "乡镇名称", "乡/镇",
                     "乡镇街道", "乡镇(街道)", "实施地点乡镇", "乡(镇、场)", "乡(镇)场"),
            example="", note="全县性项目可不填；名称不认得时会请您指认，不会自行添加。",
        ),
        Column(
            "village", "村", "place", codes="village",
            aliases=("村名", "所在村", "行政村", "村(社区)", "村社区", "建设地点(村)", "实施村", "项目村", "村名称", "村/社区",
                     "实施地点村", "村(居)", "村居", "村(队)", "行政村名称"),
            example="", note="写明村或社区，须同时写明乡镇。",
        ),
        Column(
            "places", "其他建设地点", longest=4000, width=24,
            aliases=("其他地点", "其他项目地点", "其他实施地点", "其他建设村", "其他实施村"),
            example="", note="跨村、跨乡镇的项目填写，如“示例镇甲村、示例镇乙村”；与上面同一乡镇的只写村名也行。",
        ),
        Column(
            "supervisor", "主管部门",
            aliases=("行业主管部门", "主管单位", "行业部门", "责任部门", "项目主管部门", "牵头部门", "项目主管单位", "责任单位"),
            example="农业农村局", longest=80, width=18,
        ),
        Column(
            "implementer", "实施单位",
            aliases=("项目实施单位", "建设单位", "项目单位", "承担单位", "项目建设单位", "项目法人", "实施主体", "业主单位",
                     "项目业主"),
            example="示例镇人民政府", longest=80, width=18,
        ),
        Column(
            "operator", "经营主体",
            aliases=("新型经营主体", "带动主体", "经营单位", "带动经营主体", "联农带农主体", "经营主体名称", "运营主体"),
            example="示例合作社", width=18,
        ),
        Column(
            "content", "建设内容", longest=4000,
            aliases=("建设内容及规模", "主要建设内容", "建设规模及内容", "建设任务", "项目内容", "建设内容与规模", "内容",
                     "建设规模", "主要建设内容及规模", "项目建设内容", "实施内容"),
            example="新建烘干车间1座", width=40,
        ),
        Column(
            "planned", "总投资",
            aliases=("计划总投资", "投资总额", "项目总投资", "投资规模", "计划投资", "概算总投资", "预算总投资", "总投资额",
                     "项目投资", "投资", "资金规模", "项目资金", "项目预算总投资", "预算投资"),
            example=600, note="大于 0，精确到分。",
        ),
        Column(
            "starts", "开工日期",
            aliases=("开工时间", "开始日期", "开始时间", "计划开工日期", "计划开工时间", "实施开始时间", "实际开工时间",
                     "实际开工日期", "起始日期"),
            example="2023-04-10",
        ),
        Column(
            "ends", "完工日期",
            aliases=("完工时间", "竣工日期", "竣工时间", "结束日期", "结束时间", "计划完工日期", "计划完工时间", "计划竣工日期",
                     "计划竣工时间", "完成时间", "完成日期", "实际完工时间", "实际完工日期"),
            example="2023-10-20", note="不早于开工日期。",
        ),
        Column(
            "annual_income", "预计年收益", "money",
            aliases=("年收益", "预期年收益", "预计收益", "年收益额", "年经济收益", "预计年经济效益", "预计年增收", "预期收益",
                     "预计年收入", "年预计收益"),
            example=18, note="绩效目标：每年收益，大于 0。",
        ),
        Column(
            "jobs", "带动就业人次", "int",
            aliases=("带动就业", "就业人次", "带动就业人数", "带动务工人次", "预计带动就业", "就业人数", "吸纳就业人次",
                     "预计带动就业人次", "带动务工人数", "带动就业数"),
            example=10, note="绩效目标：人次，整数。",
        ),
    ),
    identity=("name",),
    in_order=(("starts", "ends"),),
    note="每个项目一行。",
    acts=(register, amend, set_target),
    plan=plan_projects,
    out=projects_out,
    right="projects.read",
    page="projects",
    line=_line,
))  # fmt: skip
