"""The figure catalogue: every number that Karez states, defined once, computed from the mart, open to its rows.

Define with Figure, Ratio, Share, Part, register() and @source; ask with evaluate(), split(), rows(), list_all(), or
with one Reading(scope) for several questions of one request.
"""

from karez.figures.catalogue import (
    AnyFigure,
    Figure,
    Part,
    Ratio,
    Share,
    Where,
    catalogue,
    get,
    group,
    group_of,
    register,
    seen_by,
)
from karez.figures.columns import BOOL, DATE, INT, TEXT, Column, Shape, Shows
from karez.figures.engine import Reading, evaluate, list_all, listed_splits, rows, split
from karez.figures.errors import BadQuestion, CountyOnly, FigureError, MartError, UnknownFigure
from karez.figures.mart import KEY, Mart, source
from karez.figures.result import Result, as_json
from karez.figures.scope import Scope
from karez.figures.text import json_value, print_value

__all__ = [
    "BOOL",
    "DATE",
    "INT",
    "KEY",
    "TEXT",
    "AnyFigure",
    "BadQuestion",
    "Column",
    "CountyOnly",
    "Figure",
    "FigureError",
    "Mart",
    "MartError",
    "Part",
    "Ratio",
    "Reading",
    "Result",
    "Scope",
    "Shape",
    "Share",
    "Shows",
    "UnknownFigure",
    "Where",
    "as_json",
    "catalogue",
    "evaluate",
    "get",
    "group",
    "group_of",
    "json_value",
    "list_all",
    "listed_splits",
    "print_value",
    "register",
    "rows",
    "seen_by",
    "source",
    "split",
]
