"""确认政策依据, and the gate at which rules stand: what they block, what they only warn of."""

from datetime import date

import pytest

from karez import policy
from karez.acts.doors import perform
from karez.figures import Scope
from karez.policy import rules
from karez.policy.values import PolicyError
from karez.rulebook.facts import Filler
from karez.rulebook.gate import Blocked, gate
from karez.rulebook.models import Confirmation
from karez.rulebook.queries import read_at_once
from karez.testing.county import CODE
from karez.trail.models import Entry

pytestmark = pytest.mark.django_db

ON = date(2023, 9, 1)


def unread():
    """A parameter whose value nobody has read yet, in the policy as it is shipped."""
    for parameter in policy.parameters():
        key = getattr(parameter, "key", parameter)
        try:
            value = policy.written(key, CODE, ON)
        except PolicyError:
            continue
        if value.unverified:
            return key
    raise AssertionError("every value has been read: put an unread one into a test folder instead")


def confirm(county, by="财政局", day=ON, /, **changes):
    data = {"parameter": unread(), "county": CODE, "on": "2023-09-01", "paper": {"number": "核1号"}} | changes
    return perform("policy.confirm", county.desks[by], data, day=day)


def test_a_confirmed_value_counts_from_the_day_of_its_confirmation(county):
    key = unread()
    assert confirm(county)["ok"]
    assert policy.parameter(key, CODE, ON).confirmed and not policy.parameter(key, CODE, ON).unverified
    assert policy.parameter(key, CODE, date(2023, 8, 31)).unverified
    assert policy.parameter(key, "652723", ON).unverified, "the neighbour has confirmed nothing"
    entry = Entry.objects.get(act="policy.confirm")
    assert (entry.after["parameter"], entry.paper, entry.county) == (key, "核1号", CODE)


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"desk": "农业农村局", "parameter": "nothing"}, "forbidden", None),
        ({"desk": "邻县财政局"}, "forbidden", None),
        ({"parameter": "nothing"}, "policy.no_such_value", "parameter"),
        ({"on": "1900-01-01"}, "policy.no_such_value", "on"),
        ({"county": "6527"}, "invalid", "county"),
    ],
)
def test_a_confirmation_that_may_not_be(county, changes, rule, field):
    changes = dict(changes)
    before = county.everything()
    desk = changes.pop("desk", "财政局")
    error = confirm(county, desk, **changes)["error"]
    assert (error["rule"], error["field"]) == (rule, field) and error["message"]
    assert county.everything() == before


def test_a_value_is_confirmed_once(county):
    assert confirm(county)["ok"]
    assert confirm(county)["error"]["rule"] == "policy.already_confirmed"
    late = confirm(county, "财政局", date(2023, 12, 1), on="2023-08-01")
    assert (
        late["error"]["rule"] == "database.confirmation_once"
        and late["error"]["message"] == "这个值已经确认过。"
    )
    assert Confirmation.objects.count() == 1


def test_the_gate_stops_at_what_blocks_and_lets_by_what_warns(monkeypatch):
    def finding(rule, severity):
        return policy_finding(rule=rule, severity=severity)

    found = [finding("first", "block"), finding("soft", "warn"), finding("second", "block")]
    monkeypatch.setattr(rules, "run_act", lambda *_: found)
    facts = Filler(Scope.whole(CODE, 2023, ON))
    with pytest.raises(Blocked) as caught:
        gate("funds.allot", facts)
    assert caught.value.rule == "first" and [one.rule for one in caught.value.others] == ["second"]
    assert caught.value.as_dict()["reference"] == "某文件" and caught.value.hint == "改"
    del found[0], found[1]
    assert gate("funds.allot", facts) == [{"rule": "soft", "message": "说明", "reference": "某文件"}]


class policy_finding:
    message, reference, mend = "说明", "某文件", "改"

    def __init__(self, rule, severity):
        self.rule, self.severity = rule, severity


def test_a_blocked_act_leaves_nothing_behind_and_names_its_rule(county, monkeypatch):
    monkeypatch.setattr(rules, "run_act", lambda *_: [policy_finding("some-rule", "block")])
    before = county.everything()
    with pytest.raises(Blocked, match="说明"):
        county.allot()
    assert county.everything() == before


def test_a_page_of_many_values_reads_the_confirmations_once(county, django_assert_num_queries):
    assert confirm(county)["ok"]
    alone = {key: policy.parameter(key, CODE, ON) for key in policy.parameters() if policy.history(key, CODE)}
    with django_assert_num_queries(1), read_at_once(CODE):
        together = {key: policy.parameter(key, CODE, ON) for key in alone}
    assert {k: v.confirmed for k, v in together.items()} == {k: v.confirmed for k, v in alone.items()}
    assert any(value.confirmed for value in together.values())
