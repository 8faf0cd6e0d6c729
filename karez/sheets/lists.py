"""The code lists an import reads labels with, taken from the policy layer: one small object, so that tests can bring their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Lists:
    """`match(list, written, parent)` → code or None; `labels(list, parent)` → what may be written.

    `parent` is the code within which another list's codes stand (the category of a kind), None for any.
    """

    match: Callable[[str, str, str | None], str | None]
    labels: Callable[[str, str | None], Sequence[str]]


def policy_lists() -> Lists:
    """The code lists of `karez.policy`."""
    from karez.policy import codes

    return Lists(
        match=codes.match,
        labels=lambda name, parent: [one.label for one in codes.codes(name) if parent in (None, one.parent)],
    )
