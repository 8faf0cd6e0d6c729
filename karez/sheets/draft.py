"""A plan in the making: with it a room's sheet compares its rows with the books.

What rows of one sheet name on another — a project, a document — goes through `known(model)`: the things of that model in
the books, and those that the sheets before it bring.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from hashlib import sha256
from typing import Any, Generic, TypeVar

from django.db.models import Model

from karez.acts.act import Act
from karez.sheets.naming import Departments, Places, Question
from karez.sheets.plan import Build, Change, Handle, Item, Plan, Step
from karez.sheets.workbook import Reading, Table

MOST_NEAR = 100
"""Names for which the nearest one is looked for: a hint for hundreds of them would take longer than the import."""

Rows = Sequence[tuple[Table, Any]]
"""The rows of one kind of sheet, each with the table on which it stands."""
H = TypeVar("H", bound=Handle)


class Known(Generic[H]):
    """The things of one model that rows may name: of the books, and of this workbook as the sheets bring them."""

    def __init__(self, key: Callable[[str], str], handles: Iterable[tuple[str, H]] = ()) -> None:
        """`key` gives the form in which names are compared; `handles` are those of the books, by their names."""
        self._key = key
        self._keys: dict[str, str] = {}
        self._near: dict[str, str] = {}
        self.handles: dict[Hashable, list[H]] = {}
        self.doubtful: set[str] = set()
        """Keys of names whose own row is at fault: whoever names them needs no second fault."""
        for name, handle in handles:
            self.add(self.key(name), handle)

    def key(self, name: str) -> str:
        """The form in which a name is compared, remembered."""
        key = self._keys.get(name)
        if key is None:
            key = self._keys[name] = self._key(name)
        return key

    def add(self, key: Hashable, handle: H) -> None:
        """One more thing; `key` is that of its name, or whatever else its room finds it by."""
        self.handles.setdefault(key, []).append(handle)

    def of(self, key: Hashable) -> list[H]:
        """All that are known by this key."""
        return self.handles.get(key, [])

    def near(self, key: str) -> str:
        """“是不是…？” with the nearest name, for a hint; "" where nothing is near."""
        if key not in self._near:
            names = [name for name in self.handles if isinstance(name, str)]
            near = get_close_matches(key, names, 1, 0.5) if len(self._near) < MOST_NEAR else []
            self._near[key] = f"是不是“{self.handles[near[0]][0].label}”？" if near else ""
        return self._near[key]


Loader = Callable[[str, int], Known[Any]]
_loaders: dict[type[Model], Loader] = {}


def knows(model: type[Model]) -> Callable[[Loader], Loader]:
    """Register how the things of a model are read from the books of a (county, year), so that rows may name them."""

    def register(loader: Loader) -> Loader:
        if model in _loaders:
            raise ValueError(f"{model.__name__} is loaded twice")
        _loaders[model] = loader
        return loader

    return register


class Draft:
    """The plan of importing `reading` into the books of a county and budget year, while it is made."""

    def __init__(
        self, reading: Reading, county: str, year: int, day: date, answers: Mapping[str, str]
    ) -> None:
        self.reading, self.county, self.year, self.day = reading, county, year, day
        self.plan = Plan(county, year, reading.digest, skipped=reading.skipped)
        self.plan.faults, self.plan.fault_count = list(reading.faults), reading.fault_count
        self.places = self.plan.places = Places(county, answers)
        self.departments = self.plan.departments = Departments(county, self.places.name)
        self._asked: dict[str, Question] = {}
        self._known: dict[type[Model], Known[Any]] = {}

    def known(self, model: type[Model]) -> Known[Any]:
        """What rows may name of this model; read from the books when first asked for."""
        if model not in self._known:
            self._known[model] = _loaders[model](self.county, self.year)
        return self._known[model]

    def first_days(self, model: type[Model]) -> dict[str, date]:
        """Key of a thing of this model → the first day on which a row of this workbook names it."""
        key = self.known(model).key
        first: dict[str, date] = {}
        for table in self.reading.tables:
            column = next((c.name for c in table.sheet.columns if c.model is model), None)
            if column is None or "day" not in table.sheet.by_name:
                continue
            for row in table.rows:
                name, day = getattr(row, column), row.day
                if name and day and ((named := key(name)) not in first or day < first[named]):
                    first[named] = day
        return first

    def item(self, table: Table, row: Any, state: str, label: str, changes: tuple[Change, ...] = ()) -> None:
        """What would become of a row."""
        self.plan.items.append(Item(table.sheet.kind, table.name, row.at, state, label, changes))

    def fault(self, table: Table, row: Any, column: str, value: object, message: str, hint: str) -> None:
        """A fault at a cell of a row."""
        self.plan.add(table.fault(row.at, column, value, message, hint))

    def ask(self, question: Question) -> None:
        """A place that only a person can tell; asked once, however many rows name it."""
        if question.name not in self._asked:
            self._asked[question.name] = question
            self.plan.questions.append(question)

    def step(
        self,
        act: Act[Any],
        build: Build,
        table: Table,
        row: Any,
        *content: object,
        day: date,
        needs: tuple[Handle, ...] = (),
        makes: Handle | None = None,
        data: Mapping[str, Any] | None = None,
        column: str = "",
    ) -> None:
        """One act to do for a row. `content` is what makes it this act and no other: its key is made of it."""
        told = "\x1f".join([act.name, self.county, str(self.year), *map(str, content)])
        key = f"excel:{sha256(told.encode()).hexdigest()[:40]}"
        number, order = len(self.plan.steps), table.sheet.order
        self.plan.steps.append(
            Step(day, order, number, act, build, table, row, key, needs, makes, data or {}, column)
        )
