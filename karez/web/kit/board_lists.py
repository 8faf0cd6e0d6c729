"""What is late and what the rules found, as the overview and the page of findings list them."""

from dataclasses import dataclass
from datetime import date

from karez.kernel.money import yuan
from karez.pages.books import Books
from karez.pages.links import points, wan_short
from karez.policy.rules import Finding
from karez.policy.values import Value
from karez.web.kit.overview import Overview

SUBJECTS = {
    "industry_share_floor": "产业占比下限",
    "industry_share_aim": "国家目标",
    "industry_share_falling": "占比不降",
    "kind_not_payable": "支出范围",
    "negative_list": "负面清单",
    "management_fee_cap": "管理费上限",
    "payment_progress": "支付进度",
    "quota_issued_late": "按期下达",
    "quota_overdue": "无逾期未下达",
}
"""What holds when a rule finds nothing, in a word or two; a rule without one shows its title."""


@dataclass(frozen=True, slots=True)
class LateLine:
    """A late thing as the list prints it."""

    state: str
    when: str
    what: str
    url: str
    limit: str
    who: str
    about: str
    amount: str
    yuan: str
    basis: Value | None


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding as the list prints it, with where to confirm what it rests on."""

    finding: Finding
    lead: str
    basis: str
    url: str


def late_lines(books: Books, view: Overview, limit: int) -> list[LateLine]:
    """What is late, the most urgent first, at most `limit`."""
    words = {"late": "逾 {} 天", "soon": "剩 {} 天"}
    lines = []
    for one in view.late[:limit]:
        when = words[one.state].format(one.days) if one.state in words else f"落后 {points(one.lag)}"
        url = books.url("project", one.project) if one.project is not None else books.url("grant", one.grant)
        lines.append(
            LateLine(
                one.state,
                "今天到期" if one.state == "soon" and not one.days else when,
                one.what,
                url,
                f"限 {_day(one.due, view.scope.year)}" if one.due and one.state != "behind" else "百分点",
                one.who,
                one.about,
                wan_short(one.amount),
                yuan(one.amount),
                one.basis,
            )
        )
    return lines


def late_counts(view: Overview) -> list[tuple[str, str, str, int]]:
    """State, icon, word and number of each sort of lateness that there is."""
    sorts = (
        ("late", "exclamation-octagon-fill", "逾期"), ("soon", "clock-fill", "临期"), ("behind", "hourglass-split", "落后序时")
    )  # fmt: skip
    counts = [
        (state, icon, word, sum(one.state == state for one in view.late)) for state, icon, word in sorts
    ]
    return [one for one in counts if one[3]]


def finding_lines(books: Books, view: Overview) -> list[FindingLine]:
    """What the rules found."""
    return [
        FindingLine(
            one,
            _headline(one),
            one.reference.number or f"《{one.reference.title}》",
            books.url("parameter", one.basis[0].key),
        )
        for one in view.findings
    ]


def _day(day: date, year: int) -> str:
    return f"{day:%m-%d}" if day.year == year else day.isoformat()


def _headline(one: Finding) -> str:
    """A finding in one line: its sentence without the full stop, of slow payment only by how much."""
    where = one.where
    if one.rule == "payment_progress" and where["share"] < where["time_share"]:
        return f"支付进度低于序时 {points(where['time_share'] - where['share'])} 个百分点"
    return one.message.removesuffix("。")
