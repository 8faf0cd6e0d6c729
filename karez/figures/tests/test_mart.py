"""The mart: its contract on paper and in code, and the sources that fill it."""

import re
from pathlib import Path

import pytest
from django.db.models import F, Value

from karez.figures import (
    KEY,
    TEXT,
    Column,
    Figure,
    FigureError,
    MartError,
    Reading,
    Shape,
    Shows,
    catalogue,
    evaluate,
    mart,
)
from karez.figures.catalogue import bases
from karez.figures.tests.mart_tables import MODELS, SCOPE, SHAPE, TABLES, declare, pay, put

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
    catalogue()  # which finds the rooms' tables
    wanted = {
        name: {column: WORDS[kind] for column, kind in table.schema.items()}
        for name, table in mart.tables().items()
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


def test_the_order_of_a_source_s_columns_does_not_matter(books, fill):
    put("allotment", {**{name: None for name in TABLES["allotment"] if name != "id"}, "county": "652722", "year": 2023,
                      "amount": 7, "source": "central", "task": "minority"})  # fmt: skip
    turned = tuple(reversed(TABLES["allotment"]))
    fill("allotment", lambda scope: MODELS["allotment"].objects.values(*turned))
    assert evaluate("funds.allotted", SCOPE, {"source": "central", "task": "minority"}).value == 7


def test_a_source_may_annotate_constants_and_order_itself(books, fill):
    put(
        "allotment",
        {"county": "652722", "year": 2023, "amount": 7},
        {"county": "652722", "year": 2023, "amount": 8},
    )
    plain = [name for name in TABLES["allotment"] if name != "stage" and name != "source"]

    def rows(scope):
        return MODELS["allotment"].objects.order_by("-amount").values(*plain, source_=Value("100%中央"))

    fill("allotment", rows)
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
def test_a_source_that_breaks_the_contract_is_told_so(books, fill, change, says):
    fill("payment", broken(change))
    for _ in range(2):  # a fault is never remembered as checked
        with pytest.raises(MartError, match=says):
            evaluate("funds.paid", SCOPE)


def test_a_table_without_a_source_says_how_to_give_it_one(books, monkeypatch):
    monkeypatch.delitem(mart._tables, "payment")
    with pytest.raises(MartError, match=r"集市中没有表 payment；现有：allotment（.*@source\(\"payment\"\)"):
        evaluate("funds.paid", SCOPE)


def test_one_table_has_one_source(books):
    def others(scope):
        return None

    with pytest.raises(MartError, match=r"payment 已由 .*source_of_payment 提供"):
        declare("payment", others)


CODE = Column("code", TEXT, "编号")


@pytest.mark.parametrize(("columns", "shape", "says"), [
    ((CODE,), Shape((Shows(CODE),)), "缺少每张表都有的列 id、county、year"),
    ((*KEY, Column("amount", TEXT, "金额")), SHAPE, "列 amount 与别处的说明不一致"),
    ((*KEY, Column("source", TEXT, "资金来源")), SHAPE, "列 source 与别处的说明不一致"),
    ((*KEY, CODE, Column("code", TEXT, "代码")), SHAPE, "列 code 与别处的说明不一致"),
    ((*KEY, CODE), Shape((Shows(CODE, page="claim", of="claim_id"),)), "表中没有的列 claim_id"),
    ((*KEY, CODE), Shape((Shows(CODE),), number="voucher"), "表中没有的列 voucher"),
])  # fmt: skip
def test_a_table_that_contradicts_itself_or_another_is_refused(books, columns, shape, says):
    with pytest.raises(MartError, match=f"集市表 claim .*{says}"):
        mart.source("claim", columns=columns, shape=shape)
    assert "claim" not in mart.tables()


def test_a_column_that_no_table_has_is_called_by_its_name(books):
    assert (mart.column_of("paper").label, mart.column_of("grant").label) == ("paper", "指标文")


# -- how rows are shown


def test_rows_of_one_table_are_shown_as_it_says(books):
    assert Reading(SCOPE).shape(books.paid) is mart.tables()["payment"].shape


def test_rows_of_several_tables_need_a_shape_of_their_own(books):
    def both(m):
        return m.allotment.select("project", "amount").union(m.payment.select("project", "amount"))

    def figure(**shape):
        return Figure("a.b", "两者", "fen", both, lambda t: t.amount.sum(), (), basis="两者之和。", **shape)

    with pytest.raises(FigureError, match=r"取自几张表（allotment、payment），请写明 shape"):
        Reading(SCOPE).shape(figure())
    with pytest.raises(FigureError, match="没有 shape 要显示的列 day"):
        Reading(SCOPE).shape(figure(shape=SHAPE))
    own = Shape(SHAPE.columns[:1])
    assert Reading(SCOPE).shape(figure(shape=own)) is own


def test_each_figure_of_the_rooms_says_how_its_rows_are_shown(db):
    for figure in catalogue():
        for under in bases(figure):
            assert Reading(SCOPE).shape(under).columns, figure.key
