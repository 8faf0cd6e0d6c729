"""Code tables: the codes of the contract, their Chinese words, and what people write for them."""

from datetime import date

import pytest

from karez.policy import codes
from karez.policy.values import UnknownCode


def test_the_contracts_codes_are_there_in_order() -> None:
    assert [c.code for c in codes.sources()] == ["central", "regional", "prefecture", "county"]
    assert [c.code for c in codes.tasks()] == [
        "consolidate",
        "minority",
        "state_farm",
        "state_forest",
        "work_relief",
    ]
    assert [c.code for c in codes.categories()] == ["industry", "infrastructure", "employment", "other"]
    assert [c.code for c in codes.codes("indicator")] == ["annual_income", "jobs"]


@pytest.mark.parametrize(("category", "kinds"), [
    ("industry", {"processing", "breeding", "courtyard", "machinery", "planting"}),
    ("infrastructure", {"water", "road", "sewage", "habitat"}), ("employment", {"public_post"}), ("other", {"management_fee"}),
])  # fmt: skip
def test_the_demos_kinds_stand_under_their_categories(category: str, kinds: set[str]) -> None:
    assert kinds <= {k.code for k in codes.kinds(category)}
    assert all(k.parent == category for k in codes.kinds(category))


def test_labels_are_the_words_officials_use() -> None:
    assert codes.label("category", "industry") == "产业发展"
    assert codes.label("task", "consolidate") == "巩固拓展脱贫攻坚成果和乡村振兴"
    assert codes.label("source", "regional") == "自治区"
    assert codes.get("task", "work_relief").lead == "发展和改革委员会"


def test_an_indicator_has_its_unit_and_which_end_is_the_better_one() -> None:
    known = {code.code: (code.unit, code.money, code.direction) for code in codes.codes("indicator")}
    assert known == {"annual_income": ("元/年", True, "higher"), "jobs": ("人次", False, "higher")}


def test_an_unknown_code_or_table_is_named() -> None:
    with pytest.raises(UnknownCode, match="资金层级没有代码“township”，现有：central、regional"):
        codes.label("source", "township")
    with pytest.raises(UnknownCode, match="没有名为“sources”的代码表"):
        codes.match("sources", "中央")


def test_tasks_are_those_of_the_day() -> None:
    assert codes.tasks(date(2021, 3, 25)) == []
    assert len(codes.tasks(date(2021, 3, 26))) == 5


@pytest.mark.parametrize("table", codes.TABLES)
def test_every_code_label_and_alias_reads_back_as_its_code(table: str) -> None:
    for row in codes.codes(table):
        for word in (row.code, row.label, *row.aliases, f" {row.label}\u3000", f"（{row.label}）"):
            assert codes.match(table, word, row.parent) == row.code, word


@pytest.mark.parametrize(("table", "text", "code"), [
    ("source", "中央", "central"), ("source", "中 央", "central"),
    ("source", "中央财政衔接资金", "central"), ("source", "省级", "regional"),
    ("source", "自治区（省级）", "regional"), ("source", "自治区级资金", "regional"),
    ("source", "州级", "prefecture"), ("source", "地区", "prefecture"),
    ("source", "市级", "prefecture"), ("source", "县级", "county"),
    ("source", "ＣＥＮＴＲＡＬ", "central"), ("source", "地(州、市)级", "prefecture"),
    ("source", "乡级", None),
    ("task", "巩固拓展脱贫攻坚成果同乡村振兴", "consolidate"), ("task", "巩固拓展脱贫攻坚成果 和乡村振兴任务", "consolidate"),
    ("task", "巩固衔接", "consolidate"), ("task", "巩固拓展脱贫攻坚成果和乡村振兴（任务）", "consolidate"),
    ("task", "少数民族发展资金", "minority"), ("task", "“以工代赈”任务", "work_relief"),
    ("task", "欠发达国有农场巩固提升任务", "state_farm"),
    ("task", "国有林场", "state_forest"), ("task", "三西", None),
    ("category", "产业", "industry"), ("category", "产业发展类", "industry"),
    ("category", "产业类项目", "industry"), ("category", "基础设施建设", "infrastructure"),
    ("category", "乡村建设行动", "infrastructure"), ("category", "就业类", "employment"),
    ("category", "就业项目", "employment"),
    ("category", "巩固三保障成果", "other"), ("category", "项目管理费", "other"),
    ("category", "其它", "other"), ("category", "不知道", None),
    ("kind", "加工业", "processing"), ("kind", "养殖业基地", "breeding"),
    ("kind", "高质量庭院经济", "courtyard"), ("kind", "农机购置项目", "machinery"),
    ("kind", "农村道路建设（通村路、通户路、小型桥梁等）", "road"), ("kind", "农村供水保障设施建设", "water"),
    ("kind", "公益岗位", "public_post"),
    ("kind", "农村污水治理工程", "sewage"), ("kind", "村容村貌提升", "habitat"),
    ("kind", "项目管理费（1%）", "management_fee"), ("kind", "其他", "misc"),
    ("operator", "农民专业合作社", "cooperative"), ("operator", "农业产业化龙头企业", "leading_enterprise"),
    ("operator", "种养大户", "big_household"),
    ("indicator", "预计年收益（万元）", "annual_income"), ("indicator", "带动就业", "jobs"),
    ("stage", "预付款", "advance"), ("stage", "工程进度款", "progress"),
    ("stage", "质保金", "retention"),
])  # fmt: skip
def test_it_reads_what_people_write(table: str, text: str, code: str | None) -> None:
    assert codes.match(table, text) == code


def test_a_kind_is_read_within_its_category() -> None:
    assert codes.match("kind", "其他", "industry") == "industry_other"
    assert codes.match("kind", "其他", "infrastructure") == "infrastructure_other"
    assert codes.match("kind", "农村道路", "industry") is None
    assert codes.match("kind", "农村道路") == "road"


@pytest.mark.parametrize("text", [None, "", "  ", "——", "()"])
def test_nothing_written_is_nothing_read(text: str | None) -> None:
    assert codes.match("category", text) is None


def test_a_category_stands_for_all_its_kinds() -> None:
    assert codes.expand(("employment",)) == {k.code for k in codes.kinds("employment")}
    assert codes.expand(("road", "management_fee")) == {"road", "management_fee"}
    assert codes.expand(()) == frozenset()
