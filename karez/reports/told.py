"""How the report's texts and versions read in the trail."""

from typing import Annotated, Any

from pydantic import Field

from karez.acts.tells import Tells
from karez.acts.types import Meaning
from karez.documents.writing import one_line
from karez.reports.sections import versions_in_words


class Written(Meaning):
    """A text of the report."""

    control, wide = "long", True

    def words(self, value: Any) -> str:
        return one_line(value) if isinstance(value, str) and value else super().words(value)


class Versions(Meaning):
    """The version of each section that was read."""

    def words(self, value: Any) -> str:
        return versions_in_words(value) if isinstance(value, dict) and value else super().words(value)


class NewVersion(Tells):
    """Which version of a section it is."""

    version: int = Field(title="版本")


Body = Annotated[str, Written()]
ReadVersions = Annotated[dict[str, int], Versions()]
