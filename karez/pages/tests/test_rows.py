"""Repeated rows and several files in a form, as the server shows, reads and refuses them."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from karez.acts.doors import perform
from karez.acts.inputs import Input, PaperIn
from karez.acts.types import Lines, RowsOf
from karez.kernel.refusal import Invalid
from karez.pages.rows import MOST, Rows
from karez.places.rights import operator
from karez.testing.helping import NAME, Help, Helped
from karez.testing.pages import at, books_of, text
from karez.trail.models import Attachment, Entry, Paper

KEY = "0123456789abcdef" * 2
FORM = {"paper.number": "补助〔2023〕1号", "day": "2023-09-20", "key": KEY}


@pytest.fixture
def send(helping, sign_in):
    finance = sign_in("caizheng")

    def post(*rows, follow=False, **changed):
        cells = {f"people.{n}.{name}": value for n, row in rows for name, value in row.items()}
        return finance.post(at(f"acts/{NAME}/"), FORM | cells | changed, follow=follow)

    return post


def shown(answer):
    """The values that stand in the rows: place → column → value."""
    page = answer.content.decode()
    cells = re.findall(r'<input[^>]* name="people\.(\d+)\.(\w+)" value="([^"]*)"', page)
    rows = {}
    for place, column, value in cells:
        rows.setdefault(int(place), {})[column] = value
    return rows


def faults(answer):
    assert answer.status_code == 400
    found = re.findall(r'id="f-([\w-]+)-fault"><i[^>]*></i>([^<]+)', answer.content.decode())
    return dict(found)


def row(who="甲", amount="1.5", **more):
    return {"who": who, "amount": amount} | more


def test_it_begins_with_one_blank_row_and_a_template_for_more(helping, sign_in):
    answer = sign_in("caizheng").get(at(f"acts/{NAME}/"))
    page = text(answer)
    assert shown(answer) == {0: {"who": "", "visits": "", "amount": ""}}
    assert 'name="people.N.amount"' in page.partition("<template>")[2]
    assert "补助（万元）" in page and "务工（人次）" in page and "karez/rows.js" in page
    assert 'aria-label="补助，第 1 行"' in page
    # Enter does the act, not the first button of the rows.
    assert page.index("visually-hidden") < page.index('name="edit"')


def test_it_adds_a_row_and_keeps_what_was_typed(send):
    answer = send((0, row()), edit="people.add", remark="说明")
    assert answer.status_code == 200 and not Paper.objects.filter(number="补助〔2023〕1号").exists()
    assert [each["who"] for each in shown(answer).values()] == ["甲", ""]
    page = answer.content.decode()
    assert ">说明</textarea>" in page and KEY in page and "没有办成" not in page


def test_it_removes_the_row_that_was_meant_and_numbers_the_rest_anew(send):
    answer = send((0, row("甲")), (3, row("乙")), (7, row("丙")), edit="people.remove.1")
    assert {place: each["who"] for place, each in shown(answer).items()} == {0: "甲", 1: "丙"}


def test_of_the_last_row_a_blank_one_stays(send):
    assert shown(send((0, row()), edit="people.remove.0"))[0]["who"] == ""


@pytest.mark.parametrize("pressed", ["people.remove.9", "people.remove.x", "people.burn", "remark.add", "x"])
def test_a_button_that_there_is_not_does_the_act_as_it_was_sent(send, pressed):
    assert send((0, row()), edit=pressed).status_code == 302


def test_it_sums_money_and_counts_and_says_which_cells_it_cannot_read(send):
    answer = send(
        (0, row(amount="1.5", visits="1200")), (1, row(amount="2000元", visits="１，0０３ 人次")), (2, row(amount="许多")),
        edit="people.add",
    )  # fmt: skip
    page = answer.content.decode()
    assert '<output data-sum="amount">1.7（1 格不是数字）</output>' in page
    assert '<output data-sum="visits" data-unit="人次">2,203</output>' in page


def test_it_does_the_act_with_every_row(send, helping):
    answer = send(
        (0, row("甲", "1.5", visits="3", source="central")), (4, row("乙", "5000元")), share="12.5%"
    )
    assert answer.status_code == 302
    entry = Entry.objects.latest("seq")
    assert entry.after == {"total": 2_000_000, "people": ["甲", "乙"]}
    page = text(
        send(
            (0, row("甲", "1.5", visits="3", source="central")),
            (4, row("乙", "5000元")),
            share="12.5%",
            follow=True,
        )
    )
    assert "这张表单已经办过一次，没有再办：发放补助 2万元" in page


def test_rows_in_which_nothing_stands_are_left_out(send):
    blank = {"who": "", "amount": "", "visits": "", "source": "", "place": ""}
    assert send((0, blank), (1, row("乙")), (2, blank)).status_code == 302
    assert Entry.objects.latest("seq").after["people"] == ["乙"]


def test_it_shows_each_fault_at_its_row_and_cell(send):
    answer = send((0, row()), (1, row("", "", visits="2")), (2, row("丙", "x")))
    assert faults(answer) == {
        "people-1-who": "没有填写“姓名”。",
        "people-1-amount": "没有填写“补助”。",
        "people-2-amount": "“x”不是金额，请写成如 600万元 或 6000000.00元。",
    }
    assert [each["who"] for each in shown(answer).values()] == ["甲", "", "丙"]


def test_it_shows_what_the_typed_input_refuses_at_the_cell(send):
    answer = send((0, row()), (1, row("名" * 21, visits="-1", source="天")))
    found = faults(answer)
    assert "太长，最多 20 个字" in found["people-1-who"]
    assert found["people-1-visits"] == "“受助人员”第 2 行的“务工”不能小于 0。"
    assert found["people-1-source"].startswith("“受助人员”第 2 行的“资金层级”：没有“天”这个资金层级。")
    assert 'href="#f-people-1-visits">受助人员第 2 行，务工：' in answer.content.decode()


def test_it_shows_what_is_not_found_at_the_cell(send):
    found = faults(send((0, row()), (1, row("乙", place="没有的村"))))
    assert list(found) == ["people-1-place"] and "没有的村" in found["people-1-place"]


def test_it_shows_what_the_act_itself_refuses_at_the_cell_or_the_row(send):
    assert faults(send((0, row(amount="60")), (1, row(amount="50")))) == {
        "people-1-amount": "补助超过 100万元。"
    }
    page = send((0, row("无名"))).content.decode()
    assert '<tr class="is-wrong">' in page and "写不出姓名的不补助。" in page


def test_rows_that_are_required_are_asked_for(send):
    assert faults(send()) == {"people": "没有填写“受助人员”。"}


def test_more_rows_than_a_form_holds_are_refused_not_dropped(send):
    assert "最多 300 行" in faults(send(*((n, row()) for n in range(MOST + 1))))["people"]


def test_a_cell_holds_no_paper_and_no_rows(demo):
    class Deep(Input):
        paper: PaperIn
        rows: Lines[Helped] = ()

    with pytest.raises(TypeError, match=r"paper, x\.N\.rows"):
        Rows("x", "行", RowsOf(Deep), books_of("caizheng"), True, "")


def test_rows_stand_in_a_form_as_code_holds_them(demo):
    rows = Rows("people", "受助人员", RowsOf(Helped), books_of("caizheng"), True, "")
    rows.begin([{"who": "甲", "amount": 1_500_000}, {"who": "乙", "amount": 1}])
    assert [[cell.value for cell in each.fields if cell.name.endswith(("who", "amount"))] for each in rows.rows] == [
        ["甲", "1.5"], ["乙", "0.000001"]
    ]  # fmt: skip
    rows.read(QueryDict("people.5.who=丙&people.x.who=丁&other.0.who=戊"))
    assert [each.fields[0].value for each in rows.rows] == ["丙"]


# -- the other doors


def test_json_takes_a_list_of_objects_and_refuses_each_by_its_place(helping, demo):
    data = {
        "county": "652722",
        "paper": {"number": "补助〔2023〕9号"},
        "people": [{"who": "甲", "amount": "1万元", "source": "中央"}],
    }
    done = perform(NAME, operator("652722"), data, day=date(2023, 9, 20), key="a")
    assert done["ok"] and perform(NAME, operator("652722"), data, day=date(2023, 9, 20), key="a")["repeated"]
    wrong = [{"who": "甲", "amount": 1}, {"whom": "乙", "amount": 1.5, "place": "没有"}]
    error = perform(NAME, operator("652722"), data | {"people": wrong}, day=date(2023, 9, 20))["error"]
    every = [error, *error["others"]]
    assert [each["field"] for each in every] == ["people.1.who", "people.1.amount", "people.1.whom"]
    assert every[0]["message"] == "“受助人员”第 2 行的“姓名”没有填写。"
    assert "who、place" in every[2]["hint"]
    lost = [{"who": "甲", "amount": 1, "place": "没有的村"}, {"who": "乙", "amount": 1, "place": "也没有"}]
    error = perform(NAME, operator("652722"), data | {"people": lost}, day=date(2023, 9, 20))["error"]
    assert [error["field"], error["others"][0]["field"]] == ["people.0.place", "people.1.place"]


def test_the_schema_says_what_each_type_is(helping):
    schema = helping.schema()
    rows = schema["$defs"]["Helped"]["properties"]
    assert schema["properties"]["people"]["items"] == {"$ref": "#/$defs/Helped"}
    assert (rows["visits"]["x-unit"], rows["amount"]["x-unit"], rows["source"]["x-codes"]) == (
        "人次",
        "fen",
        "source",
    )
    assert "central" in rows["source"]["enum"] and rows["place"]["anyOf"][0]["x-ref"] == "places.region"
    assert schema["properties"]["share"]["anyOf"][0]["x-unit"] == "share"


@pytest.mark.parametrize(
    ("typed", "kept"), [("12.5%", "1/8"), ("0.125", "1/8"), ("1/8", "1/8"), ("100％", "1"), ("0", "0")]
)
def test_a_share_is_an_exact_fraction_however_it_is_written(typed, kept):
    person = {"who": "甲", "amount": 1}
    data = {"county": "652722", "paper": {"number": "x"}, "people": [person], "share": typed}
    assert str(Help.model_validate(data).share) == kept


@pytest.mark.parametrize("typed", ["1.5", "-1%", "x", "", "1/0", 0.5, True])
def test_what_is_no_share_is_refused(helping, typed):
    with pytest.raises(Invalid, match=r"“自筹比例”.*比例"):
        helping.read({"county": "652722", "paper": {"number": "x"}, "people": [], "share": typed})


# -- files


def pdf(name, content=b"%PDF-1.7 "):
    return SimpleUploadedFile(name, content + name.encode(), "application/pdf")


def test_it_stores_and_attaches_several_files(send):
    assert send((0, row()), files=[pdf("a.pdf"), pdf("b.pdf"), pdf("a.pdf")]).status_code == 302
    paper = Paper.objects.get(number="补助〔2023〕1号")
    assert sorted(paper.attachments.values_list("name", flat=True)) == ["a.pdf", "b.pdf"]


def test_it_keeps_files_over_a_refusal_and_takes_more(send):
    page = send((0, row("")), files=[pdf("a.pdf"), pdf("b.pdf")]).content.decode()
    tickets = re.findall(r'name="files.ticket" value="([^"]+)"', page)
    assert len(tickets) == 2 and page.count("已收到") == 2
    answer = send((0, row()), **{"files.ticket": [*tickets, tickets[0] + "x"], "files": [pdf("c.pdf")]})
    assert answer.status_code == 302
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["a.pdf", "b.pdf", "c.pdf"]


def test_a_file_of_another_kind_is_refused_at_its_field_and_nothing_is_done(send):
    answer = send((0, row()), files=[pdf("a.pdf"), SimpleUploadedFile("x.exe", b"MZ")])
    assert "不收“.exe”这种文件" in faults(answer)["files"]
    assert not Attachment.objects.exists() and "a.pdf 已收到" in answer.content.decode()
