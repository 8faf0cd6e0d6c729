"""The page of findings: what the rules found, what they passed, what they could not judge, what is late."""

import re
from html import unescape

import pytest

from karez.policy.rules import registry
from karez.testing.pages import at, text, words

pytestmark = pytest.mark.django_db


def test_each_finding_has_its_cases_ground_and_remedy(sign_in):
    said = words(text(sign_in("lingdao").get(at("findings/"))))
    assert "支付2909万元，占到位5126万元的56.75%" in said
    assert "关于规范财政衔接推进乡村振兴补助资金支付管理工作的通知" in said
    assert "到下一节点须支付 1191.8 万元" in said
    assert "3430万元到县67–85天才下达指标，超过规定的30天。" in said
    assert "示例博州财振〔2022〕1号" in said and "85 天" in said


def test_every_rule_stands_there_with_what_it_said(sign_in):
    said = words(text(sign_in("lingdao").get(at("findings/"))))
    for rule in registry():
        if "county" in rule.at:
            assert rule.title in said
    assert "未判断中央资金产业占比低于上年" in said and "账上没有上年数，无从比较。" in said
    assert "通过项目管理费超过上限" in said


def test_who_may_confirm_is_led_to_the_parameter(sign_in):
    page = text(sign_in("caizheng").get(at("findings/")))
    assert "核对并确认" in page and at("policy/issue_quota_days/") in page
    assert "核对并确认" not in text(sign_in("lingdao").get(at("findings/")))


def test_every_link_opens(sign_in):
    client = sign_in("lingdao")
    page = text(client.get(at("findings/"))).split("<main")[1]
    links = {unescape(link) for link in re.findall(r'href="(/c/[^"#]+)[#"]', page)}
    assert len(links) > 20
    wrong = {link: status for link in links if (status := client.get(link).status_code) != 200}
    assert not wrong


def test_all_that_is_late_is_listed(sign_in):
    said = words(text(sign_in("lingdao").get(at("findings/"))))
    assert "12 件" in said and "逾期 1" in said and "临期 2" in said and "落后序时 9" in said


def test_money_that_waits_is_late_with_its_day_and_unread_rule(sign_in):
    said = words(text(sign_in("lingdao").get(at("findings/") + "?on=2023-02-10")))
    assert "逾 37 天" in said and "待下达 1800 万元" in said and "期限待核实" in said


def test_a_township_reads_of_its_own_projects_only(sign_in):
    said = words(text(sign_in("zhen").get(at("findings/"))))
    assert (
        "占到位" not in said and "项目管理费超过上限" not in said and "项目类型不在资金任务支出范围" in said
    )


def test_an_empty_year_has_no_findings(sign_in):
    said = words(text(sign_in("lingdao").get(at("findings/", year=2020))))
    assert "没有发现问题" in said and "没有逾期、临期和落后的事" in said and "账上还没有资金" in said


@pytest.mark.parametrize("rows", ["few", "many"])
def test_the_number_of_queries_does_not_grow_with_rows(sign_in, queries, request, rows):
    if rows == "many":
        request.getfixturevalue("crowd")
    client = sign_in("lingdao")
    client.get(at("findings/"))
    with queries("findings"):
        client.get(at("findings/"))
