"""Doing acts through forms: what is offered, what is refused at which field, what is done once."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from karez.acts import act as acts
from karez.funds.models import Account, Allotment, Grant, Transfer
from karez.kernel.money import WAN
from karez.payments.models import Payment
from karez.places.models import Region
from karez.places.rights import RIGHTS
from karez.projects.models import Project, Target
from karez.testing.pages import at, text
from karez.trail.models import Attachment, Entry
from karez.trail.spans import current

KEY = "0123456789abcdef" * 2
FINANCE = [one.name for one in acts.all_acts() if not one.page and one.right in RIGHTS["finance"]]
"""The acts of 财政局 that are done on the form made from their input."""


@pytest.fixture
def finance(sign_in):
    return sign_in("caizheng")


@pytest.fixture
def grant(demo):
    """A grant with unpaid quota, and a project that has it."""
    return Grant.objects.get(document="示例博州财振〔2022〕1号")


@pytest.fixture
def project(demo):
    return Project.objects.get(name="枸杞烘干中心建设项目")


@pytest.fixture
def pay(finance, grant, project):
    def send(**changed):
        said = {
            "grant": grant.pk, "project": project.pk, "amount": "1.5", "amount.unit": "万元", "payee": "示例单位",
            "paper.number": "示例支〔2023〕900", "paper.dated": "2023-09-19", "day": "2023-09-20", "key": KEY,
        } | changed  # fmt: skip
        said = {name: value for name, value in said.items() if value is not None}
        return finance.post(at("acts/payments.pay/"), said, follow=changed.get("follow", False))

    return send


def pdf(name="凭证.pdf", content=b"%PDF-1.7 voucher"):
    return SimpleUploadedFile(name, content, "application/pdf")


def refused(answer):
    """The page of a form that came back, and each field's fault by the field's id."""
    assert answer.status_code == 400
    page = answer.content.decode()
    return page, dict(re.findall(r'id="f-([\w-]+)-fault"><i[^>]*></i>([^<]+)', page))


def test_it_offers_what_the_post_may_do_and_nothing_else(sign_in):
    finance = text(sign_in("caizheng").get(at("acts/")))
    assert all(word in finance for word in ("登记到位资金", "下达指标", "冲销", "确认政策依据"))
    assert "任免岗位" not in finance
    assert "任免岗位" in text(sign_in("admin").get(at("acts/")))
    for reader in ("lingdao", "shenji", "zhou", "cun", "zhen"):
        assert "只能查看" in text(sign_in(reader).get(at("acts/")))


def test_it_says_of_each_act_what_it_is_for(demo):
    """An act that does not say so is done on the page of its thing, and says on which."""
    for one in acts.all_acts():
        assert one.about or one.page, one.name
        assert one.icon and (not one.about or one.order < 1000), one.name


def test_it_lists_acts_under_their_rooms_in_the_order_in_which_a_county_goes_about_them(sign_in):
    page = text(sign_in("caizheng").get(at("acts/"))).partition("<main")[2]
    words = (
        "资金</h2>",
        "登记到位资金",
        "下达指标",
        "支付</h2>",
        "登记退回",
        "项目</h2>",
        "政策</h2>",
        "人员与区划</h2>",
    )
    places = [page.index(word) for word in words]
    assert places == sorted(places)


@pytest.mark.parametrize("name", FINANCE)
def test_it_opens_the_form_of_every_act_with_a_label_on_every_field(finance, name):
    page = text(finance.get(at(f"acts/{name}/")))
    labelled = set(re.findall(r'<label for="([^"]+)"', page)) | set(
        re.findall(r'<label>\s*<input[^>]* id="([^"]+)"', page)
    )
    controls = re.findall(r'<(?:input|select|textarea)[^>]* id="(f-[^"]+)"([^>]*)', page)
    labelled |= {name for name, marks in controls if 'aria-label="' in marks}  # a cell of rows
    fields = [name for name, _ in controls]
    assert fields and set(fields) <= labelled


def test_it_asks_no_more_queries_for_ten_times_the_rows(finance, request):
    def count():
        seen = {}
        for name in FINANCE:
            with CaptureQueriesContext(connection) as queries:
                text(finance.get(at(f"acts/{name}/")))
            seen[name] = len(queries)
        return seen

    few = count()
    request.getfixturevalue("crowd")
    assert count() == few
    assert max(few.values()) <= 14


@pytest.mark.parametrize("name", ["trail.attach", "reports.write", "reports.sign", "policy.confirm"])
def test_it_leads_to_the_page_of_an_act_that_has_its_own(finance, name):
    assert finance.get(at(f"acts/{name}/")).status_code == 302


def test_it_refuses_an_act_that_the_post_may_not_do_with_who_may(sign_in):
    answer = sign_in("lingdao").get(at("acts/funds.allot/"))
    assert answer.status_code == 403
    assert "县领导无权下达指标" in answer.content.decode() and "财政局" in answer.content.decode()


def test_it_knows_no_act_of_another_name(finance):
    answer = finance.get(at("acts/funds.alot/"))
    assert answer.status_code == 404 and "funds.allot" in answer.content.decode()


def test_it_takes_what_the_address_says(finance, grant, project):
    page = text(finance.get(at(f"acts/funds.allot/?grant={grant.pk}&project={project.pk}")))
    assert (
        f'<option value="{grant.pk}" selected>' in page and f'<option value="{project.pk}" selected>' in page
    )
    assert "账上余额" in page and "下未支付" in page


def test_it_pays_and_says_what_is_left(pay, project):
    answer = pay()
    payment = Payment.objects.latest("pk")
    assert answer.status_code == 302 and answer.headers["Location"] == at(f"payments/{payment.pk}/")
    assert payment.transfer.amount == 1.5 * WAN and str(payment.transfer.day) == "2023-09-19"


def test_it_tells_what_happened(finance, pay):
    page = text(finance.get(pay().headers["Location"]))
    assert re.search(
        r"已办成：支付 1\.5万元，枸杞烘干中心建设项目。项目未支付 [\d.]+万元，已支付 [\d.]+万元。留痕第 \d+ 号",
        page,
    )


def test_it_does_one_form_once(pay):
    before = Payment.objects.count()
    first, second = pay(), pay()
    assert Payment.objects.count() == before + 1
    assert first.headers["Location"] == second.headers["Location"]


def test_a_form_sent_again_speaks_of_its_own_act_not_of_the_newest(finance, pay):
    finance.get(pay().headers["Location"])
    first = Entry.objects.latest("seq")
    finance.get(pay(amount="2", key="f" * 32, **{"paper.number": "示例支〔2023〕901"}).headers["Location"])
    page = text(finance.get(pay().headers["Location"]))
    assert "这张表单已经办过一次，没有再办：支付 1.5万元" in page and f"记在留痕第 {first.seq} 号" in page
    assert "已办成" not in page and f"第 {first.seq + 1} 号" not in page


def test_it_does_not_do_another_thing_under_a_forms_key(pay):
    pay()
    before = Transfer.objects.count()
    page, _ = refused(pay(amount="2"))
    assert "已经提交办成过一次" in page and Transfer.objects.count() == before
    assert KEY not in page


def test_it_shows_a_shortfall_at_the_amount_and_keeps_what_was_typed(pay):
    before = Transfer.objects.count()
    page, faults = refused(pay(amount="99999"))
    assert "还差" in faults["amount"]
    assert 'value="99999"' in page and 'value="示例单位"' in page and "funds.shortfall" in page
    assert 'aria-describedby="f-amount-fault"' in page
    assert Transfer.objects.count() == before


def test_it_shows_all_that_is_missing_at_once(pay):
    page, faults = refused(pay(amount="", payee=" ", day="昨天", **{"paper.number": ""}))
    assert set(faults) == {"amount", "payee", "day", "paper-number"}
    assert "请改好下面 4 处" in page and 'href="#f-payee"' in page


@pytest.mark.parametrize(
    ("typed", "unit", "fen"),
    [
        ("1.5", "万元", 1_500_000),
        ("15000", "元", 1_500_000),
        ("１，５００元", "万元", 150_000),
        ("0.000001", "万元", 1),
    ],
)
def test_it_reads_an_amount_in_the_chosen_unit_or_the_written_one(pay, typed, unit, fen):
    assert pay(**{"amount": typed, "amount.unit": unit}).status_code == 302
    assert Transfer.objects.latest("seq").amount == fen


@pytest.mark.parametrize(
    ("typed", "said"), [("abc", "不是金额"), ("0.0000001", "细于 1 分"), ("-3", "大于 0"), ("0", "大于 0")]
)
def test_it_refuses_an_amount_that_is_none(pay, typed, said):
    _, faults = refused(pay(amount=typed))
    assert said in faults["amount"]


def test_it_finds_no_grant_that_the_books_do_not_have(pay):
    _, faults = refused(pay(grant="999999"))
    assert "没有找到资金文件" in faults["grant"]


def test_it_attaches_the_file_to_the_paper_of_what_was_done(pay):
    assert pay(file=pdf()).status_code == 302
    attached = Attachment.objects.get()
    assert attached.paper == Payment.objects.latest("pk").transfer.paper
    assert (attached.name, attached.media_type) == ("凭证.pdf", "application/pdf")
    assert pay(file=pdf()).status_code == 302 and Attachment.objects.count() == 1


def test_it_keeps_a_file_over_a_refusal_for_the_same_person_only(pay, sign_in, grant, project):
    page, _ = refused(pay(amount="99999", file=pdf()))
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    assert "凭证.pdf 已收到" in page
    assert pay(ticket=ticket + "x").status_code == 302 and not Attachment.objects.exists()
    assert pay(ticket=ticket, key="f" * 32, **{"paper.number": "示例支〔2023〕901"}).status_code == 302
    assert Attachment.objects.get().name == "凭证.pdf"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.exe", b"MZ"), "不收“.exe”这种文件"),
        (SimpleUploadedFile("a.html", b"<script>"), "不收“.html”这种文件"),
        (SimpleUploadedFile("a.pdf", b"<script>alert(1)</script>"), "内容不是.pdf文件"),
        (SimpleUploadedFile("a.pdf", b""), "没有选择文件|空"),
    ],
)
def test_it_takes_no_file_of_another_kind_and_does_nothing_then(pay, file, said):
    before = Transfer.objects.count()
    page, _ = refused(pay(file=file))
    assert re.search(said, page) and Transfer.objects.count() == before


def test_it_does_nothing_with_a_file_that_is_too_big(pay, settings):
    settings.UPLOAD_LIMIT = 10
    _, faults = refused(pay(file=pdf()))
    assert "超过" in faults["file"]


def test_it_allots_reverses_and_warns_in_words(finance, grant, project):
    quota = Account.objects.get(grant=grant, project=project, kind="allotted")
    allotment = Transfer.objects.filter(kind="pay", debit=quota).latest("seq")
    said = {"transfer": allotment.pk, "paper.number": "更正〔2023〕1号", "day": "2023-09-20", "key": KEY}
    answer = finance.post(at("acts/funds.reverse/"), said)
    assert answer.status_code == 302 and answer.headers["Location"] == at(f"grants/{grant.pk}/")
    quota.refresh_from_db()
    assert quota.balance >= allotment.amount
    said = {
        "grant": grant.pk,
        "giver": project.pk,
        "amount": "1",
        "paper.number": "调剂〔2023〕1号",
        "day": "2023-09-20",
    }
    assert finance.post(at("acts/funds.reallocate/"), said).status_code == 302
    assert Allotment.objects.latest("pk").sign == -1


def test_it_says_after_an_act_what_a_rule_warned_of(finance, project):
    Grant.objects.get(document="示例博州财振〔2022〕1号")
    arrive = {
        "year": "2023", "source": "central", "task": "consolidate", "amount": "10", "issued": "2023-01-03",
        "received": "2023-01-04", "paper.number": "新〔2023〕1号", "day": "2023-01-04",
    }  # fmt: skip
    answer = finance.post(at("acts/funds.arrive/"), arrive)
    grant = Grant.objects.get(document="新〔2023〕1号")
    assert answer.headers["Location"] == at(f"grants/{grant.pk}/") and grant.amount == 10 * WAN
    allot = {"grant": grant.pk, "project": project.pk, "amount": "10", "paper.number": "批〔2023〕9号",
             "quota_issued": "2023-09-01", "day": "2023-09-20"}  # fmt: skip
    page = text(finance.get(finance.post(at("acts/funds.allot/"), allot).headers["Location"]))
    assert "规则提醒" in page and "天才下达指标" in page


def test_it_registers_a_project_and_takes_its_category_from_its_kind(sign_in):
    said = {
        "name": "示例新项目", "year": "2023", "kind": "road", "region": "652722101206", "planned": "30",
        "starts": "2023-10-01", "ends": "2023-09-01", "day": "2023-09-20", "key": KEY,
    }  # fmt: skip
    rural = sign_in("nongye")
    _, faults = refused(rural.post(at("acts/projects.register/"), said))
    assert "完工日期不能早于开工日期" in faults["ends"]
    answer = rural.post(at("acts/projects.register/"), said | {"ends": "2023-12-01"})
    made = Project.objects.get(name="示例新项目")
    assert answer.headers["Location"] == at(f"projects/{made.pk}/")
    assert (made.category, made.planned) == ("infrastructure", 30 * WAN)


def test_it_amends_a_project_from_what_stands(sign_in, project):
    rural = sign_in("nongye")
    assert "先选要改的项目" in text(rural.get(at("acts/projects.amend/")))
    page = text(rural.get(at(f"acts/projects.amend/?project={project.pk}")))
    assert (
        'value="枸杞烘干中心建设项目"' in page
        and 'value="processing" selected' in page
        and 'value="600"' in page
    )
    said = {
        "project": project.pk, "name": "枸杞烘干中心", "kind": project.kind, "region": project.region_id, "planned": "601",
        "day": "2023-09-20",
    }  # fmt: skip
    assert rural.post(at("acts/projects.amend/"), said).status_code == 302
    project.refresh_from_db()
    assert (project.name, project.planned) == ("枸杞烘干中心", 601 * WAN)


@pytest.mark.parametrize(
    ("indicator", "unit", "value"), [("annual_income", "万元", 3 * WAN), ("jobs", "人次", 3)]
)
def test_it_sets_a_target_in_its_own_unit(sign_in, project, indicator, unit, value):
    said = {
        "project": project.pk,
        "indicator": indicator,
        "value": "3",
        "value.unit": unit,
        "day": "2023-09-20",
    }
    rural = sign_in("nongye")
    assert rural.post(at("acts/projects.set_target/"), said).status_code == 302
    assert Target.objects.get(current(), project=project, indicator=indicator).value == value
    other = "人次" if unit == "万元" else "万元"
    _, faults = refused(rural.post(at("acts/projects.set_target/"), said | {"value.unit": other}))
    assert "单位和指标对不上" in faults["value"]


def test_it_appoints_somebody(sign_in):
    admin = sign_in("admin")
    page = text(admin.get(at("acts/places.appoint/")))
    person = re.search(r'<option value="(\d+)">巴图', page)[1]
    said = {
        "person": person,
        "role": "township",
        "region": "652722101000",
        "active": "on",
        "day": "2023-09-20",
    }
    assert admin.post(at("acts/places.appoint/"), said).status_code == 302
    assert Entry.objects.latest("seq").after["role"] == "township"
    _, faults = refused(admin.post(at("acts/places.appoint/"), said | {"role": "line"}))
    assert "必须写明单位" in faults["department"]


def test_it_lets_the_many_be_typed_by_name_or_number(crowd, finance, pay):
    page = text(finance.get(at("acts/payments.pay/")))
    assert 'list="f-project-list"' in page and '<select class="form-select" id="f-project"' not in page
    label = re.search(r'<option value="(枸杞烘干中心建设项目｜[^"]+)"', page)[1]
    assert pay(project=label, grant="示例博州财振〔2022〕1号").status_code == 302
    _, faults = refused(pay(project="没有的项目", key="e" * 32))
    assert "没有找到项目" in faults["project"]


def test_it_offers_a_place_only_within_the_county(finance):
    Region.objects.create(code="652701100000", name="别处", level="township")
    assert "别处" not in text(finance.get(at("acts/projects.register/")))
