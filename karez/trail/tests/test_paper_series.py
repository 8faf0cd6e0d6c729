"""One 文号 is one paper, whatever it was used for; and what stood twice became one."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from karez.acts.inputs import PaperIn
from karez.trail.guards import missing_guards
from karez.trail.models import Paper
from karez.trail.papers import labels, paper_kind, paper_kinds

BEFORE = (("trail", "0002_append_only"), ("acts", "0001_initial"), ("funds", "0002_append_only"), ("rulebook", "0001_initial"))  # fmt: skip
AFTER = (("trail", "0003_paper_series"), *BEFORE[1:])


@pytest.mark.django_db
def test_a_number_under_which_money_came_and_was_given_is_one_paper_of_two_kinds(county):
    """One 文号 for the 指标文 and the 批复: the paper has one date, title and list of files."""
    county.arrive("同文", paper=PaperIn(number="政办1号"))
    county.allot(1, paper=PaperIn(number="政办1号", title="下达资金的通知"))
    paper = Paper.objects.get(number="政办1号")
    assert (paper.kinds, paper.labels, paper.title) == (
        ["grant", "approval"],
        "指标文件、批复文件",
        "下达资金的通知",
    )
    assert [one.kinds for one in Paper.objects.filter(number="政办1号", kinds__holds="approval")] == [
        ["grant", "approval"]
    ]
    assert not Paper.objects.filter(number="政办1号", kinds__holds="grant,approval").exists()
    county.allot(1, paper=PaperIn(number="政办1号"))
    paper.refresh_from_db()
    assert paper.kinds == ["grant", "approval"]  # once each


@pytest.mark.django_db
def test_a_voucher_is_no_document_even_where_their_numbers_are_the_same(county):
    county.allot(2, paper=PaperIn(number="15"))
    county.pay(1, paper=PaperIn(number="15"))
    assert [(one.series, one.kinds) for one in Paper.objects.filter(number="15").order_by("series")] == [
        ("document", ["approval"]), ("voucher", ["voucher"]),
    ]  # fmt: skip


def test_kinds_are_declared_once_and_listed_in_their_order():
    assert [kind.code for kind in paper_kinds()] == ["grant", "approval", "voucher", "confirmation", "other"]
    assert labels(["gone", "approval", "grant"]) == "指标文件、批复文件、gone"
    with pytest.raises(ValueError, match="grant is declared twice"):
        paper_kind("grant", "指标文件", order=1)
    with pytest.raises(ValueError, match="no series letters"):
        paper_kind("letter", "函", order=1, series="letters")


def test_what_stood_twice_under_one_number_became_one_paper(old_books):
    then = old_books.at(*BEFORE)
    papers = then.get_model("trail", "Paper").objects
    grant_paper = papers.create(county="652722", kind="grant", number="政办1号")
    approval = papers.create(
        county="652722", kind="approval", number="政办1号", dated=date(2023, 3, 1), title="通知"
    )
    voucher = papers.create(county="652722", kind="voucher", number="政办1号")
    elsewhere = papers.create(county="652723", kind="approval", number="政办1号")
    attachments = then.get_model("trail", "Attachment").objects
    facts = {
        "size": 1,
        "media_type": "application/pdf",
        "added_by": "u",
        "added_at": datetime(2023, 3, 1, tzinfo=UTC),
    }
    first = attachments.create(paper=grant_paper, sha256="a" * 64, name="一.pdf", **facts)
    twice = attachments.create(paper=approval, sha256="a" * 64, name="又.pdf", **facts)
    attachments.create(paper=approval, sha256="b" * 64, name="二.pdf", **facts)
    done = then.get_model("acts", "Done").objects.create(
        key="k", act="trail.attach", username="u", asked={}, result=f"trail.attachment:{twice.pk}"
    )
    transfer = _booked(then, grant_paper, approval)
    confirmation = then.get_model("rulebook", "Confirmation").objects.create(
        county="652722", parameter="p", valid_from=date(2023, 1, 1), value="1", paper=approval,
        confirmed_on=date(2023, 3, 1), confirmed_by="u",
    )  # fmt: skip

    now = old_books.at(*AFTER)
    assert [
        (one.pk, one.series, one.kinds, one.dated, one.title)
        for one in now.get_model("trail", "Paper").objects.order_by("pk")
    ] == [
        (grant_paper.pk, "document", ["grant", "approval"], date(2023, 3, 1), "通知"),
        (voucher.pk, "voucher", ["voucher"], None, ""),
        (elsewhere.pk, "document", ["approval"], None, ""),
    ]
    kept = now.get_model("trail", "Attachment").objects.order_by("sha256")
    assert [(one.paper_id, one.name) for one in kept] == [
        (grant_paper.pk, "一.pdf"),
        (grant_paper.pk, "二.pdf"),
    ]
    assert now.get_model("acts", "Done").objects.get(pk=done.pk).result == f"trail.attachment:{first.pk}"
    assert now.get_model("funds", "Transfer").objects.get(pk=transfer.pk).paper_id == grant_paper.pk
    assert (
        now.get_model("rulebook", "Confirmation").objects.get(pk=confirmation.pk).paper_id == grant_paper.pk
    )
    assert missing_guards("funds_transfer") == []
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE funds_transfer SET amount = 2")

    back = old_books.at(*BEFORE)
    assert [(one.pk, one.kind) for one in back.get_model("trail", "Paper").objects.order_by("pk")] == [
        (grant_paper.pk, "grant"), (voucher.pk, "voucher"), (elsewhere.pk, "approval"),
    ]  # fmt: skip


def _booked(then, grant_paper, approval):
    """A transfer that names the second paper."""
    day = date(2023, 3, 1)
    grant = then.get_model("funds", "Grant").objects.create(
        county="652722", year=2023, document="政办1号", source="central", task="consolidate", amount=1, issued=day,
        received=day, paper=grant_paper,
    )  # fmt: skip
    accounts = [
        then.get_model("funds", "Account").objects.create(grant=grant, kind=kind)
        for kind in ("available", "returned")
    ]
    return then.get_model("funds", "Transfer").objects.create(
        county="652722", seq=1, kind="return", grant=grant, debit=accounts[0], credit=accounts[1], amount=1, day=day,
        recorded_at=datetime(2023, 3, 1, tzinfo=UTC), username="u", key="t", paper=approval, hash="0" * 64,
    )  # fmt: skip
