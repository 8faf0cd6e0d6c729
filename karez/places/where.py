"""Where something lies, as rights ask it: a region, and the departments that have it in hand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from karez.kernel.regions import covers


@dataclass(frozen=True, slots=True)
class Where:
    """A region (any prefix of its code), with what lies in several the main one, and the departments that supervise or
    implement what lies there.

    Without departments it is nobody's in particular: the post of a line department may not act on it.
    """

    region: str
    departments: frozenset[int] = frozenset()
    further: Callable[[], Iterable[str]] = tuple
    """Gives the other regions; asked only where the main one does not answer, since it may read the books."""

    @classmethod
    def of(
        cls, region: str, *departments: int | None, further: Callable[[], Iterable[str]] = tuple
    ) -> "Where":
        """At a region, in the hands of those of these departments that are named at all."""
        return cls(region, frozenset(held for held in departments if held is not None), further)

    def within(self, scope: str) -> bool:
        """Whether any of its regions is the region `scope` or lies in it."""
        return covers(scope, self.region) or any(covers(scope, region) for region in self.further())


class Located(Protocol):
    """What says itself where it lies, as a project does."""

    @property
    def where(self) -> Where: ...


At = str | Where | Located
"""Where a right is asked: a place, a thing that has one, or a region's code, short for a place without departments."""


def where_of(at: At) -> Where:
    """The place that is meant."""
    if isinstance(at, Where):
        return at
    return Where(at) if isinstance(at, str) else at.where
