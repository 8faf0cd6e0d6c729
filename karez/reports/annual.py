"""The county's annual report on the subsidy money: its order, its headings, and where whose words stand.

What is stated in figures is brought by the rooms (their report.py) for two places, `annual.money` and `annual.results`;
what people wrote stands beside it. Each section is one function from the reading and the words to blocks, in the order
of ANNUAL. Every number in it is a figure that opens.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from karez.documents import parts, quoting, writing
from karez.documents.document import Block, Document, Heading, SignOff, long_day, paragraph
from karez.figures import Reading
from karez.funds.queries import fund_name
from karez.reports.sections import BY_KEY

PAPER = "annual"
PLACES = ("annual.money", "annual.results")
"""Where rooms may bring sentences and tables."""


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
    reading.prepare(*parts.stated(PAPER))
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


def money_section(reading: Reading, words: Words) -> list[Block]:
    """资金政策落实情况: what came, what it was given to, what was paid, and in words what it is for."""
    return [
        Heading(1, "资金政策落实情况"),
        *parts.blocks("annual.money", reading),
        *_written(reading, words, "policy", titled=True),
    ]


def practice_section(reading: Reading, words: Words) -> list[Block]:
    """使用管理做法及成效: how it is managed, in words; what is expected of it, in figures and words."""
    return [
        Heading(1, "使用管理做法及成效"),
        *_written(reading, words, "practice"),
        Heading(2, BY_KEY["results"].title),
        *parts.blocks("annual.results", reading),
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
