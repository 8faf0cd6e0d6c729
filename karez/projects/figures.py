"""What the mart tells of a project, for every table that has it; and where the catalogue lists the figures of projects."""

from karez.figures import INT, TEXT, Column, Shows, group
from karez.projects.models import Project

group("projects", "项目", order=20)

PROJECT_ID = Column("project_id", INT, "项目", thing=Project)
PROJECT = Column("project", TEXT, "项目", many=True)
CATEGORY = Column("category", TEXT, "项目类别", "类别", codes="category", coloured=True)
KIND = Column("kind", TEXT, "项目子类", "子类", codes="kind")
REGION = Column("region", TEXT, "所在地", place=True, within="township")
TOWNSHIP = Column("township", TEXT, "乡镇", place=True)

DESCRIBED = (CATEGORY, KIND, REGION, TOWNSHIP)
"""What a project was like on the day."""
OF_PROJECT = (PROJECT_ID, PROJECT, *DESCRIBED)
"""What each row has that is of a project."""

THE_PROJECT = Shows(PROJECT, page="project", of="project_id", small=(TOWNSHIP,))
"""The project of a row, opened."""
BY_PROJECT = ("category", "kind", "region", "township", "project")
"""The dimensions of what is of a project."""

_adding_up: dict[str, str] = {}


def adds_up(indicator: str, figure: str) -> None:
    """A room says by which figure (its key) it adds up the targets of an indicator, so that a target opens it."""
    _adding_up[indicator] = figure


def figure_of(indicator: str) -> str:
    """The key of the figure that adds up an indicator's targets; "" where none does."""
    return _adding_up.get(indicator, "")
