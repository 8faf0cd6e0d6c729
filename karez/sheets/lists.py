"""The code lists an import reads labels with: one small object, so that tests can bring their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from karez.acts.codes import codes_of
from karez.policy import codes


@dataclass(frozen=True)
class Lists:
    """`match(list, written, parent)` → code or None; `labels(list, parent)` → what may be written.

    `parent` is the code within which another list's codes stand (the category of a kind), None for any.
    """

    match: Callable[[str, str, str | None], str | None]
    labels: Callable[[str, str | None], Sequence[str]]


def known_lists() -> Lists:
    """The tables of the policy layer, and the lists that rooms register (`karez.acts.codes`)."""
    return Lists(match=_match, labels=_labels)


def _match(name: str, written: str, parent: str | None) -> str | None:
    return codes.match(name, written, parent) if name in codes.TABLES else codes_of(name).match(written)


def _labels(name: str, parent: str | None) -> list[str]:
    if name in codes.TABLES:
        return [code.label for code in codes.codes(name) if parent in (None, code.parent)]
    return [option.label for group in codes_of(name).groups() for option in group.options]
