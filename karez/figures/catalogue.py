"""The figure catalogue: each number that the system states is defined here once, by its room's figures.py.

A figure is a sentence that an accountant could argue with: `rows` says what is counted, `measure` how,
`by` how it may be split, and `basis` (口径) says in words what is in, what is out, which date decides and what an
empty case shows.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from karez.figures.columns import Shape
from karez.figures.errors import FigureError, UnknownFigure
from karez.figures.scope import Scope

# eq=False below: a figure is itself and no other, which also makes it a quick key of caches.

Where = Mapping[str, Any]
"""Column -> value that it must have; a tuple of values means any of them; None means that it is empty."""


@dataclass(frozen=True, slots=True)
class Group:
    """Figures whose keys begin alike, as the catalogue lists them: `funds.…` under 资金."""

    prefix: str
    label: str
    order: int


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A sum or a count over rows of the mart.

    unit: "fen" or "count". rows: Mart -> Ibis table. measure: that table -> Ibis `sum()` or `count()`; nothing else,
    so that every figure is the sum of the rows that it opens to. by: columns that it may be split by.
    basis: the 口径. reference: the legal source, where there is one. cross: pairs of `by` that list_all() lists too
    (source × task is always listed). listed: False keeps a helper out of listings. county_only: it speaks of the
    county's money as a whole, so that a reader of a part may neither see it nor what is computed from it. word: the
    measure word that a sentence prints after a count (量词: 个, 人次). shape: how its rows are shown, where they are not
    those of one table of the mart.
    """

    key: str
    label: str
    unit: str
    rows: Callable[[Any], Any]
    measure: Callable[[Any], Any]
    by: tuple[str, ...]
    basis: str
    reference: str | None = None
    cross: tuple[tuple[str, ...], ...] = ()
    listed: bool = True
    county_only: bool = False
    word: str = ""
    shape: Shape | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A figure narrowed to some of its rows; `where` may be worked out from the scope (policy of its day)."""

    figure: Figure
    where: Where | Callable[[Scope], Where]


@dataclass(frozen=True, slots=True, eq=False)
class Ratio:
    """One figure divided by another, both narrowed by the same filter and split alike. Null when `over` is 0."""

    key: str
    label: str
    of: Figure | Part
    over: Figure | Part
    by: tuple[str, ...]
    basis: str
    reference: str | None = None
    cross: tuple[tuple[str, ...], ...] = ()
    listed: bool = True
    unit: str = "share"


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """A part of a figure divided by the whole of the same figure in the scope, whatever the filter.

    So its total is 1 (null when the whole is 0), and the shares of a split add up to it before rounding.
    """

    key: str
    label: str
    of: Figure | Part
    by: tuple[str, ...]
    basis: str
    reference: str | None = None
    cross: tuple[tuple[str, ...], ...] = ()
    listed: bool = True
    unit: str = "share"

    @property
    def over(self) -> Figure | Part:
        """The whole is the same figure."""
        return self.of


AnyFigure = Figure | Ratio | Share

_figures: dict[str, AnyFigure] = {}
_groups: dict[str, Group] = {}
_LAST = 1_000_000  # the order of a group that nobody has placed
_loaded = False


def group(prefix: str, label: str, order: int) -> None:
    """Name the figures whose keys begin with `prefix`, and give them their place: the report's order, the lowest first.

    Raises FigureError when another room has named them otherwise.
    """
    made = Group(prefix, label, order)
    if _groups.setdefault(prefix, made) != made:
        raise FigureError(f"数据项的分组 {prefix} 重复定义：已有“{_groups[prefix].label}”，又有“{label}”。")


def group_of(figure: AnyFigure) -> Group:
    """The group of a figure; one that no room has named comes last and is called as its keys begin."""
    prefix = figure.key.partition(".")[0]
    return _groups.get(prefix) or Group(prefix, prefix, _LAST)


def register(*figures: AnyFigure) -> None:
    """Enter figures into the catalogue. Raises FigureError when a key is taken or a definition contradicts itself."""
    for figure in figures:
        known = _figures.get(figure.key)
        if known is not None and known is not figure:
            raise FigureError(f"数据项 {figure.key} 重复定义：已有“{known.label}”，又有“{figure.label}”。")
        _check(figure)
        _figures[figure.key] = figure


def get(key: str) -> AnyFigure:
    """The figure of this key. Raises UnknownFigure, naming those that exist."""
    load()
    try:
        return _figures[key]
    except KeyError:
        known = "、".join(figure.key for figure in catalogue()) or "（无）"
        raise UnknownFigure(f"没有数据项 {key}；现有：{known}。") from None


def catalogue() -> list[AnyFigure]:
    """All figures, group by group and within one as they were entered."""
    load()
    place = {key: number for number, key in enumerate(_figures)}

    def order(figure: AnyFigure) -> tuple[int, str, int]:
        of = group_of(figure)
        return (of.order, of.prefix, place[figure.key])

    return sorted(_figures.values(), key=order)


def load() -> None:
    """Import figures.py of every installed room, once, when Django is ready: rooms need not be named here."""
    global _loaded
    if _loaded:
        return
    from django.apps import apps
    from django.utils.module_loading import autodiscover_modules

    if apps.ready:
        autodiscover_modules("figures")
        _loaded = True


def base(part: Figure | Part) -> Figure:
    """The plain figure under a part."""
    return part.figure if isinstance(part, Part) else part


def bases(figure: AnyFigure) -> Iterator[Figure]:
    """The plain figures that a figure is computed from."""
    if isinstance(figure, Figure):
        yield figure
    else:
        yield base(figure.of)
        yield base(figure.over)


def seen_by(figure: AnyFigure, scope: Scope) -> bool:
    """Whether the scope's reader may see the figure at all."""
    return not (scope.narrow and any(under.county_only for under in bases(figure)))


def _check(figure: AnyFigure) -> None:
    if not figure.basis.strip():
        raise FigureError(f"数据项 {figure.key} 没有写口径（basis）。")
    if isinstance(figure, Figure) and figure.unit not in ("fen", "count"):
        raise FigureError(
            f"数据项 {figure.key} 的单位应为 fen 或 count，不是 {figure.unit}；比率请用 Ratio 或 Share。"
        )
    stray = [dim for pair in figure.cross for dim in pair if dim not in figure.by]
    if stray:
        raise FigureError(f"数据项 {figure.key} 的 cross 含有 by 中没有的维度：{'、'.join(stray)}。")
    if not isinstance(figure, Figure):
        for under in bases(figure):
            stray = [dim for dim in figure.by if dim not in under.by]
            if stray:
                raise FigureError(
                    f"数据项 {figure.key} 不能按 {'、'.join(stray)} 分：{under.key} 没有这样的维度。"
                )
