"""A small document with one of everything, hostile words among them, for the tests of the renderers."""

from datetime import date
from typing import Any

from karez.documents.document import (
    Document,
    FigureRun,
    Heading,
    SignOff,
    Table,
    cell,
    note,
    pairs,
    paragraph,
)

DAY = date(2023, 9, 20)
HOSTILE = '#read("x") *粗* $1$ @a <b>&amp;</b> \\u{41} "引" // 注 [c] ]]> {{d}} `e`'
RECEIVED = FigureRun(
    "example.received", "5126万元", (), 7, "收到资金", "5126万元", "下达到县的指标数。", "示例办法第三条"
)
INDUSTRY = FigureRun(
    "example.count",
    "6",
    pairs({"field": "industry"}),
    6,
    "项目个数（产业发展）",
    "6个",
    "首次下达指标后计入。",
)


def sample(**changes: Any) -> Document:
    parts: dict[str, Any] = {
        "title": "示例县2023年\n资金报告",
        "subtitle": "（截至2023年9月20日）",
        "issuer": "示例县农业农村局",
        "day": DAY,
        "blocks": (
            Heading(1, "资金情况"),
            paragraph("共收到", RECEIVED, "。"),
            Heading(2, "分类"),
            Table(
                header=("类别", "项目数"),
                rows=((cell("产业发展"), cell(INDUSTRY)), (cell("合计"), cell("13"))),
                align=("left", "right"),
                caption="项目分类",
                note="单位为个。",
                totals=True,
            ),
            note("各占比分别四舍五入。"),
            Heading(1, "说明"),
            paragraph(HOSTILE),
            SignOff("示例县农业农村局", "王示例", DAY),
        ),
    }
    return Document(**(parts | changes))
