"""What the county's money and its projects amount to: received, allotted, still available, counted by project.

The mart's tables that this room fills stand first, then the figures over them.
"""

from typing import Any

from django.db.models import F, Min, QuerySet, Subquery

from karez import policy
from karez.figures import (
    BOOL,
    DATE,
    INT,
    KEY,
    TEXT,
    Column,
    Figure,
    Part,
    Ratio,
    Scope,
    Shape,
    Share,
    Shows,
    group,
    register,
    source,
)
from karez.funds.models import SIGNED, Allotment, Grant
from karez.funds.sums import booked, booked_on, per_account, per_grant, per_project
from karez.policy.units import Base
from karez.projects.arranging import arranged
from karez.projects.editions import described, edition, township
from karez.projects.figures import (
    BY_PROJECT,
    CATEGORY,
    DESCRIBED,
    KIND,
    OF_PROJECT,
    PROJECT,
    THE_PROJECT,
    TOWNSHIP,
    adds_up,
)
from karez.projects.models import Project, Target
from karez.projects.queries import within

group("funds", "资金", order=10)
group("performance", "绩效", order=30)
group("policy", "政策", order=40)

GRANT_ID = Column("grant_id", INT, "指标文", thing=Grant)
GRANT = Column("grant", TEXT, "指标文")
SOURCE = Column("source", TEXT, "资金来源", "来源", codes="source")
TASK = Column("task", TEXT, "资金任务", "任务", codes="task")
ADVANCE_NOTICE = Column("advance_notice", BOOL, "是否提前告知", "提前告知", words=("提前告知", "非提前告知"))
DIRECT = Column("direct", BOOL, "是否直达", words=("直达资金", "非直达资金"))
AMOUNT = Column("amount", INT, "金额")
DAY = Column("day", DATE, "日期")
ALLOTTED_NET = Column("allotted", INT, "下达指标")
ISSUED = Column("issued", DATE, "下达日期")
RECEIVED_ON = Column("received", DATE, "收到日期")
FIRST_ALLOTTED = Column("first_allotted", DATE, "首次下达")

OF_GRANT = (GRANT_ID, GRANT, SOURCE, TASK, ADVANCE_NOTICE, DIRECT)
"""What each row has that is of a grant."""
THE_GRANT = Shows(GRANT, page="grant", of="grant_id", small=(SOURCE, TASK), hide=True)
"""The grant of a row, opened."""
DETAILS = (SOURCE, TASK, TOWNSHIP)
"""What the file says in columns of its own where the page has it in small."""


@source(
    "grant",
    columns=(
        *KEY,
        GRANT,
        SOURCE,
        TASK,
        AMOUNT,
        ALLOTTED_NET,
        Column("returned", INT, "已上交"),
        Column("available", INT, "可用指标"),
        ISSUED,
        RECEIVED_ON,
        ADVANCE_NOTICE,
        DIRECT,
    ),
    shape=Shape(
        columns=(
            Shows(GRANT, page="grant"),
            Shows(SOURCE, hide=True),
            Shows(TASK, hide=True),
            Shows(ISSUED, hide=True),
            Shows(RECEIVED_ON),
            Shows(ADVANCE_NOTICE, hide=True),
        ),
        details=DETAILS,
        papers=lambda ids: Grant.objects.filter(pk__in=ids).values_list("pk", "paper_id"),
        number="grant",
    ),
)
def grants(scope: Scope) -> QuerySet[Any, Any]:
    """Grants that had arrived by the day, with what became of their money. Nothing for who sees but a part."""
    rows = Grant.objects.filter(county=scope.county, year=scope.year, received__lte=scope.as_of)
    if scope.narrow:
        rows = rows.filter(pk__isnull=True)
    return rows.annotate(arrived=-per_account("arrived", scope.as_of)).values(
        "id",
        "county",
        "year",
        "source",
        "task",
        "issued",
        "received",
        "advance_notice",
        "direct",
        grant=F("document"),
        amount_=F("arrived"),
        allotted=per_grant(Allotment.objects.all(), scope.as_of),
        returned=per_account("returned", scope.as_of),
        available=per_account("available", scope.as_of),
    )


@source(
    "allotment",
    columns=(*KEY, *OF_GRANT, *OF_PROJECT, AMOUNT, DAY, Column("approval", TEXT, "批复文号")),
    shape=Shape(
        columns=(
            THE_PROJECT,
            Shows(CATEGORY, hide=True),
            THE_GRANT,
            Shows(DAY, "批复日期", page="allotment"),
        ),
        details=DETAILS,
        papers=lambda ids: Allotment.objects.filter(pk__in=ids).values_list("pk", "transfer__paper_id"),
        number="approval",
    ),
)
def allotments(scope: Scope) -> QuerySet[Any, Any]:
    """What transfers gave to and took from projects' quotas by the day."""
    return (
        Allotment.objects.filter(booked(scope))
        .filter(edition(scope, "project__editions__"))
        .values(
            "id",
            "project_id",
            **of_booking(),
            approval=F("transfer__paper__number"),
        )
    )


def of_booking() -> dict[str, Any]:
    """The contract's columns that what a transfer did to a project has, whether it gave quota or paid."""
    return {
        "county": F("transfer__county"),
        "year": F("transfer__grant__year"),
        "project_": F("project__editions__name"),
        **described("project__editions__"),
        **of_grant("transfer__grant__"),
        "amount": SIGNED,
        "day": F("transfer__day"),
    }


def of_grant(path: str) -> dict[str, Any]:
    """The contract's columns that describe the grant at `path`."""
    return {
        "grant_id": F(f"{path}id"),
        "grant": F(f"{path}document"),
        "source": F(f"{path}source"),
        "task": F(f"{path}task"),
        "advance_notice": F(f"{path}advance_notice"),
        "direct": F(f"{path}direct"),
    }


@source(
    "project",
    columns=(
        *KEY,
        Column("code", TEXT, "项目编号"),
        PROJECT,
        *DESCRIBED,
        ALLOTTED_NET,
        FIRST_ALLOTTED,
        Column("planned", INT, "计划总投资"),
        Column("starts", DATE, "计划开工日期"),
        Column("ends", DATE, "计划完工日期"),
    ),
    shape=Shape(
        columns=(
            Shows(PROJECT, page="project", small=(TOWNSHIP,)),
            Shows(CATEGORY, hide=True),
            Shows(KIND, hide=True),
            Shows(TOWNSHIP, hide=True),
            Shows(FIRST_ALLOTTED),
        ),
    ),
)
def projects(scope: Scope) -> QuerySet[Any, Any]:
    """Projects that count: arranged for the year, with quota of its grants left to them from an allotment approved by the day."""
    first = booked_on(Allotment.objects.order_by(), scope)
    return (
        Project.objects.filter(within(scope.region, scope.department), arranged(scope))
        .filter(edition(scope, "editions__"))
        .annotate(
            allotted=per_project(Allotment.objects.all(), scope),
            first_allotted=Subquery(first.values("project").values(first=Min("transfer__day"))),
        )
        .filter(allotted__gt=0)
        .values(
            "id",
            "county",
            "code",
            "allotted",
            "first_allotted",
            year=F("arrangements__year"),
            project=F("editions__name"),
            category_=F("editions__category"),
            kind_=F("editions__kind"),
            region_=F("editions__region_id"),
            township=township("editions__region_id"),
            planned_=F("editions__planned"),
            starts_=F("editions__starts"),
            ends_=F("editions__ends"),
        )
    )


@source(
    "target",
    columns=(
        *KEY,
        *OF_PROJECT,
        Column("indicator", TEXT, "绩效指标", codes="indicator"),
        Column("value", INT, "目标值"),
    ),
    shape=Shape(
        columns=(THE_PROJECT, Shows(CATEGORY, hide=True), Shows(KIND, hide=True), Shows(TOWNSHIP, hide=True)),
    ),
)
def targets(scope: Scope) -> QuerySet[Any, Any]:
    """Targets in force on the day, of projects that count."""
    return (
        Target.objects.filter(
            within(scope.region, scope.department, "project__"),
            edition(scope, ""),
            arranged(scope, "project__"),
        )
        .filter(edition(scope, "project__editions__"))
        .annotate(allotted=per_project(Allotment.objects.all(), scope, "project"))
        .filter(allotted__gt=0)
        .values(
            "id",
            "project_id",
            "indicator",
            "value",
            county=F("project__county"),
            year=F("project__arrangements__year"),
            project_=F("project__editions__name"),
            **described("project__editions__"),
        )
    )


BY_GRANT = ("source", "task", "grant", "advance_notice", "direct")
BY_QUOTA = (
    "source",
    "task",
    "category",
    "region",
    "project",
    "kind",
    "township",
    "grant",
    "advance_notice",
    "direct",
)


def _without_project(grants: Any) -> Any:
    """Grants with the columns of a project, empty: what is not allotted has none yet."""
    import ibis

    return grants.mutate(**{name: ibis.null("string") for name in ("category", "region", "project")})


RECEIVED = Figure(
    key="funds.received",
    label="到位资金",
    unit="fen",
    rows=lambda mart: mart.grant,
    measure=lambda t: t.amount.sum(),
    by=BY_GRANT,
    basis="截至查看日已收到的指标文件金额，按收到日期计入、按预算年度归年（提前告知的归入其预算年度），已冲销的不计。",
    county_only=True,
)

ALLOTTED = Figure(
    key="funds.allotted",
    label="下达指标",
    unit="fen",
    rows=lambda mart: mart.allotment,
    measure=lambda t: t.amount.sum(),
    by=BY_QUOTA,
    basis="截至查看日下达到项目的指标，按批复日期计入；调入、调出、收回、上交、冲销按发生日加减；支付不减少本数。",
)

AVAILABLE = Figure(
    key="funds.available",
    label="可用指标（未下达）",
    unit="fen",
    rows=lambda mart: _without_project(mart.grant),
    measure=lambda t: t.available.sum(),
    by=("source", "task", "category", "region", "project", "grant", "advance_notice", "direct"),
    basis="截至查看日到位资金减去下达到项目的指标和上交，即台账“可用指标”账户余额；未下达的资金尚无项目，不分类别、地点。",
    county_only=True,
)

COUNT = Figure(
    key="projects.count",
    label="项目个数",
    unit="count",
    rows=lambda mart: mart.project,
    measure=lambda t: t.count(),
    by=BY_PROJECT,
    basis="安排到本年度、自本年度资金首笔指标批复之日起计入的项目；指标全部收回或冲销的不计。几个年度都安排的，各年度都计。",
    word="个",
)

PROJECT_AMOUNT = Figure(
    key="projects.amount",
    label="项目资金",
    unit="fen",
    rows=lambda mart: mart.project,
    measure=lambda t: t.allotted.sum(),
    by=BY_PROJECT,
    basis="计入项目的下达指标净额（口径同“下达指标”）。",
)

SHARE = Share(
    key="projects.share",
    label="项目资金占比",
    of=PROJECT_AMOUNT,
    by=BY_PROJECT,
    basis="该部分项目资金 ÷ 全部项目资金；各占比分别四舍五入，相加可能与 100% 差 0.01 个百分点。",
)


def _expected(key: str, indicator: str) -> Figure:
    """What the projects that count are expected to bring by one indicator, in its word and unit."""
    code = policy.codes.get("indicator", indicator)
    adds_up(indicator, key)
    return Figure(
        key=key,
        label=code.label,
        unit="fen" if code.money else "count",
        rows=lambda mart: mart.target.filter(mart.target.indicator == indicator),
        measure=lambda t: t.value.sum(),
        by=BY_PROJECT,
        basis=f"计入项目在查看日有效的绩效目标“{code.label}”之和"
        + ("。" if code.money else f"，单位{code.unit}。"),
        word="" if code.money else str(code.unit),
    )


INCOME = _expected("performance.expected_income", "annual_income")
JOBS = _expected("performance.expected_jobs", "jobs")


def _base(scope: Scope) -> Base:
    """Of which money the share is taken and what counts, by the law of the year's day, as the rules take it."""
    base: Base = policy.written(
        "industry_share_base", scope.county, policy.law_day(scope.year, scope.as_of)
    ).value
    return base


def _industry(scope: Scope) -> Any:
    """The filter of the share's numerator: the moneys of its base that went to industry, as the policy of the day says."""
    base = _base(scope)
    counting = tuple(kind.code for kind in policy.codes.kinds() if base.counts(kind.parent or "", kind.code))
    return {**_central(scope), "kind": counting}


def _central(scope: Scope) -> Any:
    """The filter of the share's denominator: the moneys of its base."""
    base = _base(scope)
    return {"source": tuple(base.sources), "task": tuple(base.tasks)}


INDUSTRY_SHARE = Ratio(
    key="policy.central_industry_share",
    label="中央资金用于产业的比重",
    of=Part(ALLOTTED, _industry),
    over=Part(RECEIVED, _central),
    by=(),
    basis="年度到县的中央衔接资金（资金任务范围按政策参数“产业占比的口径”）中下达到产业发展类项目的比重；没有到位资金时不显示。",
    reference="新财规〔2021〕11号",
)

register(RECEIVED, ALLOTTED, AVAILABLE, COUNT, PROJECT_AMOUNT, SHARE, INCOME, JOBS, INDUSTRY_SHARE)
