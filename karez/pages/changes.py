"""An entry of the trail in words: what was done to what, and each thing that changed, money as 万元."""

from dataclasses import dataclass
from typing import Any

from karez.acts import act as acts
from karez.documents import writing
from karez.funds.models import ACCOUNTS, TRANSFERS
from karez.kernel.money import wan, yuan
from karez.places.models import ROLES
from karez.policy import codes
from karez.projects.models import Target
from karez.reports.sections import versions_in_words
from karez.trail.models import Entry

MONEY = {"amount", "planned", "annual_income", "giver", "taker", *ACCOUNTS}
LABELS = {
    **ACCOUNTS,
    **Target.INDICATORS,
    "amount": "金额",
    "transfer": "账目编号",
    "grant": "资金文件",
    "day": "计账日期",
    "hash": "账目校验值",
    "giver": "调出项目余额",
    "taker": "调入方余额",
    "to": "调入方",
    "of": "原支付",
    "reverses": "冲销的账",
    "code": "编号",
    "name": "名称",
    "sha256": "文件校验值",
    "version": "版本",
    "versions": "所审版本",
    "active": "在岗",
    "is_active": "可登录",
    "posts": "在岗岗位",
    "must_change": "登录后须改密码",
    "valid_from": "自何日起的值",
    "value": "取值",
}
TABLES = {
    "source": "source",
    "task": "task",
    "category": "category",
    "kind": "kind",
    "operator_kind": "operator",
}
SILENT = {"hash", "amount"}
"""Not worth a line: the entry's own hash and its headline say it."""


BESIDE = {"available", "arrived", "returned", "taker", "to"}
"""What an entry says of money beside the project that it is about."""


@dataclass(frozen=True)
class Change:
    """One thing of an entry. `before` is None where nothing was said of it before."""

    label: str
    before: str | None
    after: str
    hover: str = ""


def act_label(name: str) -> str:
    """`下达指标` for `funds.allot`; a name that no act has any more stays as it is."""
    return _labels().get(name, name)


def _labels() -> dict[str, str]:
    return {one.name: one.label for one in acts.all_acts()}


def act_choices() -> list[tuple[str, str]]:
    """Every act with its label, by name."""
    return sorted(_labels().items())


def headline(entry: Entry) -> str:
    """The sum that an entry moved, as `600万元`, or nothing."""
    amount = entry.after.get("amount")
    return wan(amount) if isinstance(amount, int) else ""


def changes(entry: Entry, narrow: bool = False) -> list[Change]:
    """What an entry says was changed, in the order in which it says so; what stayed as it was is left out.

    A `narrow` reader is not told what is left of the county's grants, nor of a project to which quota went on.
    """
    found = []
    for name in [*entry.after, *(one for one in entry.before if one not in entry.after)]:
        old, new = entry.before.get(name), entry.after.get(name)
        if name in SILENT or (narrow and name in BESIDE) or (name in entry.before and old == new):
            continue
        if (name == "day" and new == entry.day.isoformat()) or (
            name == "kind" and entry.act.startswith("funds.")
        ):
            continue
        if name not in entry.before and new in ("", None, [], {}):
            continue
        hover = f"{yuan(new)} 元" if name in MONEY and isinstance(new, int) else ""
        if name == "sha256" and isinstance(new, str):
            hover = new
        found.append(
            Change(_label(entry.act, name), shown(entry.act, name, old) if name in entry.before else None,
                   shown(entry.act, name, new) if name in entry.after else "—", hover)
        )  # fmt: skip
    return found


def _label(act: str, name: str) -> str:
    if name in LABELS:
        return LABELS[name]
    if name == "kind" and act.startswith(("funds.", "payments.")):
        return "账目种类"
    known = {one.name: one.input for one in acts.all_acts()}.get(act)
    field = known.model_fields.get(name) if known else None
    return (field.title if field else None) or {"kind": "二级类型", "role": "角色", "department": "单位"}.get(
        name, name
    )


def shown(act: str, name: str, value: Any) -> str:
    """A value of the trail as people read it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if name in MONEY and isinstance(value, int):
        return wan(value)
    if name == "kind" and act.startswith(("funds.", "payments.")):
        return TRANSFERS.get(value, str(value))
    if name == "role":
        return ROLES.get(value, str(value))
    if name == "sha256":
        return f"{str(value)[:12]}…"
    if name == "body":
        return writing.one_line(str(value))
    if name == "versions" and isinstance(value, dict):
        return versions_in_words(value)
    if name in TABLES:
        return codes.word(TABLES[name], str(value))
    if isinstance(value, dict):
        return "、".join(f"{key} {one}" for key, one in value.items())
    return str(value)
