"""A sheet takes what it does not say from the acts it does, and is known once."""

from datetime import date
from types import SimpleNamespace
from typing import Annotated

import pytest

from karez.acts import codes
from karez.acts.inputs import Input, PaperIn
from karez.acts.types import Code, Fen, Lines
from karez.places.models import Region
from karez.sheets import columns, draft
from karez.sheets.cells import converter, shown, states_same
from karez.sheets.columns import Column
from karez.sheets.draft import Known, knows
from karez.sheets.lists import known_lists
from karez.sheets.plan import Handle
from karez.sheets.sheet import Sheet, sheet, sheets


class Load(Input):
    """What stands on the scale."""

    goods: Annotated[str, Code("goods")]


class Weigh(Input):
    """Something weighed."""

    amount: Fen
    day: date
    paper: PaperIn
    loads: Lines[Load] = ()


def made(*extra, **more):
    told = {
        "kind": "weights", "title": "过磅单", "order": 5, "aliases": (), "identity": ("paper",), "right": "x", "page": "x",
        "acts": (SimpleNamespace(input=Weigh),), "plan": None, "out": None, "line": None,
        "columns": (Column("paper", "单号", also=("scale",)), Column("amount", "金额"), *extra),
    }  # fmt: skip
    return Sheet(**{**told, **more})


def test_a_column_is_what_its_field_is():
    assert [column.type for column in made(Column("day", "日期")).columns] == ["document", "money", "date"]


def test_a_column_may_be_a_field_of_what_the_act_repeats():
    column = made(Column("goods", "货物")).by_name["goods"]
    assert (column.type, column.codes) == ("code", "goods")


def test_a_room_s_own_list_is_read_and_offered_like_one_of_the_policy(monkeypatch):
    monkeypatch.setattr(codes, "_lists", dict(codes._lists))
    codes.register_codes("goods", "货物", {"rock": "石料", "sand": "砂"})
    lists, weights = known_lists(), made(Column("goods", "货物"))
    read = converter(weights, weights.by_name["goods"], "", lists)
    assert read.column(["石料", "砂"]) == ["rock", "sand"]
    (bad,) = read.column(["水泥"])
    assert bad == ("“水泥”不在可选范围内。", "可填：石料、砂。")
    assert shown(weights.by_name["goods"], "rock") == "石料"


def test_what_a_column_says_itself_stays():
    assert made(Column("day", "日期", "text")).by_name["day"].type == "text"


def test_a_column_of_no_field_says_its_type():
    with pytest.raises(ValueError, match="“weather”"):
        made(Column("weather", "天气"))


def test_a_refused_field_finds_its_cell():
    assert made().at_field == {"paper": "paper", "amount": "amount", "scale": "paper"}
    named = made(Column("scale", "磅", "text"))
    assert named.at_field["scale"] == "scale", "a column's own name comes before what another adds"


def test_sheets_stand_in_their_order_and_each_is_known_once(monkeypatch):
    monkeypatch.setattr(columns, "_outlines", {})
    late, early = sheet(made(kind="late", order=9)), sheet(made(order=1))
    assert sheets() == (early, late)
    with pytest.raises(ValueError, match="weights is declared twice"):
        sheet(made())


def test_a_model_is_read_from_the_books_in_one_way(monkeypatch):
    monkeypatch.setattr(draft, "_loaders", {})
    knows(Region)(lambda county, year: Known(str))
    with pytest.raises(ValueError, match="Region is loaded twice"):
        knows(Region)(lambda county, year: Known(str))


def test_a_name_is_found_by_its_key_and_the_nearest_is_hinted_at():
    known = Known(str.lower, [("Canal", Handle(label="Canal"))])
    known.add(("anything", 1), Handle(label="by its room's key"))
    assert [handle.label for handle in known.of(known.key("CANAL"))] == ["Canal"]
    assert known.near("canals") == "是不是“Canal”？" and known.near("xyz") == ""


@pytest.mark.parametrize(
    ("type_", "value", "text"),
    [
        ("money", 123_450_000, "123.45万元"), ("money", 0, "0万元"), ("money", None, "（空）"), ("text", "", "（空）"),
        ("bool", False, "否"), ("date", date(2023, 5, 1), "2023-05-01"), ("int", 7, "7"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_people_read_it(type_, value, text):
    assert shown(Column("x", "x", type_), value) == text


def test_text_that_reading_tidies_is_the_same():
    column = Column("x", "x", "text")
    assert states_same(column, "新建 渠道\n两公里", "新建渠道两公里")
    assert not states_same(column, "新建渠道", "新建水渠")
    assert not states_same(Column("x", "x", "money"), 1, 2)
