"""For the tests of pages, in whichever room they stand: the demo county, its people at their posts, what a page says,
and the watch over the number of queries.
"""

import io
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from karez.acts.inputs import PaperIn
from karez.conf import home
from karez.demo import load, people
from karez.funds.commands import GiveBack, Reallocate, Reverse, give_back, reallocate, reverse
from karez.funds.models import Account, Allotment, Grant, Transfer
from karez.pages.books import Books, books_for
from karez.payments.models import Payment
from karez.places.models import Department, Person, Post, Region
from karez.places.rights import actor_for, operator
from karez.projects.models import Arrangement, Edition, Project
from karez.testing.tables import MODELS
from karez.trail.models import Entry, Paper

DAY = date(2023, 9, 20)
DAYS = ("2022-12-10", "2023-03-01", "2023-06-15", "2023-09-20")  # on which lists are held against the figures
COUNTY, YEAR = "652722", 2023
COUNTS = "query_counts.json"
REWRITE = os.environ.get("KAREZ_WRITE_QUERY_COUNTS") == "1"

_kept: dict[type[Model], list[Any]] = {}


@pytest.fixture
def demo(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The demo county and its people, on the demo's day. Done by acts once a run; later tests get copies of the rows."""
    monkeypatch.setattr(home, "business_day", lambda *county: DAY)
    data = load.read()
    if _kept:
        for model, rows in _kept.items():
            model._default_manager.bulk_create(rows)
        return data
    for _ in load.load(data):
        pass
    people.make_people(data)
    for model in MODELS:
        _kept[model] = list(model._default_manager.order_by("pk"))
    return data


@pytest.fixture
def sign_in(demo: dict[str, Any]) -> Callable[[str], Client]:
    """`sign_in("caizheng")`: a client of that person of the demo county."""

    def make(username: str) -> Client:
        client = Client()
        client.force_login(Person.objects.get(username=username))
        return client

    return make


def at(path: str = "", county: str = COUNTY, year: int = YEAR) -> str:
    """A path within the demo county's books."""
    return f"/c/{county}/{year}/{path}"


def books_of(username: str, on: str | None = None) -> Books:
    """The books as that person sees them."""
    post = (
        Post.objects.select_related("person", "region", "department")
        .filter(person__username=username)
        .first()
    )
    assert post is not None
    return books_for(actor_for(post, via="test"), COUNTY, YEAR, on)


def text(answer: Any) -> str:
    """The page's HTML; anything but success fails."""
    assert answer.status_code == 200, f"{answer.status_code} {answer.headers.get('Location', '')}"
    return str(answer.content.decode())


def words(page: str) -> str:
    """What a reader reads: no tags, one blank for many."""
    shown = re.sub(r"<script.*?</script>", "", page, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", shown)))


def sheet(answer: Any) -> list[list[Any]]:
    """The first sheet of an Excel answer, row by row."""
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


def change_something() -> None:
    """A reallocation, a return and a correction, so that no balance is simply what was allotted."""
    county = operator("652722")
    c2 = Grant.objects.get(document="示例博州财振〔2023〕4号")
    road = Project.objects.get(name="农村道路建设工程")
    water = Project.objects.get(name="农村供水管网改造工程")
    paper = PaperIn(number="示例调〔2023〕1号", dated=DAY)
    reallocate(county, Reallocate(grant=c2, giver=road, taker=None, amount=123_456_789, paper=paper), day=DAY)
    give_back(county, GiveBack(grant=c2, amount=23_456_701, paper=paper), day=DAY)
    pay = Transfer.objects.filter(kind="pay", debit__project=water).order_by("-day", "-seq").first()
    reverse(county, Reverse(transfer=pay, paper=PaperIn(number="示例更〔2023〕1号", dated=DAY)), day=DAY)


@pytest.fixture
def queries(request: pytest.FixtureRequest) -> Callable[[str], Any]:
    """`with queries("grants"): …` holds the number of queries against the query_counts.json beside the test's file and
    prints them when it differs.

    KAREZ_WRITE_QUERY_COUNTS=1 writes what was counted instead; in one process (`-n 0`), since all write the same file.
    """
    counts = request.path.parent / COUNTS

    @contextmanager
    def watch(name: str) -> Iterator[None]:
        with CaptureQueriesContext(connection) as seen:
            yield
        known = json.loads(counts.read_text("utf-8")) if counts.exists() else {}
        if REWRITE:
            counts.write_text(
                json.dumps(dict(sorted({**known, name: len(seen)}.items())), indent=2) + "\n", "utf-8"
            )
            return
        asked = "\n".join(
            f"{n:3} {query['sql'][:300]}" for n, query in enumerate(seen.captured_queries, start=1)
        )
        assert len(seen) == known.get(name), (
            f"{name}: {len(seen)} queries, {known.get(name)} allowed\n{asked}"
        )

    return watch


@pytest.fixture
def crowd(demo: dict[str, Any]) -> None:
    """Ten times the demo's rows and more, written past the acts: 130 grants and projects, each allotted and paid twice."""
    paper = Paper.objects.filter(county=COUNTY).first()
    place = Region.objects.get(code="652722101206")
    unit = Department.objects.first()
    facts = dict(
        category="industry", kind="breeding", region=place, supervisor=unit, implementer=unit, operator="示例合作社",
        operator_kind="cooperative", content="", planned=1_000_000, starts=date(2023, 3, 1), ends=date(2023, 12, 1),
    )  # fmt: skip
    numbers = range(130)
    projects = Project.objects.bulk_create(
        Project(
            county=COUNTY,
            code=f"{COUNTY}-{YEAR}-9{n:04d}",
            registered=date(2023, 3, 1),
            name=f"加项{n}",
            **facts,
        )
        for n in numbers
    )
    Edition.objects.bulk_create(
        Edition(project=one, valid_from=date(2023, 3, 1), name=one.name, **facts) for one in projects
    )
    Arrangement.objects.bulk_create(
        Arrangement(project=one, year=YEAR, valid_from=date(2023, 3, 1)) for one in projects
    )
    grants = Grant.objects.bulk_create(
        Grant(
            county=COUNTY, year=YEAR, document=f"示例加〔2023〕{n}号", source="county", task="consolidate", amount=1_000_000,
            issued=date(2023, 1, 1), received=date(2023, 1, 2), paper=paper,
        )
        for n in numbers
    )  # fmt: skip

    def accounts(kind: str, of: list[Any], balance: int) -> list[Account]:
        return Account.objects.bulk_create(
            Account(grant=grant, kind=kind, project=one, balance=balance, last_day=DAY)
            for grant, one in zip(grants, of, strict=True)
        )

    nobody = [None] * len(grants)
    sides = {
        "arrived": accounts("arrived", nobody, -1_000_000),
        "available": accounts("available", nobody, 0),
        "allotted": accounts("allotted", projects, 400_000),
        "paid": accounts("paid", projects, 600_000),
    }
    seq = 100_000
    recorded = Entry.objects.earliest("pk").recorded_at

    def move(kind: str, debit: str, credit: str, amount: int, day: date) -> list[Transfer]:
        nonlocal seq
        made = []
        for n, grant in enumerate(grants):
            seq += 1
            made.append(
                Transfer(
                    county=COUNTY, seq=seq, kind=kind, grant=grant, debit=sides[debit][n], credit=sides[credit][n],
                    amount=amount, day=day, recorded_at=recorded, username="operator", key=f"crowd:{seq}", paper=paper,
                    hash="0" * 64,
                )
            )  # fmt: skip
        return Transfer.objects.bulk_create(made)

    move("arrive", "arrived", "available", 1_000_000, date(2023, 1, 2))
    given = move("allot", "available", "allotted", 1_000_000, date(2023, 3, 2))
    Allotment.objects.bulk_create(
        Allotment(transfer=one, project=project, sign=1) for one, project in zip(given, projects, strict=True)
    )
    for day in (date(2023, 5, 1), date(2023, 6, 1)):
        paid = move("pay", "allotted", "paid", 300_000, day)
        Payment.objects.bulk_create(
            Payment(transfer=one, project=project, sign=1, stage="进度款", payee="示例收款人")
            for one, project in zip(paid, projects, strict=True)
        )
