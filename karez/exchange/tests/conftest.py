"""Workbooks made in code, real files: written by XlsxWriter or xlwt, read back from disk."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from karez.sheets.folding import fold
from karez.sheets.lists import Lists
from karez.sheets.reading import read
from karez.sheets.workbook import Reading

LABELS = {
    "source": {
        "中央": "central",
        "自治区": "regional",
        "自治州": "prefecture",
        "县级": "county",
        "省级": "regional",
    },
    "task": {"巩固拓展脱贫攻坚成果和乡村振兴": "consolidate", "少数民族发展": "minority"},
    "category": {"产业发展": "industry", "基础设施": "infrastructure", "就业": "employment"},
    "kind": {"加工流通": "processing", "农村道路": "road"},
}
PARENTS = {"加工流通": "industry", "农村道路": "infrastructure"}


def _labels(name, parent):
    return [label for label in LABELS[name] if parent in (None, PARENTS.get(label))]


LISTS = Lists(
    match=lambda name, written, parent: (
        LABELS[name].get(fold(written)) if fold(written) in _labels(name, parent) else None
    ),
    labels=_labels,
)

GRANT_HEAD = ["文号", "资金层级", "资金任务", "金额（万元）", "下达日期", "收到日期", "提前告知", "直达资金"]
GRANT_ROW = ["新财振〔2023〕1号", "中央", "少数民族发展", 100, "2023-05-10", "2023-05-22", "否", "是"]
PROJECT_HEAD = ["项目名称", "项目类型", "二级类型", "乡镇", "村", "总投资（万元）"]
ALLOTMENT_HEAD = ["项目名称", "文号", "金额（万元）", "批复文号", "批复日期"]
PAYMENT_HEAD = ["项目名称", "文号", "金额（元）", "支付日期", "凭证号", "收款人", "环节"]
PAYMENT_ROW = ["水渠", "新财振〔2023〕1号", 1000, "2023-06-01", "支001", "甲公司", "预付款"]


class Books:
    """Writes workbooks and reads them back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(
        self, merges: dict[str, list[tuple[int, int, int, int, Any]]] | None = None, **sheets: list[list[Any]]
    ) -> Path:
        path = self.folder / "book.xlsx"
        with xlsxwriter.Workbook(path) as book:
            days = book.add_format({"num_format": "yyyy-mm-dd"})
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for top, left, bottom, right, value in (merges or {}).get(name, []):
                    sheet.merge_range(top, left, bottom, right, value)
                for number, row in enumerate(rows):
                    for at, cell in enumerate(row):
                        if isinstance(cell, date):
                            sheet.write_datetime(number, at, cell, days)
                        elif cell is not None:
                            sheet.write(number, at, cell)
        return path

    def read(
        self, merges: dict[str, list[tuple[int, int, int, int, Any]]] | None = None, **sheets: list[list[Any]]
    ) -> Reading:
        return read(self.write(merges, **sheets), lists=LISTS)


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return Books(tmp_path)


def rows(reading: Reading, kind: str) -> list[Any]:
    """The rows of a kind; the reading must be faultless."""
    assert [fault.text for fault in reading.faults] == []
    return [row for _, row in reading.of(kind)]


def texts(reading: Reading) -> list[str]:
    return [fault.text for fault in reading.faults]
