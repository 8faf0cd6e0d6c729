"""Every table of the books, as the app registry knows them: a room that is installed is in them without being named here.

Sessions and what else Django keeps for itself belong to apps that are not ours, and stay out by that.
"""

from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import connection, models


def models_in_order() -> list[type[models.Model]]:
    """The models of all rooms, each behind those that its rows refer to. Raises CycleError where two refer to each other."""
    ours = [
        model
        for app in apps.get_app_configs()
        if app.name.startswith("karez.")
        for model in app.get_models(include_auto_created=True)
    ]
    return list(TopologicalSorter({model: _referred(model) & set(ours) for model in ours}).static_order())


def _referred(model: type[models.Model]) -> set[Any]:
    """The models that its foreign keys point at, itself left out (a region's rows refer to regions)."""
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation} - {model}


MODELS = models_in_order()
TABLES = [model._meta.db_table for model in MODELS]


def everything() -> dict[str, list[Any]]:
    """Every row of every table of the books."""
    rows = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows
