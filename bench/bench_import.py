"""Reading and checking 100,000 payment rows, beside reading the same file bare with python-calamine.

Each measurement is a fresh process, ours and the bare one in turn, so that a busy machine slows both. Ratio of the medians.
"""

import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import xlsxwriter

from bench import Row

ROWS = 100_000
TIMES = 5
MOST_MEMORY = 500
MOST_RATIO = 6

BARE = """
import resource, sys, time
import python_calamine
start = time.perf_counter()
rows = python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
spent = time.perf_counter() - start
assert len(rows) > {rows}
print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
OURS = """
import os, resource, sys, time
import django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karez.conf.settings")
django.setup()  # the rooms bring their sheets
from karez.sheets.lists import known_lists
from karez.sheets.reading import read
lists = known_lists()
lists.match("source", "中央", None)
start = time.perf_counter()
reading = read(sys.argv[1], lists=lists)
spent = time.perf_counter() - start
assert reading.ok and reading.count("payments") == {rows}, reading.faults[:3]
print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def workbook(path: Path, rows: int = ROWS) -> None:
    """A year's payments of a very large county: titles, a unit line, every voucher of its own, a total to check."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("支付明细")
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["2023年衔接资金支付明细表"])
        sheet.write_row(1, 0, ["填报单位：县财政局", "", "", "", "", "", "单位：元"])
        sheet.write_row(2, 0, ["项目名称", "文号", "金额", "支付日期", "凭证号", "收款人", "环节"])
        first, whole = date(2023, 1, 1), 0
        for number in range(rows):
            fen = 100 + number * 7919 % 99_999_999
            whole += fen
            sheet.write_string(number + 3, 0, f"第{number % 2000}号项目")
            sheet.write_string(number + 3, 1, f"示例财振〔2023〕{number % 40}号")
            sheet.write_number(number + 3, 2, fen / 100)
            if number % 3:
                sheet.write_datetime(number + 3, 3, first + timedelta(days=number % 365), days)
            else:
                sheet.write_string(number + 3, 3, f"2023.{number % 12 + 1}.{number % 28 + 1}")
            sheet.write_string(number + 3, 4, f"支〔2023〕{number:06d}号")
            sheet.write_string(number + 3, 5, f"示例施工单位{number % 500}")
            sheet.write_string(number + 3, 6, ("预付款", "进度款", "结算款")[number % 3])
        sheet.write_string(rows + 3, 0, "合计")
        sheet.write_number(rows + 3, 2, whole / 100)


def measure(script: str, path: Path) -> tuple[float, float]:
    """Seconds and peak memory in MiB of a fresh process."""
    command = [sys.executable, "-c", script.replace("{rows}", str(ROWS)), str(path)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def run() -> list[Row]:
    """The ratio of time and the peak of memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "payments.xlsx"
        workbook(path)
        bare, ours = [], []
        for _ in range(TIMES):
            bare.append(measure(BARE, path))
            ours.append(measure(OURS, path))
    bare_time, our_time = median(t for t, _ in bare), median(t for t, _ in ours)
    memory = max(m for _, m in ours)
    name = f"read and check {ROWS:,} Excel rows"
    return [
        Row(name, f"{our_time:.2f} s", f"{bare_time:.2f} s", our_time / bare_time, MOST_RATIO, "bare: python-calamine"),
        Row(f"{name}: memory", f"{memory:.0f} MiB", f"{MOST_MEMORY} MiB", memory / MOST_MEMORY, 1,
            f"peak RSS; the bare reading takes {max(m for _, m in bare):.0f} MiB"),
    ]  # fmt: skip


if __name__ == "__main__":
    measured = run()
    for row in measured:
        print(*row, sep="  ")
    sys.exit(any(row.over for row in measured))
