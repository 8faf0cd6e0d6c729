"""Where a figure is used: the pages, papers and rules that state it, as each of them has said.

used("总览", "dashboard", FIGURES, order=10)
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from karez.pages import hooks
from karez.pages.books import Books


@dataclass(frozen=True, slots=True)
class Use:
    """A user of figures: what it is called, its route in a county's books, and the keys of the figures that it states."""

    label: str
    page: str
    figures: Callable[[], Collection[str]]
    order: int
    right: str
    """What one must hold to see it; "" where who sees figures sees it."""


_uses: list[Use] = []


def used(
    label: str,
    page: str,
    figures: Collection[str] | Callable[[], Collection[str]],
    *,
    order: int,
    right: str = "",
) -> None:
    """Register a user of figures, by the keys or by a function that gives them."""
    keys = figures if callable(figures) else lambda: figures
    _uses.append(Use(label, page, keys, order, right))


def known_uses() -> list[Use]:
    """All users, the lowest order first."""
    hooks.load()
    return sorted(_uses, key=lambda use: use.order)


def uses(books: Books, key: str) -> list[tuple[str, str]]:
    """What uses the figure and is open to the reader, each with its address; the catalogue last."""
    open_to_reader = [
        (use.label, books.url(use.page))
        for use in known_uses()
        if key in use.figures() and (not use.right or books.actor.may(use.right))
    ]
    return [*open_to_reader, ("数据项目录", books.url("figures"))]
