"""What the values of a figure's columns are called on its pages: codes in words, places and things by their names."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from karez.acts import things
from karez.figures import BOOL, Column
from karez.figures.mart import column_of
from karez.figures.text import NOTHING, name
from karez.pages.asked import number
from karez.pages.books import Books
from karez.places.queries import place_names

Row = Mapping[str, Any]
YES = ("true", "1", "yes", "是")


class Names:
    """The names that one page needs: looked up together, a statement for the places and one for each kind of thing."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self._places: dict[str, str] = {}
        self._things: dict[tuple[str, int], str] = {}

    def look_up(self, values: Mapping[str, Iterable[Any]]) -> None:
        """Learn the names of what these values of columns are: places, and things within the reader's sight."""
        codes = {code for dim, held in values.items() if column_of(dim).place for code in held if code}
        self._places.update(place_names(codes))
        for dim, held in values.items():
            model = column_of(dim).thing
            kind = things.of(model) if model else None
            ids = [pk for value in held if (pk := number(value, None)) is not None]
            if kind and ids:
                seen = kind.of(self.books.actor, self.books.county).filter(pk__in=ids)
                self._things.update({(dim, thing.pk): str(thing) for thing in seen})

    def say(self, dim: str, value: Any) -> str:
        """A value of a dimension, as a filter or a split tells it. A thing out of the reader's sight stays a number."""
        column = column_of(dim)
        if column.place and value:
            return self._places.get(value, str(value)) + ("（县本级）" if _of_county(value) else "")
        if column.thing:
            pk = number(value, None)
            return str(value) if pk is None else self._things.get((dim, pk), str(value))
        if column.type == BOOL and isinstance(value, str):
            value = value.lower() in YES
        return name(dim, value)

    def cell(self, column: Column, row: Row) -> str:
        """A row's value of a column; plain text that is not there is a dash."""
        value = row.get(column.name)
        if column.codes or column.place or column.type == BOOL or isinstance(value, date):
            return self.say(column.name, value)
        return str(value) if value else NOTHING

    def small(self, column: Column, row: Row) -> str:
        """The same under another cell or beside the row: of a place the county's own is 县本级, of none nothing."""
        if not column.place:
            return self.cell(column, row)
        code = row.get(column.name)
        if not code:
            return ""
        return "县本级" if _of_county(code) else self.say(column.name, code)


def _of_county(code: Any) -> bool:
    """Whether a region's code is that of a county (or wider) itself."""
    return str(code)[6:] == "000000"
