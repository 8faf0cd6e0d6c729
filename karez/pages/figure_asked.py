"""What a figure's page was asked: the figure, narrowed by the query of the address, and what the books answer.

Filters are the query: `?category=industry&source=central`; each may be given several times.
"""

from functools import cached_property
from typing import Any

from django.http import QueryDict

from karez.figures import AnyFigure, Figure, Reading, Result, get
from karez.figures.catalogue import bases
from karez.pages.books import Books
from karez.pages.figure_names import Names
from karez.pages.links import Links

NONE = "-"
"""How an empty value is written in the address."""
RESERVED = ("on", "page", "unit", "format", "part", "sort")


class FigureAsked:
    """The question and its answer. Raises UnknownFigure, BadQuestion, CountyOnly."""

    def __init__(self, books: Books, key: str, query: QueryDict) -> None:
        self.books, self.query, self.links = books, query, Links(books)
        self.figure: AnyFigure = get(key)
        self.reading = Reading(books.scope)
        able = set.intersection(*(set(self.columns(figure)) for figure in bases(self.figure)))
        self.where: dict[str, tuple[Any, ...]] = {
            dim: tuple(None if value == NONE else value for value in query.getlist(dim))
            for dim in query
            if dim in able and dim not in RESERVED
        }
        self.ignored = "、".join(dim for dim in query if dim not in RESERVED and dim not in self.where)
        self.sort = query.get("sort") if query.get("sort") in ("amount", "-amount") else ""
        if all(dim in self.figure.by for dim in self.where):
            self.reading.prepare(self.figure)  # one statement answers the value and all its splits
        self.result: Result = self.reading.evaluate(self.figure, self.where)

    def columns(self, figure: Figure) -> list[str]:
        """The columns of a figure's rows."""
        return self.reading.columns(figure)

    @cached_property
    def names(self) -> Names:
        """What values are called; at first those of the filters."""
        names = Names(self.books)
        names.look_up(self.where)
        return names
