"""The desk: all that waits, narrowed by urgency and by whose turn it is."""

import re
from html import unescape

import pytest

from karez.figures import evaluate
from karez.rulebook.facts import Filler
from karez.rulebook.waiting import STATES, stream
from karez.testing.pages import at, books_of, text, words

pytestmark = pytest.mark.django_db


def shown(page: str) -> list[str]:
    """The names of the things on the list, in its order."""
    listed = page.split('<ul class="k-late-list">')[1].split("</ul>")[0]
    return [unescape(name) for name in re.findall(r'<a href="[^"]+">([^<]+)</a>', listed)]


def test_it_lists_all_that_waits_the_most_urgent_first(sign_in):
    page = text(sign_in("lingdao").get(at("desk/")))
    waiting = stream(Filler(books_of("lingdao").scope))
    assert shown(page) == [one.subject.name for one in waiting] and len(waiting) == 13
    read = words(page)
    assert (
        "全部 13" in read
        and "逾期 1" in read
        and "临期 2" in read
        and "落后序时 9" in read
        and "在办 1" in read
    )
    assert "逾 5 天 庭院经济和特色种养奖补项目" in read and "完工、付清，待付 27 万元" in read
    assert "继续支付到付清" in read and "13 件" in read


def test_what_is_late_on_the_page_of_findings_is_its_urgent_part_in_the_same_words(sign_in):
    client = sign_in("lingdao")
    late = text(client.get(at("findings/"))).split('id="late"')[1]
    desk = text(client.get(at("desk/")))
    urgent = shown(late)
    assert urgent == shown(desk)[: len(urgent)] and len(urgent) == 12
    for line in re.findall(r"<small>(.*?)</small>", late, flags=re.S):
        assert words(line).strip() in words(desk)


@pytest.mark.parametrize("state", STATES)
def test_it_is_narrowed_by_urgency(sign_in, state):
    page = text(sign_in("lingdao").get(at(f"desk/?state={state}")))
    mine = [one.subject.name for one in stream(Filler(books_of("lingdao").scope)) if one.state == state]
    assert shown(page) == mine and f"{len(mine)} 件" in words(page)


def test_it_is_narrowed_by_whose_turn_it_is_and_counts_what_is_left(sign_in):
    client = sign_in("lingdao")
    waiting = stream(Filler(books_of("lingdao").scope))
    who = next(one.who for one in waiting if sum(other.who == one.who for other in waiting) > 1)
    mine = [one for one in waiting if one.who == who]
    page = text(client.get(at("desk/"), {"who": who}))
    assert shown(page) == [one.subject.name for one in mine] and f"全部 {len(mine)}" in words(page)
    assert f'<option value="{who}" selected>' in page
    both = text(client.get(at("desk/"), {"who": who, "state": "late"}))
    assert ("没有符合条件的事" in both) == (not any(one.state == "late" for one in mine))


def test_amounts_are_added_up_by_what_they_are(sign_in):
    read = words(text(sign_in("lingdao").get(at("desk/?on=2023-02-10"))))
    free = evaluate("funds.available", books_of("lingdao", on="2023-02-10").scope).value
    assert f"待下达 {free // 1_000_000} 万元" in read and "县财政局" in read
    assert "期限待核实" in read and "逾 37 天" in read


def test_every_link_opens(sign_in):
    client = sign_in("caizheng")
    page = text(client.get(at("desk/?on=2023-06-10"))).split("<main")[1]
    links = {unescape(link) for link in re.findall(r'href="(/c/[^"#]+)[#"]', page)}
    assert len(links) > 10
    assert {link: status for link in links if (status := client.get(link).status_code) != 200} == {}


def test_a_township_finds_what_waits_of_its_own_projects(sign_in):
    page = text(sign_in("zhen").get(at("desk/")))
    assert set(shown(page)) == {"饲草料加工配送项目", "农村供水管网改造工程"}


def test_who_reads_no_figures_has_no_desk(sign_in):
    assert sign_in("admin").get(at("desk/")).status_code == 403


def test_a_neighbour_has_no_desk_here(sign_in):
    assert sign_in("lingdao").get(at("desk/", county="652723")).status_code == 403


def test_an_empty_year_says_so_and_a_filter_that_leaves_nothing_leads_back(sign_in):
    client = sign_in("lingdao")
    assert "没有在等的事" in words(text(client.get(at("desk/", year=2020))))
    page = text(client.get(at("desk/?state=nothing")))
    assert "没有符合条件的事" in page and f'href="{at("desk/")}"' in page


def test_many_things_stand_on_pages(sign_in, crowd):
    client = sign_in("lingdao")
    first, second = (text(client.get(at(f"desk/?page={number}"))) for number in (1, 2))
    assert len(shown(first)) == 100 and len(shown(second)) == 43 and "143 件" in words(first)
    assert not set(shown(first)) & set(shown(second))


@pytest.mark.parametrize("rows", ["few", "many"])
def test_the_number_of_queries_does_not_grow_with_rows(sign_in, queries, request, rows):
    if rows == "many":
        request.getfixturevalue("crowd")
    client = sign_in("lingdao")
    client.get(at("desk/"))
    with queries("desk"):
        client.get(at("desk/"))
