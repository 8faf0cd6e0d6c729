"""What a rule is told: the budget year, the day, and named portions of facts, of which it gets those that it declared.

What a portion holds is said by the room that provides it (its `facts.py`); here nothing is read and nothing is known of rooms.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from karez.policy.values import PolicyError


class Facts:
    """A budget year at the end of `day` (at an act: on its day, as it would stand after it), in named portions."""

    def __init__(self, year: int, day: date, portions: Mapping[str, Any]) -> None:
        self.year, self.day = year, day
        self._portions = dict(portions)

    def __getitem__(self, portion: str) -> Any:
        """Raises PolicyError for a portion that nobody provides."""
        try:
            return self._portions[portion]
        except KeyError:
            raise PolicyError(f"没有谁提供“{portion}”这部分事实。") from None


class Told:
    """Facts as one rule sees them: what it declared in `needs` and nothing more."""

    def __init__(self, facts: Facts, rule: str, needs: Iterable[str]) -> None:
        self.year, self.day = facts.year, facts.day
        self._facts, self._rule, self._needs = facts, rule, needs

    def __getitem__(self, portion: str) -> Any:
        """Raises PolicyError for a portion that the rule did not declare, or that nobody provides."""
        if portion not in self._needs:
            raise PolicyError(f"规则“{self._rule}”没有声明需要“{portion}”（needs）。")
        return self._facts[portion]
