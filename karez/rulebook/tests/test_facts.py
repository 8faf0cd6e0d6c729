"""The filler of facts: what is asked is read once, what nobody asks for not at all, and a rule gets what it declared."""

from collections.abc import Iterator
from datetime import date

import pytest

from karez.figures import Scope
from karez.places.models import Region
from karez.policy.facts import Facts, Told
from karez.policy.rules import COUNTY, PROJECT, Answer, Found, rule, runner
from karez.policy.rules.registry import _rules
from karez.policy.values import PolicyError, Value
from karez.rulebook.facts import Filler, _providers, provides
from karez.rulebook.findings import findings, verdicts
from karez.testing.county import CODE

SCOPE = Scope.whole(CODE, 2023, date(2023, 9, 20))


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """What a test registers goes with it."""
    providers, known = dict(_providers), dict(_rules)
    yield
    _providers.clear()
    _providers.update(providers)
    _rules.clear()
    _rules.update(known)


def notices_of_a_later_room() -> None:
    @provides("notices")
    def notices(facts: Filler) -> int:
        return Region.objects.count() if facts.projects is None else len(facts.projects)


def rule_over_notices(of: str = PROJECT, key: str = "unnoticed") -> None:
    @rule(
        key, of=of, at=(COUNTY,), needs=("notices",), severity="warn", title="未公示", subject="公示",
        parameters=("issue_quota_days",),
    )  # fmt: skip
    def unnoticed(facts: Told, days: Value) -> Answer:
        return Found(f"有{facts['notices']}件没有公示。", "公示。")


def test_a_portion_is_read_once_and_only_when_asked() -> None:
    asked: list[date] = []

    @provides("notices")
    def notices(facts: Filler) -> int:
        asked.append(facts.day)
        return len(asked)

    facts = Filler(SCOPE)
    assert asked == []
    assert (facts["notices"], facts["notices"], asked) == (1, 1, [date(2023, 9, 20)])


def test_what_an_act_knows_goes_before_the_books_and_a_function_is_called_when_asked() -> None:
    notices_of_a_later_room()
    facts = Filler(SCOPE, projects=(), given={"notices": lambda: "随事项", "projects": ()})
    assert facts["notices"] == "随事项" and facts["projects"] == ()


def test_a_portion_that_nobody_provides_is_named() -> None:
    for facts in (Filler(SCOPE), Facts(2023, SCOPE.as_of, {})):
        with pytest.raises(PolicyError, match="没有谁提供“notices”"):
            facts["notices"]


def test_a_portion_has_one_provider() -> None:
    notices_of_a_later_room()
    with pytest.raises(PolicyError, match="“notices”这部分事实登记了两次"):
        notices_of_a_later_room()


def test_a_rule_gets_what_it_declared_and_nothing_more() -> None:
    told = Told(Facts(2023, SCOPE.as_of, {"notices": 1, "projects": ()}), "unnoticed", ("notices",))
    assert told["notices"] == 1
    with pytest.raises(PolicyError, match="规则“unnoticed”没有声明需要“projects”"):
        told["projects"]


@pytest.mark.django_db
def test_a_room_more_costs_a_statement_only_where_a_standing_rule_asks(
    county, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(20) as alone:
        verdicts(Filler(SCOPE))
    notices_of_a_later_room()
    with django_assert_num_queries(len(alone)):
        verdicts(Filler(SCOPE))
    rule_over_notices()
    with django_assert_num_queries(len(alone) + 1):
        assert "unnoticed" in {one.rule.key for one in verdicts(Filler(SCOPE)) if one.findings}


@pytest.mark.django_db
def test_a_rule_whose_parameter_is_not_in_force_asks_for_nothing(county) -> None:
    asked: list[Filler] = []
    provides("notices")(asked.append)
    rule_over_notices()
    early = Filler(Scope.whole(CODE, 2020, date(2020, 5, 1)))
    (verdict,) = [one for one in verdicts(early) if one.rule.key == "unnoticed"]
    assert (verdict.result, verdict.why, asked) == ("silent", runner.NO_LAW, [])


@pytest.mark.django_db
def test_of_given_projects_only_rules_that_judge_projects_are_asked(county) -> None:
    notices_of_a_later_room()
    rule_over_notices()
    rule_over_notices(of=COUNTY, key="unnoticed_county")
    found = {one.rule: one.message for one in findings(Filler(SCOPE, projects=(county.project("水渠").pk,)))}
    assert found == {"unnoticed": "有1件没有公示。"}
    assert {"unnoticed", "unnoticed_county"} <= {one.rule for one in findings(Filler(SCOPE))}
    part = Scope(CODE, 2023, SCOPE.as_of, "652722101")
    assert "unnoticed_county" not in {one.rule for one in findings(Filler(part))}
