"""Parts: the sentences and tables that rooms bring into a paper, each for a place of it.

A paper decides which places it has and where they stand; a place is called `<paper>.<place>`. A room declares in its
report.py, found by its name in every installed room, what it has to say there:

    @part("<paper>.<place>", order=10, states=("<figure>",))
    def sentence(reading: Reading) -> list[Block]: ...
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from karez.documents.document import Block
from karez.figures import Reading

Compose = Callable[[Reading], Sequence[Block]]


@dataclass(frozen=True, slots=True)
class Part:
    """What one room says at a place: composed of a reading, and the keys of the figures that it may state."""

    place: str
    order: int
    states: tuple[str, ...]
    compose: Compose

    @property
    def name(self) -> str:
        """Where it is written, to name it in messages."""
        return f"{self.compose.__module__}.{self.compose.__qualname__}"


_parts: list[Part] = []
_loaded = False


def part(place: str, *, order: int, states: tuple[str, ...] = ()) -> Callable[[Compose], Compose]:
    """Declare what a room says at a place: blocks, or none where it has nothing to report.

    Parts of a place stand by `order`. `states` lists every figure that the part reads, so that the paper can fetch them
    together and each figure's page can name the paper. Raises ValueError when the order is taken.
    """

    def declare(compose: Compose) -> Compose:
        added = Part(place, order, states, compose)
        for other in _parts:
            if (other.place, other.order) == (place, order):
                raise ValueError(
                    f"{other.name} and {added.name} both stand at {place} in the order {order}; give one another number."
                )
        _parts.append(added)
        return compose

    return declare


def parts(paper: str) -> list[Part]:
    """Every part of a paper, by place and order."""
    load()
    return sorted(
        (entry for entry in _parts if entry.place.partition(".")[0] == paper),
        key=lambda entry: (entry.place, entry.order),
    )


def blocks(place: str, reading: Reading) -> list[Block]:
    """What the rooms say at a place, in their order."""
    paper = place.partition(".")[0]
    return [block for entry in parts(paper) if entry.place == place for block in entry.compose(reading)]


def stated(paper: str) -> tuple[str, ...]:
    """The keys of all figures that the parts of a paper state, each once."""
    return tuple(dict.fromkeys(key for entry in parts(paper) for key in entry.states))


def load() -> None:
    """Import report.py of every installed room, once, when Django is ready: rooms need not be named here."""
    global _loaded
    if _loaded:
        return
    from django.apps import apps
    from django.utils.module_loading import autodiscover_modules

    if apps.ready:
        autodiscover_modules("report")
        _loaded = True
