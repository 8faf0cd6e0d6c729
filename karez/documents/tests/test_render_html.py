"""HTML: well-formed, escaped, every figure a link."""

from html.parser import HTMLParser

from karez.documents.render_html import render, render_page
from karez.documents.tests.sample import HOSTILE, sample

VOID = {"meta", "br"}


class Reader(HTMLParser):
    """Collects links, ids and words, and fails on tags that don't nest."""

    def __init__(self, text):
        super().__init__()
        self.open, self.links, self.ids, self.words = [], [], set(), ""
        self.tags = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        attributes = dict(attrs)
        if attributes.get("class") == "k-fig":
            self.links.append(attributes["href"])
        if "id" in attributes:
            assert attributes["id"] not in self.ids
            self.ids.add(attributes["id"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


def test_each_figure_opens_at_the_address_that_the_site_gives():
    read = Reader(
        render(sample(), lambda figure: f"/figures/{figure.key}/?rows&x={figure.rows}", annex=False)
    )
    assert read.links == ["/figures/example.received/?rows&x=7", "/figures/example.count/?rows&x=6"]


def test_without_a_site_each_figure_leads_to_its_line_in_the_annex():
    read = Reader(render_page(sample()))
    assert read.links == ["#figure-1", "#figure-2"]
    assert {"figure-1", "figure-2"} <= read.ids


def test_without_site_and_annex_there_are_no_links_to_nowhere():
    assert Reader(render(sample(), annex=False)).links == []


def test_what_people_typed_is_never_markup():
    read = Reader(render(sample()))
    assert HOSTILE in read.words
    assert "b" not in read.tags


def test_the_annex_states_the_basis_and_the_count_of_rows():
    words = Reader(render(sample())).words
    assert "下达到县的指标数。依据：示例办法第三条。" in words


def test_the_page_fetches_nothing():
    page = render_page(sample())
    assert page.startswith("<!doctype html>")
    assert not {"script", "link", "img"} & set(Reader(page).tags)
    assert "http" not in page


def test_one_document_is_one_text():
    assert render_page(sample()) == render_page(sample())
