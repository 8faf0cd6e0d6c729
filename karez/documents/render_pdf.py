"""A document as PDF in the layout of GB/T 9704, set by typst.

The template (`page.typ`) is fixed; the document travels to it as JSON, so no text of a person can act as markup. Fonts come
from the wheel (Noto Serif SC, Noto Sans SC) and, first in line, from a folder in which an office keeps its own licensed
仿宋_GB2312, 楷体_GB2312, 黑体 and 方正小标宋; the machine's other fonts are never used, so one document gives the same bytes on
every machine with the same folder. The file is PDF/A-2b, dated by the document's day.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

from karez.documents.document import (
    Document,
    FigureRun,
    Heading,
    Note,
    Paragraph,
    Run,
    SignOff,
    Table,
    long_day,
)

TEMPLATE = Path(__file__).with_name("page.typ")
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
# What the faces are called in the files that offices have, best first; the wheel's face closes each row.
FACES = {
    "title": (
        "方正小标宋简体",
        "方正小标宋_GBK",
        "FZXiaoBiaoSong-B05S",
        "FZXiaoBiaoSong-B05",
        "STZhongsong",
        SERIF,
    ),
    "body": ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "STFangsong", SERIF),
    "kai": ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "STKaiti", SERIF),
    "hei": ("黑体", "SimHei", "STHeiti", SANS),
    "song": ("宋体", "SimSun", "STSong", SERIF),
}


def render(document: Document, fonts: Path | None = None) -> bytes:
    """The file's bytes. `fonts` is an office's own font folder; ValueError when it doesn't exist."""
    if fonts is not None and not fonts.is_dir():
        raise ValueError(f"字体文件夹“{fonts}”不存在，请检查 karez.json 中的 fonts 设置。")
    loaded, faces = _faces(fonts)
    data = json.dumps(_data(document, faces), ensure_ascii=False, sort_keys=True)
    made = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=loaded,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"document": data},
        pdf_standards="a-2b",
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single PDF")
    return made


@lru_cache(maxsize=2)
def _faces(fonts: Path | None) -> tuple[typst.Fonts, dict[str, list[str]]]:
    """The fonts of a folder, read once, and for each role the faces that are really there."""
    folders = [Path(pylopdf_fonts_zh_cn.__file__).parent] + ([fonts] if fonts else [])
    loaded = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    there = set(loaded.families())
    faces = {role: [name for name in names if name in there] for role, names in FACES.items()}
    return loaded, faces


def _data(document: Document, faces: dict[str, list[str]]) -> dict[str, Any]:
    numbers = document.numbers()

    def run(part: Run) -> dict[str, str]:
        if isinstance(part, FigureRun):
            return {"text": part.text, "to": f"figure-{numbers[part.identity]}"}
        return {"text": part.text}

    def block(number: str, part: Any) -> dict[str, Any]:
        match part:
            case Heading():
                return {"kind": "heading", "level": part.level, "text": number + part.text}
            case Paragraph():
                return {"kind": "paragraph", "runs": [run(r) for r in part.runs]}
            case Note():
                return {"kind": "note", "runs": [run(r) for r in part.runs]}
            case SignOff():
                return {
                    "kind": "sign",
                    "issuer": part.issuer,
                    "day": long_day(part.day),
                    "reviewer": part.reviewer or "（待审核）",
                }
            case Table():
                return {"kind": "table", **table(part, number)}
        raise TypeError(f"unknown block {part!r}")

    def table(part: Table, number: str = "", *, marks: bool = False) -> dict[str, Any]:
        return {
            "caption": number + part.caption,
            "note": part.note,
            "header": list(part.header),
            "align": list(part.align),
            "widths": list(part.widths or (1,) * len(part.header)),
            "totals": part.totals,
            "short": part.short,
            "rows": [
                [
                    {"runs": [run(r) for r in box]} | ({"mark": f"figure-{y}"} if marks and x == 0 else {})
                    for x, box in enumerate(row)
                ]
                for y, row in enumerate(part.rows, start=1)
            ],
        }

    annex = document.annex_table()
    return {
        "title": document.title.split("\n"),
        "name": document.name,
        "subtitle": document.subtitle,
        "issuer": document.issuer,
        "day": [document.day.year, document.day.month, document.day.day],
        "fonts": faces,
        "blocks": [block(number, part) for number, part in document.numbered()],
        "annex": {"title": document.annex_title, **table(annex, marks=True)} if annex else None,
    }
