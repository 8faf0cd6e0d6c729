"""The journal: what each act leaves in it, and that anybody can recompute its chain."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from karez.acts.inputs import PaperIn
from karez.kernel import hashing
from karez.kernel.money import WAN
from karez.testing.county import CODE, NEIGHBOUR
from karez.trail.guards import missing_guards
from karez.trail.journal import content
from karez.trail.models import Chain, Entry

pytestmark = pytest.mark.django_db


def latest():
    return Entry.objects.filter(county=CODE).order_by("seq").last()


def test_it_says_who_did_what_when_from_where_on_which_paper(county):
    county.allot(paper=PaperIn(number="政办1号"), day="2023-03-05")
    entry = latest()
    assert (entry.username, entry.name, entry.role, entry.via, entry.address) == (
        "u-财政局", "财政局", "finance", "测试", "10.0.0.7",
    )  # fmt: skip
    assert (entry.act, entry.label, entry.region, entry.paper, entry.day) == (
        "funds.allot", "水渠", "652722101201", "政办1号", date(2023, 3, 5),
    )  # fmt: skip
    assert entry.subject == f"projects.project:{county.project('水渠').pk}"


def test_it_says_what_was_before_and_after(county):
    county.allot(300 * WAN)
    transfer = county.pay(120 * WAN).transfer
    entry = latest()
    assert entry.before == {"allotted": 300 * WAN, "paid": 0}
    assert entry.after == {
        "transfer": 4, "kind": "pay", "amount": 120 * WAN, "grant": "甲财〔2023〕中央号", "day": "2023-05-01",
        "hash": transfer.hash, "payee": "承建单位", "stage": "进度款", "allotted": 180 * WAN, "paid": 120 * WAN,
    }  # fmt: skip


def test_an_amendment_shows_what_was_said_before(county):
    county.amend("水渠", planned=5 * WAN)
    entry = latest()
    assert (entry.before["planned"], entry.after["planned"]) == (0, 5 * WAN)
    assert {**entry.before, "planned": 5 * WAN} == entry.after


def test_what_rules_warned_of_is_kept(county):
    county.register("办公楼", content="新建办公楼一栋")
    assert [one["rule"] for one in latest().findings] == ["negative_list"]


def test_each_county_has_a_chain_that_anybody_can_recompute(county):
    county.allot()
    for code in (CODE, NEIGHBOUR):
        previous, count = hashing.FIRST, 0
        for entry in Entry.objects.filter(county=code).order_by("seq"):
            count += 1
            previous = hashing.link(previous, content(entry))
            assert (entry.seq, entry.hash) == (count, previous)
        chain = Chain.objects.get(name="trail", county=code)
        assert (chain.seq, chain.head) == (count, previous) and count > 0


def test_the_hash_is_plain_sha256_over_canonical_json(county):
    """Written out, so that an auditor with any language can do it."""
    from hashlib import sha256

    entry = Entry.objects.get(county=CODE, seq=1)
    said = {
        "act": entry.act, "address": entry.address, "after": entry.after, "before": entry.before,
        "county": CODE, "day": "2023-02-10", "findings": [], "label": entry.label, "name": entry.name,
        "paper": entry.paper, "recorded_at": entry.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00"),
        "region": entry.region, "role": "finance", "seq": 1, "subject": entry.subject, "username": entry.username,
        "via": "测试",
    }  # fmt: skip
    text = "0" * 64 + "\n" + json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert entry.hash == sha256(text.encode()).hexdigest()


# -- the database itself


@pytest.mark.parametrize("table", ["funds_transfer", "funds_allotment", "payments_payment", "trail_entry"])
@pytest.mark.parametrize("statement", ["DELETE FROM {table}", "UPDATE {table} SET id = id"])
def test_the_database_refuses_to_change_or_remove_a_row(county, table, statement):
    county.allot()
    county.pay()
    before = county.everything()
    with pytest.raises(DatabaseError, match=f"karez: {table} is append-only"), transaction.atomic():
        run(statement.format(table=table))
    assert county.everything() == before
    assert missing_guards(table) == []


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE funds_account SET balance = -1 WHERE kind = 'available'", "account_not_overdrawn"),
        ("UPDATE funds_account SET balance = 1 WHERE kind = 'arrived'", "account_not_overdrawn"),
        ("UPDATE funds_account SET project_id = (SELECT min(id) FROM projects_project) WHERE kind = 'available'",
         "account_has_a_project_or_not"),
        ("UPDATE funds_grant SET amount = 0", "grant_positive"),
        ("UPDATE funds_grant SET received = '2000-01-01'", "grant_issued_before_received"),
        ("UPDATE projects_project SET planned = -1", "project_planned_not_negative"),
    ],
)  # fmt: skip
def test_the_database_refuses_what_cannot_be(county, statement, name):
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        run(statement)


COPY = {
    "county": "'652722'", "seq": "99", "kind": "'allot'", "grant_id": "grant_id", "debit_id": "debit_id",
    "credit_id": "credit_id", "amount": "amount", "day": "day", "recorded_at": "recorded_at", "username": "username",
    "key": "'new'", "paper_id": "paper_id", "reverses_id": "reverses_id", "hash": "hash",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"key": "key"}, "key"),
        ({"seq": "seq"}, "transfer_seq_once|county.*seq"),
        ({"amount": "0"}, "transfer_positive"),
        ({"amount": "-5"}, "transfer_positive"),
        ({"credit_id": "debit_id"}, "transfer_between_two"),
        ({"kind": "'reverse'"}, "transfer_reversal_names_its_original"),
        ({"reverses_id": "id"}, "transfer_reversal_names_its_original"),
    ],
)
def test_the_database_refuses_a_transfer_that_cannot_be(county, changes, says):
    county.allot()
    columns = COPY | changes
    copy = f"INSERT INTO funds_transfer ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM funds_transfer WHERE seq = 3"
    with pytest.raises(DatabaseError, match=says), transaction.atomic():
        run(copy)
    run(
        f"INSERT INTO funds_transfer ({', '.join(COPY)}) SELECT {', '.join(COPY.values())} FROM funds_transfer WHERE seq = 3"
    )


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
