"""The page of one thing: what its own room says of it, and the panels, acts and papers that rooms bring."""

from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Count, Model

from karez.acts import things
from karez.pages import hooks
from karez.pages.actions import Action
from karez.pages.books import Books
from karez.pages.detail import Detail
from karez.pages.timeline import Moment, timeline
from karez.trail.models import Paper

S = TypeVar("S", bound=Model)


class DetailPage(Detail[S]):
    """The thing with everything that stands on its page, each part asked for when the template comes to it."""

    def __init__(self, books: Books, subject: S, *, history: bool = True, **told: Any) -> None:
        super().__init__(books, subject, history=history, **told)
        self._drawn: dict[str, list[tuple[str, dict[str, Any]]]] = {}

    def panels(self, place: str) -> list[tuple[str, dict[str, Any]]]:
        """The panels at a place that have anything to say to this reader: (template, what it is told)."""
        if place not in self._drawn:
            self._drawn[place] = [
                (panel.template, told)
                for panel in hooks.panels(type(self.subject), place)
                if self.books.actor.may(panel.right) and (told := panel.draw(self)) is not None
            ]
        return self._drawn[place]

    @property
    def halves(self) -> bool:
        """Whether anything stands side by side at the end of the wide column; then its papers do, too."""
        return bool(self.panels("half"))

    @cached_property
    def acts(self) -> list[Action]:
        """我能办: what the reader's post may do here."""
        return [action for offer in hooks.offered_on(type(self.subject)) for action in offer(self)]

    @cached_property
    def papers(self) -> list[Paper]:
        """The papers on which it rests with how many files each has (`files`), oldest first."""
        ids = {pk for behind in hooks.behind(type(self.subject)) for pk in behind(self) if pk}
        shown = Paper.objects.filter(pk__in=ids).annotate(files=Count("attachments"))
        return sorted(shown, key=lambda paper: (paper.dated or date.min, paper.pk))

    @cached_property
    def moments(self) -> tuple[list[Moment], int] | None:
        """经过: its entries of the trail by the day; None where this reader may not have them."""
        known_as = things.of(type(self.subject))
        if not self.history or known_as is None or (self.books.actor.narrow and not known_as.told_to_narrow):
            return None
        return timeline(self.subject, until=self.books.as_of, reader=self.books.actor)
