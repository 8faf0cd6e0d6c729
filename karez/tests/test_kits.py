"""The kits know what a page, a workbook and a paper is, and no room: not one name of an act, a figure or a mart table stands in them."""

import re

import pytest
from django.apps import apps

from karez.acts.act import all_acts
from karez.figures import catalogue
from karez.figures.mart import tables
from karez.tests.pages import ROOT

KITS = ("pages", "sheets", "documents")
GROUND = {"places", "trail", "acts", "rulebook", *KITS}
"""Apps below the rooms, which kits may know."""


def rooms() -> set[str]:
    return {config.label for config in apps.get_app_configs() if config.name.startswith("karez.")} - GROUND


def names() -> set[str]:
    """What only rooms may say: names of their acts, keys of figures, mart tables."""
    acts = {act.name for act in all_acts() if act.function.__module__.split(".")[1] in rooms()}
    return acts | {figure.key for figure in catalogue()} | set(tables())


@pytest.mark.parametrize("kit", KITS)
def test_a_kit_names_nothing_of_a_room(kit):
    files = [
        path
        for pattern in ("*.py", "*.html", "*.js", "*.typ")
        for path in (ROOT / "karez" / kit).rglob(pattern)
        if not {"tests", "vendor"} & set(path.parts)
    ]
    said = {
        (str(path.relative_to(ROOT)), name)
        for path in files
        for name in names()
        if re.search(rf"""["'`]{re.escape(name)}["'`]""", path.read_text("utf-8"))
    }
    assert len(files) > 5 and said == set()


@pytest.mark.parametrize("kit", KITS)
def test_a_kit_imports_no_room(kit):
    imports = re.compile(rf"(?:from|import) karez\.({'|'.join(rooms())})\b")
    said = {
        (path.name, found[1])
        for path in (ROOT / "karez" / kit).rglob("*.py")
        if "tests" not in path.parts
        for found in imports.finditer(path.read_text("utf-8"))
    }
    assert len(rooms()) > 4 and said == set()
