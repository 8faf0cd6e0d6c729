"""What is written out of the books reads in again, and every row of it is the same."""

from datetime import date

import pytest
from django import urls
from hypothesis import given
from hypothesis import strategies as st

from karez.acts.inputs import PaperIn
from karez.acts.types import MOST
from karez.exchange.apply import carry_out, preview
from karez.exchange.export import export
from karez.exchange.template import write_books, write_template
from karez.exchange.tests.test_import import ACTOR, COUNTY, DAY, YEAR, everything, small, workbook
from karez.funds.commands import Allot, Reverse, allot, reverse
from karez.funds.models import Grant, Transfer
from karez.kernel.refusal import Forbidden
from karez.payments.commands import Pay, pay
from karez.places.models import Department, Region
from karez.places.rights import ALL, Actor
from karez.projects.commands import FACTS, Amend, amend
from karez.projects.models import Project
from karez.sheets.reading import read
from karez.sheets.sheet import sheets

KINDS = [sheet.kind for sheet in sheets()]


def bring(books, sheets):
    return carry_out(books.write(**sheets), COUNTY, YEAR, actor=ACTOR, day=DAY)


@pytest.fixture
def out(tmp_path):
    """Writes the books out and gives the file."""

    def write(actor=ACTOR, county=COUNTY, year=YEAR):
        path = tmp_path / "out.xlsx"
        write.counts = export(path, county, year, actor=actor)
        return path

    return write


def again(path, **more):
    return preview(path, COUNTY, YEAR, actor=ACTOR, day=DAY, **more)


def states(plan):
    assert [fault.text for fault in plan.faults] == []
    return {(item.kind, item.state) for item in plan.items}


@pytest.mark.django_db
def test_a_whole_county_written_out_changes_nothing_when_it_comes_back(books, out):
    bring(books, workbook())
    before = everything()
    path = out()
    plan, outcome = carry_out(path, COUNTY, YEAR, actor=ACTOR, day=DAY)
    assert states(plan) == {(kind, "same") for kind in KINDS}
    assert (
        out.counts == {kind: counts["same"] for kind, counts in plan.counts().items()}
        and len(plan.items) == 66
    )
    assert outcome.done == {} and everything() == before


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_each_sheet_reads_again_as_the_books_hold_it(books, out, kind):
    bring(books, workbook())
    reading = read(out())
    assert reading.faults == []
    (sheet,) = [sheet for sheet in sheets() if sheet.kind == kind]
    held = [{name: row.get(name) or None for name in sheet.by_name} for row in sheet.out(ACTOR, COUNTY, YEAR)]
    assert [
        {name: getattr(row, name) or None for name in sheet.by_name} for _, row in reading.of(kind)
    ] == held
    assert len(held) > 3


@pytest.mark.django_db
def test_the_form_s_texts_and_offices_and_villages_of_one_name_stay_as_they_are(books, out):
    bring(books, small())
    project, grant = Project.objects.get(), Grant.objects.get()
    for code in ("652722100000", "652722200000"):
        Department.objects.create(region=Region.objects.get(code=code), name="水管站")
    office = Department.objects.get(region_id="652722200000", name="水管站")
    village = Region.objects.filter(code__startswith="652722100", level="village").first()
    twin = Region.objects.create(code="652722100999", name=village.name, level="village")
    facts = {name: getattr(project, name) for name in FACTS}
    facts |= {
        "content": "新建 渠道\n两公里",
        "supervisor": office,
        "region": twin,
    }
    amend(ACTOR, Amend(project=project, **facts), day=DAY)
    paper = PaperIn(number="乙批〔2023〕9号", dated=date(2023, 8, 1))
    allot(ACTOR, Allot(grant=grant, project=project, amount=100_001, paper=paper), day=DAY)
    pay(
        ACTOR,
        Pay(grant=grant, project=project, amount=3, payee="甲 公 司", paper=PaperIn(number="支 9")),
        day=DAY,
    )
    plan = again(out())
    assert states(plan) == {(kind, "same") for kind in KINDS}
    assert plan.new_departments == []


@pytest.mark.django_db
def test_a_project_of_two_years_goes_out_with_each_and_comes_back_as_it_is(books, out):
    """水渠 of 2023 is given money of 2024: each year's workbook has it, with that year's money alone."""
    bring(books, small())
    project = Project.objects.get()
    sheet = small("资金台账", 0, "甲财〔2024〕1号")["资金台账"]
    carry_out(books.write(资金台账=sheet), COUNTY, YEAR + 1, actor=ACTOR, day=DAY)
    grant = Grant.objects.get(year=YEAR + 1)
    paper = PaperIn(number="乙批〔2024〕1号", dated=date(2024, 3, 1))
    allot(ACTOR, Allot(grant=grant, project=project, amount=500_000_00, paper=paper), day=DAY)
    pay(
        ACTOR,
        Pay(grant=grant, project=project, amount=7, payee="乙", paper=PaperIn(number="支2")),
        day=date(2024, 4, 1),
    )
    for year, amount in ((YEAR, 600_000_00), (YEAR + 1, 500_000_00)):
        path = out(year=year)
        assert out.counts == dict.fromkeys(KINDS, 1)
        (_, row), *_ = read(path).of("allotments")
        assert row.amount == amount
        plan = preview(path, COUNTY, year, actor=ACTOR, day=DAY)
        assert states(plan) == {(kind, "same") for kind in KINDS}


@pytest.mark.django_db
def test_what_was_reversed_does_not_go_out(books, out):
    bring(books, small())
    transfer = Transfer.objects.get(kind="pay")
    reverse(ACTOR, Reverse(transfer=transfer, paper=PaperIn(number="更1")), day=DAY)
    assert states(again(out())) == {(kind, "same") for kind in KINDS if kind != "payments"}


@pytest.mark.django_db
def test_it_has_the_columns_of_the_template(books, out, tmp_path):
    bring(books, small())
    write_template(tmp_path / "template.xlsx")
    empty, full = read(tmp_path / "template.xlsx"), read(out())
    assert [table.headers for table in full.tables] == [table.headers for table in empty.tables]
    assert full.skipped == [], "no example row among the rows of the books"


@pytest.mark.django_db
def test_one_sees_in_it_what_one_sees_elsewhere(books, out):
    bring(books, workbook())
    out(Actor("v", "村", "village", "652722200204"))
    village = out.counts
    assert village["projects"] == Project.objects.filter(region_id="652722200204").count() == 1
    assert 0 < village["payments"] < 29
    for actor in (Actor("f", "财", "finance", "652701"), Actor("a", "管", "admin", COUNTY)):
        with pytest.raises(Forbidden):
            out(actor)


@given(amount=st.integers(1, MOST))
def test_every_amount_comes_back_to_the_fen(tmp_path_factory, amount):
    path = tmp_path_factory.mktemp("amount") / "out.xlsx"
    row = {"paper": "甲财〔2023〕1号", "source": "central", "task": "minority", "amount": amount,
           "issued": date(2023, 5, 1), "received": date(2023, 5, 2)}  # fmt: skip
    write_books(path, {kind: [] for kind in KINDS} | {"grants": [row]}, county="精河县", year=2023)
    reading = read(path)
    assert [fault.text for fault in reading.faults] == []
    assert [one.amount for _, one in reading.of("grants")] == [amount]


@pytest.mark.parametrize("sheet", sheets(), ids=KINDS)
def test_a_sheet_leads_to_its_list_by_a_right_that_there_is(sheet):
    assert urls.reverse(sheet.page, args=[COUNTY, YEAR])
    assert sheet.right in ALL
    assert set(sheet.identity) <= set(sheet.by_name) and {*sum(sheet.in_order, ())} <= set(sheet.by_name)
