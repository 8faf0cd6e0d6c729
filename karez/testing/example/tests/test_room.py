"""The room from one end to the other: form → trail → list → detail → panel → figure → search → finding → desk → report →
sheet, and that nobody outside its folder knows of it.
"""

import json
import re
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext

from karez.acts.act import name_of
from karez.documents import parts
from karez.exchange.apply import carry_out, preview
from karez.exchange.export import export
from karez.figures import Reading, Scope
from karez.kernel.money import WAN
from karez.kernel.refusal import Forbidden, Refusal
from karez.places.rights import operator
from karez.projects.models import Project
from karez.testing.example.commands import Record, Worker, record
from karez.testing.example.models import Wage
from karez.testing.pages import COUNTY, DAY, YEAR, at, books_of, text
from karez.trail.invariants import invariants
from karez.trail.models import Entry

ROOT = Path(__file__).resolve().parents[4]
NAME = "农村供水管网改造工程"
OTHERS = ("grants/", "allotments/", "payments/", "papers/", "trail/", "policy/", "people/")
"""Pages that show nothing of this room."""


def water() -> Project:
    return Project.objects.get(name=NAME)


def recorded(
    worker: str = "阿依努尔", amount: int = 3000_00, paid: date = date(2023, 8, 1), days: int = 20
) -> Wage:
    do = Record(project=water(), paid=paid, workers=(Worker(worker=worker, days=days, amount=amount),))
    return record(operator(COUNTY), do, day=paid).result


def sent(**rows: str) -> dict[str, str]:
    """What a browser sends: two people of a list, unless told otherwise."""
    return {
        "project": str(water().pk),
        "paid": "2023-08-01",
        "workers.0.worker": "阿依努尔",
        "workers.0.days": "20",
        "workers.0.amount": "0.3",
        "workers.0.amount.unit": "万元",
        "workers.1.worker": "李建国",
        "workers.1.days": "10",
        "workers.1.amount": "1500",
        "workers.1.amount.unit": "元",
        "day": "2023-08-01",
        "key": "a1",
    } | rows


def test_what_a_form_records_is_found_everywhere(sign_in):
    rural = sign_in("nongye")
    answer = rural.post(at("acts/example.record/"), sent())
    assert answer.status_code == 302, re.findall(r"k-fault[^<]*<[^<]*", answer.content.decode())
    first, second = Wage.objects.order_by("id")
    assert (first.worker, first.days, first.amount) == ("阿依努尔", 20, 3000_00) and second.amount == 1500_00
    assert answer.headers["Location"] == at(f"wages/{first.pk}/")

    entry = Entry.objects.get(act="example.record")
    assert entry.subject == name_of(water()) and entry.after == {"amount": 4500_00, "people": 2}
    trail = text(rural.get(at("trail/?act=example.record")))
    assert "登记务工发放" in trail and "0.45万元" in trail and "2 人" in trail

    rows = text(rural.get(at("wages/")))
    assert "2 笔，0.45万元" in rows and "阿依努尔" in rows
    assert "务工发放" in rows.split('aria-label="主导航"')[1].split("</nav>")[0]
    page = text(rural.get(at(f"wages/{first.pk}/")))
    assert "20 天" in page and at("figures/example.wages/") in page and "acts/example.check" in page
    project = text(rural.get(at(f"projects/{water().pk}/")))
    assert "2 笔，最近在前" in project and at(f"wages/{second.pk}/") in project
    assert at(f"acts/example.record/?project={water().pk}") in project

    figure = text(rural.get(at("figures/example.wages/")))
    assert "0.45" in figure and "李建国" in figure and at(f"wages/{second.pk}/") in figure
    hits = text(rural.get(at("search/?q=李建国")))
    assert at(f"wages/{second.pk}/") in hits
    finding = "有 2 笔务工发放（0.45万元）超过 15 天没有核对"
    assert finding in text(rural.get(at("findings/"))) and finding in text(
        rural.get(at(f"projects/{water().pk}/"))
    )
    desk = text(rural.get(at("desk/")))
    assert at(f"wages/{first.pk}/") in desk and "核对务工发放" in desk and "待核对" in desk
    report = text(rural.get(at("report/")))
    assert "项目发放务工报酬" in report and at("figures/example.wages/") in report

    done = rural.post(
        at("acts/example.check/"), {"wage": str(first.pk), "day": "2023-09-20", "key": "b2"}, follow=True
    )
    assert "已核对" in done.content.decode() and Wage.objects.get(pk=first.pk).checked
    assert "有 1 笔务工发放" in text(rural.get(at("findings/")))


def test_a_fault_stands_at_its_row_and_nothing_is_saved(sign_in):
    recorded("李建国")
    answer = sign_in("nongye").post(at("acts/example.record/"), sent(**{"workers.0.days": "0"}))
    page = answer.content.decode()
    assert answer.status_code == 400 and Wage.objects.count() == 1
    assert "务工天数" in page and "不能小于 1" in page
    answer = sign_in("nongye").post(at("acts/example.record/"), sent())
    assert answer.status_code == 400 and Wage.objects.count() == 1
    assert 'id="f-workers-1-worker-fault"' in answer.content.decode()
    assert "“李建国”在 2023-08-01 的务工发放已经登记" in answer.content.decode()


def test_rows_are_added_and_removed_without_a_script(sign_in):
    rural = sign_in("nongye")
    added = rural.post(at("acts/example.record/"), sent(edit="workers.add")).content.decode()
    assert Wage.objects.count() == 0 and 'name="workers.2.worker"' in added and "阿依努尔" in added
    fewer = rural.post(at("acts/example.record/"), sent(edit="workers.remove.0")).content.decode()
    assert Wage.objects.count() == 0 and "阿依努尔" not in fewer and "李建国" in fewer
    assert ">0.15</output>" in fewer and 'name="workers.1.worker"' not in fewer


@pytest.mark.parametrize(
    ("who", "name", "sees"),
    [
        ("zhen", NAME, True), ("shuili", NAME, True), ("lingdao", NAME, True), ("cun", "枸杞烘干中心建设项目", False),
        ("zhen", "枸杞烘干中心建设项目", False), ("shuili", "枸杞烘干中心建设项目", False),
    ],
)  # fmt: skip
def test_who_sees_the_project_sees_its_wages_and_who_may_not_act_does_not(sign_in, who, name, sees):
    project = Project.objects.get(name=name)
    do = Record(project=project, paid=DAY, workers=(Worker(worker="阿依努尔", days=1, amount=100),))
    wage = record(operator(COUNTY), do, day=DAY).result
    client = sign_in(who)
    assert client.get(at(f"wages/{wage.pk}/")).status_code == (200 if sees else 404)
    assert ("阿依努尔" in text(client.get(at("wages/")))) is sees
    assert (at(f"wages/{wage.pk}/") in text(client.get(at("search/?q=阿依努尔")))) is sees
    assert client.get(at("acts/example.record/")).status_code == 403
    with pytest.raises(Forbidden):
        record(books_of(who).actor, do, day=DAY)


def test_the_list_of_projects_has_its_column_and_the_figure_says_the_same(demo):
    recorded(amount=2 * WAN)
    reading = Reading(Scope.whole(COUNTY, YEAR, DAY))
    assert reading.evaluate("example.wages").value == 2 * WAN
    assert {row.by["project"]: row.value for row in reading.split("example.wages", ("project",))} == {
        NAME: 2 * WAN
    }
    assert "example.wages" in parts.stated("annual")


def test_it_goes_out_in_a_workbook_and_comes_in_again_as_the_same(demo, tmp_path):
    recorded(), recorded("李建国", 1500_00)
    path = tmp_path / "out.xlsx"
    actor = operator(COUNTY)
    assert export(path, COUNTY, YEAR, actor=actor)["wages"] == 2
    plan = preview(path, COUNTY, YEAR, actor=actor, day=DAY)
    assert [fault.text for fault in plan.faults] == []
    assert {item.state for item in plan.items if item.kind == "wages"} == {"same"}
    Wage.objects.filter(worker="李建国").delete()
    _, outcome = carry_out(path, COUNTY, YEAR, actor=actor, day=DAY)
    assert outcome.done == {"example.record": 1} and Wage.objects.count() == 2


def test_what_is_refused_of_a_repeated_row_is_shown_at_its_cell(demo, tmp_path):
    path = tmp_path / "wages.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("务工名单")
        sheet.write_row(0, 0, ["项目名称", "姓名", "天数", "报酬（元）", "发放日期"])
        sheet.write_row(1, 0, [NAME, "阿依努尔", 400, 3000, "2023-08-01"])
    plan = preview(path, COUNTY, YEAR, actor=operator(COUNTY), day=DAY)
    (fault,) = plan.faults
    assert fault.where == "务工名单 第2行 C列“天数”" and "不能大于 366" in fault.message


def test_a_sum_changed_behind_the_acts_is_found(demo):
    wage = recorded()
    assert [breach.what for each in invariants() if each.key == "wages" for breach in each.breaches()] == []
    Wage.objects.filter(pk=wage.pk).update(amount=1)
    (breach,) = [breach for each in invariants() if each.key == "wages" for breach in each.breaches()]
    assert "留痕里登记了 300000 分" in breach.what


def test_the_same_list_twice_is_refused_by_row_with_every_fault(demo):
    recorded()
    do = Record(
        project=water(), paid=date(2023, 8, 1),
        workers=tuple(Worker(worker=name, days=1, amount=100) for name in ("阿依努尔", "甲", "甲")),
    )  # fmt: skip
    with pytest.raises(Refusal) as refused:
        record(operator(COUNTY), do, day=DAY)
    fields = [fault.field for fault in (refused.value, *refused.value.others)]
    assert fields == ["workers.0.worker", "workers.2.worker"] and Wage.objects.count() == 1


@pytest.mark.parametrize("path", OTHERS)
def test_pages_that_show_nothing_of_it_ask_as_many_statements_as_without_it(sign_in, path):
    counts = {}
    for folder in ("web", "funds", "payments"):
        counts |= json.loads((ROOT / f"karez/{folder}/tests/query_counts.json").read_text("utf-8"))
    who = {"people/": "admin", "papers/": "shenji", "trail/": "shenji", "policy/": "lingdao"}.get(
        path, "caizheng"
    )
    client = sign_in(who)
    text(client.get(at(path)))
    with CaptureQueriesContext(connection) as asked:
        text(client.get(at(path)))
    assert len(asked) == counts[path.rstrip("/")]


def test_no_file_outside_its_folder_names_it_but_the_settings_of_tests():
    here = ROOT / "karez" / "testing" / "example"
    names = re.compile(r"testing[./]example|\bexample\.(record|check|wages)\b|\bwages?_unchecked\b")
    code = [
        path
        for pattern in ("karez/**/*.py", "karez/**/*.html", "karez/**/*.js", "bench/*.py", "tools/*.py", "*.py", "*.toml", "Makefile")
        for path in ROOT.glob(pattern)
        if here not in path.parents
    ]  # fmt: skip
    naming = {str(path.relative_to(ROOT)) for path in code if names.search(path.read_text("utf-8"))}
    assert len(code) > 300 and naming == {"karez/testing/settings.py", "pyproject.toml"}
