"""What the rooms bring: each part is printed somewhere, and states exactly the figures that it declares."""

from datetime import date

import pytest

from karez.demo import load
from karez.documents import parts
from karez.documents.document import Document, FigureRun, Heading, paragraph
from karez.documents.render import render
from karez.figures import Reading, Scope
from karez.figures.catalogue import get
from karez.pages.usage import uses
from karez.reports.annual import PAPER, PLACES, Words, annual
from karez.reports.tests.test_annual import COUNTY, DAY, YEAR
from karez.testing.pages import books_of

pytestmark = pytest.mark.django_db


def test_every_place_for_which_a_room_brings_something_is_printed_by_a_paper():
    """A part for a place that no paper has would wait there unseen."""
    parts.load()
    assert {entry.place for entry in parts._parts} == set(PLACES)


def test_the_report_prints_each_of_its_places(monkeypatch):
    parts.load()  # else the rooms would be read into the list that goes
    monkeypatch.setattr(parts, "_parts", [])
    for place in PLACES:
        parts.part(place, order=10)(lambda reading, place=place: [paragraph(f"〔{place}〕")])
    document = annual(Reading(Scope.whole("110101", 2024, date(2024, 6, 30))), "示例县", Words())
    text = render(document, "txt").decode()
    assert [text.count(f"〔{place}〕") for place in PLACES] == [1] * len(PLACES)


def test_the_parts_state_the_figures_that_they_declare_and_no_others():
    """A figure left undeclared would be fetched alone, and its page would not name the report."""
    list(load.load(load.read()))
    # On the earlier day some money still waited for projects.
    readings = [Reading(Scope.whole(COUNTY, YEAR, day)) for day in (DAY.replace(month=5, day=25), DAY)]
    printed, declared = set(), set()
    for entry in parts.parts(PAPER):
        blocks = [block for reading in readings for block in entry.compose(reading)]
        if not blocks:
            continue  # a room of which the demo county holds nothing
        figures = {run.key for block in blocks for run in runs_of(block) if isinstance(run, FigureRun)}
        assert figures <= set(entry.states), entry.name
        printed |= figures
        declared |= set(entry.states)
    assert printed == declared and "funds.paid" in printed


def runs_of(block):
    return () if isinstance(block, Heading) else Document("题", (block,), DAY).runs()


def test_every_declared_figure_exists_and_its_page_tells_of_the_report(demo):
    books = books_of("lingdao")
    for key in parts.stated(PAPER):
        assert get(key).label and "年度报告" in dict(uses(books, key))
    assert "年度报告" not in dict(uses(books, "funds.unpaid"))
