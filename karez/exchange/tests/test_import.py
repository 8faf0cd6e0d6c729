"""A county's year from a workbook into the books: planned, done, done again, changed, refused."""

from datetime import date

import pytest
from django.db.models import Sum

from karez import policy
from karez.acts.inputs import PaperIn
from karez.demo.load import read as demo_data
from karez.exchange.apply import BooksMoved, NotImported, carry_out, preview
from karez.funds.commands import Reverse, reverse
from karez.funds.models import Grant, Transfer
from karez.kernel.refusal import Forbidden, Unknown
from karez.payments.models import Payment
from karez.places.models import Region
from karez.places.rights import Actor, operator
from karez.projects.models import Project
from karez.testing.tables import everything
from karez.trail.models import Entry

pytestmark = pytest.mark.django_db
COUNTY, YEAR, DAY = "652722", 2023, date(2023, 9, 20)
ACTOR = operator(COUNTY)

GRANT_HEAD = ["文号", "资金层级", "资金任务", "金额（万元）", "下达日期", "收到日期", "提前告知", "直达资金"]
PROJECT_HEAD = ["项目名称", "项目类型", "二级类型", "乡镇", "村", "主管部门", "实施单位", "经营主体", "建设内容", "总投资（元）",
                "开工日期", "完工日期", "预计年收益（元）", "带动就业人次"]  # fmt: skip
ALLOTMENT_HEAD = ["项目名称", "文号", "金额（元）", "批复文号", "批复日期"]
PAYMENT_HEAD = ["项目名称", "文号", "金额（元）", "支付日期", "凭证号", "收款人", "环节"]


def workbook():
    """The demo county as somebody would type it."""
    data = demo_data()
    regions = {row["code"]: row["name"] for row in data["regions"]}
    departments = {row["key"]: row["name"] for row in data["departments"]}
    names = {row["key"]: row["name"] for row in data["projects"]}
    documents = {row["key"]: row["document"] for row in data["grants"]}
    targets = {(row["project"], row["indicator"]): row for row in data["targets"]}

    def label(name, row):
        return policy.codes.label(name, row[name])

    def project(row):
        code = row["region"]
        income, jobs = targets.get((row["key"], "annual_income")), targets.get((row["key"], "jobs"))
        return [
            row["name"], label("category", row), label("kind", row),
            regions[code[:9] + "000"] if code[6:9] != "000" else None,
            regions[code] if code[9:] != "000" else None,
            departments[row["supervisor"]], departments[row["implementer"]], (row["operator"] or {}).get("name"),
            row["content"], row["planned_fen"] / 100, row["starts"], row["ends"],
            income and income["value_fen"] / 100, jobs and jobs["value"],
        ]  # fmt: skip

    return {
        "资金台账": [GRANT_HEAD] + [
            [g["document"], label("source", g), label("task", g), g["amount_fen"] / 1e6, g["issued"], g["received"],
             "是" if g["advance_notice"] else "否", "是" if g["direct"] else "否"]
            for g in data["grants"]
        ],
        "项目库": [PROJECT_HEAD] + [project(row) for row in data["projects"]],
        "资金分配": [ALLOTMENT_HEAD] + [
            [names[a["project"]], documents[a["grant"]], a["amount_fen"] / 100, a["approval"], a["approved"]]
            for a in data["allotments"]
        ],
        "支付": [PAYMENT_HEAD] + [
            [names[p["project"]], documents[p["grant"]], p["amount_fen"] / 100, p["paid"], p["voucher"], p["payee"], p["stage"]]
            for p in data["payments"]
        ],
    }  # fmt: skip


def bring(books, sheets, **more):
    return carry_out(books.write(**sheets), COUNTY, YEAR, actor=ACTOR, day=DAY, **more)


def plan_of(books, sheets, **more):
    return preview(books.write(**sheets), COUNTY, YEAR, actor=ACTOR, day=DAY, **more)


def texts(plan):
    return [fault.text for fault in plan.faults]


SMALL = {
    "资金台账": [
        GRANT_HEAD,
        ["甲财〔2023〕1号", "中央", "少数民族发展", 100, "2023-05-10", "2023-05-22", "否", "是"],
    ],
    "项目库": [PROJECT_HEAD[:6], ["水渠", "基础设施", "农村供水", "精河镇", "", "县水利局"]],
    "资金分配": [ALLOTMENT_HEAD, ["水渠", "甲财[2023]1号", 600_000, "乙批〔2023〕1号", "2023-06-01"]],
    "支付": [PAYMENT_HEAD, ["水渠", "甲财（2023）1号", 200_000, "2023-07-01", "支1", "甲公司", "预付款"]],
}


def small(sheet=None, column=None, cell=None, **more):
    sheets = {name: [list(row) for row in rows] for name, rows in SMALL.items()}
    if sheet:
        sheets[sheet][1][column] = cell
    for name, rows in more.items():
        sheets[name] += rows
    return sheets


def test_it_brings_a_whole_county_in_and_doing_it_twice_changes_nothing(books):
    sheets = workbook()
    seen = plan_of(books, sheets)
    assert texts(seen) == []
    assert not any(everything().values())  # a rehearsal leaves nothing behind
    file = books.folder / "book.xlsx"
    plan, outcome = carry_out(file.read_bytes(), COUNTY, YEAR, actor=ACTOR, day=DAY, expect=seen.fingerprint)
    assert {kind: states["new"] for kind, states in plan.counts().items()} == {
        "grants": 7, "projects": 13, "allotments": 17, "payments": 29,
    }  # fmt: skip
    assert outcome.done["payments.pay"] == 29 and outcome.done["projects.set_target"] == 12
    assert Grant.objects.aggregate(whole=Sum("amount"))["whole"] == 5_126_000_000
    assert Project.objects.get(name="枸杞烘干中心建设项目").region_id == "652722200204"
    before = everything()
    again, outcome = bring(books, sheets)
    assert {state for item in again.items for state in [item.state]} == {"same"} and len(again.items) == 66
    assert outcome.done == {} and everything() == before


def test_rows_are_of_the_year_of_the_import(books):
    """A grant of another year, and a project that is arranged for another year alone: faults that say where they belong."""
    bring(books, small())
    sheets = small("资金台账", 0, "甲财〔2024〕1号")
    del sheets["项目库"]
    sheets["支付"][1][1] = "甲财〔2024〕1号"
    plan = preview(books.write(**sheets), COUNTY, YEAR + 1, actor=ACTOR, day=DAY)
    assert texts(plan) == [
        "资金分配 第2行 A列“项目名称”：项目库里没有“水渠”。它是 2023 年度的项目：如是同一个项目，请先在系统中用 2024 年度的资金下达一笔，"
        "它即安排到 2024 年度；如是新项目，请在“项目库”表中列入。",
        "资金分配 第2行 B列“文号”：甲财〔2023〕1号 是 2023 年度资金，不在 2024 年度的账里。请改正文号，或把这一行导入 2023 年度。",
        "支付 第2行 A列“项目名称”：项目库里没有“水渠”。它是 2023 年度的项目：如是同一个项目，请先在系统中用 2024 年度的资金下达一笔，"
        "它即安排到 2024 年度；如是新项目，请在“项目库”表中列入。",
    ]


def test_it_does_the_acts_on_their_own_days_in_order(books):
    bring(books, workbook())
    days = list(Transfer.objects.order_by("seq").values_list("day", flat=True))
    assert days == sorted(days)
    assert Entry.objects.get(act="exchange.import").after["acts"]["funds.arrive"] == 7


def test_it_takes_any_county_with_regions_from_the_public_list(books):
    sheets = small()
    sheets["项目库"][1][3] = "大营子镇"
    sheets["项目库"] = [PROJECT_HEAD[:3], sheets["项目库"][1][:3]]
    carry_out(books.write(**sheets), "110101", YEAR, actor=operator("110101"), day=DAY)
    assert Region.objects.get(code="110101000000").name == "东城区"
    assert Project.objects.get().region_id == "110101000000"


def test_it_shows_what_a_changed_project_was_and_will_be(books):
    bring(books, small())
    sheets = small("项目库", 2, "农村污水治理")
    sheets["项目库"] = [PROJECT_HEAD, [*sheets["项目库"][1], None, None, "新建水渠", 700_000]]
    (item,) = [item for item in plan_of(books, sheets).items if item.state != "same"]
    assert item.state == "changed" and item.at == 2
    assert item.changes == (
        ("二级类型", "农村供水", "农村污水治理"), ("建设内容", "（空）", "新建水渠"), ("总投资", "0万元", "70万元"),
    )  # fmt: skip
    bring(books, sheets)
    project = Project.objects.get()
    assert (project.kind, project.planned, project.supervisor.name) == ("sewage", 70_000_000, "县水利局")
    assert plan_of(books, sheets).counts()["projects"] == {"new": 0, "changed": 0, "same": 1}
    # … and back, and forth again: a key never hides a change.
    for kind in ("农村供水", "农村污水治理"):
        sheets["项目库"][1][2] = kind
        bring(books, sheets)
        assert policy.codes.label("kind", Project.objects.get().kind) == kind


def test_a_blank_cell_states_nothing(books):
    bring(books, small())
    sheets = small()
    sheets["项目库"][1][3:] = [None, None, None]
    assert plan_of(books, sheets).counts()["projects"]["same"] == 1


@pytest.mark.parametrize(
    ("sheet", "column", "cell", "message"),
    [
        ("资金台账", 3, 110, "资金台账 第2行 D列“金额（万元）”：甲财〔2023〕1号 的金额已入账为 100万元，本行是 110万元。"
         "已入账的金额和日期不能靠导入改动；确属记错的，请在系统中“冲销”后重新登记。"),
        ("资金台账", 7, "否", "资金台账 第2行 H列“直达资金”：甲财〔2023〕1号 的直达资金已入账为 是，本行是 否。"
         "已入账的金额和日期不能靠导入改动；确属记错的，请在系统中“冲销”后重新登记。"),
        ("资金台账", 1, "自治区", "资金台账 第2行 A列“文号”：甲财〔2023〕1号 已登记为中央·少数民族发展，与本行不同。"
         "如是同一笔资金，请改正本行；如这份文件另有一笔资金，请把已登记的那一行也列入表中。"),
        ("资金分配", 2, 650_000, "资金分配 第2行 C列“金额（元）”：“水渠”按 乙批〔2023〕1号 从 甲财〔2023〕1号 已下达 "
         "60万元（2023-06-01），与本行 65万元（2023-06-01）不同。已入账的金额和日期不能靠导入改动；确属记错的，请在系统中“冲销”后重新登记。"
         "如是同一批复下的另一笔，请把已登记的那一行也列入表中。"),
        ("支付", 2, 300_000, "支付 第2行 C列“金额（元）”：凭证 支1 的金额已入账为 20万元，本行是 30万元。"
         "已入账的金额和日期不能靠导入改动；确属记错的，请在系统中“冲销”后重新登记。"),
    ],
)  # fmt: skip
def test_it_never_changes_what_is_in_the_ledger(books, sheet, column, cell, message):
    bring(books, small())
    before = everything()
    sheets = small(sheet, column, cell)
    assert texts(plan_of(books, sheets)) == [message]
    with pytest.raises(NotImported, match="导入没有进行：有 1 处差错"):
        bring(books, sheets)
    assert everything() == before


def test_a_second_quota_under_the_same_approval_is_told_from_a_correction(books):
    bring(books, small())
    sheets = small(资金分配=[["水渠", "甲财〔2023〕1号", 100_000, "乙批〔2023〕1号", "2023-06-20"]])
    plan, _ = bring(books, sheets)
    assert plan.counts()["allotments"] == {"new": 1, "changed": 0, "same": 1}


def test_what_was_reversed_is_not_booked_again_in_silence(books):
    bring(books, small())
    transfer = Transfer.objects.get(kind="pay")
    reverse(ACTOR, Reverse(transfer=transfer, paper=PaperIn(number="更1")), day=DAY)
    assert texts(plan_of(books, small())) == [
        "支付 第2行：这一行以前导入过，后来在系统中冲销或改动了。如确要重新登记，请在系统中办理。"
    ]


@pytest.mark.parametrize(
    ("sheet", "column", "cell", "message"),
    [
        ("资金分配", 0, "水沟", "资金分配 第2行 A列“项目名称”：项目库里没有“水沟”。"
            "是不是“水渠”？请改正名称，或在“项目库”表中列入这个项目。"),
        ("支付", 1, "甲财〔2023〕2号",
         "支付 第2行 B列“文号”：资金台账里没有文号为“甲财〔2023〕2号”的资金。"
            "是不是“甲财〔2023〕1号”？请改正文号，或在“资金台账”表中列入这份文件。"),
        ("项目库", 3, "精禾镇", "项目库 第2行 D列“乡镇”：本县没有名为“精禾镇”的乡镇。是不是精河镇（652722100000）"),
        ("资金分配", 2, 2_000_000, "资金分配 第2行 C列“金额（元）”："),
        ("资金分配", 4, "2023-05-01", "资金分配 第2行 E列“批复日期”：批复日期 2023-05-01 早于 甲财〔2023〕1号 的收到日期 2023-05-22。"),
        ("支付", 3, "2023-05-30", "支付 第2行 C列“金额（元）”：甲财〔2023〕1号 已下达未支付（水渠）"),
        ("支付", 2, 700_000, "支付 第2行 C列“金额（元）”："),
    ],
)  # fmt: skip
def test_it_refuses_the_whole_workbook_for_one_bad_row(books, sheet, column, cell, message):
    sheets = small(sheet, column, cell)
    found = texts(plan_of(books, sheets))
    assert found[0].startswith(message), found
    with pytest.raises(NotImported):
        bring(books, sheets)
    assert not any(everything().values())


def test_what_no_act_takes_is_a_fault_of_its_cell(books):
    """A number may pass as money and still be none that an act takes."""
    sheets = small("资金台账", 3, 99_999_999_999)
    assert texts(plan_of(books, sheets)) == [
        "资金台账 第2行 D列“金额（万元）”：“金额”金额大得不合理，请核对单位。"
    ]


def test_each_act_of_a_plan_is_one_that_its_sheet_says_it_does(books):
    bring(books, small())
    changed = [
        PROJECT_HEAD,
        ["水渠", "基础设施", "农村供水", "精河镇", "", "县水利局", *[None] * 2, "新建", 7, None, None, 8, 9],
    ]
    for sheets in (workbook(), {"项目库": changed}):
        steps = plan_of(books, sheets, rehearse=False).steps
        assert steps and {step.act for step in steps if step.act not in step.table.sheet.acts} == set()


def test_it_asks_about_unknown_places_and_takes_the_answer(books):
    sheets = small("项目库", 3, "精禾镇")
    plan = plan_of(books, sheets)
    (question,) = plan.questions
    assert question.name == "精禾镇" and question.near[0] == ("652722100000", "精河镇")
    bring(books, sheets, places={"精禾镇": "652722100000"})
    assert Project.objects.get().region_id == "652722100000"


def test_it_adds_a_place_that_no_list_has_only_by_its_code(books):
    sheets = small("项目库", 3, "新设镇")
    bring(books, sheets, places={"新设镇": "652722109"})
    assert Region.objects.get(code="652722109000").name == "新设镇"
    assert Project.objects.get().region_id == "652722109000"


@pytest.mark.parametrize("code", ["652701100000", "652722100001", "652722000000"])
def test_it_refuses_an_answer_that_cannot_be_the_place(books, code):
    plan = plan_of(books, small("项目库", 3, "新设镇"), places={"新设镇": code})
    assert [question.name for question in plan.questions] == ["新设镇"]


def test_it_refuses_a_county_that_is_none(books):
    with pytest.raises(Unknown, match="没有代码为“659999”的县"):
        preview(books.write(**small()), "659999", YEAR, actor=operator("659999"), day=DAY)


def test_it_asks_about_a_village_of_another_township(books):
    sheets = small("项目库", 4, "永集湖村")
    (fault,) = plan_of(books, sheets).faults
    assert (
        fault.message == "本县没有名为“精河镇/永集湖村”的村。"
        and "托里镇永集湖村（652722102202）" in fault.hint
    )


def test_one_document_with_two_moneys_needs_the_task_column(books):
    sheets = small(
        资金台账=[["甲财〔2023〕1号", "中央", "欠发达国有农场巩固提升", 50, "2023-05-10", "2023-05-22"]]
    )
    assert texts(plan_of(books, sheets))[0].startswith(
        "资金分配 第2行 B列“文号”：甲财[2023]1号 含有多笔资金（中央·少数民族发展；中央·欠发达国有农场巩固提升），分不清用哪一笔。".replace(
            "甲财[2023]1号", "甲财〔2023〕1号"
        )
    )
    sheets["资金分配"][0].append("资金任务")
    sheets["资金分配"][1].append("少数民族发展")
    bring(books, sheets)  # the payment follows the project's only quota
    assert Payment.objects.get().transfer.grant.task == "minority"


def test_it_notices_that_the_books_moved_between_preview_and_confirmation(books):
    sheets = small()
    seen = plan_of(books, sheets)
    bring(books, small())
    with pytest.raises(BooksMoved, match="预览之后"):
        bring(books, sheets, expect=seen.fingerprint)


def test_it_needs_the_right_in_the_county(books):
    for actor in (
        Actor("v", "村", "village", "652722"),
        Actor("f", "财", "finance", "652701"),
    ):
        with pytest.raises(Forbidden):
            preview(books.write(**small()), COUNTY, YEAR, actor=actor, day=DAY)


def test_it_names_new_departments_and_knows_the_old_ones_by_their_short_names(books):
    plan, _ = bring(books, small())
    assert plan.new_departments == ["县水利局"]
    plan = plan_of(books, small("项目库", 5, "精河县水利局"))
    assert plan.new_departments == [] and plan.counts()["projects"]["same"] == 1


def test_planning_takes_the_same_number_of_queries_for_many_rows(books, django_assert_max_num_queries):
    sheets = small(
        支付=[["水渠", "甲财〔2023〕1号", 100, "2023-07-01", f"支{n}", "甲", ""] for n in range(2, 400)],
        项目库=[[f"水渠{n}号", "基础设施", "农村供水", "精河镇", "", "县水利局"] for n in range(300)],
    )
    path = books.write(**sheets)
    with django_assert_max_num_queries(14):
        preview(path, COUNTY, YEAR, actor=ACTOR, day=DAY, rehearse=False)
