"""Text is exact: what one reads is what is compared."""

from dataclasses import replace

from karez.documents.document import SignOff
from karez.documents.render_txt import render
from karez.documents.tests.sample import DAY, HOSTILE, sample

EXPECTED = f"""\
示例县2023年资金报告
（截至2023年9月20日）

　　一、资金情况
　　共收到5126万元。
　　（一）分类

表1　项目分类
类别      项目数
产业发展       6
合计          13
注：单位为个。

　　注：各占比分别四舍五入。
　　二、说明
　　{HOSTILE}

示例县农业农村局
2023年9月20日
　　审核人：王示例

附件：本报告所用数据及口径

序号  数据                      数值  行数  口径
 1    收到资金              5126万元     7  下达到县的指标数。依据：示例办法第三条。
 2    项目个数（产业发展）       6个     6  首次下达指标后计入。
"""


def test_it_prints_the_whole_document_line_by_line():
    assert render(sample()) == EXPECTED


def test_a_report_nobody_reviewed_says_so():
    blocks = (*sample().blocks[:-1], SignOff("示例县农业农村局", "", DAY))
    assert "审核人：（待审核）" in render(replace(sample(), blocks=blocks))


def test_a_document_without_figures_has_no_annex():
    assert "附件" not in render(sample(blocks=sample().blocks[-2:]))
