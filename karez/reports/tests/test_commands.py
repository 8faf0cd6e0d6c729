"""撰写 and 审核: versions are added and never changed; who signed stands only for what was signed.

The county is 652722; the finance desk writes, a village may not.
"""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from karez.acts.act import KeyReused
from karez.kernel.refusal import Forbidden, Refusal
from karez.places.rights import Actor
from karez.reports.commands import Sign, Write, sign, write
from karez.reports.models import Signature, Text
from karez.reports.queries import history, latest, words
from karez.trail.guards import missing_guards
from karez.trail.models import Entry

pytestmark = pytest.mark.django_db

COUNTY, YEAR, DAY = "652722", 2023, date(2023, 9, 20)
FINANCE = Actor("cz", "财政岗", "finance", COUNTY)


def put(body, section="linkage", actor=FINANCE, base=None, key=None, county=COUNTY):
    return write(
        actor, Write(county=county, year=YEAR, section=section, body=body, base=base), day=DAY, key=key
    ).result


def put_name(reviewer="孙雪娇", actor=FINANCE):
    return sign(actor, Sign(county=COUNTY, year=YEAR, reviewer=reviewer), day=DAY).result


def test_each_writing_is_a_version_and_the_latest_counts():
    put("甲")
    put("乙")
    put("丙", section="problems")
    assert [(text.version, text.body) for text in history(COUNTY, YEAR, "linkage")] == [(2, "乙"), (1, "甲")]
    assert {key: text.body for key, text in latest(COUNTY, YEAR).items()} == {
        "linkage": "乙",
        "problems": "丙",
    }


def test_counties_and_years_have_texts_of_their_own():
    put("甲")
    assert latest("652723", YEAR) == latest(COUNTY, YEAR + 1) == {}


def test_the_trail_keeps_what_was_before_and_after():
    put("甲")
    put("乙")
    entry = Entry.objects.get(county=COUNTY, seq=2)
    assert (entry.act, entry.label) == ("reports.write", "2023年报告·联农带农")
    assert (entry.before["body"], entry.after["body"]) == ("甲", "乙")


# Each refusal leaves no version and no entry behind.
@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"section": "poem"}, Refusal, "报告没有“poem”这一节"),
        ({"body": "旧"}, Refusal, "“联农带农”的内容没有变化"),
        ({"base": 0}, Refusal, "“联农带农”已有第1版（财政岗，2023-09-20），您改的是第0版"),
        ({"body": "共{{funds.recieved}}"}, Refusal, "没有对应的数据项"),
        ({"actor": Actor("v", "村报账员", "village", "652722200204")}, Forbidden, "村委会无权撰写报告"),
        ({"actor": Actor("n", "邻县", "finance", "652723")}, Forbidden, "只能在 652723 范围内撰写报告"),
    ],
)
def test_a_refusal_says_why_and_leaves_nothing_behind(change, error, says):
    put("旧")
    with pytest.raises(error) as caught:
        put(**({"body": "新"} | change))
    assert says in caught.value.message
    assert (Text.objects.count(), Entry.objects.count()) == (1, 1)


def test_a_section_nobody_wrote_cannot_be_saved_empty():
    with pytest.raises(Refusal, match="内容没有变化"):
        put("")


def test_a_section_may_be_emptied_again():
    put("甲")
    put("")
    assert words(COUNTY, YEAR).texts == {"linkage": ""}


def test_writing_on_the_version_one_has_seen_is_taken():
    put("甲", base=0)
    assert put("乙", base=1).version == 2


def test_the_same_key_twice_is_one_version():
    assert put("甲", key="k") == put("甲", key="k")
    assert Text.objects.count() == 1
    with pytest.raises(KeyReused):
        put("乙", key="k")


def test_the_reviewer_stands_for_the_wording_that_was_signed():
    put("甲")
    put_name()
    assert words(COUNTY, YEAR).reviewer == "孙雪娇"
    put("乙")
    assert words(COUNTY, YEAR).reviewer == ""
    put_name("李示例")
    assert words(COUNTY, YEAR).reviewer == "李示例"
    assert Signature.objects.count() == 2


def test_a_new_section_also_asks_for_a_new_signature():
    put("甲")
    put_name()
    put("丁", section="problems")
    assert words(COUNTY, YEAR).reviewer == ""


def test_who_may_not_sign_is_refused():
    with pytest.raises(Forbidden, match="县领导无权审核报告"):
        put_name(actor=Actor("l", "县长", "leader", COUNTY))


@pytest.mark.parametrize("table", ["reports_text", "reports_signature"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET year = 2024", "DELETE FROM {}"])
def test_the_database_keeps_what_was_written(table, verb):
    from django.db import connection

    put("甲")
    put_name()
    assert missing_guards(table) == []
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(table))
