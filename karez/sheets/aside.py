"""Rows of a sheet that are no data: totals, the template's example, notes and signatures, repeated headers."""

import re
from typing import Any

from karez.sheets.columns import EXAMPLE
from karez.sheets.folding import fold
from karez.sheets.layout import Layout

_LABELS_ASIDE = re.compile(
    r"^(制表|填表|填报|审核|复核|备注|注:|注\d|说明|负责人|单位负责人|分管领导|联系电话|联系人|经办人|主要领导)"
)
_GROUP = re.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))")
TOTAL = re.compile(r"(?:^|.{0,20})(合计|小计|总计|共计|累计)(?::|\([^)]*\))?$")


def why_aside(layout: Layout, row: list[Any], at: int) -> str | None:
    """Why a row is no data ("" for a total), or None when it is."""
    filled = [
        (index, cell)
        for index, cell in enumerate(row)
        if cell != "" and (type(cell) is not str or cell.strip())
    ]
    if not filled:
        return "空行"
    required = [p.at for p in layout.places.values() if p.column.required]
    for index, cell in filled:
        if type(cell) is not str:
            continue
        folded = fold(cell)
        if folded.startswith(EXAMPLE):
            return "是模板的填写示例"
        if TOTAL.match(folded) and any(row[a] == "" for a in required if a != index):
            return ""
    first = filled[0][1]
    if type(first) is str and any(row[a] == "" for a in required):
        folded = fold(first)
        if _LABELS_ASIDE.match(folded) and all(type(cell) is str for _, cell in filled):
            return "是表下的说明或签名"
        if len(filled) == 1 and _GROUP.match(folded):
            return "是分组标题"
    headers = [p for p in layout.places.values() if row[p.at] == "" or fold(row[p.at]) in fold(p.header)]
    if len(headers) == len(layout.places) and len(filled) > 1:
        return "是重复的表头"
    if len(filled) > 2 and at <= layout.last + 3:
        numbers = [str(cell).removesuffix(".0").strip("()（）") for _, cell in filled]
        if numbers == [str(int(numbers[0]) + i) if numbers[0].isdigit() else "" for i in range(len(numbers))]:
            return "是栏次编号"
    return None
