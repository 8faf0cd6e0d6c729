"""Projects as they were described on a day: the editions in force, and the columns of the mart that come from them."""

from typing import Any

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, Substr

from karez.figures import Scope
from karez.places.models import Region
from karez.projects.arranging import arranged
from karez.projects.models import Edition
from karez.projects.queries import within
from karez.trail.spans import on


def edition(scope: Scope, path: str) -> Q:
    """The condition that `path` (to editions) is the one in force on the scope's day. One filter(): one join."""
    return on(scope.as_of, path)


def editions(scope: Scope) -> QuerySet[Edition]:
    """The projects arranged for the year within the reader's sight, each as it was described on the scope's day."""
    return Edition.objects.filter(
        within(scope.region, scope.department, "project__"),
        edition(scope, ""),
        arranged(scope, "project__"),
    ).order_by("project_id")


def described(path: str) -> dict[str, Any]:
    """The mart's columns that describe a project, out of its edition at `path`."""
    return {
        "category": F(f"{path}category"),
        "kind": F(f"{path}kind"),
        "region": F(f"{path}region_id"),
        "township": township(f"{path}region_id"),
    }


def township(path: str) -> Any:
    """The 12-digit code of the township of the region at `path`; a county's own code stays itself."""
    return Concat(Substr(path, 1, 9), Value("000"), output_field=CharField())


def township_name(path: str) -> Any:
    """The name of the township in which the region at `path` lies; null for a township or county itself."""
    above = Concat(Substr(OuterRef(path), 1, 9), Value("000"), output_field=CharField())
    return Subquery(Region.objects.filter(code=above).exclude(code=OuterRef(path)).values("name"))
