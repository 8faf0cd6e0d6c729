"""What people write is read line by line; what could not be printed is refused with its line, all faults at once."""

import pytest

from karez.documents import writing
from karez.documents.document import FigureRun, Heading, Paragraph, Text, plain
from karez.kernel.refusal import Refusal


def read(body):
    return writing.blocks(
        body, lambda inside, line: FigureRun(inside.strip(), f"〔{inside.strip()}@{line}〕")
    )


def test_lines_are_paragraphs_and_marks_are_headings():
    assert read("## 做法\n　　一段。\n\n### 细处\n又一段 。") == [
        Heading(2, "做法"), Paragraph((Text("一段。"),)), Heading(3, "细处"), Paragraph((Text("又一段 。"),)),
    ]  # fmt: skip


def test_placeholders_become_runs_in_their_place():
    (block,) = read("共{{ example.received }}、{{example.count field=industry}}。")
    assert plain(block.runs) == "共〔example.received@1〕、〔example.count field=industry@1〕。"


def test_markup_of_other_kinds_stays_text():
    (block,) = read("*粗* <b>甲</b> {单} #")
    assert plain(block.runs) == "*粗* <b>甲</b> {单} #"


# Each text has one fault; the words that the writer must read stand beside it.
@pytest.mark.parametrize(
    ("body", "says", "hint"),
    [
        ("# 大题\n字", "第1行的标题用了1个#", "二级标题用“## ”"),
        ("字\n\n#### 深题\n字", "第3行的标题用了4个#", "一级标题由系统给出"),
        ("### 三级\n字", "第1行的三级标题前没有二级标题", "请先写一个"),
        ("## \n字", "第1行的标题没有文字", "或删去这一行"),
        ("## （一）做法\n字", "第1行的标题自带序号“（一）”", "序号由系统编排"),
        ("## 1．做法\n字", "第1行的标题自带序号“1．”", "序号由系统编排"),
        ("## 甲\n## 乙\n字", "第1行的标题“甲”下没有内容", "请补写内容"),
        ("字\n## 末", "第2行的标题“末”下没有内容", "请补写内容"),
        ("## 甲{{example.received}}\n字", "第1行的标题里有占位符", "写在正文里"),
        ("共{{example.received", "第1行的占位符没有写完整", "以“{{”开头、“}}”结尾"),
        ("共example.received}}", "第1行的占位符没有写完整", "从数据列表中重新插入"),
        ("共{{ }}", "第1行的占位符“{{ }}”是空的", "从数据列表中选择"),
    ],
)
def test_a_fault_is_named_with_its_line_and_its_mend(body, says, hint):
    with pytest.raises(Refusal) as caught:
        writing.check(body, "body")
    assert says in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.field == "body"
    assert not caught.value.others


def test_all_faults_show_at_once():
    with pytest.raises(Refusal) as caught:
        writing.check("# 大\n{{无}}{{也无}}\n## 末", "body")
    faults = [caught.value, *caught.value.others]
    assert len({fault.message for fault in faults}) == 4
    assert [fault.field for fault in faults] == ["body"] * 4


@pytest.mark.parametrize("body", ["", "字", "## 甲\n### 乙\n字\n## 一是说明\n字"])
def test_what_can_be_printed_passes(body):
    writing.check(body, "body")
