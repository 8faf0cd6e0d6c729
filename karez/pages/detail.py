"""One thing as it is shown: what its own room says of it to the panels of all rooms."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from django.db.models import Model

from karez.acts.act import name_of
from karez.pages.books import Books

T = TypeVar("T")
S = TypeVar("S", bound=Model)


class Detail(Generic[S]):
    """One thing on its page, as the panels of all rooms see it.

    `told` is what the thing's own room tells everybody (its row of the day …); `history`: whether the page has its entries.
    `read` keeps what one panel reads for the next that needs it, so that a page's statements do not grow with its panels.
    """

    def __init__(self, books: Books, subject: S, *, history: bool = True, **told: Any) -> None:
        self.books, self.subject, self.told, self.history = books, subject, told, history
        self._kept: dict[Callable[..., Any], Any] = {}

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["told"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def name(self) -> str:
        """As the trail names it: `funds.grant:12`."""
        return name_of(self.subject)

    def read(self, reader: Callable[["Detail[Any]"], T]) -> T:
        """What `reader` makes of this page, worked out once."""
        if reader not in self._kept:
            self._kept[reader] = reader(self)
        return cast(T, self._kept[reader])
