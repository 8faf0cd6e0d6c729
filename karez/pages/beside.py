"""What stands beside a figure on its page: a room says more of a figure, its own or an earlier room's.

@beside(ALLOTTED)
def paid(page: FigurePage) -> Beside | None:
    return Beside("payments/figure_paid.html", {…})
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from karez.figures import AnyFigure
from karez.pages import hooks
from karez.pages.figure_page import FigurePage


@dataclass(frozen=True, slots=True)
class Beside:
    """A part of the panel with the value: its template, and what it is told as `told`."""

    template: str
    told: Mapping[str, Any]


Says = Callable[[FigurePage], Beside | None]
_parts: dict[str, list[tuple[int, Says]]] = {}


def beside(figure: AnyFigure, order: int = 100) -> Callable[[Says], Says]:
    """Register what a room says beside a figure; nothing where it returns None. It sees the page's books and filters."""

    def register(says: Says) -> Says:
        _parts.setdefault(figure.key, []).append((order, says))
        return says

    return register


def standing_beside(page: FigurePage) -> list[Beside]:
    """All that is said beside the page's figure, the lowest order first."""
    hooks.load()
    ordered = sorted(_parts.get(page.figure.key, []), key=lambda entry: entry[0])
    return [part for _, says in ordered if (part := says(page)) is not None]
