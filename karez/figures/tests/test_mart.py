"""The mart: its contract on paper and in code, and the sources that fill it."""

import re
from pathlib import Path

import pytest
from django.db.models import F, Value

from karez.figures import MartError, evaluate, mart
from karez.figures.tests.mart_tables import MODELS, SCOPE, TABLES, pay, put

PAGE = Path(__file__).parents[3] / "docs" / "mart.md"
WORDS = {"int64": "整数", "string": "文本", "date": "日期", "boolean": "是否"}


def test_the_page_lists_exactly_the_columns_of_the_code():
    text = PAGE.read_text(encoding="utf-8")
    written: dict[str, dict[str, str]] = {}
    for table, body in re.findall(r"^## `(\w+)`.*?\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL):
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in body.splitlines()
            if line.startswith("| `")
        ]
        written[table] = {column.strip("`"): kind for column, kind, *_ in rows}
        for column, _, meaning, unit in rows:
            assert meaning and unit, f"{table}.{column}"
    wanted = {
        table: {name: WORDS[kind] for name, kind in columns.items()} for table, columns in TABLES.items()
    }
    assert written == wanted
    assert {table: list(columns) for table, columns in written.items()} == {
        t: list(c) for t, c in wanted.items()
    }


def test_a_column_may_be_written_with_an_underscore_behind(books):
    put("payment", pay(7, project="水渠", grant="甲〔2023〕1号", project_id=12))
    [row] = evaluate_rows()
    assert (row["project"], row["grant"], row["project_id"]) == ("水渠", "甲〔2023〕1号", 12)


def evaluate_rows():
    from karez.figures import rows

    return rows("funds.paid", SCOPE)


def test_the_order_of_a_source_s_columns_does_not_matter(books, monkeypatch):
    put("allotment", {**{name: None for name in TABLES["allotment"] if name != "id"}, "county": "652722", "year": 2023,
                      "amount": 7, "source": "central", "task": "minority"})  # fmt: skip
    turned = tuple(reversed(TABLES["allotment"]))
    monkeypatch.setitem(mart._sources, "allotment", lambda scope: MODELS["allotment"].objects.values(*turned))
    assert evaluate("funds.allotted", SCOPE, {"source": "central", "task": "minority"}).value == 7


def test_a_source_may_annotate_constants_and_order_itself(books, monkeypatch):
    put(
        "allotment",
        {"county": "652722", "year": 2023, "amount": 7},
        {"county": "652722", "year": 2023, "amount": 8},
    )
    plain = [name for name in TABLES["allotment"] if name != "stage" and name != "source"]

    def rows(scope):
        return MODELS["allotment"].objects.order_by("-amount").values(*plain, source_=Value("100%中央"))

    monkeypatch.setitem(mart._sources, "allotment", rows)
    assert evaluate("funds.allotted", SCOPE, {"source": "100%中央"}).value == 15


def broken(change):
    columns = [name for name in TABLES["payment"] if name not in ("grant", "project", "project_id")]
    return lambda scope: change(MODELS["payment"].objects, columns)


@pytest.mark.parametrize(("change", "says"), [
    (lambda objects, plain: objects.values(*plain), "缺少列 grant、project_id、project"),
    (lambda objects, plain: objects.values(*plain, "document", "title", grant=F("document"), project_id=F("project"),
                                           project_=F("title")), "多出列 document、title"),
    (lambda objects, plain: objects.values(*plain, amount_=F("amount"), grant=F("document"), project_id=F("project"),
                                           project_=F("title")), "重复列 amount"),
    (lambda objects, plain: objects.all(), r"必须返回 \.values"),
    (lambda objects, plain: [], r"必须返回 \.values"),
])  # fmt: skip
def test_a_source_that_breaks_the_contract_is_told_so(books, monkeypatch, change, says):
    monkeypatch.setitem(mart._sources, "payment", broken(change))
    for _ in range(2):  # a fault is never remembered as checked
        with pytest.raises(MartError, match=says):
            evaluate("funds.paid", SCOPE)


def test_a_table_without_a_source_says_how_to_give_it_one(books, monkeypatch):
    monkeypatch.delitem(mart._sources, "payment")
    with pytest.raises(MartError, match=r"集市表 payment 还没有数据来源.*@source"):
        evaluate("funds.paid", SCOPE)


def test_one_table_has_one_source(own_catalogue):
    @mart.source("grant")
    def grants(scope):
        return None

    def others(scope):
        return None

    with pytest.raises(MartError, match=r"grant 已由 .*grants 提供"):
        mart.source("grant")(others)
    with pytest.raises(MartError, match="集市中没有表 claim"):
        mart.source("claim")
    with pytest.raises(MartError, match="集市中没有表 claim"):
        _ = mart.Mart().claim
