"""The cast: one small county whose people are named for their desks, and short ways to act and to look.

    精河县 (652722): 大河沿子镇 with 乌兰村, 茫丁乡; beside it 温泉县 (652723).
    Grants of 2023:  中央 1000万元, received 2023-02-10;  自治区 500万元, received 2023-04-10.
    Projects:        水渠 (2023, 大河沿子镇乌兰村, 水利局), 果园 (2023, 茫丁乡, 农业农村局), 明年渠 (2024), 邻县渠 (温泉县).

A county is made through acts, as in use. `try_…` of the acts is for those who expect a refusal.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from karez.acts.act import Act
from karez.acts.inputs import PaperIn
from karez.figures import Scope
from karez.funds.commands import (
    allot,
    arrive,
    close_year,
    give_back,
    reallocate,
    reverse,
)
from karez.funds.models import Account, Allotment, Grant, Transfer
from karez.kernel.money import WAN, yuan
from karez.payments.commands import pay, refund
from karez.payments.models import Payment
from karez.places.models import Department, Region
from karez.places.rights import Actor
from karez.projects.commands import Amend, amend, register, set_target
from karez.projects.models import Project, Target
from karez.testing import tables
from karez.trail.invariants import Breach, invariants

CODE, NEIGHBOUR = "652722", "652723"
TOWN, VILLAGE, OTHER_TOWN = "652722101000", "652722101201", "652722200000"
DESKS: dict[str, tuple[str, str]] = {
    "村委会": ("village", "652722101201"),
    "乡镇": ("township", "652722101"),
    "邻乡": ("township", "652722200"),
    "水利局": ("line", CODE),
    "农业农村局": ("rural", CODE),
    "财政局": ("finance", CODE),
    "县领导": ("leader", CODE),
    "审计局": ("audit", CODE),
    "州": ("superior", "6527"),
    "管理员": ("admin", CODE),
    "邻县财政局": ("finance", NEIGHBOUR),
    "邻县农业农村局": ("rural", NEIGHBOUR),
    "邻县管理员": ("admin", NEIGHBOUR),
}
"""Desk -> role and the scope of its post."""

SIDES = {"arrived": "上级", "available": "在手", "allotted": "下达", "paid": "已付", "returned": "上交"}


def lines(text: str) -> list[str]:
    """A ledger as written in a test: one transfer a line, blanks counted once."""
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def as_day(day: date | str) -> date:
    """A date, also from its ISO form."""
    return date.fromisoformat(day) if isinstance(day, str) else day


class County:
    """精河县 and those who work there."""

    code = CODE

    def __init__(self, made: bool = False) -> None:
        for code, name, level in (
            ("652722000000", "精河县", "county"),
            (TOWN, "大河沿子镇", "township"),
            (VILLAGE, "乌兰村", "village"),
            (OTHER_TOWN, "茫丁乡", "township"),
            ("652723000000", "温泉县", "county"),
        ):
            Region.objects.get_or_create(code=code, defaults={"name": name, "level": level})
        self.departments = {
            name: Department.objects.get_or_create(region_id="652722000000", name=name)[0]
            for name in ("水利局", "农业农村局")
        }
        self.desks = {desk: self.actor(desk) for desk in DESKS}
        self._papers = 0
        if made:
            return
        self.arrive("中央", 1000 * WAN)
        self.arrive("自治区", 500 * WAN, source="regional", day="2023-04-10")
        self.register("水渠", region=VILLAGE, supervisor=self.departments["水利局"])
        self.register(
            "果园",
            category="industry",
            kind="planting",
            region=OTHER_TOWN,
            supervisor=self.departments["农业农村局"],
        )
        self.register("明年渠", year=2024)
        self.register("邻县渠", region="652723000000", by="邻县农业农村局")

    @classmethod
    def again(cls) -> "County":
        """The county that is in the books already."""
        return cls(made=True)

    def actor(self, desk: str, **changes: Any) -> Actor:
        """Whoever sits at this desk."""
        role, region = DESKS[desk]
        department = self.departments["水利局"].pk if desk == "水利局" else None
        facts = {"department_id": department, "via": "测试", "address": "10.0.0.7"} | changes
        return Actor(username=f"u-{desk}", name=desk, role=role, region=region, **facts)

    # -- what people do; each is one act, and all its inputs may be changed

    def arrive(
        self, name: str, amount: int = 100 * WAN, *, day: date | str = "2023-02-10", **more: Any
    ) -> Grant:
        """到位: the grant is called `name` below; its document is 甲财〔2023〕`name`号."""
        facts = {
            "county": CODE,
            "year": 2023,
            "source": "central",
            "task": "consolidate",
            "amount": amount,
            "issued": min(as_day(day), date(2023, 1, 30)),
            "received": as_day(day),
            "paper": PaperIn(number=document(name)),
        }
        return self.act(arrive, facts, day, more)

    def register(self, name: str, *, day: date | str = "2023-02-15", **more: Any) -> Project:
        facts = {"name": name, "year": 2023, "category": "infrastructure", "kind": "water", "region": TOWN}
        return self.act(register, facts, day, {"by": "农业农村局"} | more)

    def amend(self, project: str | Project, /, *, day: date | str = "2023-06-01", **more: Any) -> Project:
        found = self.project(project)
        kept = {field: getattr(found, field) for field in Amend.model_fields if field != "project"}
        return self.act(amend, kept | {"project": found}, day, {"by": "农业农村局"} | more)

    def set_target(
        self, project: str, indicator: str, value: int, *, day: date | str = "2023-02-20", **more: Any
    ) -> Target:
        facts = {"project": self.project(project), "indicator": indicator, "value": value}
        return self.act(set_target, facts, day, {"by": "农业农村局"} | more)

    def allot(
        self,
        amount: int = 300 * WAN,
        *,
        grant: str = "中央",
        project: str | Project = "水渠",
        day: date | str = "2023-03-01",
        **more: Any,
    ) -> Allotment:
        """下达: 300万元 of 中央 to 水渠, unless told otherwise."""
        facts = {
            "grant": self.grant(grant),
            "project": self.project(project),
            "amount": amount,
            "paper": self.paper("批复"),
        }
        return self.act(allot, facts, day, more)

    def reallocate(
        self,
        amount: int = 100 * WAN,
        *,
        grant: str = "中央",
        giver: str | Project = "水渠",
        taker: str | Project | None = "果园",
        day: date | str = "2023-04-01",
        **more: Any,
    ) -> Transfer:
        facts = {
            "grant": self.grant(grant),
            "giver": self.project(giver),
            "taker": self.project(taker) if taker else None,
            "amount": amount,
            "paper": self.paper("调剂"),
        }
        return self.act(reallocate, facts, day, more)

    def give_back(
        self,
        amount: int = 50 * WAN,
        *,
        grant: str = "中央",
        project: str | None = None,
        day: date | str = "2023-11-01",
        **more: Any,
    ) -> Transfer:
        facts = {
            "grant": self.grant(grant),
            "project": self.project(project) if project else None,
            "amount": amount,
            "paper": self.paper("上交"),
        }
        return self.act(give_back, facts, day, more)

    def reverse(self, transfer: Transfer, *, day: date | str = "2023-10-01", **more: Any) -> Transfer:
        return self.act(reverse, {"transfer": transfer, "paper": self.paper("更正")}, day, more)

    def close_year(self, year: int = 2023, *, day: date | str = "2024-01-10", **more: Any) -> Any:
        facts = {"county": CODE, "year": year, "paper": self.paper("结账")}
        return self.act(close_year, facts, day, more)

    def pay(
        self,
        amount: int = 120 * WAN,
        *,
        grant: str = "中央",
        project: str = "水渠",
        day: date | str = "2023-05-01",
        **more: Any,
    ) -> Payment:
        facts = {
            "grant": self.grant(grant),
            "project": self.project(project),
            "amount": amount,
            "payee": "承建单位",
            "stage": "进度款",
            "paper": self.paper("凭证"),
        }
        return self.act(pay, facts, day, more)

    def refund(
        self, payment: Payment, amount: int = 20 * WAN, *, day: date | str = "2023-06-01", **more: Any
    ) -> Payment:
        facts = {"payment": payment, "amount": amount, "paper": self.paper("退回")}
        return self.act(refund, facts, day, more)

    def act(
        self,
        done: Act[Any],
        facts: dict[str, Any],
        day: date | str,
        more: dict[str, Any],
    ) -> Any:
        """Do it as the desk `by` (财政局), under `key`. What is left in `more` replaces the inputs."""
        by, key = more.pop("by", "财政局"), more.pop("key", None)
        actor = by if isinstance(by, Actor) else self.desks[by]
        if isinstance(number := more.get("paper"), str):
            more["paper"] = PaperIn(number=number)
        return done(actor, done.read(facts | more), day=as_day(day), key=key).result

    # -- what there is

    def grant(self, name: str) -> Grant:
        return Grant.objects.get(county=CODE, document=document(name))

    def project(self, name: str | Project) -> Project:
        """By its name; one that shares its name with another year's is named by itself."""
        return name if isinstance(name, Project) else Project.objects.get(name=name)

    def paper(self, word: str) -> PaperIn:
        """A paper with a number of its own: 批复1号, 凭证2号 …"""
        self._papers += 1
        return PaperIn(number=f"{word}{self._papers}号")

    def balance(self, name: str) -> int:
        """`中央/在手`, `中央/下达`, or `中央/水渠/已付`, in fen; 0 where there is no such account yet."""
        grant, *project, side = name.split("/")
        kind = next(kind for kind, said in SIDES.items() if said == side)
        found = Account.objects.filter(grant=self.grant(grant), kind=kind)
        if project:
            found = found.filter(project__name=project[0])
        return sum(one.balance for one in found)

    def ledger(self, after: int = 2) -> list[str]:
        """The county's book as lines; the two arrivals of the cast are left out."""
        rows = Transfer.objects.filter(county=CODE, seq__gt=after).order_by("seq")
        return [
            f"{row.day} {row.kind} {_side(row.debit)} → {_side(row.credit)} {yuan(row.amount)} {row.paper.number}"
            for row in rows.select_related("debit__project", "credit__project", "grant", "paper")
        ]

    def everything(self) -> dict[str, list[Any]]:
        """Every row of every table of the books."""
        return tables.everything()

    def breaches(self) -> list[Breach]:
        """What `karez verify` would find."""
        return [one for invariant in invariants() for one in invariant.breaches()]

    def scope(
        self,
        day: date | str = "2023-12-31",
        *,
        region: str = CODE,
        department: int | None = None,
        year: int = 2023,
    ) -> Scope:
        """For figures, by default those of who may see the whole county."""
        return Scope(CODE, year, as_day(day), region, department)


def document(name: str) -> str:
    """甲财〔2023〕中央号."""
    return f"甲财〔2023〕{name}号"


def _side(one: Account) -> str:
    name = one.grant.document.removeprefix("甲财〔2023〕").removesuffix("号")
    return "/".join([name, *([one.project.name] if one.project else []), SIDES[one.kind]])


@pytest.fixture
def county(db: None) -> County:
    """精河县, as the module says."""
    return County()


@contextmanager
def rolled_back() -> Iterator[None]:
    """What happens inside is undone: one example of hypothesis after another starts from the same county."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
