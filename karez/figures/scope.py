"""For whom, for which budget year and as on which day a figure is asked."""

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure may see.

    county: six digits of the county whose books are read ("652722").
    year: the budget year (预算年度), not the calendar year of a paper.
    as_of: figures stand as at the end of this day, by business date.
    region: the reader's own prefix; rows of projects outside it are not seen. A reader who may see the whole
        county has the county's code here. It has no default: whoever asks must say on whose behalf.
    department: the id of the reader's department when only its projects may be seen, else None.
    """

    county: str
    year: int
    as_of: date
    region: str
    department: int | None = None

    @property
    def narrow(self) -> bool:
        """Whether the reader sees less than the whole county: then nothing is stated of the county's grants."""
        return len(self.region) > 6 or self.department is not None

    @classmethod
    def whole(cls, county: str, year: int, as_of: date) -> "Scope":
        """The scope of a reader who may see the whole county (command line, report)."""
        return cls(county, year, as_of, county)

    def last_year(self) -> "Scope":
        """The same reader's scope on the last day of the budget year before."""
        return replace(self, year=self.year - 1, as_of=date(self.year - 1, 12, 31))
