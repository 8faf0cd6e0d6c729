"""A catalogue and a mart of the tests' own: what the rooms have declared is put aside and comes back."""

import importlib
from dataclasses import replace
from types import SimpleNamespace

import pytest

from karez.figures import Figure, Part, Ratio, Share, group, mart, register
from karez.figures.tests import mart_tables

# By its name, since the package's attribute `catalogue` is the function.
catalogue = importlib.import_module("karez.figures.catalogue")


@pytest.fixture
def own_catalogue(monkeypatch):
    """An empty catalogue and no sources."""
    catalogue.load()  # the rooms' figures first, so that none of them lands in the tests' catalogue
    monkeypatch.setattr(catalogue, "_figures", {})
    monkeypatch.setattr(catalogue, "_loaded", True)
    monkeypatch.setattr(catalogue, "_groups", {})
    monkeypatch.setattr(mart, "_tables", {})
    monkeypatch.setattr(mart, "_columns", {})
    monkeypatch.setattr(mart, "_checked", set())


@pytest.fixture
def fill(monkeypatch):
    """Lets another function fill a table of the tests' mart."""

    def instead(table, function):
        monkeypatch.setitem(mart._tables, table, replace(mart._tables[table], fill=function))

    return instead


@pytest.fixture
def books(own_catalogue, db):
    """Six figures over throwaway tables of allotments and payments."""
    group("funds", "资金", order=1)
    group("projects", "项目", order=2)
    group("policy", "政策", order=3)
    mart_tables.create()
    for table in mart_tables.TABLES:
        mart_tables.declare(table)
    by = ("source", "task", "advance_notice", "category", "region", "project")
    allotted = Figure(
        "funds.allotted",
        "下达资金",
        "fen",
        lambda m: m.allotment,
        lambda t: t.amount.sum(),
        by,
        basis="净下达。",
    )
    paid = Figure(
        "funds.paid",
        "支付资金",
        "fen",
        lambda m: m.payment,
        lambda t: t.amount.sum(),
        by,
        basis="净支付，按凭证日期。",
    )
    vouchers = Figure(
        "funds.vouchers", "支付笔数", "count", lambda m: m.payment, lambda t: t.count(where=t.amount > 0),
        ("source", "day"), basis="支付笔数，不含退回。",
    )  # fmt: skip
    rate = Ratio("funds.payment_rate", "支付进度", paid, allotted, by, basis="支付 ÷ 下达；未下达时不显示。")
    parts = Share("projects.share", "资金占比", allotted, ("category",), basis="各类金额 ÷ 总额。")
    central = Ratio(
        "policy.central_industry_share", "中央资金产业占比",
        Part(allotted, lambda scope: {"source": "central", "category": ("industry",)}),
        Part(allotted, {"source": "central"}), ("task",), basis="中央下达中的产业 ÷ 中央下达。",
    )  # fmt: skip
    register(central, parts, allotted, paid, vouchers, rate)
    return SimpleNamespace(
        allotted=allotted, paid=paid, vouchers=vouchers, rate=rate, share=parts, central=central
    )
