"""Each page asks a bounded number of queries, written down in query_counts.json, and no more with ten times the rows.

Lists, details, dashboard and figures have theirs beside their own tests; here are the other pages.
"""

import pytest

from karez.testing.pages import at, text
from karez.trail.models import Paper

PAGES = {
    "acts": ("caizheng", "acts/"),
    "act": ("caizheng", "acts/funds.allot/"),
    "papers": ("shenji", "papers/"),
    "trail": ("shenji", "trail/"),
    "policy": ("lingdao", "policy/"),
    "parameter": ("lingdao", "policy/industry_share/"),
    "search": ("lingdao", "search/?q=示例"),
    "import": ("caizheng", "import/"),
    "people": ("admin", "people/"),
    "departments": ("admin", "people/departments/"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_it_asks_no_more_with_more_rows(sign_in, queries, request, name):
    who, path = PAGES[name]
    client = sign_in(who)
    text(client.get(at(path)))  # what is read once in a process is read
    with queries(name):
        text(client.get(at(path)))
    request.getfixturevalue("crowd")
    with queries(name):
        text(client.get(at(path)))


@pytest.mark.django_db
def test_a_paper_asks_a_bounded_number_of_queries(sign_in, queries):
    client = sign_in("shenji")
    paper = Paper.objects.get(number="示例精政办批〔2023〕3号")
    text(client.get(at(f"papers/{paper.pk}/")))
    with queries("paper"):
        text(client.get(at(f"papers/{paper.pk}/")))


@pytest.mark.django_db
def test_the_table_of_counties_asks_a_bounded_number_of_queries(sign_in, queries):
    client = sign_in("zhou")
    text(client.get("/overview/"))
    with queries("region"):
        text(client.get("/overview/"))
