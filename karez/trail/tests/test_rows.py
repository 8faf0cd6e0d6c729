"""Rows written and read by prepared statements are what the ORM would have made of them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from karez.trail import rows
from karez.trail.models import Attachment, Entry, Paper

pytestmark = pytest.mark.django_db

SAID = {
    "county": "652722",
    "seq": 3,
    "recorded_at": datetime(2023, 9, 20, 1, 2, 3, 456789, UTC),
    "day": date(2023, 9, 20),
    "username": "caizheng",
    "name": "财政",
    "role": "finance",
    "via": "web",
    "act": "funds.allot",
    "after": {"金额": 600_000_000, "到": ["项目", None, True], "引号": '"\\'},
    "hash": "0" * 64,
}


def values(model: Any, pk: int) -> dict[str, Any]:
    return model.objects.filter(pk=pk).values().get()


def test_a_row_is_stored_as_the_orm_stores_it():
    ours, theirs = rows.new(Entry, **SAID), Entry(**SAID | {"seq": 4})
    rows.insert(ours)
    theirs.save()
    differing = {"id", "seq"}
    mine, other = values(Entry, ours.pk), values(Entry, theirs.pk)
    assert {k: v for k, v in mine.items() if k not in differing} == {
        k: v for k, v in other.items() if k not in differing
    }
    assert Entry.objects.filter(after__金额=600_000_000).count() == 2  # JSON to the database, too


def test_a_row_is_read_as_the_orm_reads_it():
    made = Entry.objects.create(**SAID)
    got = rows.get(Entry, county="652722", seq=3)
    assert got is not None and got == made and not got._state.adding
    assert {f.attname: getattr(got, f.attname) for f in Entry._meta.fields} == values(Entry, made.pk)
    assert rows.get(Entry, county="652722", seq=9) is None
    assert rows.exists(Entry, seq=3) and not rows.exists(Entry, seq=9)


def test_null_is_asked_for_as_null():
    Paper.objects.create(county="652722", series="document", number="1", dated=date(2023, 1, 1))
    undated = Paper.objects.create(county="652722", series="document", number="2")
    assert rows.get(Paper, county="652722", dated=None) == undated
    dated = rows.get(Paper, county="652722", dated=date(2023, 1, 1))
    assert dated is not None and dated.number == "1"


def test_the_least_value_of_a_column_is_that_of_the_rows_asked_for():
    for number, day in (("1", date(2023, 12, 1)), ("2", date(2023, 9, 30))):
        Paper.objects.create(county="652722", series="document", number=number, dated=day)
    Paper.objects.create(county="652723", series="document", number="1", dated=date(2022, 1, 1))
    assert rows.least(Paper, "dated", county="652722") == date(2023, 9, 30)
    assert rows.least(Paper, "number", county="652722", dated=date(2023, 12, 1)) == "1"
    assert rows.least(Paper, "dated", county="652722", number="9") is None


def test_a_new_row_has_the_defaults_and_objects_that_the_model_gives():
    paper = Paper.objects.create(county="652722", series="document", number="1")
    ours, theirs = rows.new(Attachment, paper=paper, size=1), Attachment(paper=paper, size=1)
    assert {f.attname: getattr(ours, f.attname) for f in Attachment._meta.fields} == {
        f.attname: getattr(theirs, f.attname) for f in Attachment._meta.fields
    }
    assert ours.paper is paper and ours._state.adding
    first, second = rows.new(Entry), rows.new(Entry)
    assert first.before == {} and first.before is not second.before
    with pytest.raises(TypeError, match="numbr"):
        rows.new(Paper, numbr="1")


def test_a_foreign_key_gives_what_it_is_told_without_a_query(django_assert_num_queries):
    paper = Paper.objects.create(county="652722", series="document", number="1")
    kept = Attachment(
        paper=paper, sha256="0" * 64, name="a.pdf", size=1, media_type="", added_by="a", added_at=SAID["recorded_at"]
    )  # fmt: skip
    rows.insert(kept)
    read = rows.get(Attachment, id=kept.pk)
    assert read is not None
    rows.know(read, paper=paper)
    with django_assert_num_queries(0):
        assert read.paper is paper


def test_fields_written_anew_and_a_constraint_in_the_way():
    one = Paper.objects.create(county="652722", series="document", number="1")
    Paper.objects.create(county="652722", series="document", number="2")
    one.title, one.dated = "标题", date(2023, 1, 1)
    rows.update(one, "title")
    one.refresh_from_db()
    assert (one.title, one.dated) == ("标题", None)
    one.number = "2"
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(one, "number")
    assert Paper.objects.filter(number="1").exists()
