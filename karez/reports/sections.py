"""The sections of the annual report in which people write, in their order.

The report's sentences with figures are brought by the rooms (their report.py); what stands here is where words of people
go. To add a section: one entry here, one line in annual.py; see docs/adding/report-section.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """`empty` is the sentence that the report prints while nobody wrote; "" leaves the place out."""

    key: str
    title: str
    hint: str
    empty: str


SECTIONS = (
    Section(
        "policy",
        "资金主要投向",
        "资金集中用在哪些方面。收到多少、安排多少、支付多少由系统写出，这里不必再写。",
        "",
    ),
    Section(
        "practice",
        "使用管理做法",
        "资金怎样分配，项目怎样申报、实施和公示，资金怎样监管。",
        "本年度没有需要报告的使用管理做法。",
    ),
    Section(
        "results",
        "使用管理成效",
        "项目带来的变化。预计年收益和带动就业由系统写出，这里不必再写。",
        "",
    ),
    Section(
        "linkage",
        "联农带农",
        "带动哪些人、由谁带动、用什么方式、怎样监督。",
        "本年度没有需要报告的联农带农情况。",
    ),
    Section(
        "problems",
        "困难问题及建议",
        "遇到什么困难，请上级解决什么。",
        "本年度没有需要报告的困难问题和建议。",
    ),
)

BY_KEY = {section.key: section for section in SECTIONS}


def versions_in_words(versions: Mapping[str, int]) -> str:
    """`资金主要投向第 2 版、联农带农第 1 版`: which version of which section, as the trail keeps it of a signature."""
    return "、".join(
        f"{BY_KEY[key].title if key in BY_KEY else key}第 {version} 版" for key, version in versions.items()
    )
