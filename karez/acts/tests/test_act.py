"""What an act is: its order, its key, its refusals, its registry."""

from datetime import date

import pytest
from pydantic import Field

from karez.acts import act as acts
from karez.acts.act import Done, KeyReused, act
from karez.acts.doors import listed, perform
from karez.acts.inputs import Input, PaperIn
from karez.funds.models import Allotment, Grant, Transfer
from karez.kernel.money import WAN
from karez.kernel.refusal import Invalid, Refusal, Unknown
from karez.places.rights import ALL
from karez.trail.models import Entry

pytestmark = pytest.mark.django_db

DAY = date(2023, 3, 1)


def allotment(**changes):
    return {
        "grant": "甲财〔2023〕中央号",
        "project": "水渠",
        "amount": "300万元",
        "paper": {"number": "政办1号"},
    } | changes


def do(county, name="funds.allot", data=None, *, by="财政局", day=DAY, key=None):
    return perform(name, county.desks[by], allotment() if data is None else data, day=day, key=key)


# -- the key


def test_the_same_key_twice_is_one_allotment(county):
    paper = PaperIn(number="政办1号")
    first = county.allot(key="a", paper=paper)
    before = county.everything()
    assert county.allot(key="a", paper=paper) == first
    assert county.everything() == before
    assert county.balance("中央/在手") == 700 * WAN


def test_an_outcome_has_its_own_entry_also_when_it_is_repeated_after_another_act(county):
    allot = acts.get("funds.allot")

    def done(number, key):
        asked = allot.read(allotment(paper={"number": number}, amount="1万元"))
        return allot(county.desks["财政局"], asked, day=DAY, key=key)

    first = done("政办1号", "a")
    second = done("政办2号", "b")
    again = done("政办1号", "a")
    assert (first.repeated, second.repeated, again.repeated) == (False, False, True)
    assert (again.result, again.entry) == (first.result, first.entry)
    assert (first.entry.paper, second.entry.paper) == ("政办1号", "政办2号")
    assert first.entry == Entry.objects.get(county=county.code, seq=second.entry.seq - 1)


def test_without_a_key_the_same_twice_is_two(county):
    do(county)
    do(county)
    assert county.balance("中央/在手") == 400 * WAN


def test_a_repeat_answers_even_when_it_could_not_be_done_again(county):
    """The money is gone, the year closed: the first result is still the answer."""
    first = do(county, data=allotment(amount="1000万元"), key="a")
    county.close_year(2023)
    assert do(county, data=allotment(amount="1000万元"), key="a") == first | {"repeated": True}
    assert Allotment.objects.count() == 1


def test_a_repeat_may_name_things_in_another_way(county):
    first = do(county, key="a")
    grant, project = Grant.objects.get(document="甲财〔2023〕中央号"), county.project("水渠")
    again = allotment(grant=grant.pk, project=project.code, amount=300 * WAN)
    assert do(county, data=again, key="a") == first | {"repeated": True}


@pytest.mark.parametrize(
    ("changes", "how", "field"),
    [
        ({"amount": "299万元"}, {}, "amount"),
        ({"grant": "甲财〔2023〕自治区号"}, {}, "grant"),
        ({"project": "果园"}, {}, "project"),
        ({"paper": {"number": "政办2号"}}, {}, "paper"),
        ({"paper": {"number": "政办1号", "dated": "2023-03-01"}}, {}, "paper"),
        ({"quota_issued": "2023-03-09"}, {}, "quota_issued"),
        ({}, {"day": date(2023, 3, 2)}, "day"),
    ],
)
def test_one_key_with_other_content_is_refused_and_says_where_it_differs(county, changes, how, field):
    do(county, key="a")
    before = county.everything()
    answer = do(county, data=allotment(**changes), key="a", **how)
    assert answer["error"]["rule"] == "acts.key_reused"
    assert f"不同之处：{field}。" in answer["error"]["message"] and answer["error"]["field"] == field
    assert county.everything() == before


def test_one_key_of_two_people_or_two_acts_is_refused(county):
    do(county, key="a")
    other = county.actor("财政局")
    object.__setattr__(other, "username", "u-另一人")
    with pytest.raises(KeyReused, match="不同之处：as"):
        acts.get("funds.allot")(other, acts.get("funds.allot").read(allotment()), day=DAY, key="a")
    with pytest.raises(KeyReused, match="act、"):
        county.pay(key="a")


def test_who_may_not_do_it_is_not_told_what_became_of_a_key(county):
    do(county, key="a")
    assert do(county, by="农业农村局", key="a")["error"]["rule"] == "forbidden"


def test_a_refused_act_leaves_its_key_free(county):
    assert do(county, data=allotment(amount="1001万元"), key="a")["error"]["rule"] == "funds.shortfall"
    assert not Done.objects.exists()
    assert do(county, key="a")["ok"]


def test_a_key_that_is_too_long_is_refused(county):
    assert do(county, key="k" * 121)["error"]["message"] == "幂等键太长，最多 120 个字符。"
    assert do(county, key="键" * 120)["ok"]


def test_the_loser_of_a_race_reads_what_the_winner_wrote(county, monkeypatch):
    """Both looked for the key before either had written it: the first look finds nothing."""
    first = county.allot(1000 * WAN, key="a", paper=PaperIn(number="政办1号"))
    looked = []
    once = acts.Act._once

    def racing(self, actor, do, day, key, where):
        if looked:
            return once(self, actor, do, day, key, where)
        looked.append(key)
        held = list(Done.objects.filter(key=key))
        Done.objects.filter(key=key).delete()
        try:
            return once(self, actor, do, day, key, where)
        finally:
            Done.objects.bulk_create(held)

    monkeypatch.setattr(acts.Act, "_once", racing)
    assert county.allot(1000 * WAN, key="a", paper=PaperIn(number="政办1号")) == first
    assert Allotment.objects.count() == 1


# -- the doors


def test_a_door_answers_with_one_envelope(county):
    answer = do(county)
    assert answer["ok"] is True and answer["repeated"] is False
    assert Entry.objects.get(**answer["entry"]).act == "funds.allot"
    said = answer["result"]
    assert (said["text"], said["transfer"]["amount"], said["project"]["name"]) == (
        "水渠（政办1号）",
        300 * WAN,
        "水渠",
    )
    assert said["object"] == f"funds.allotment:{Allotment.objects.get().pk}"


def test_a_refusal_leaves_by_the_door_with_all_a_person_needs(county):
    answer = do(county, data=allotment(amount="2000万元"))
    assert answer == {
        "ok": False,
        "error": {
            "rule": "funds.shortfall",
            "reference": "",
            "message": "甲财〔2023〕中央号 可用指标只剩 1000万元，还差 1000万元。",
            "hint": "请减少金额，或先下达、调剂、退回。",
            "field": "amount",
        },
    }


@pytest.mark.parametrize(
    ("data", "says", "fields"),
    [
        ({}, "“资金文件”没有填写", ["grant", "project", "amount", "paper"]),
        (allotment(amount="许多"), "“金额”“许多”不是金额", ["amount"]),
        (allotment(amount=1.5), "金额应为整数分，或写明单位的文字", ["amount"]),
        (allotment(amount=True), "金额应为整数分", ["amount"]),
        (allotment(amount="0.001元"), "细于 1 分", ["amount"]),
        (allotment(amount="99999999999亿元"), "金额大得不合理", ["amount"]),
        (allotment(paper={"number": ""}), "“批复文件”不能为空", ["paper.number"]),
        (allotment(paper={"number": "号" * 121}), "“批复文件”太长，最多 120 个字", ["paper.number"]),
        (allotment(paper={"number": "甲\x00"}), "含有不能识别的字符", ["paper.number"]),
        (allotment(paper={"number": "甲", "dated": "昨天"}), "不是日期", ["paper.dated"]),
        (allotment(grant=None), "应为资金文件的编号或名称", ["grant"]),
        (allotment(grant=True), "应为资金文件的编号或名称", ["grant"]),
        (allotment(amout=1), "“amout”没有这一项", ["amout"]),
        (allotment(grant="没有", project="没有"), "没有找到资金文件“没有”", ["grant", "project"]),
        ([], "数据应为一个 JSON 对象", [None]),
    ],
)
def test_input_that_cannot_be_read_is_refused_with_every_fault(county, data, says, fields):
    before = county.everything()
    error = do(county, data=data)["error"]
    assert says in error["message"]
    assert [error["field"], *(one["field"] for one in error.get("others", []))] == fields
    assert county.everything() == before


def test_an_act_that_does_not_exist_is_refused_with_the_nearest(county):
    answer = do(county, "funds.alot")
    assert answer["error"]["rule"] == "acts.unknown" and "funds.allot" in answer["error"]["hint"]


@pytest.mark.parametrize("code", ["６５２７２２", "65272", "65272x", ""])
def test_a_county_code_that_is_none_is_refused(county, code):
    data = {"county": code, "year": 2023, "paper": {"number": "x"}}
    with pytest.raises(Invalid, match="“县”"):
        acts.get("funds.close_year").read(data)


# -- one entry for each act


def test_each_act_writes_one_entry_and_a_refused_one_none(county):
    count = Entry.objects.count
    before = count()
    county.allot()
    assert count() == before + 1
    with pytest.raises(Refusal):
        county.allot(2000 * WAN)
    assert count() == before + 1
    county.allot(key="a", paper=PaperIn(number="p"))
    county.allot(key="a", paper=PaperIn(number="p"))
    assert count() == before + 2
    assert Transfer.objects.filter(county=county.code).count() == 4


# -- the registry


def test_every_act_is_described(county):
    for one in listed():
        assert one["doc"] and one["label"] and one["right"] in ALL, one["name"]
        for name, field in one["input"]["properties"].items():
            assert field.get("title"), f"{one['name']}: {name} has no label"


def test_an_act_is_declared_once():
    with pytest.raises(ValueError, match=r"funds\.allot is declared twice"):
        act("funds.allot", label="", right="", at=str)(lambda actor, do: None)


def test_an_input_refuses_what_it_does_not_know():
    class Small(Input):
        name: str = Field(title="名称")

    with pytest.raises(ValueError, match="extra_forbidden"):
        Small.model_validate({"name": "甲", "nmae": "乙"})


def test_a_reference_out_of_sight_is_unknown_not_forbidden(county):
    with pytest.raises(Unknown, match="没有找到资金文件"):
        allot = acts.get("funds.allot")
        allot(county.desks["邻县财政局"], allot.read(allotment(project="邻县渠")), day=DAY)
