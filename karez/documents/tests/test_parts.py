"""Parts stand at their place by their order, and say of each paper what it states."""

import pytest

from karez.documents import parts
from karez.documents.document import paragraph, plain


@pytest.fixture
def two(monkeypatch):
    """Two parts of one place, the later one declared first, and one of another paper."""
    parts.load()  # else the rooms would be read into the list that goes
    monkeypatch.setattr(parts, "_parts", [])
    parts.part("example.top", order=20, states=("b", "a"))(lambda reading: [paragraph("后", reading)])
    parts.part("example.top", order=10, states=("a",))(lambda reading: [paragraph("先", reading)])
    parts.part("example.end", order=10, states=("c",))(lambda reading: [])
    parts.part("example2.top", order=10, states=("d",))(lambda reading: [paragraph("别处")])


def test_the_parts_of_a_place_stand_by_their_order(two):
    assert [plain(block.runs) for block in parts.blocks("example.top", "字")] == ["先字", "后字"]


def test_a_room_with_nothing_to_report_leaves_nothing(two):
    assert parts.blocks("example.end", "字") == parts.blocks("example.none", "字") == []


def test_a_paper_knows_what_it_states_each_figure_once_and_nothing_of_another_paper(two):
    assert parts.stated("example") == ("c", "a", "b")
    assert parts.stated("example2") == ("d",)


def test_two_parts_may_not_share_one_order(two):
    with pytest.raises(ValueError, match=r"test_parts.* both stand at example.top in the order 10"):
        parts.part("example.top", order=10)(lambda reading: [])
