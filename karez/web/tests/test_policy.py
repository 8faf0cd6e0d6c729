"""Policy pages: what holds, by which paper, unread or confirmed; confirming is an act."""

import re

import pytest

from karez import policy
from karez.rulebook.models import Confirmation
from karez.testing.pages import at, text
from karez.trail.models import Attachment, Entry

SAID = {
    "parameter": "management_fee_cap",
    "on": "2023-09-20",
    "paper.number": "财农〔2021〕19号",
    "day": "2023-09-20",
    "key": "c" * 32,
}


def test_it_lists_every_parameter_and_rule(sign_in):
    page = text(sign_in("lingdao").get(at("policy/")))
    for key in policy.parameters():
        assert at(f"policy/{key}/") in page or "这一天没有适用的取值" in page
    assert "≥50%" in page and "依据待核实" in page and "核实后阻断" in page
    assert "项依据待核实" in page


@pytest.mark.parametrize("key", policy.parameters())
def test_it_opens_every_parameter(sign_in, key):
    page = text(sign_in("cun").get(at(f"policy/{key}/")))
    assert policy.history(key, "652722")[0].title in page and "None" not in page


def test_it_shows_the_value_of_the_day_and_what_it_overlays(sign_in):
    page = text(sign_in("shenji").get(at("policy/industry_share_rising/")))
    assert "覆盖了国家的取值" in page and "新财规〔2021〕11号" in page and "历次取值" in page


def test_it_judges_a_day_outside_the_budget_year_by_the_years_law(sign_in):
    assert "2023-12-31 在" in text(sign_in("shenji").get(at("policy/?on=2024-05-01")))


def test_it_knows_no_other_parameter(sign_in):
    answer = sign_in("shenji").get(at("policy/nothing/"))
    assert answer.status_code == 404 and "没有“nothing”这个政策参数" in answer.content.decode()


def test_it_lets_finance_confirm_with_a_paper_and_says_so(sign_in):
    finance = sign_in("caizheng")
    assert "确认这个取值" in text(finance.get(at("policy/management_fee_cap/")))
    answer = finance.post(at("policy/management_fee_cap/"), SAID)
    assert answer.status_code == 302 and answer.headers["Location"] == at("policy/management_fee_cap/")
    page = text(finance.get(answer.headers["Location"]))
    assert "县已确认" in page and "确认这个取值" not in page and "财农〔2021〕19号" in page
    assert Confirmation.objects.get().parameter == "management_fee_cap"
    assert Entry.objects.latest("seq").act == "policy.confirm"
    assert "阻断" in text(finance.get(at("policy/")))


def test_it_says_at_the_field_what_is_missing(sign_in):
    answer = sign_in("caizheng").post(at("policy/management_fee_cap/"), SAID | {"paper.number": ""})
    assert answer.status_code == 400
    assert re.search(r'id="f-paper-number-fault"><i[^>]*></i>没有填写', answer.content.decode())
    assert not Confirmation.objects.exists() and not Attachment.objects.exists()


def test_it_offers_no_confirming_to_others_and_refuses_it(sign_in):
    leader = sign_in("lingdao")
    assert "确认这个取值" not in text(leader.get(at("policy/management_fee_cap/")))
    assert leader.post(at("policy/management_fee_cap/"), SAID).status_code == 403
    assert not Confirmation.objects.exists()
