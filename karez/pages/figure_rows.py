"""The rows behind a figure: how those of each mart table are shown, and the sides (numerator, denominator) that have rows."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from karez.figures import Figure, Part, Ratio
from karez.figures.catalogue import base
from karez.figures.text import print_value
from karez.funds.models import Allotment, Grant
from karez.kernel.money import yuan
from karez.payments.models import Payment

if TYPE_CHECKING:
    from karez.pages.figure_page import FigurePage

IDS = ("project_id", "grant_id")
"""Columns that links may narrow by besides the figure's own dimensions."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the drill-down: `kind` is text, money, count, date or code; `link` names the page of the row's value."""

    key: str
    label: str
    kind: str = "text"
    link: str = ""
    of: str = ""
    """The column that holds the linked thing's id."""
    hide: bool = False
    """Whether the phone leaves it out."""


PROJECT = Column("project", "项目", link="project", of="project_id")
GRANT = Column("grant", "指标文", link="grant", of="grant_id", hide=True)
SOURCE = Column("source", "来源", "source", hide=True)
TASK = Column("task", "任务", "task", hide=True)
DETAILS = (
    Column("source", "来源", "source"),
    Column("task", "任务", "task"),
    Column("township", "乡镇", "township"),
)
"""What stands in small under the grant and the project on the page, and in columns of its own in the file."""
CATEGORY = Column("category", "类别", "category", hide=True)
TOWNSHIP = Column("township", "乡镇", "township", hide=True)


@dataclass(frozen=True, slots=True)
class Shape:
    """How the rows of a mart table are shown. `paper`: the model whose transfer (or itself) has the row's paper."""

    columns: tuple[Column, ...]
    paper: type | None = None
    number: str = ""
    """The column that holds the paper's number."""


SHAPES: dict[str, Shape] = {
    "grant": Shape(
        (
            Column("grant", "指标文", link="grant", of="id"), SOURCE, TASK, Column("issued", "下达日期", "date", hide=True),
            Column("received", "收到日期", "date"), Column("advance_notice", "提前告知", "yes", hide=True),
        ),
        Grant, "grant",
    ),
    "allotment": Shape(
        (PROJECT, CATEGORY, GRANT, Column("day", "批复日期", "date", link="allotment", of="id")),
        Allotment, "approval",
    ),
    "payment": Shape(
        (
            PROJECT, GRANT, Column("payee", "收款人", hide=True), Column("stage", "环节", "stage", hide=True),
            Column("day", "支付日期", "date", link="payment", of="id"),
        ),
        Payment, "voucher",
    ),
    "project": Shape(
        (
            Column("project", "项目", link="project", of="id"), CATEGORY, Column("kind", "子类", "kind", hide=True), TOWNSHIP,
            Column("first_allotted", "首次下达", "date"),
        )
    ),
    "target": Shape((PROJECT, CATEGORY, Column("kind", "子类", "kind", hide=True), TOWNSHIP)),
    "both": Shape((PROJECT, CATEGORY, GRANT, Column("day", "日期", "date"), Column("paper", "批复或凭证", hide=True))),
}  # fmt: skip


class Side:
    """One side of a figure: itself, or the numerator or denominator of a ratio, with its rows."""

    def __init__(self, page: "FigurePage", part: str, label: str) -> None:
        self.page, self.part, self.label = page, part, label
        figure = page.figure
        side = figure if isinstance(figure, Figure) else (figure.of if part == "of" else figure.over)
        self.base: Figure = side if isinstance(side, Figure) else base(side)
        self.narrowed: dict[str, Any] = {}
        if isinstance(side, Part):
            self.narrowed = dict(side.where(page.books.scope) if callable(side.where) else side.where)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """All rows of this side: by day as the books have them, or by size where that is asked for."""
        found = self.page.reading.rows(self.page.figure, self.page.where, part=self.part)
        sort = self.page.sort
        return sorted(found, key=lambda row: row["measure"], reverse=sort == "-amount") if sort else found

    @cached_property
    def total(self) -> int:
        """The rows added up, one by one."""
        return sum(row["measure"] for row in self.rows)

    @property
    def stated(self) -> int:
        """What the figure says this side is."""
        result = self.page.result
        if result.whole is None:
            return int(result.value or 0)
        return int((result.part if self.part == "of" else result.whole) or 0)

    @property
    def difference(self) -> int:
        return self.total - self.stated

    @property
    def details(self) -> list[Column]:
        """What the file says of each row besides the shape's columns."""
        shown = {column.key for column in self.shape.columns}
        have = set(self.page.columns(self.base))
        return [column for column in DETAILS if column.key in have and column.key not in shown]

    @property
    def shown(self) -> list[Column]:
        """The page's columns: without those that the filters make the same in every row."""
        fixed = {dim for dim, values in self.page.where.items() if len(values) == 1}
        first, *others = self.shape.columns
        return [first, *(column for column in others if column.key not in fixed or column.link)]

    @property
    def shape(self) -> Shape:
        """How its rows are shown, told by their columns."""
        columns = set(self.page.columns(self.base))
        if "voucher" in columns:
            return SHAPES["payment"]
        if "approval" in columns:
            return SHAPES["allotment"]
        if "paper" in columns and "project_id" in columns:
            return SHAPES["both"]
        if "received" in columns and "issued" in columns:
            return SHAPES["grant"]
        return SHAPES["target"] if "indicator" in columns else SHAPES["project"]

    @property
    def url(self) -> str:
        """The page of the plain figure on this side, narrowed as here."""
        able = {*self.base.by, *IDS}
        by = {**{dim: list(values) for dim, values in self.page.where.items() if dim in able}}
        by |= {
            dim: list(v) if isinstance(v, tuple | list) else v
            for dim, v in self.narrowed.items()
            if dim in able
        }
        if self.part == "over" and not isinstance(self.page.figure, Ratio):
            by = {}
        return self.page.links.url(self.base.key, **by)

    @property
    def text(self) -> str:
        return print_value(self.stated, self.base.unit)

    @property
    def exact(self) -> str:
        return f"{yuan(self.stated)} 元" if self.base.unit == "fen" else str(self.stated)
