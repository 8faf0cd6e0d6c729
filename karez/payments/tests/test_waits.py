"""What waits: each project and grant once, by its worst, the most urgent first; the same for a project alone."""

from datetime import date
from fractions import Fraction

import pytest

from karez.figures import Scope
from karez.funds.facts import GrantFacts
from karez.funds.waits import money_to_allot
from karez.kernel.money import WAN
from karez.kernel.periods import time_share
from karez.payments.waits import Standing, of_project, projects_to_pay
from karez.projects.arranging import arranged_now
from karez.projects.facts import Plan, ProjectFacts
from karez.projects.models import Project
from karez.rulebook.facts import Filler
from karez.rulebook.waiting import BEHIND, LATE, OPEN, SOON, Clock, stream
from karez.testing.county import CODE


def told(day, **given):
    return Filler(Scope.whole(CODE, 2023, day), given=given)


def standing(**changes):
    facts = {
        "id": 1,
        "name": "水渠",
        "ends": date(2023, 9, 15),
        "unit": "水利局",
        "allotted": 100,
        "paid": 40,
    }
    return Standing(**(facts | changes))


def waiting(day, **changes):
    return of_project(standing(**changes), Clock(told(day)), time_share(day, 2023))


@pytest.mark.parametrize(
    ("day", "state", "words", "amount"),
    [
        (date(2023, 9, 20), LATE, ("完工、付清", "待付"), 60),
        (date(2023, 9, 16), LATE, ("完工、付清", "待付"), 60),
        (date(2023, 9, 15), SOON, ("完工", "待付"), 60),
        (date(2023, 8, 31), SOON, ("完工", "待付"), 60),
        (date(2023, 8, 30), BEHIND, ("", "追平差"), 27),  # 242 ÷ 365 of 100 is 66.3: 67 less 40
        (date(2023, 5, 1), OPEN, ("", "待付"), 60),  # 121 ÷ 365 of 100 is 33.2: before the year
    ],
)
def test_a_project_past_its_day_with_money_unpaid_is_late_and_before_it_due(day, state, words, amount):
    one = waiting(day)
    assert (one.state, (one.goal, one.word), one.amount, one.subject.page, one.subject.id) == (
        state, words, amount, "project", 1,
    )  # fmt: skip
    assert (one.what, one.who, one.how) == ("继续支付到付清", "水利局", "水利局 报账，县财政局支付")


def test_a_project_behind_the_year_says_what_it_lacks():
    one = waiting(date(2023, 7, 2), ends=None, allotted=36500, paid=0, unit="")  # 183 of 365 days
    assert (one.state, one.lag, one.amount) == (BEHIND, Fraction(183, 365), 18300)
    assert (one.what, one.who, one.due) == ("办理首笔支付", "未填写实施单位", None)


def test_money_that_waits_too_long_is_late_and_names_its_rule(files_alone):
    grant = GrantFacts(7, "甲财〔2023〕7号", "central", "consolidate", date(2023, 8, 1), 500)
    (one,) = money_to_allot(told(date(2023, 9, 10), grants=(grant,)))
    assert (one.state, one.due, one.amount, one.subject.page, one.subject.id) == (
        LATE, date(2023, 8, 31), 500, "grant", 7,
    )  # fmt: skip
    assert one.basis is not None and one.basis.unverified
    (early,) = money_to_allot(told(date(2023, 8, 10), grants=(grant,)))
    assert (early.state, early.urgent) == (OPEN, False)
    assert (
        list(
            money_to_allot(
                told(
                    date(2023, 9, 10),
                    grants=(GrantFacts(7, "甲", "central", "consolidate", date(2023, 8, 1)),),
                )
            )
        )
        == []
    )


def test_the_most_urgent_comes_first(files_alone):
    ends = {
        1: date(2023, 9, 30),
        2: date(2023, 9, 1),
        3: None,
        4: date(2023, 9, 15),
        5: date(2024, 3, 1),
        6: None,
    }
    facts = told(
        date(2023, 9, 20), grants=(),
        projects=tuple(ProjectFacts(pk, f"项目{pk}", "industry", "planting") for pk in ends),
        plans={pk: Plan(day, "652722101000", "") for pk, day in ends.items()},
        quotas={(pk, 9): {None: 100} for pk in ends},
        payments={(pk, "central", "consolidate"): 90 if pk > 4 else 40 for pk in ends},
    )  # fmt: skip
    order = [(one.state, one.subject.id) for one in stream(facts)]
    assert order == [(LATE, 2), (LATE, 4), (SOON, 1), (BEHIND, 3), (OPEN, 5), (OPEN, 6)]


@pytest.mark.django_db
def test_each_thing_of_the_books_waits_once_and_a_project_alone_waits_for_the_same(county):
    county.allot(300 * WAN, day="2023-03-01")
    county.pay(100 * WAN, day="2023-04-01")
    county.allot(50 * WAN, project="果园", day="2023-03-01")
    county.reallocate(50 * WAN, giver="果园", taker=None, day="2023-05-01")
    county.register("新渠", day="2023-06-01")
    scope = Scope.whole(CODE, 2023, date(2023, 7, 2))
    whole = stream(Filler(scope))
    steps = {one.subject.name: one.what for one in whole if one.subject.page == "project"}
    assert steps == {"水渠": "继续支付到付清", "果园": "重新安排资金，或调出项目库", "新渠": "下达指标"}
    assert len({one.subject for one in whole}) == len(whole)
    for project in Project.objects.filter(arranged_now(CODE, 2023)):
        alone = stream(Filler(scope, projects=(project.pk,)), "project")
        assert alone == [
            one for one in whole if one.subject.page == "project" and one.subject.id == project.pk
        ]
    county.pay(200 * WAN, day="2023-06-01")
    assert "水渠" not in {one.subject.name for one in projects_to_pay(Filler(scope))}


@pytest.mark.django_db
def test_who_sees_a_part_waits_for_that_part_only(county):
    county.allot(300 * WAN, day="2023-03-01")
    county.allot(50 * WAN, project="果园", day="2023-03-01")
    part = Scope(CODE, 2023, date(2023, 7, 2), "652722101")
    assert [(one.subject.page, one.subject.name) for one in stream(Filler(part))] == [("project", "水渠")]
