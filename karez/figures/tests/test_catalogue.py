"""The catalogue: keys, definitions that contradict themselves, and SQL for every engine."""

import importlib
import subprocess
import sys

import pytest

from karez.figures import (
    Figure,
    FigureError,
    Ratio,
    Share,
    UnknownFigure,
    catalogue,
    compiled,
    evaluate,
    get,
    group,
    group_of,
    register,
)
from karez.figures.tests.mart_tables import SCOPE


def figure(key="funds.paid", **change):
    return Figure(**{
        "key": key, "label": "支付", "unit": "fen", "rows": lambda m: m.payment, "measure": lambda t: t.amount.sum(),
        "by": ("source", "task"), "basis": "净支付。", **change,
    })  # fmt: skip


def test_it_keeps_the_order_of_the_groups(own_catalogue):
    for prefix, order in (("projects", 20), ("policy", 30), ("funds", 10)):
        group(prefix, f"{prefix}组", order=order)
    register(
        *[
            figure(key)
            for key in ("assets.worth", "policy.b", "policy.a", "projects.count", "funds.paid", "funds.left")
        ]
    )
    assert [one.key for one in catalogue()] == [
        "funds.paid", "funds.left", "projects.count", "policy.b", "policy.a", "assets.worth",
    ]  # fmt: skip
    assert [group_of(one).label for one in (catalogue()[0], catalogue()[-1])] == ["funds组", "assets"]


def test_a_group_has_one_name(own_catalogue):
    group("funds", "资金", order=10)
    group("funds", "资金", order=10)
    with pytest.raises(FigureError, match="分组 funds 重复定义：已有“资金”，又有“钱”"):
        group("funds", "钱", order=10)


def test_each_figure_of_the_rooms_has_a_group():
    assert [one.key for one in catalogue() if group_of(one).label.isascii()] == []


def test_an_unknown_key_names_those_that_exist(own_catalogue):
    register(figure())
    with pytest.raises(UnknownFigure, match=r"没有数据项 funds\.payed；现有：funds\.paid。"):
        get("funds.payed")


def test_the_same_figure_twice_is_one_and_another_of_its_key_is_refused(own_catalogue):
    one = figure()
    register(one, one)
    with pytest.raises(FigureError, match=r"funds\.paid 重复定义"):
        register(figure(label="另一个"))


@pytest.mark.parametrize(("make", "says"), [
    (lambda: figure(basis=" "), "没有写口径"),
    (lambda: figure(unit="share"), "单位应为 fen 或 count，不是 share"),
    (lambda: figure(cross=(("source", "kind"),)), "cross 含有 by 中没有的维度：kind"),
    (lambda: Ratio("a.b", "比", figure(), figure(by=("task",)), ("source",), basis="比。"), "不能按 source 分：funds.paid"),
    (lambda: Share("a.b", "比", figure(), ("kind",), basis="比。"), "不能按 kind 分"),
])  # fmt: skip
def test_a_definition_that_contradicts_itself_is_refused(own_catalogue, make, says):
    with pytest.raises(FigureError, match=says):
        register(make())


@pytest.mark.parametrize(("change", "says"), [
    ({"by": ("colour",)}, "的 rows 没有列 colour"),
    ({"measure": lambda t: t.payee.nunique(), "unit": "count"}, r"应为 sum\(\) 或 count\(\).*先分组"),
    ({"measure": lambda t: t.amount.sum() - t.id.sum()}, r"应为 sum\(\) 或 count\(\)"),
    ({"measure": lambda t: (t.amount / 100).sum()}, "measure 应为整数"),
])  # fmt: skip
def test_a_measure_that_its_rows_would_not_add_up_to_is_refused(books, change, says):
    with pytest.raises(FigureError, match=says):
        evaluate(figure(**change), SCOPE)


@pytest.mark.parametrize("dialect", ["sqlite", "postgres", "duckdb", "pyspark"])
def test_one_definition_compiles_for_four_engines(dialect):
    many = figure(
        rows=lambda m: m.payment.filter(m.payment.direct), measure=lambda t: t.amount.sum(where=t.amount > 0)
    )
    sql = compiled.standalone(many, ("source", "task"), dialect)
    assert "payment" in sql and "SUM" in sql and "GROUP BY" in sql


def test_rows_may_join_and_group(books):
    """Projects that money went to: payments grouped, joined with what was allotted."""
    from karez.figures import rows
    from karez.figures.tests.mart_tables import allot, pay, put

    put("payment", pay(3), pay(2), pay(4, project_id=2, project="水渠"))
    put("allotment", allot(9), allot(5, project_id=2, project="水渠"), allot(1, project_id=3))

    def owing(m):
        paid = m.payment.group_by("project_id").aggregate(paid=m.payment.amount.sum())
        quota = m.allotment.group_by("project_id", "project").aggregate(quota=m.allotment.amount.sum())
        joined = quota.left_join(paid, "project_id")
        return joined.select("project_id", "project", left=quota.quota - paid.paid.fill_null(0))

    left = figure("funds.left", rows=owing, measure=lambda t: t.left.sum(), by=("project",))
    assert evaluate(left, SCOPE).value == 6
    assert sorted(row["measure"] for row in rows(left, SCOPE)) == [1, 1, 4]
    assert evaluate(left, SCOPE, {"project": "水渠"}).value == 1


def test_it_loads_without_ibis_pandas_or_the_web():
    code = "import karez.figures, sys; print([m for m in ('ibis', 'sqlglot', 'pandas', 'pyarrow', 'karez.web') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_it_finds_the_figures_of_the_rooms_by_itself(monkeypatch):
    module = importlib.import_module("karez.figures.catalogue")
    monkeypatch.setattr(module, "_loaded", False)
    catalogue()
    assert module._loaded
