"""Placeholders against the catalogue as the rooms fill it: what is refused with the nearest right one, what is offered."""

import pytest

from karez.documents import quoting, writing
from karez.kernel.refusal import Refusal
from karez.reports.sections import versions_in_words


# Each text has one fault; the words that the writer must read stand beside it.
@pytest.mark.parametrize(
    ("body", "says", "hint"),
    [
        (
            "甲\n共{{funds.recieved}}",
            "第2行的占位符“{{funds.recieved}}”没有对应的数据项",
            "{{funds.received}}（到位资金）",
        ),
        ("共{{项目个数量}}", "没有对应的数据项", "{{projects.count}}（项目个数）"),
        ("共{{projects.count source=central}}", "项目个数不能按“source”分", "可以按：category"),
        ("共{{projects.count category}}", "“category”写法不对", "例如 {{projects.count category=industry}}"),
        ("共{{projects.count category=}}", "“category=”写法不对", "维度=代码"),
        (
            "共{{projects.count category=industry category=other}}",
            "“category=other”写法不对",
            "每个维度只写一次",
        ),
        (
            "共{{policy.central_industry_share category}}",
            "“category”写法不对",
            "请写成 维度=代码，每个维度只写一次。",
        ),
        ("共{{projects.count category=industri}}", "“category”没有代码“industri”", "industry（产业发展）"),
        ("共{{funds.received advance_notice=是}}", "“advance_notice”没有代码“是”", "true（提前告知）"),
    ],
)
def test_a_wrong_placeholder_is_named_with_its_line_and_the_nearest_right_ones(body, says, hint):
    with pytest.raises(Refusal) as caught:
        writing.check(body, "body")
    assert says in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.field == "body"
    assert not caught.value.others


def test_a_right_one_passes():
    writing.check("{{funds.received source=central task=minority}}", "body")


def test_full_width_signs_in_a_placeholder_are_read():
    assert quoting.read("projects.count　category＝industry") == quoting.Asked(
        "projects.count", {"category": "industry"}
    )


def test_every_placeholder_on_offer_may_be_written():
    offered = quoting.placeholders()
    assert len({placeholder.text for placeholder in offered}) == len(offered) > 50
    for placeholder in offered:
        writing.check(placeholder.text, "body")
        assert placeholder.label and placeholder.basis


def test_the_offer_has_totals_splits_and_source_by_task():
    labels = {placeholder.text: placeholder.label for placeholder in quoting.placeholders()}
    assert labels["{{funds.received}}"] == "到位资金"
    assert labels["{{projects.share category=industry}}"] == "项目资金占比（产业发展）"
    assert labels["{{funds.received source=central task=minority}}"] == "到位资金（中央、少数民族发展）"
    assert labels["{{funds.received advance_notice=true}}"] == "到位资金（提前告知）"


def test_pairs_are_offered_task_by_task_each_with_all_its_sources():
    asked = [quoting.read(placeholder.text.strip("{}")) for placeholder in quoting.placeholders()]
    pairs = [
        (quoted.by["task"], quoted.by["source"])
        for quoted in asked
        if quoted.key == "funds.received" and len(quoted.by) == 2
    ]
    assert pairs == [(task, source) for task in quoting.values("task") for source in quoting.values("source")]


def test_the_trail_reads_a_text_in_one_line_with_figures_by_their_names():
    text = "## 做法\n共{{projects.count category=industry}}，原有{{gone.figure}}。"
    assert writing.one_line(text) == "做法 共【项目个数（产业发展）】，原有{{gone.figure}}。"


def test_the_trail_reads_the_reviewed_versions_by_the_titles_of_their_sections():
    assert versions_in_words({"policy": 2, "gone": 1}) == "资金主要投向第 2 版、gone第 1 版"
