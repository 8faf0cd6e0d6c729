"""支付 in a workbook: one row a payment by the treasury.

What is in the ledger is never changed by an import: a row that states it otherwise is a fault.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from karez.funds.models import Allotment
from karez.funds.sheets import GRANT, SOURCE, TASK, ask_which, differs, money_named
from karez.kernel.money import wan
from karez.payments.commands import pay
from karez.payments.models import Payment
from karez.payments.queries import visible
from karez.places.rights import Actor
from karez.projects.sheets import PROJECT
from karez.sheets.cells import number_key
from karez.sheets.columns import Column
from karez.sheets.draft import Draft, Known, Rows
from karez.sheets.plan import Handle, Objects, Plan, Step
from karez.sheets.sheet import Sheet, sheet


def plan_payments(draft: Draft, rows: Rows) -> None:
    """New payments are made; one of the books is known by voucher, project and grant."""
    quotas: Known[Handle] = draft.known(Allotment)
    held = _paid(draft.county, draft.year)
    moved: dict[tuple[str, int, date], set[tuple[int, int]]] = {}
    for (number, project_pk, grant_pk), facts in held.items():
        moved.setdefault((number, facts["amount"], facts["day"]), set()).add((project_pk, grant_pk))
    in_file: set[tuple[str, int, int]] = set()
    pending = []
    for table, row in rows:
        meant = money_named(draft, table, row)
        if not meant or not row.paper or not row.payee:
            continue
        project, grants = meant
        if len(grants) > 1:
            grants = [handle for handle in grants if quotas.of((project, handle))] or grants
        number = number_key(row.paper)
        match = [handle for handle in grants if (number, project.pk, handle.pk) in held]
        grant = match[0] if len(match) == 1 else grants[0]
        if len(grants) > 1 and len(match) != 1:
            ask_which(draft, table, row, grants)
            continue
        if match:
            key = (number, project.pk, grant.pk)
            in_file.add(key)
            if not differs(draft, table, row, f"凭证 {row.paper}", held[key]):
                draft.item(table, row, "same", row.paper)
        else:
            pending.append((table, row, project, grant, number))
    for table, row, project, grant, number in pending:
        others = moved.get((number, row.amount, row.day), set())
        if any((number, *other) not in in_file for other in others):
            draft.fault(
                table, row, "paper", row.paper,
                f"凭证 {row.paper} 在 {row.day} 的 {wan(row.amount)} 已在另一项目或另一资金文件下入账。",
                "如是同一笔支付，请改正项目名称或文号；如一张凭证付了两笔，请把已登记的那一行也列入表中。",
            )  # fmt: skip
            continue
        draft.item(table, row, "new", row.paper)
        draft.step(pay, _pay, table, row, project.label, grant.label, grant.source, grant.task, row.amount, row.day,
                   row.paper, day=row.day, needs=(grant, project, *quotas.of((project, grant))))  # fmt: skip


def _paid(county: str, year: int) -> dict[tuple[str, int, int], dict[str, Any]]:
    """(voucher, project, grant) → what stands, by column."""
    rows = _standing(Payment.objects, county, year).values_list(
        "transfer__paper__number", "project_id", "transfer__grant_id",
        "transfer__amount", "transfer__day", "payee", "stage",
    )  # fmt: skip
    return {
        (number_key(number), project, grant): dict(
            zip(("amount", "day", "payee", "stage"), facts, strict=True)
        )
        for number, project, grant, *facts in rows.iterator()
    }


def _standing(payments: Any, county: str, year: int) -> Any:
    """Of these payments, those out of the year's grants that were not reversed; refunds aside."""
    return payments.filter(
        transfer__county=county, transfer__grant__year=year, sign=1, of=None, transfer__reversal__isnull=True
    )


def _pay(step: Step, objects: Objects) -> dict[str, Any]:
    grant, project, *_ = step.needs
    row = step.row
    return {
        "grant": objects[grant],
        "project": objects[project],
        "amount": row.amount,
        "payee": row.payee,
        "stage": row.stage or "",
        "paper": {"number": row.paper, "dated": row.day},
    }


def _line(plan: Plan, row: Any) -> str:
    parts = (wan(row.amount), row.project, row.grant, row.payee, row.stage or "", str(row.day))
    return "，".join(part for part in parts if part)


def payments_out(actor: Actor, county: str, year: int) -> Iterator[dict[str, Any]]:
    """The payments that stand as they were made, of the projects that the actor may see. Refunds are no payments."""
    rows = _standing(visible(actor), county, year)
    for row in rows.select_related("project", "transfer__paper", "transfer__grant").order_by(
        "transfer__day", "pk"
    ):
        transfer, grant = row.transfer, row.transfer.grant
        yield {
            "project": row.project.name,
            "grant": grant.document,
            "amount": transfer.amount,
            "day": transfer.day,
            "paper": transfer.paper.number,
            "payee": row.payee,
            "stage": row.stage,
            "source": grant.source,
            "task": grant.task,
        }


PAYMENTS = sheet(Sheet(
    "payments",
    "支付",
    order=40,
    aliases=("支付明细", "支付台账", "资金支付", "支出明细", "支付表", "拨付明细", "资金拨付", "拨付台账", "支出台账", "资金支付台账",
     "资金支付明细", "国库支付", "国库集中支付", "支付情况", "资金拨付台账", "报账支付"),
    columns=(
        PROJECT,
        GRANT,
        Column(
            "amount", "金额", required=True,
            aliases=("支付金额", "拨付金额", "支出金额", "付款金额", "支付资金", "支付额", "拨付资金", "实际支付金额", "实付金额",
                     "本次支付金额", "本次支付", "支付额度", "报账金额"),
            example=18.5, note="大于 0；退款、冲销请在系统中办理。",
        ),
        Column(
            "day", "支付日期", "date", required=True,
            aliases=("支付时间", "拨付日期", "拨付时间", "付款日期", "付款时间", "支出日期", "支出时间", "清算日期", "清算时间",
                     "凭证日期", "日期", "报账日期", "报账时间"),
            example="2023-05-12", note="国库集中支付凭证的日期。",
        ),
        Column(
            "paper", "凭证号", "text", required=True,
            aliases=("支付凭证号", "凭证编号", "支付凭证编号", "记账凭证号", "凭证号码", "支付令号", "拨款单号", "凭证字号",
                     "支付凭证", "支付单号", "国库支付凭证号"),
            example="示例支〔2023〕0001号", note="单元格请设为文本，以免 Excel 改动长号码。", width=24,
        ),
        Column(
            "payee", "收款人", required=True,
            aliases=("收款单位", "收款方", "收款单位名称", "收款人名称", "收款人全称", "领款单位", "收款账户名称", "支付对象"),
            example="示例施工单位", width=24,
        ),
        Column(
            "stage", "环节",
            aliases=("支付环节", "资金环节", "款项性质", "款项类别", "支付阶段", "付款阶段", "款项", "支付类型", "支付进度环节"),
            example="预付款", note="预付款、进度款、结算款、质保金等。",
        ),
        SOURCE,
        TASK,
    ),
    identity=("paper", "project", "grant", "source", "task"),
    note="每笔支付一行。",
    acts=(pay,),
    plan=plan_payments,
    out=payments_out,
    right="payments.read",
    page="payments",
    line=_line,
    money="amount",
))  # fmt: skip
