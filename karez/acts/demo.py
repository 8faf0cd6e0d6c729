"""What a room brings to the demo county: its acts on the county's data, each with its day.

    @demo_part(order=20)
    def allotments(demo): yield Step(day, "示例精政办批〔2023〕3号", lambda: allot(demo.actor, …))

Declared in the room's `demo.py`, which is found as figures are. The demo does the steps of all rooms in the order of their days,
and of one day in the order of the parts. Each act has a key of its own, so that doing it twice changes nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.module_loading import autodiscover_modules

from karez.places.models import Department
from karez.places.rights import Actor


@dataclass(frozen=True)
class Demo:
    """The demo county: its data as the file has it, who acts, and its departments by their keys in the data."""

    data: Mapping[str, Any]
    actor: Actor
    departments: Mapping[str, Department]

    @property
    def county(self) -> str:
        """Six digits."""
        return str(self.data["county"])

    @property
    def year(self) -> int:
        """The budget year."""
        return int(self.data["year"])


class Step(NamedTuple):
    """One act, or a few of one thing: the business day on which it is done, what it is about, and the doing."""

    day: date
    label: str
    do: Callable[[], Any]


Part = Callable[[Demo], Iterator[Step]]
_parts: list[tuple[int, Part]] = []


def demo_part(*, order: int) -> Callable[[Part], Part]:
    """Declare a part of the demo county."""

    def register(part: Part) -> Part:
        _parts.append((order, part))
        return part

    return register


def steps(demo: Demo) -> list[Step]:
    """The steps of all rooms in the order in which they are done."""
    autodiscover_modules("demo")
    ranked = [
        (step.day, order, number, step) for order, part in _parts for number, step in enumerate(part(demo))
    ]
    return [step for *_, step in sorted(ranked, key=lambda ranking: ranking[:3])]
