"""What must always be true of projects."""

from collections.abc import Iterator

from karez.projects.commands import FACTS
from karez.projects.models import STILL, Edition, Project
from karez.trail.invariants import invariant


@invariant("editions", "项目现状等于其最后一次登记")
def projects_are_their_last_edition(county: str) -> Iterator[tuple[str, str]]:
    """A project as it stands is what was said of it last."""
    names = [name if name not in ("region", "supervisor", "implementer") else f"{name}_id" for name in FACTS]
    rows = Edition.objects.filter(valid_to=STILL, **({"project__county": county} if county else {}))
    last = {row["project_id"]: row for row in rows.values("project_id", *names)}
    projects = Project.objects.filter(county=county) if county else Project.objects.all()
    for project in projects.order_by("id").iterator(2000):
        edition = last.get(project.pk)
        if edition is None:
            yield f"项目 {project.code}", "没有现行的登记。"
            continue
        differing = [name for name in names if getattr(project, name) != edition[name]]
        if differing:
            yield f"项目 {project.code}", f"现状与最后一次登记不符：{'、'.join(differing)}。"
