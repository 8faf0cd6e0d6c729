"""What the report says of money paid, against the time passed of the year."""

from datetime import date

from karez.documents import quoting
from karez.documents.document import Block, Cell, Heading, Paragraph, Run, Table, Text, cell, long_day
from karez.documents.parts import part
from karez.figures import Reading, Result
from karez.kernel.periods import days_in_year, days_passed, time_share
from karez.kernel.shares import percent

BY_GRANT = ("funds.received", "funds.allotted", "funds.paid", "funds.payment_rate")
"""The columns of the table, from what came to how much of it was paid."""


@part("annual.money", order=30, states=BY_GRANT)
def spending(reading: Reading) -> list[Block]:
    """资金支出情况: what was paid, at what pace, and each grant's money; nothing where no money came."""
    if not reading.count_rows("funds.received"):
        return []
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
    return [Heading(2, "资金支出情况"), Paragraph(tuple(runs)), _by_grant(reading)]


def _by_grant(reading: Reading) -> Table:
    columns = [quoting.by_value(reading, key, "grant") for key in BY_GRANT]
    rows = [
        (cell(str(document)), *(_number(reading, column.get(document)) for column in columns))
        for document in columns[0]
    ]
    rows.append((cell("合计"), *(cell(quoting.quote(reading, key, bare=True)) for key in BY_GRANT)))
    return Table(
        header=("资金文件", "收到", "下达", "支付", "支出进度"),
        rows=tuple(rows),
        align=("left", "right", "right", "right", "right"),
        caption="各资金文件使用情况（单位：万元）",
        widths=(8, 4, 4, 4, 4),
        totals=True,
    )


def _number(reading: Reading, result: Result | None) -> Cell:
    """A figure for a cell; where the split has no such part nothing was booked, and that is a true zero."""
    return cell("0") if result is None else cell(quoting.run_of(reading, result, bare=True))


def _days(day: date, year: int) -> str:
    """How 序时进度 comes about: days passed of the days of the year."""
    if day.year != year:
        return "年度尚未开始" if day.year < year else "年度已结束"
    return f"全年{days_in_year(year)}天，已过{days_passed(day)}天"
