"""One stated number, and many of them as the document that machines read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from karez.figures.scope import Scope
from karez.figures.text import Value, json_value, print_value


@dataclass(frozen=True, slots=True)
class Result:
    """One stated number. `by` is empty for a total. `part` and `whole` are a share's numerator and denominator
    (in the unit of the figure beneath it).
    """

    key: str
    by: dict[str, Any]
    value: Value
    unit: str
    part: int | None = None
    whole: int | None = None

    @property
    def text(self) -> str:
        """As a report prints it: `5126万元`, `41.36%`, `13`, `—`."""
        return print_value(self.value, self.unit)


def as_json(results: Iterable[Result], scope: Scope) -> dict[str, Any]:
    """The document of `karez figures --json`."""
    return {
        "county": scope.county,
        "year": scope.year,
        "as_of": scope.as_of.isoformat(),
        "figures": [
            {
                "key": result.key,
                "by": {dim: v.isoformat() if isinstance(v, date) else v for dim, v in result.by.items()},
                "value": json_value(result.value, result.unit),
                "unit": result.unit,
                "text": result.text,
            }
            for result in results
        ],
    }
