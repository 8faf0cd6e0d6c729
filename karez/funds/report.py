"""What the report says of money received and of the projects that it was given to."""

from decimal import Decimal
from fractions import Fraction

from karez.documents import quoting
from karez.documents.document import Block, Heading, Paragraph, Run, Table, Text, cell, long_day, paragraph
from karez.documents.parts import part
from karez.figures import Reading, Result
from karez.figures.text import name
from karez.funds.queries import fund_name
from karez.kernel.shares import rounded


@part("annual.money", order=10, states=("funds.received",))
def received(reading: Reading) -> list[Block]:
    """资金收到情况 by task and source; one sentence where nothing came."""
    scope = reading.scope
    if not reading.count_rows("funds.received"):
        return [paragraph(f"截至{long_day(scope.as_of)}，{scope.year}年度没有收到{fund_name(scope)}。")]
    runs: list[Run] = [
        Text(f"截至{long_day(scope.as_of)}，{scope.year}年度共收到{fund_name(scope)}"),
        quoting.quote(reading, "funds.received"),
        Text("。按任务和来源分："),
    ]
    for number, result in enumerate(reading.split("funds.received", ("task", "source"))):
        money = f"{name('source', result.by['source'])}财政{name('task', result.by['task'])}任务资金"
        runs += [
            Text(("；" if number else "") + money.replace("级财政", "财政")),
            quoting.run_of(reading, result),
        ]
    return [Heading(2, "资金收到情况"), Paragraph((*runs, Text("。")))]


@part(
    "annual.money",
    order=20,
    states=("funds.received", "funds.available", "projects.count", "projects.amount", "projects.share"),
)
def arranged(reading: Reading) -> list[Block]:
    """项目安排情况: how many projects got how much, by category; nothing where no money came."""
    if not reading.count_rows("funds.received"):
        return []
    heading = Heading(2, "项目安排情况")
    total = reading.evaluate("projects.count")
    if not total.value:
        return [heading, paragraph("收到的资金尚未下达到项目。")]
    counts, amounts, shares = (
        quoting.by_value(reading, key, "category")
        for key in ("projects.count", "projects.amount", "projects.share")
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
    return [heading, Paragraph(tuple(runs)), _by_category(reading, total, counts, amounts, shares)]


def _by_category(
    reading: Reading,
    total: Result,
    counts: dict[str, Result],
    amounts: dict[str, Result],
    shares: dict[str, Result],
) -> Table:
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
    return Table(
        header=("项目类别", "项目数（个）", "资金（万元）", "占比"),
        rows=tuple(rows),
        align=("left", "right", "right", "right"),
        caption="各类项目资金安排情况",
        note=_rounding(list(shares.values())),
        widths=(4, 3, 3, 3),
        totals=True,
    )


def _rounding(shares: list[Result]) -> str:
    """A note where printed shares don't add up to the printed whole: each is rounded alone."""
    printed = sum(
        (rounded(Fraction(share.value) * 100, 2) for share in shares if share.value is not None), Decimal(0)
    )
    if printed == 100:
        return ""
    return f"各类占比分别四舍五入到0.01%，相加为{printed}%，与100%之差由四舍五入产生。"


@part(
    "annual.results",
    order=10,
    states=("performance.expected_income", "performance.expected_jobs"),
)
def expected(reading: Reading) -> list[Block]:
    """What the projects' targets add up to. A target of 0 is stated, no target is not."""
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
