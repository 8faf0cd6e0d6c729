"""The report's pages ask a bounded number of queries, and no more with ten times the rows."""

import pytest

from karez.testing.pages import at, text

PAGES = {
    "report": "report/",
    "report-edit": "report/edit/practice/",
    "report-text": "report/text/practice/",
    "report-sign": "report/sign/",
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_it_asks_no_more_with_more_rows(sign_in, queries, request, name):
    client = sign_in("nongye")
    text(client.get(at(PAGES[name])))  # what is read once in a process is read
    with queries(name):
        text(client.get(at(PAGES[name])))
    request.getfixturevalue("crowd")
    with queries(name):
        text(client.get(at(PAGES[name])))
