"""A workbook of 温泉县 (652723) as its finance bureau might send it: titles, merged cells, own headings, own dates."""

from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from karez.places import divisions

COUNTY, YEAR = "652723", 2023


def places() -> tuple[str, str]:
    """(a township, a village of it) by the names of the national list."""
    rows = divisions.below(COUNTY)
    village = next(one for one in rows if one.level == "village")
    township = next(one for one in rows if one.code == village.parent)
    return township.name, divisions.plain(village.name)


def write(
    path: Path, *, township: str | None = None, wrong: bool = False, paid: float = 900_000, barns: str = "三"
) -> Path:
    """The workbook. `township` is what the second project's place is called; `wrong` puts three faults in."""
    known, village = places()
    grants: list[list[Any]] = [
        ["温泉县2023年衔接资金台账（单位：万元）"],
        [],
        ["序号", "指标文号", "资金来源", "资金 任务", "资金规模", "下达时间", "收到日期", "是否提前告知", "直达资金"],
        [1, "博州财振〔2022〕11号", "中央", "巩固拓展脱贫攻坚成果和乡村振兴", "１，０００", "2022.12.1", "2022年12月10日", "是", "是"],
        [2, "博州财振〔2023〕3号", "自治区", "少数民族发展", "abc" if wrong else 500, "2023.3.1", date(2023, 3, 9), "否", "否"],
        ["合计", None, None, None, None if wrong else 1500],
    ]  # fmt: skip
    projects: list[list[Any]] = [
        ["项目库"],
        ["名称", "项目类型", "二级类型", "乡镇", "村", "主管部门", "建设内容", "总投资(万元)", "预计年收益（万元）", "带动就业人次"],
        ["奶牛养殖小区", "产业发展", "养殖", known, village, "农业农村局", f"牛舍{barns}座", 800, 12.5, 40],
        ["村内 道路硬化", "基础设施", "农村道路", township or known, None, "县交通运输局", "硬化3公里", 500, None, None],
    ]  # fmt: skip
    allotments: list[list[Any]] = [
        ["项目名称", "文号", "下达金额（元）", "批复文号", "批复日期"],
        ["奶牛养殖小区", "博州财振[2022]11号", 8_000_000, "温政办批〔2023〕2号", "2023.2.28"],
        ["村内道路硬化", "博州财振（2023）3号", 5_000_000, "温政办批〔2023〕9号", "2023年4月3日"],
        ["小计", None, 13_000_000],
    ]
    payments: list[list[Any]] = [
        ["项目名称", "文号", "金额（元）", "支付日期", "凭证号", "收款人", "环节"],
        ["奶牛养殖小屋" if wrong else "奶牛养殖小区", "博州财振〔2022〕11号", paid, "2023.5.10", "温支001", "温泉建筑公司", "预付款"],
        ["村内道路硬化", "博州财振〔2023〕3号", "1,200,000.50", f"2023-{13 if wrong else '06'}-01", "温支002", "路桥公司", "进度款"],
    ]  # fmt: skip
    with xlsxwriter.Workbook(path) as book:
        days = book.add_format({"num_format": "yyyy/m/d"})
        sheets = {"资金台账": grants, "项目库": projects, "资金分配": allotments, "支付": payments}
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for at, cell in enumerate(row):
                    if isinstance(cell, date):
                        page.write_datetime(number, at, cell, days)
                    elif cell is not None:
                        page.write(number, at, cell)
        book.get_worksheet_by_name("资金台账").merge_range(0, 0, 0, 8, grants[0][0])
    return path
