"""The facts that the tests of the rules share: the demo county 精河县 2023, and small counties of one's own making.

The demo county (万元): central consolidate 2372 = 1800 + 572, regional 2316 = 1400 + 916, minority 330 = 230 + 100,
state farm 108; 5126 in all, all allotted; 2909 paid by 2023-09-20; management fee 30.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from karez.funds.facts import CarriedFacts, GrantFacts, Money, Spending, Totals
from karez.kernel.money import WAN, Fen
from karez.policy import codes
from karez.policy.facts import Facts
from karez.policy.rules import Finding, run_act, run_county
from karez.projects.facts import ProjectFacts

COUNTY = "652722"
DAY = date(2023, 9, 20)


@dataclass(frozen=True)
class County:
    """A county's budget year at the end of `day`. `allotments` are net per project and grant."""

    year: int
    day: date
    received: Money = field(default_factory=dict)
    paid: Money = field(default_factory=dict)
    allotments: tuple[Spending, ...] = ()
    projects: tuple[ProjectFacts, ...] = ()
    grants: tuple[GrantFacts, ...] = ()
    last_industry_share: Fraction | None = None
    carried: tuple[CarriedFacts, ...] = ()

    @property
    def totals(self) -> Totals:
        totals = Totals(self.received, {})
        for one in self.allotments:
            totals = totals.plus(one.grant.source, one.grant.task, one.project, one.amount)
        return totals

    @property
    def facts(self) -> Facts:
        """What the rooms would tell of it."""
        return Facts(
            self.year, self.day,
            {
                "received": self.received, "paid": self.paid, "projects": self.projects, "grants": self.grants,
                "spendings": tuple(one for one in self.allotments if one.amount > 0), "totals": self.totals,
                "last_industry_share": self.last_industry_share, "carried": self.carried,
            },
        )  # fmt: skip


@dataclass(frozen=True)
class Deed:
    """An allotment about to be made on `day`, or a move from `moved_from`, in a county of the sums `before`."""

    year: int
    day: date
    project: ProjectFacts
    grant: GrantFacts
    amount: Fen
    before: Totals
    moved_from: ProjectFacts | None = None

    @property
    def facts(self) -> Facts:
        """What the act would tell of it."""
        after = self.before.plus(self.grant.source, self.grant.task, self.project, self.amount)
        if self.moved_from:
            after = after.plus(self.grant.source, self.grant.task, self.moved_from, -self.amount)
        spending = Spending(self.project, self.grant, self.amount, self.day)
        return Facts(
            self.year, self.day, {"projects": (self.project,), "spendings": (spending,), "totals": after}
        )


GRANTS = {
    key: GrantFacts(key, f"示例文〔{key}〕号", source, task, date.fromisoformat(received))
    for key, source, task, received in [
        ("C1", "central", "consolidate", "2022-12-05"), ("C2", "central", "consolidate", "2023-05-22"),
        ("R1", "regional", "consolidate", "2022-12-23"), ("R2", "regional", "consolidate", "2023-06-20"),
        ("M1", "central", "minority", "2022-12-05"), ("M2", "central", "minority", "2023-05-22"),
        ("F1", "central", "state_farm", "2023-05-12"),
    ]
}  # fmt: skip
PROJECTS = {
    key: ProjectFacts(key, name, category, kind)
    for key, name, category, kind in [
        ("P01", "枸杞烘干中心建设项目", "industry", "processing"), ("P02", "肉牛繁育基地建设项目", "industry", "breeding"),
        ("P03", "饲草料加工配送项目", "industry", "processing"), ("P04", "庭院经济和特色种养奖补项目", "industry", "courtyard"),
        ("P05", "国有农场农业机械购置项目", "industry", "machinery"), ("P06", "少数民族特色种植示范项目", "industry", "planting"),
        ("P07", "农村供水管网改造工程", "infrastructure", "water"), ("P08", "农村道路建设工程", "infrastructure", "road"),
        ("P09", "农村生活污水管网工程", "infrastructure", "sewage"), ("P10", "农村人居环境整治项目", "infrastructure", "habitat"),
        ("P11", "少数民族村组道路工程", "infrastructure", "road"), ("P12", "乡村公益性岗位补助项目", "employment", "public_post"),
        ("P13", "项目管理费", "other", "management_fee"),
    ]
}  # fmt: skip
ALLOTMENTS = [
    ("P01", "C1", 600, "2023-02-28"), ("P02", "C1", 650, "2023-02-28"), ("P03", "C1", 300, "2023-02-28"),
    ("P04", "R1", 262, "2023-02-28"), ("P05", "F1", 108, "2023-06-05"), ("P06", "M1", 200, "2023-02-28"),
    ("P07", "R1", 900, "2023-02-28"), ("P08", "C1", 250, "2023-02-28"), ("P08", "C2", 512, "2023-06-12"),
    ("P08", "R1", 138, "2023-02-28"), ("P09", "R1", 70, "2023-02-28"), ("P09", "R2", 630, "2023-07-10"),
    ("P10", "R2", 286, "2023-07-10"), ("P11", "M1", 30, "2023-02-28"), ("P11", "M2", 100, "2023-06-12"),
    ("P12", "C2", 60, "2023-06-12"), ("P13", "R1", 30, "2023-02-28"),
]  # fmt: skip
DEMO = County(
    year=2023, day=DAY,
    received={
        ("central", "consolidate"): 2372 * WAN, ("regional", "consolidate"): 2316 * WAN,
        ("central", "minority"): 330 * WAN, ("central", "state_farm"): 108 * WAN,
    },
    paid={("central", "consolidate"): 1409 * WAN, ("regional", "consolidate"): 1500 * WAN},  # 2909 in all
    allotments=tuple(Spending(PROJECTS[p], GRANTS[g], n * WAN, date.fromisoformat(d)) for p, g, n, d in ALLOTMENTS),
    projects=tuple(PROJECTS.values()), grants=tuple(GRANTS.values()),
)  # fmt: skip


def small(*allotments: tuple[str, str, int], received: dict[str, int] | None = None, **more: Any) -> County:
    """A county of central money: `received` and `allotments` (task, kind, fen); 1000 fen consolidate unless told otherwise."""
    came = {("central", task): fen for task, fen in (received or {"consolidate": 1000}).items()}
    spendings = tuple(
        Spending(
            ProjectFacts(i, f"项目{i}", codes.get("kind", kind).parent or "", kind),
            GrantFacts(i, f"文{i}", "central", task, None),
            fen,
        )
        for i, (task, kind, fen) in enumerate(allotments)
    )
    county = County(year=2023, day=date(2023, 2, 1), received=came, allotments=spendings)
    return replace(county, **more)


def over(county: County, on: date | None = None, region: str = COUNTY) -> list[Finding]:
    """What the rules find over the county."""
    return run_county(county.facts, region, on or county.day)


def at(deed: Deed, act: str = "funds.allot") -> list[Finding]:
    """What the rules find at the act."""
    return run_act(act, deed.facts, COUNTY, deed.day)


def found(county: County, rule: str, on: date | None = None, region: str = COUNTY) -> Finding | None:
    every = [f for f in over(county, on, region) if f.rule == rule]
    assert len(every) <= 1
    return every[0] if every else None


def gate(rule: str, deed: Deed, act: str = "funds.allot") -> Finding | None:
    every = [f for f in at(deed, act) if f.rule == rule]
    assert len(every) <= 1
    return every[0] if every else None


def allot(
    kind: str,
    amount: int,
    *,
    before: County | None = None,
    task: str = "consolidate",
    source: str = "central",
    **more: Any,
) -> Deed:
    project = ProjectFacts("新", "新项目", codes.get("kind", kind).parent or "", kind)
    deed = Deed(
        year=2023,
        day=date(2023, 2, 1),
        project=project,
        grant=GrantFacts("g", "文g", source, task, date(2023, 1, 20)),
        amount=amount,
        before=before.totals if before else Totals({}, {}),
    )
    return replace(deed, **more)


def paid(fen: int, day: date, received: int = 365) -> County:
    return County(
        year=2023,
        day=day,
        received={("regional", "consolidate"): received},
        paid={("regional", "consolidate"): fen},
    )
