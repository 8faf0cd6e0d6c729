"""The county's annual report on the subsidy money, composed from the figure catalogue and from what people wrote.

Each section is one function from the reading and the words to blocks, in the order of ANNUAL. Every number in it is a
figure that opens; only days passed (序时进度), which is no record of the books, is worked out here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial

from karez import policy
from karez.documents import quoting, writing
from karez.documents.document import (
    Block,
    Document,
    FigureRun,
    Heading,
    Paragraph,
    Run,
    SignOff,
    Table,
    Text,
    cell,
    long_day,
    paragraph,
)
from karez.figures import Reading, Result, Scope
from karez.figures.text import name
from karez.kernel.periods import days_in_year, days_passed, time_share
from karez.kernel.shares import percent, rounded
from karez.reports.sections import BY_KEY

PREPARED = (
    "funds.received", "funds.allotted", "funds.available", "funds.paid", "funds.payment_rate", "projects.count",
    "projects.amount", "projects.share", "performance.expected_income", "performance.expected_jobs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """What people gave: texts by section key, the reviewer (审核人, "" while not reviewed), the issuing body."""

    texts: Mapping[str, str] = field(default_factory=dict)
    reviewer: str = ""
    issuer: str = ""


def annual(reading: Reading, county: str, words: Words) -> Document:
    """The report of `county` (its name) for the reading's budget year, as on its day.

    Raises BadPlaceholder when a text quotes what the catalogue doesn't have.
    """
    reading.prepare(*PREPARED)
    scope = reading.scope
    fund = fund_name(scope)
    blocks: list[Block] = []
    for section in ANNUAL:
        blocks += section(reading, words)
    return Document(
        title=f"{county}{scope.year}年{fund[:-4]}\n{fund[-4:]}使用管理情况报告",
        subtitle=f"（截至{long_day(scope.as_of)}）",
        blocks=(*blocks, SignOff(words.issuer, words.reviewer, scope.as_of)),
        day=scope.as_of,
        issuer=words.issuer,
    )


def fund_name(scope: Scope) -> str:
    """What the fund is called by the law of the budget year; the levels above rename it now and then."""
    name: str = policy.written("fund_name", scope.county, policy.law_day(scope.year, scope.as_of)).value
    return name


def money_section(reading: Reading, words: Words) -> list[Block]:
    """资金政策落实情况: what came, what it was given to, what was paid, and in words what it is for."""
    blocks: list[Block] = [Heading(1, "资金政策落实情况")]
    if not reading.count_rows("funds.received"):
        scope = reading.scope
        blocks.append(paragraph(f"截至{long_day(scope.as_of)}，{scope.year}年度没有收到{fund_name(scope)}。"))
    else:
        blocks += _received(reading) + _projects(reading) + _spending(reading)
    return blocks + _written(reading, words, "policy", titled=True)


def practice_section(reading: Reading, words: Words) -> list[Block]:
    """使用管理做法及成效: how it is managed, in words; what is expected of it, in figures and words."""
    return [
        Heading(1, "使用管理做法及成效"),
        *_written(reading, words, "practice"),
        Heading(2, BY_KEY["results"].title),
        *_expected(reading),
        *_written(reading, words, "results"),
    ]


def written_section(key: str, reading: Reading, words: Words) -> list[Block]:
    """A section that is all words."""
    return [Heading(1, BY_KEY[key].title), *_written(reading, words, key)]


ANNUAL: tuple[Callable[[Reading, Words], list[Block]], ...] = (
    money_section,
    practice_section,
    partial(written_section, "linkage"),
    partial(written_section, "problems"),
)
"""The sections in their order."""


def _written(reading: Reading, words: Words, key: str, *, titled: bool = False) -> list[Block]:
    """What people wrote for a section, or the sentence that says that nobody did (nothing where there is none)."""
    section = BY_KEY[key]
    body = words.texts.get(key, "").strip()
    blocks = writing.blocks(body, partial(quoting.fill, reading)) if body else []
    if not blocks:
        return [paragraph(section.empty)] if section.empty else []
    # Words that begin without a heading of their own would seem to belong to the composed part above them.
    return [Heading(2, section.title), *blocks] if titled and not isinstance(blocks[0], Heading) else blocks


def _received(reading: Reading) -> list[Block]:
    scope = reading.scope
    parts = reading.split("funds.received", ("task", "source"))
    runs: list[Run] = [
        Text(f"截至{long_day(scope.as_of)}，{scope.year}年度共收到{fund_name(scope)}"),
        quoting.quote(reading, "funds.received"),
        Text("。按任务和来源分："),
    ]
    for number, part in enumerate(parts):
        said = f"{name('source', part.by['source'])}财政{name('task', part.by['task'])}任务资金".replace(
            "级财政", "财政"
        )
        runs += [Text(("；" if number else "") + said), quoting.run_of(reading, part)]
    return [Heading(2, "资金收到情况"), Paragraph((*runs, Text("。")))]


def _projects(reading: Reading) -> list[Block]:
    blocks: list[Block] = [Heading(2, "项目安排情况")]
    total = reading.evaluate("projects.count")
    if not total.value:
        return [*blocks, paragraph("收到的资金尚未下达到项目。")]
    counts, amounts, shares = (
        _by(reading, key, "category") for key in ("projects.count", "projects.amount", "projects.share")
    )
    runs: list[Run] = [
        Text("共安排项目"),
        quoting.run_of(reading, total),
        Text("，安排资金"),
        quoting.quote(reading, "projects.amount"),
        Text("。其中："),
    ]
    for number, category in enumerate(counts):
        runs += [
            Text(f"{'；' if number else ''}{name('category', category)}类"),
            quoting.run_of(reading, counts[category]),
            Text("、"),
            quoting.run_of(reading, amounts[category]),
            Text("，占"),
            quoting.run_of(reading, shares[category]),
        ]
    runs.append(Text("。"))
    left = reading.evaluate("funds.available")
    if left.value:
        runs += [Text("另有"), quoting.run_of(reading, left), Text("尚未下达到项目。")]
    rows = [
        (
            cell(f"{name('category', category)}类"),
            cell(quoting.run_of(reading, counts[category], bare=True)),
            cell(quoting.run_of(reading, amounts[category], bare=True)),
            cell(quoting.run_of(reading, shares[category])),
        )
        for category in counts
    ]
    rows.append(
        (
            cell("合计"),
            cell(quoting.run_of(reading, total, bare=True)),
            cell(quoting.quote(reading, "projects.amount", bare=True)),
            cell(quoting.quote(reading, "projects.share")),
        )
    )
    table = Table(
        header=("项目类别", "项目数（个）", "资金（万元）", "占比"),
        rows=tuple(rows),
        align=("left", "right", "right", "right"),
        caption="各类项目资金安排情况",
        note=_rounding(list(shares.values())),
        widths=(4, 3, 3, 3),
        totals=True,
    )
    return [*blocks, Paragraph(tuple(runs)), table]


def _rounding(shares: list[Result]) -> str:
    """A note where printed shares don't add up to the printed whole: each is rounded alone."""
    printed = sum(
        (rounded(Fraction(share.value) * 100, 2) for share in shares if share.value is not None), Decimal(0)
    )
    if printed == 100:
        return ""
    return f"各类占比分别四舍五入到0.01%，相加为{printed}%，与100%之差由四舍五入产生。"


def _spending(reading: Reading) -> list[Block]:
    scope = reading.scope
    rate = reading.evaluate("funds.payment_rate")
    passed = time_share(scope.as_of, scope.year)
    runs: list[Run] = [
        Text(f"截至{long_day(scope.as_of)}，已下达到项目"),
        quoting.quote(reading, "funds.allotted"),
        Text("，累计支付"),
        quoting.quote(reading, "funds.paid"),
    ]
    if rate.value is None:
        runs.append(Text("。"))
    else:
        pace = "慢于" if rate.value < passed else "快于" if rate.value > passed else "与之持平，即"
        runs += [
            Text("，支出进度"),
            quoting.run_of(reading, rate),
            Text(f"，{pace}序时进度{percent(passed)}（{_days(scope.as_of, scope.year)}）。"),
        ]
    keys = ("funds.received", "funds.allotted", "funds.paid", "funds.payment_rate")
    columns = [_by(reading, key, "grant") for key in keys]
    documents = list(columns[0])
    rows = [
        (cell(str(document)), *(_number(reading, column.get(document)) for column in columns))
        for document in documents
    ]
    rows.append((cell("合计"), *(cell(quoting.quote(reading, key, bare=True)) for key in keys)))
    table = Table(
        header=("资金文件", "收到", "下达", "支付", "支出进度"),
        rows=tuple(rows),
        align=("left", "right", "right", "right", "right"),
        caption="各资金文件使用情况（单位：万元）",
        widths=(8, 4, 4, 4, 4),
        totals=True,
    )
    return [Heading(2, "资金支出情况"), Paragraph(tuple(runs)), table]


def _expected(reading: Reading) -> list[Block]:
    # A target of 0 is stated, no target is not.
    income, jobs = (reading.count_rows(f"performance.expected_{what}") > 0 for what in ("income", "jobs"))
    if not income and not jobs:
        return [paragraph("本年度项目没有设定年收益和带动就业目标。")]
    runs: list[Run] = [Text("按各项目绩效目标汇总，")]
    if income:
        runs += [Text("项目建成后预计年收益"), quoting.quote(reading, "performance.expected_income")]
    if jobs:
        runs += [
            Text(f"{'，' if income else ''}预计带动就业"),
            quoting.quote(reading, "performance.expected_jobs"),
        ]
    return [Paragraph((*runs, Text("。")))]


def _by(reading: Reading, key: str, dim: str) -> dict[str, Result]:
    return {result.by[dim]: result for result in reading.split(key, (dim,))}


def _number(reading: Reading, result: Result | None) -> tuple[FigureRun | Text, ...]:
    """A figure for a cell; where the split has no such part nothing was booked, and that is a true zero."""
    return cell("0") if result is None else cell(quoting.run_of(reading, result, bare=True))


def _days(day: date, year: int) -> str:
    """How 序时进度 comes about: days passed of the days of the year."""
    if day.year != year:
        return "年度尚未开始" if day.year < year else "年度已结束"
    return f"全年{days_in_year(year)}天，已过{days_passed(day)}天"
