"""The trail's page: found by filter, read as words, and honest about its chain."""

import re
from datetime import date

import pytest
from django.utils import timezone

from karez.pages.changes import act_label, changes, headline
from karez.pages.timeline import timeline
from karez.projects.models import Project
from karez.testing.pages import COUNTY, at, text
from karez.trail.models import Chain, Entry, Paper


def count(page):
    return int(re.search(r"共 (\d+) 条(?:</span>|</p>)", page)[1])


@pytest.mark.parametrize(
    ("query", "entries"),
    [
        ("", 78),
        ("act=funds.arrive", 7),
        ("act=payments.pay", 29),
        ("person=operator", 78),
        ("person=周敏", 0),
        ("from=2023-05-01&to=2023-05-31", None),
        ("q=枸杞", None),
        ("q=P01-1-C1", 1),
    ],
)
def test_it_finds_by_act_person_days_and_words(sign_in, query, entries):
    page = text(sign_in("shenji").get(at(f"trail/?{query}")))
    if entries == 0:
        assert "没有符合条件的留痕" in page
    elif entries:
        assert count(page) == entries
    else:
        assert 0 < count(page) < 78


def test_it_turns_pages_and_keeps_the_filter(sign_in):
    page = text(sign_in("shenji").get(at("trail/?person=operator")))
    assert "第 1 / 2 页" in page and "person=operator&amp;page=2" in page
    assert "第 1 号" in text(sign_in("shenji").get(at("trail/?person=operator&page=2")))


def test_it_refuses_a_day_that_is_none(sign_in):
    assert sign_in("shenji").get(at("trail/?from=x")).status_code == 400


def test_it_says_in_words_what_changed_with_money_in_wan(sign_in):
    page = text(sign_in("shenji").get(at("trail/?act=funds.allot&q=枸杞")))
    assert "<del>1800万元</del>" in page and "<ins>1200万元</ins>" in page and "600万元" in page
    assert 'title="12,000,000.00 元"' in page


def said(entry, narrow=False):
    return {change.label: (change.before, change.after) for change in changes(entry, narrow)}


def test_it_shows_codes_roles_and_yes_as_words():
    entry = Entry(
        act="projects.amend",
        day=date(2023, 9, 20),
        before={"category": "industry", "planned": 100_000_000, "name": "甲"},
        after={
            "category": "employment",
            "planned": 100_000_000,
            "name": "甲",
            "starts": "",
        },
    )
    assert said(entry) == {"项目类型": ("产业发展", "就业")}
    entry = Entry(act="places.appoint", day=date(2023, 9, 20), after={"active": True, "role": "rural"})
    assert said(entry) == {"在岗": (None, "是"), "角色": (None, "农业农村局（乡村振兴）")}


def test_it_keeps_from_a_narrow_reader_what_the_county_has_left():
    after = {"kind": "allot", "available": 5_000_000, "allotted": 7_000_000, "hash": "a" * 64}
    entry = Entry(act="funds.allot", day=date(2023, 9, 20), after=after)
    assert said(entry) == {"可用指标": (None, "5万元"), "已下达未支付": (None, "7万元")}
    assert said(entry, narrow=True) == {"已下达未支付": (None, "7万元")}


def test_it_shows_what_no_act_declares_any_more_as_it_stands():
    entry = Entry(act="funds.forgotten", day=date(2023, 9, 20), after={"kind": "allot", "amount": 100})
    assert said(entry) == {"kind": (None, "allot"), "amount": (None, "100")}
    assert headline(entry) == "" and act_label("funds.forgotten") == "funds.forgotten"


def test_it_says_that_the_chain_is_whole(sign_in):
    page = text(sign_in("shenji").get(at("trail/")))
    assert "链完整" in page and "断处" not in page


def test_it_says_when_the_head_does_not_fit(sign_in):
    Chain.objects.filter(name="trail", county=COUNTY).update(seq=77)
    page = text(sign_in("shenji").get(at("trail/")))
    assert "链有断处" in page and "karez verify" in page and "链完整" not in page


def test_it_marks_an_entry_that_does_not_fit_the_one_before(sign_in):
    Entry.objects.create(
        county=COUNTY, seq=79, recorded_at=timezone.now(), day=date(2023, 9, 20), username="x", name="某人", role="finance",
        via="网页", act="payments.pay", label="伪造", hash="0" * 64,
    )  # fmt: skip
    page = text(sign_in("shenji").get(at("trail/")))
    assert "第 79 号与校验值不符" in page and page.count('class="is-broken"') == 1


def test_it_shows_the_past_as_it_was_known(sign_in):
    assert "第 1 号" in text(sign_in("shenji").get(at("trail/?on=2022-12-31")))
    assert "payments" not in text(sign_in("shenji").get(at("trail/?on=2022-12-31"))).split("k-entries")[1]


def test_it_is_closed_to_posts_below_the_county(sign_in):
    for who in ("cun", "zhen", "shuili"):
        assert sign_in(who).get(at("trail/")).status_code == 403


def test_it_tells_the_story_of_one_thing(demo):
    project = Project.objects.get(name="枸杞烘干中心建设项目")
    moments, total = timeline(project, limit=3)
    assert len(moments) == 3 < total
    assert moments[0].entry.day >= moments[-1].entry.day
    assert {one.label for one in timeline(project, limit=50)[0]} >= {
        "登记项目",
        "下达指标",
        "支付",
        "设定绩效目标",
    }


def test_it_tells_of_a_paper_what_was_done_on_its_strength(demo):
    paper = Paper.objects.get(number="示例支〔2023〕P01-1-C1")
    moments, total = timeline(paper)
    assert total == 1 and moments[0].amount == "168万元"


def test_it_asks_no_more_queries_for_more_entries(sign_in, django_assert_max_num_queries):
    client = sign_in("shenji")
    with django_assert_max_num_queries(13):
        client.get(at("trail/"))
