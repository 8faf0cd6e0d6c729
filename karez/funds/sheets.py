"""资金台账 and 资金分配 in a workbook: one row a grant's money, one row a quota given to a project.

What is in the ledger is never changed by an import: a row that states it otherwise is a fault.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from karez import policy
from karez.funds import queries
from karez.funds.commands import allot, arrive
from karez.funds.models import Allotment, Grant, Transfer
from karez.kernel.money import wan
from karez.places.rights import Actor
from karez.projects.sheets import PROJECT, ProjectHandle, project_named
from karez.sheets.cells import number_key, shown, states_same
from karez.sheets.columns import Column
from karez.sheets.draft import Draft, Known, Rows, knows
from karez.sheets.plan import Handle, Objects, Plan, Step
from karez.sheets.sheet import Sheet, sheet
from karez.sheets.workbook import Table

REVERSE = "已入账的金额和日期不能靠导入改动；确属记错的，请在系统中“冲销”后重新登记。"

GRANT = Column(
    "grant",
    "文号",
    "document",
    required=True,
    aliases=(
        "资金文号", "指标文号", "文件号", "文件文号", "资金文件", "资金文件号", "资金文件文号", "下达文号", "指标文件号",
        "指标文件", "资金来源文号", "来源文号", "指标号", "资金下达文号", "上级文号", "上级文件号", "上级下达文号", "发文字号",
        "文件字号", "资金指标文号", "资金指标文件",
    ),
    example="新财振〔2023〕0号",
    note="资金文件的发文字号，如 新财振〔2023〕0号；括号写成 [ ]、( ) 也认得。",
    width=24,
)  # fmt: skip
"""The column by which a row names a grant."""
SOURCE = Column(
    "source", "资金层级", "code", codes="source", aliases=("资金级次", "级次", "层级", "资金级别", "资金来源级次", "来源级次"),
    note="一份文件含多笔资金时才需要填写。",
)  # fmt: skip
TASK = Column(
    "task", "资金任务", "code", codes="task", aliases=("任务方向", "资金任务方向", "支出方向", "资金方向", "资金类别", "资金类型"),
    note="一份文件含多笔资金时才需要填写。", width=18,
)  # fmt: skip
"""Columns that tell apart the moneys of one document."""


@dataclass(eq=False, kw_only=True)
class GrantHandle(Handle):
    """A grant that rows name; its label is its 文号."""

    source: str
    task: str
    year: int
    received: date | None
    reversed: bool = False

    @property
    def money(self) -> str:
        """Which money of its document it is."""
        return f"{policy.codes.label('source', self.source)}·{policy.codes.label('task', self.task)}"


@knows(Grant)
def known_grants(county: str, year: int) -> Known[GrantHandle]:
    """The grants of a county, of any year, by their documents."""
    gone = set(
        Transfer.objects.filter(county=county, kind="arrive", reversal__isnull=False).values_list(
            "grant_id", flat=True
        )
    )
    handles = (
        GrantHandle(label=grant.document, held=grant, source=grant.source, task=grant.task, year=grant.year, received=grant.received,
                    reversed=grant.pk in gone)
        for grant in Grant.objects.filter(county=county)
    )  # fmt: skip
    return Known(number_key, ((handle.label, handle) for handle in handles))


@knows(Allotment)
def known_allotments(county: str, year: int) -> Known[Handle]:
    """The quotas that the rows of this workbook state, by (project, grant); those of the books are named by no row."""
    return Known(str)


def plan_grants(draft: Draft, rows: Rows) -> None:
    """New grants arrive; one of the books is known by document, source and task."""
    grants: Known[GrantHandle] = draft.known(Grant)
    named = {(grants.key(row.paper), row.source, row.task) for _, row in rows if _whole(row)}
    for table, row in rows:
        if not _whole(row):
            grants.doubtful.add(grants.key(row.paper or ""))
            continue
        number = grants.key(row.paper)
        held = [handle for handle in grants.of(number) if handle.held]
        match = next((h for h in held if (h.source, h.task) == (row.source, row.task)), None)
        if match:
            _plan_known(draft, table, row, match)
            continue
        strangers = [h for h in held if (number, h.source, h.task) not in named]
        if strangers:
            moneys = "；".join(handle.money for handle in strangers)
            draft.fault(table, row, "paper", row.paper, f"{row.paper} 已登记为{moneys}，与本行不同。",
                        "如是同一笔资金，请改正本行；如这份文件另有一笔资金，请把已登记的那一行也列入表中。")  # fmt: skip
            continue
        handle = GrantHandle(
            label=row.paper, source=row.source, task=row.task, year=draft.year, received=row.received
        )
        grants.add(number, handle)
        draft.item(table, row, "new", row.paper)
        if row.amount and row.received and row.issued:
            draft.step(arrive, _arrive, table, row, row.paper, row.source, row.task, row.amount, row.issued, row.received,
                       day=row.received, makes=handle, data={"county": draft.county, "year": draft.year})  # fmt: skip


def _whole(row: Any) -> bool:
    return bool(row.paper and row.source and row.task)


def _plan_known(draft: Draft, table: Table, row: Any, handle: GrantHandle) -> None:
    grant = handle.held
    if grant.year != draft.year:
        draft.fault(table, row, "paper", row.paper, f"{row.paper} 已登记为 {grant.year} 年度资金。",
                    "请核对导入时选择的年度。")  # fmt: skip
    elif handle.reversed:
        draft.fault(
            table, row, "paper", row.paper, f"{row.paper} 的到位资金已冲销。", "重新登记请在系统中办理。"
        )
    else:
        facts = ("amount", "issued", "received", "advance_notice", "direct")
        if not differs(draft, table, row, grant.document, {name: getattr(grant, name) for name in facts}):
            draft.item(table, row, "same", grant.document)


def differs(draft: Draft, table: Table, row: Any, what: str, held: Mapping[str, Any]) -> bool:
    """Whether a row states otherwise what is in the ledger, with a fault for each such cell.

    `held` maps columns to what is booked. What a row leaves blank it doesn't state.
    """
    faults = 0
    for name, value in held.items():
        column, stated = table.sheet.by_name[name], getattr(row, name)
        if stated is None or states_same(column, value, stated):
            continue
        faults += 1
        message = f"{what} 的{column.header}已入账为 {shown(column, value)}，本行是 {shown(column, stated)}。"
        draft.fault(table, row, name, "", message, REVERSE)
    return bool(faults)


def money_named(draft: Draft, table: Table, row: Any) -> tuple[ProjectHandle, list[GrantHandle]] | None:
    """The project and the grants that a row may mean by `project`, `grant`, `source` and `task`; None after a fault."""
    if not (row.project and row.grant and row.amount and row.day):
        return None
    grants: Known[GrantHandle] = draft.known(Grant)
    number = grants.key(row.grant)
    meant = [
        handle
        for handle in grants.of(number)
        if row.source in (None, handle.source) and row.task in (None, handle.task)
    ]
    project = project_named(draft, table, row)
    if not meant and number not in grants.doubtful:
        draft.fault(table, row, "grant", row.grant, f"资金台账里没有文号为“{row.grant}”的资金。",
                    grants.near(number) + "请改正文号，或在“资金台账”表中列入这份文件。")  # fmt: skip
    others = [handle for handle in meant if handle.year != draft.year]
    if meant and len(others) == len(meant):
        draft.fault(table, row, "grant", row.grant, f"{row.grant} 是 {others[0].year} 年度资金，不在 {draft.year} 年度的账里。",
                    f"请改正文号，或把这一行导入 {others[0].year} 年度。")  # fmt: skip
        return None
    meant = [handle for handle in meant if handle.year == draft.year]
    if meant and all(handle.received and row.day < handle.received for handle in meant):
        header = table.sheet.by_name["day"].header
        draft.fault(table, row, "day", "", f"{header} {row.day} 早于 {row.grant} 的收到日期 {meant[0].received}。",
                    "资金到位之前不能下达或支付，请核对两个日期。")  # fmt: skip
        return None
    return (project, meant) if project and meant else None


def ask_which(draft: Draft, table: Table, row: Any, grants: list[GrantHandle]) -> None:
    """A fault: the document that a row names brings several moneys."""
    moneys = "；".join(handle.money for handle in grants)
    draft.fault(table, row, "grant", row.grant, f"{row.grant} 含有多笔资金（{moneys}），分不清用哪一笔。",
                "请增加“资金任务”“资金层级”两列写明。")  # fmt: skip


def plan_allotments(draft: Draft, rows: Rows) -> None:
    """New quotas are given; one of the books is known by project, grant, approval, amount and day."""
    left = _allotted(draft.county, draft.year)
    quotas: Known[Handle] = draft.known(Allotment)
    pending = []
    for table, row in rows:
        meant = money_named(draft, table, row)
        if not meant:
            continue
        project, grants = meant
        if len(grants) > 1:
            ask_which(draft, table, row, grants)
            continue
        grant = grants[0]
        handle = Handle(label=f"{project.label} ← {grant.label}")
        quotas.add((project, grant), handle)
        if not row.paper:
            continue
        key = (project.pk, grant.pk, number_key(row.paper), row.amount, row.day)
        if left[key] > 0:
            left[key] -= 1
            draft.item(table, row, "same", handle.label)
        else:
            pending.append((table, row, project, grant, handle))
    by_paper: dict[tuple[int, int, str], list[tuple[int, date]]] = {}
    for (project_pk, grant_pk, number, amount, day), times in left.items():
        if times > 0:
            by_paper.setdefault((project_pk, grant_pk, number), []).append((amount, day))
    for table, row, project, grant, handle in pending:
        others = by_paper.get((project.pk, grant.pk, number_key(row.paper)))
        if others:
            booked = "、".join(f"{wan(amount)}（{day}）" for amount, day in others)
            draft.fault(
                table, row, "amount", "",
                f"“{project.label}”按 {row.paper} 从 {grant.label} 已下达 {booked}，与本行 {wan(row.amount)}（{row.day}）不同。",
                REVERSE + "如是同一批复下的另一笔，请把已登记的那一行也列入表中。",
            )  # fmt: skip
            continue
        draft.item(table, row, "new", handle.label)
        draft.step(allot, _allot, table, row, project.label, grant.label, grant.source, grant.task, row.amount, row.paper,
                   row.day, day=row.day, needs=(grant, project), makes=handle)  # fmt: skip


def _allotted(county: str, year: int) -> Counter[tuple[int, int, str, int, date]]:
    """How often each (project, grant, approval, amount, day) stands; reversed ones don't."""
    rows = _standing(Allotment.objects, county, year).values_list(
        "project_id", "transfer__grant_id", "transfer__paper__number", "transfer__amount", "transfer__day"
    )
    return Counter(
        (project, grant, number_key(number), amount, day)
        for project, grant, number, amount, day in rows.iterator()
    )


def _standing(allotments: Any, county: str, year: int) -> Any:
    """Of these allotments, the quotas given out of the year's grants that were not reversed."""
    return allotments.filter(
        transfer__county=county, transfer__grant__year=year, sign=1, transfer__kind="allot", transfer__reversal__isnull=True
    )  # fmt: skip


def _arrive(step: Step, objects: Objects) -> dict[str, Any]:
    row = step.row
    return {
        **step.data,
        "source": row.source,
        "task": row.task,
        "amount": row.amount,
        "issued": row.issued,
        "received": row.received,
        "advance_notice": bool(row.advance_notice),
        "direct": bool(row.direct),
        "paper": {"number": row.paper, "dated": row.issued},
    }


def _allot(step: Step, objects: Objects) -> dict[str, Any]:
    grant, project = step.needs
    row = step.row
    paper = {"number": row.paper, "dated": row.day}
    return {"grant": objects[grant], "project": objects[project], "amount": row.amount, "paper": paper}


def _grant_line(plan: Plan, row: Any) -> str:
    source, task = policy.codes.label("source", row.source), policy.codes.label("task", row.task)
    return f"{wan(row.amount)}，{source}，{task}，收到 {row.received}"


def _allotment_line(plan: Plan, row: Any) -> str:
    return f"{wan(row.amount)}，{row.paper}，{row.day}"


def grants_out(actor: Actor, county: str, year: int) -> Iterator[dict[str, Any]]:
    """The grants of a county and budget year that the actor may see; not those whose money was reversed."""
    gone = Transfer.objects.filter(kind="arrive", reversal__isnull=False).values("grant_id")
    for grant in queries.grants(actor).filter(county=county, year=year).exclude(pk__in=gone):
        facts = ("source", "task", "amount", "issued", "received", "advance_notice", "direct")
        yield {"paper": grant.document, **{name: getattr(grant, name) for name in facts}}


def allotments_out(actor: Actor, county: str, year: int) -> Iterator[dict[str, Any]]:
    """The quotas that stand as they were given, of the projects that the actor may see. Moves between projects are none."""
    rows = _standing(queries.allotments(actor), county, year)
    for row in rows.select_related("project", "transfer__paper", "transfer__grant").order_by(
        "transfer__day", "pk"
    ):
        transfer, grant = row.transfer, row.transfer.grant
        yield {
            "project": row.project.name,
            "grant": grant.document,
            "amount": transfer.amount,
            "paper": transfer.paper.number,
            "day": transfer.day,
            "source": grant.source,
            "task": grant.task,
        }


GRANTS = sheet(Sheet(
    "grants",
    "资金台账",
    order=10,
    aliases=("资金来源台账", "资金来源", "资金到位", "资金到位台账", "资金文件台账", "资金", "指标台账", "衔接资金台账", "资金来源表",
     "资金到位情况", "资金下达台账", "上级资金台账", "资金收入台账"),
    columns=(
        Column(
            "paper", "文号", required=True, also=("year",), aliases=GRANT.aliases,
            example="填写示例：新财振〔2023〕0号", note=GRANT.note, width=30,
        ),
        Column(
            "source", "资金层级", required=True,
            aliases=("资金级次", "级次", "层级", "资金级别", "级别", "资金来源级次", "来源级次", "资金来源层级", "资金来源",
                     "来源层级", "来源", "预算级次", "资金性质"),
            example="中央", note="中央、自治区（省级）、自治州（地区、市级）、县级。",
        ),
        Column(
            "task", "资金任务", required=True,
            aliases=("任务方向", "资金任务方向", "支出方向", "资金方向", "资金类别", "资金类型", "资金用途", "任务", "方向",
                     "资金任务类别", "专项名称", "资金名称", "资金种类", "使用方向"),
            example="巩固拓展脱贫攻坚成果和乡村振兴", note="从下拉列表选择。", width=34,
        ),
        Column(
            "amount", "金额", required=True,
            aliases=("下达金额", "资金规模", "资金额度", "下达资金", "到位金额", "到位资金", "资金金额", "指标金额", "资金总额",
                     "收到金额", "资金", "下达额度", "总金额", "资金数", "下达资金额", "资金下达金额", "规模", "金额合计"),
            example=100, note="本文件下达本县的金额，大于 0，精确到分。",
        ),
        Column(
            "issued", "下达日期", required=True,
            aliases=("下达时间", "发文日期", "发文时间", "文件日期", "成文日期", "印发日期", "资金下达日期", "资金下达时间",
                     "上级下达日期", "上级下达时间", "指标下达日期", "指标下达时间", "文件时间"),
            example="2023-05-10", note="资金文件的成文日期。",
        ),
        Column(
            "received", "收到日期", required=True, also=("day",),
            aliases=("收到时间", "到位日期", "到位时间", "收文日期", "收文时间", "资金到位日期", "资金到位时间", "到账日期",
                     "到账时间", "县级收到日期", "县级收到时间", "收到文件日期", "收到文件时间", "接收日期"),
            example="2023-05-22", note="本县收到文件、资金可用的日期，不早于下达日期。",
        ),
        Column(
            "advance_notice", "提前告知",
            aliases=("是否提前告知", "提前下达", "是否提前下达", "提前批", "提前告知资金", "是否提前批", "提前通知"),
            example="否", note="是或否；不填按“否”登记。",
        ),
        Column(
            "direct", "直达资金",
            aliases=("是否直达", "是否直达资金", "直达", "是否为直达资金", "中央直达资金", "中央直达"),
            example="是", note="是或否；不填按“否”登记。",
        ),
    ),
    identity=("paper", "source", "task"),
    in_order=(("issued", "received"),),
    note="每个资金文件一行。",
    acts=(arrive,),
    plan=plan_grants,
    out=grants_out,
    right="funds.read",
    page="grants",
    line=_grant_line,
    money="amount",
))  # fmt: skip

ALLOTMENTS = sheet(Sheet(
    "allotments",
    "资金分配",
    order=30,
    aliases=("资金安排", "指标下达", "资金分配表", "指标分配", "资金下达", "项目资金安排", "资金安排表", "资金计划", "项目资金分配",
     "资金分配台账", "指标下达台账", "资金分配方案", "项目计划批复"),
    columns=(
        PROJECT,
        GRANT,
        Column(
            "amount", "金额", required=True,
            aliases=("安排金额", "分配金额", "安排资金", "分配资金", "下达金额", "指标金额", "资金规模", "下达资金", "资金金额",
                     "安排资金额", "批复金额", "资金", "计划金额", "下达指标", "安排额度", "本次安排金额"),
            example=60, note="从这个资金文件安排给这个项目的金额，大于 0。",
        ),
        Column(
            "paper", "批复文号", required=True,
            aliases=("项目批复文号", "计划批复文号", "项目计划批复文号", "批文号", "批复文件", "批复文件号", "批准文号",
                     "资金安排文号", "资金批复文号", "分配文号", "批复", "审批文号", "县级批复文号"),
            example="示例政办批〔2023〕0号", width=24,
        ),
        Column(
            "day", "批复日期", "date", required=True,
            aliases=("批复时间", "批准日期", "批准时间", "安排日期", "安排时间", "分配日期", "分配时间", "审批日期", "审批时间",
                     "项目批复时间", "项目批复日期", "计划批复时间", "计划批复日期"),
            example="2023-02-20", note="不早于资金文件的收到日期。",
        ),
        SOURCE,
        TASK,
    ),
    identity=("project", "grant", "source", "task", "paper", "amount", "day"),
    note="一个项目用几个资金文件的钱，就写几行。",
    acts=(allot,),
    plan=plan_allotments,
    out=allotments_out,
    right="funds.read",
    page="allotments",
    line=_allotment_line,
    money="amount",
))  # fmt: skip
