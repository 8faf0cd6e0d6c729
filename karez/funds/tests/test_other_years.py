"""Money for a project of another budget year: it comes onto that year's lists, and each year's numbers are its own."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from karez.acts.inputs import PaperIn
from karez.figures import evaluate, rows, split
from karez.funds.commands import Arrive, allot, arrive, reallocate
from karez.funds.models import Grant
from karez.kernel.money import WAN
from karez.places.rights import operator
from karez.projects.arranging import years_of
from karez.projects.models import Arrangement, Project
from karez.testing.county import rolled_back
from karez.testing.pages import at, text
from karez.trail.models import Entry
from karez.trail.spans import known_at

pytestmark = pytest.mark.django_db

NEXT = "2024-12-31"


@pytest.fixture
def county(county):
    """With 200万元 of 2024, which came on 10 January 2024."""
    county.arrive("明年", 200 * WAN, year=2024, day="2024-01-10")
    return county


def since(project, year):
    return [str(row.valid_from) for row in Arrangement.objects.filter(known_at(), project=project, year=year)]


def told(act):
    return Entry.objects.filter(act=act).latest("seq").after


def test_money_of_another_year_arranges_the_project_for_that_year_once_from_the_day_of_its_approval(county):
    project = county.project("水渠")
    county.allot(30 * WAN, grant="明年", day="2024-03-01")
    assert (told("funds.allot")["arranged"], told("funds.allot")["arranged_code"]) == (2024, project.code)
    assert years_of(project) == [2023, 2024] and since(project, 2024) == ["2024-03-01"]
    county.allot(1 * WAN, grant="明年", day="2024-04-01")
    assert "arranged" not in told("funds.allot") and since(project, 2024) == ["2024-03-01"]
    county.allot(1 * WAN, grant="明年", day="2024-02-01")  # booked late: on the lists from then on
    assert "arranged" not in told("funds.allot") and since(project, 2024) == ["2024-02-01"]
    assert since(project, 2023) == ["2023-02-15"] and project.code == "652722-2023-00001"
    assert county.breaches() == []


def test_an_approval_older_than_the_registration_moves_both_beginnings(county):
    project = county.register("新渠", day="2023-05-01")
    county.allot(project="新渠", day="2023-03-10")
    assert since(project, 2023) == ["2023-03-10"]
    assert county.breaches() == []


def test_quota_moved_to_a_project_of_another_year_arranges_it_too(county):
    county.allot(30 * WAN, grant="明年", project="明年渠", day="2024-03-01")
    assert "arranged" not in told("funds.allot")
    county.reallocate(10 * WAN, grant="明年", giver="明年渠", taker="果园", day="2024-04-01")
    taker = county.project("果园")
    assert (told("funds.reallocate")["arranged"], told("funds.reallocate")["arranged_code"]) == (
        2024,
        taker.code,
    )
    assert since(taker, 2024) == ["2024-04-01"]
    county.reallocate(5 * WAN, grant="明年", giver="果园", taker=None, day="2024-05-01")
    assert "arranged" not in told("funds.reallocate")
    assert county.breaches() == []


def test_what_is_refused_arranges_nothing(county):
    before = county.everything()
    with pytest.raises(Exception, match="只剩 200万元"):
        county.allot(201 * WAN, grant="明年", day="2024-03-01")
    assert county.everything() == before and years_of(county.project("水渠")) == [2023]


def test_a_reversed_allotment_leaves_the_project_on_the_lists_without_money(county):
    transfer = county.allot(30 * WAN, grant="明年", day="2024-03-01").transfer
    county.reverse(transfer, day="2024-03-05")
    assert years_of(county.project("水渠")) == [2023, 2024]
    assert evaluate("projects.count", county.scope("2024-03-04", year=2024)).value == 1
    assert evaluate("projects.count", county.scope(NEXT, year=2024)).value == 0
    assert county.breaches() == []


def test_each_year_counts_the_money_of_its_own_grants(county):
    """水渠 in both years: 300 of 2023, of which 120 paid; 30 of 2024, of which 10 paid. 明年渠 has none."""
    county.allot(300 * WAN)
    county.pay(120 * WAN)
    county.allot(30 * WAN, grant="明年", day="2024-03-01")
    county.pay(10 * WAN, grant="明年", day="2024-04-01")
    county.set_target("水渠", "jobs", 7)
    this, that = county.scope("2024-12-31"), county.scope(NEXT, year=2024)
    for key, in_2023, in_2024 in (
        ("funds.allotted", 300 * WAN, 30 * WAN),
        ("projects.amount", 300 * WAN, 30 * WAN),
        ("funds.paid", 120 * WAN, 10 * WAN),
        ("funds.unpaid", 180 * WAN, 20 * WAN),
        ("projects.count", 1, 1),
        ("performance.expected_jobs", 7, 7),
    ):
        assert [evaluate(key, scope).value for scope in (this, that)] == [in_2023, in_2024], key
    (only,) = rows("projects.count", that)
    assert (only["year"], only["allotted"], str(only["first_allotted"])) == (2024, 30 * WAN, "2024-03-01")
    assert evaluate("projects.count", county.scope("2024-02-29", year=2024)).value == 0
    assert [one.by["project"] for one in split("projects.share", that, ["project"])] == ["水渠"]


def test_verify_finds_money_of_a_year_for_which_the_project_is_not_arranged(county):
    county.allot(30 * WAN, grant="明年", day="2024-03-01")
    of_2024 = Arrangement.objects.filter(project=county.project("水渠"), year=2024)
    for change, says in (
        (lambda: of_2024.update(valid_from=date(2024, 3, 2)), "2024-03-01 有 2024 年度资金，自 2024-03-02 起才安排到 2024 年度。"),
        (lambda: of_2024.delete(), "2024-03-01 有 2024 年度资金，没有安排到 2024 年度。"),
    ):  # fmt: skip
        with rolled_back():
            change()
            found = [(one.where, one.what) for one in county.breaches() if one.invariant == "arrangements"]
            assert found == [("项目 652722-2023-00001", says)]
    with rolled_back():
        of_2024.delete()
        assert any(
            one.what == "安排在 2023 年度，留痕里是 2023、2024 年度。"
            for one in county.breaches()
            if one.invariant == "projects-trail"
        )


def test_whether_a_project_is_arranged_costs_one_prepared_read(county):
    county.allot(1)
    with CaptureQueriesContext(connection) as seen:
        county.allot(2)
    asked = [query["sql"] for query in seen if "projects_arrangement" in query["sql"]]
    assert len(asked) == 1 and asked[0].startswith('SELECT "valid_from"')


# -- pages


@pytest.fixture
def road(demo):
    """A project of the demo's 2023, and a grant of 2024."""
    do = Arrive(
        county="652722", year=2024, source="regional", task="consolidate", amount=100 * WAN, issued=date(2023, 9, 1),
        received=date(2023, 9, 4), advance_notice=True, paper=PaperIn(number="示例〔2023〕提前1号"),
    )  # fmt: skip
    arrive(operator("652722"), do, day=date(2023, 9, 4))
    return Project.objects.get(name="农村道路建设工程")


def sent(road, **changed):
    grant = Grant.objects.get(year=2024)
    return {"grant": grant.pk, "project": road.pk, "amount": "10", "paper.number": "批〔2023〕提前号",
            "day": "2023-09-12"} | changed  # fmt: skip


def test_a_form_offers_what_is_of_other_years_where_money_may_go_there(sign_in, road):
    finance, rural = sign_in("caizheng"), sign_in("nongye")
    offered = f'<option value="{road.pk}"'
    assert offered in text(finance.get(at("acts/funds.allot/", year=2024)))
    assert offered in text(finance.get(at("acts/funds.reallocate/", year=2024))).split("调入项目")[1]
    assert offered not in text(rural.get(at("acts/projects.set_target/", year=2024)))
    assert offered in text(rural.get(at("acts/projects.set_target/")))


def test_the_form_says_beforehand_and_the_message_afterwards_that_it_is_arranged(sign_in, road):
    finance, grant = sign_in("caizheng"), Grant.objects.get(year=2024)
    path = f"acts/funds.allot/?grant={grant.pk}&project={road.pk}"
    says = f"“{road}”还没有安排到 2024 年度；用这份资金下达后，安排到 2024 年度。"
    assert says in text(finance.get(at(path, year=2024)))
    answer = finance.post(at("acts/funds.allot/", year=2024), sent(road))
    page = text(finance.get(answer.headers["Location"]))
    assert "已办成：下达指标 10万元" in page and "项目安排到 2024 年度" in page
    assert says not in text(finance.get(at(path, year=2024)))
    trail = text(sign_in("shenji").get(at("trail/?act=funds.allot", year=2024)))
    assert "安排到年度" in trail and "2024 年度" in trail and "安排的项目" not in trail


def test_its_page_opens_in_each_of_its_years_with_links_to_the_others(sign_in, road):
    finance = sign_in("caizheng")
    before = finance.get(at(f"projects/{road.pk}/", year=2024))
    assert before.status_code == 404 and "是 2023 年度项目，没有安排到 2024 年度" in before.content.decode()
    finance.post(at("acts/funds.allot/", year=2024), sent(road))
    this, that = (text(finance.get(at(f"projects/{road.pk}/", year=year))) for year in (2023, 2024))
    assert (
        f'年度安排</dt><dd><b>2023 年度</b>、<a href="{at(f"projects/{road.pk}/", year=2024)}">2024 年度</a></dd>'
        in this
    )
    assert f'<a href="{at(f"projects/{road.pk}/", year=2023)}">2023 年度</a>、<b>2024 年度</b>' in that
    assert "900" in this and "未支付 10万元" in that
    early = finance.get(at(f"projects/{road.pk}/?on=2023-09-11", year=2024))
    assert early.status_code == 404 and "它自 2023-09-12 起安排到这一年度" in early.content.decode()
    assert at(f"projects/{road.pk}/", year=2024) not in text(
        finance.get(at(f"projects/{road.pk}/?on=2023-09-11"))
    )


def test_lists_and_search_of_a_year_show_what_is_arranged_for_it(sign_in, road):
    finance = sign_in("caizheng")
    from_there = text(finance.get(at("search/?q=农村道路", year=2024)))
    assert at(f"projects/{road.pk}/") in from_there and f"{road.code}，2023 年度" in from_there
    assert "农村道路建设工程" not in text(finance.get(at("projects/", year=2024)))
    finance.post(at("acts/funds.allot/", year=2024), sent(road))
    listed = text(finance.get(at("projects/", year=2024)))
    assert "1 个项目，下达指标 10万元" in listed and "农村道路建设工程" in listed
    assert "13 个项目，下达指标 5126万元" in text(finance.get(at("projects/")))
    assert f"{road.code}，2023、2024 年度" in text(finance.get(at("search/?q=农村道路")))
    assert at(f"projects/{road.pk}/", year=2024) in text(finance.get(at("search/?q=农村道路", year=2024)))
    grant = Grant.objects.get(year=2024)
    assert at(f"grants/{grant.pk}/", year=2024) in text(finance.get(at("search/?q=提前1号")))
    assert "2024 年度" in text(finance.get(at("")))


def test_a_neighbour_and_a_stranger_may_not(county):
    """Arranging needs no right of its own: who may not allot arranges nothing."""
    for by in ("邻县财政局", "村委会", "农业农村局"):
        with pytest.raises(Exception, match=r"没有找到|无权"):
            allot(
                county.desks[by],
                allot.read(
                    {"grant": "甲财〔2023〕明年号", "project": "水渠", "amount": 1, "paper": {"number": "x"}}
                ),
                day=date(2024, 3, 1),
            )
    with pytest.raises(Exception, match="无权"):
        reallocate(
            county.desks["村委会"],
            reallocate.read(
                {
                    "grant": "甲财〔2023〕明年号",
                    "giver": "水渠",
                    "taker": "果园",
                    "amount": 1,
                    "paper": {"number": "x"},
                }
            ),
            day=date(2024, 3, 1),
        )
    assert years_of(county.project("水渠")) == [2023]
