"""What must always be true of wages."""

from collections.abc import Iterator

from django.db.models import Sum

from karez.acts.act import name_of
from karez.projects.models import Project
from karez.testing.example.models import Wage
from karez.trail.invariants import invariant
from karez.trail.models import Entry


@invariant("wages", "务工发放与留痕一致")
def wages_agree_with_the_trail(county: str) -> Iterator[tuple[str, str]]:
    """What was recorded of a project comes to what its wages come to now."""
    entered: dict[str, int] = {}
    entries = Entry.objects.filter(act="example.record", **({"county": county} if county else {}))
    for subject, after in entries.values_list("subject", "after"):
        entered[subject] = entered.get(subject, 0) + int(after.get("amount", 0))
    rows = Wage.objects.filter(**({"project__county": county} if county else {}))
    totals = dict(rows.order_by().values_list("project").annotate(total=Sum("amount")))
    for project in Project.objects.filter(pk__in=totals).order_by("pk"):
        told = entered.get(name_of(project), 0)
        if totals[project.pk] != told:
            yield f"项目 {project.code}", f"务工发放共 {totals[project.pk]} 分，留痕里登记了 {told} 分。"
