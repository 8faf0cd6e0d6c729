"""Where facts come from: each room provides named portions, and one filler reads those that an asked rule or wait needs.

The gate of acts, a project's page, the page of findings and the county's check all ask this filler, so that a rule that finds
something on one of them finds it on all. A portion that nobody asks for runs no statement.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from karez.figures import Scope
from karez.policy.facts import Facts
from karez.policy.values import PolicyError

Provider = Callable[["Filler"], Any]
_providers: dict[str, Provider] = {}


def provides(portion: str) -> Callable[[Provider], Provider]:
    """Register who reads a portion: called with the filler, of which it may ask other portions in turn.

    It keeps within the filler's scope and, where `projects` are given, to those alone: a fixed number of statements, however
    many rows there are, and nothing of the county's whole for who sees but a part.
    """

    def register(provider: Provider) -> Provider:
        if portion in _providers:
            raise PolicyError(f"“{portion}”这部分事实登记了两次。")
        _providers[portion] = provider
        return provider

    return register


def portions() -> list[str]:
    """The names of all portions that rooms provide."""
    return sorted(_providers)


class Filler(Facts):
    """The facts of a scope's budget year at the end of its day, each portion read when first asked for.

    projects: ids, where only these projects are asked about; None for the whole county (or the reader's part of it).
    given: portions as an act knows them, which speaks of what the books do not hold yet; a function is called when asked.
    """

    def __init__(
        self, scope: Scope, *, projects: Collection[int] | None = None, given: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(scope.year, scope.as_of, {})
        self.scope = scope
        self.projects = projects
        self._given = dict(given or {})

    def __getitem__(self, portion: str) -> Any:
        if portion not in self._portions:
            self._portions[portion] = self._read(portion)
        return self._portions[portion]

    def _read(self, portion: str) -> Any:
        if portion in self._given:
            given = self._given[portion]
            return given() if callable(given) else given
        if portion not in _providers:
            raise PolicyError(f"没有谁提供“{portion}”这部分事实。")
        return _providers[portion](self)
