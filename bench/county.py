"""A county of 2,000 projects and 20,000 payments, written in bulk: what is measured is reading, not writing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

PROJECTS, PAYMENTS, GRANTS = 2_000, 20_000, 40
COUNTY, YEAR, DAY = "652722", 2023, date(2023, 9, 20)
KINDS = [
    ("industry", "processing"), ("industry", "breeding"), ("industry", "planting"), ("infrastructure", "road"),
    ("infrastructure", "water"), ("employment", "public_post"), ("other", "management_fee"),
]  # fmt: skip
MONEY = [
    ("central", "consolidate"),
    ("regional", "consolidate"),
    ("central", "minority"),
    ("central", "state_farm"),
]


def write() -> None:
    """Fill the empty books."""
    from karez.demo.load import places, read
    from karez.funds.models import Account, Allotment, Grant, Transfer
    from karez.payments.models import Payment
    from karez.places.models import Region
    from karez.projects.models import Arrangement, Edition, Project, Target
    from karez.trail.models import Chain, Paper

    departments = list(places(read()).values())
    villages = list(Region.objects.filter(level="village"))
    start = date(2023, 1, 5)
    moment = datetime(2023, 1, 5, tzinfo=UTC)
    paper = Paper.objects.create(county=COUNTY, series="document", number="示例〔2023〕1号")
    grants = Grant.objects.bulk_create(
        Grant(
            county=COUNTY, year=YEAR, document=f"示例财〔2023〕{n}号", source=MONEY[n % 4][0], task=MONEY[n % 4][1],
            amount=10**11, issued=start, received=start, advance_notice=n % 3 == 0, direct=n % 2 == 0, paper=paper,
        )
        for n in range(GRANTS)
    )  # fmt: skip
    facts = [
        {
            "name": f"第{n}号项目", "category": KINDS[n % 7][0], "kind": KINDS[n % 7][1],
            "region": villages[n % len(villages)], "supervisor": departments[n % len(departments)],
            "implementer": departments[n % 5], "planned": 10**8, "starts": start, "ends": DAY + timedelta(days=n % 90),
        }
        for n in range(PROJECTS)
    ]  # fmt: skip
    projects = Project.objects.bulk_create(
        Project(county=COUNTY, code=f"{COUNTY}-{YEAR}-{n:05d}", registered=start, **one)
        for n, one in enumerate(facts)
    )
    Edition.objects.bulk_create(
        Edition(project=project, valid_from=start, **one)
        for project, one in zip(projects, facts, strict=True)
    )
    Arrangement.objects.bulk_create(
        Arrangement(project=project, year=YEAR, valid_from=start) for project in projects
    )
    Target.objects.bulk_create(
        Target(project=project, indicator=indicator, value=1000 + n, valid_from=start)
        for n, project in enumerate(projects)
        for indicator in ("annual_income", "jobs")
    )
    base = {
        grant.pk: {kind: Account(grant=grant, kind=kind) for kind in ("arrived", "available", "returned")}
        for grant in grants
    }
    of_project = [
        {kind: Account(grant=grants[n % GRANTS], kind=kind, project=project) for kind in ("allotted", "paid")}
        for n, project in enumerate(projects)
    ]
    rows = [*_transfers(grants, base, of_project, start)]
    balances(rows)
    every = [one for pair in base.values() for one in pair.values()] + [
        o for pair in of_project for o in pair.values()
    ]
    Account.objects.bulk_create(every)
    transfers = Transfer.objects.bulk_create(
        [
            Transfer(
                county=COUNTY, seq=n, kind=kind, grant=grant, debit=debit, credit=credit, amount=amount, day=day,
                recorded_at=moment, username="bench", key=f"k{n}", paper=paper, hash="0" * 64,
            )
            for n, (kind, grant, debit, credit, amount, day) in enumerate(rows, 1)
        ],
        batch_size=2000,
    )  # fmt: skip
    Allotment.objects.bulk_create(
        [
            Allotment(transfer=one, project=one.credit.project, sign=1, quota_issued=one.day)
            for one in transfers
            if one.kind == "allot"
        ],
        batch_size=2000,
    )
    Payment.objects.bulk_create(
        [
            Payment(transfer=one, project=one.credit.project, sign=1, stage="进度款", payee="示例施工单位")
            for one in transfers
            if one.kind == "pay"
        ],
        batch_size=2000,
    )
    Chain.objects.create(name="ledger", county=COUNTY, seq=len(transfers), head="0" * 64)


def _transfers(grants: Any, base: Any, of_project: Any, start: date) -> Iterator[tuple[Any, ...]]:
    for grant in grants:
        own = base[grant.pk]
        yield "arrive", grant, own["arrived"], own["available"], grant.amount, start
    for n, own in enumerate(of_project):
        grant = grants[n % GRANTS]
        yield (
            "allot",
            grant,
            base[grant.pk]["available"],
            own["allotted"],
            10**8 + n,
            start + timedelta(days=n % 60),
        )
    for n in range(PAYMENTS):
        own = of_project[n % PROJECTS]
        grant = grants[n % PROJECTS % GRANTS]
        yield "pay", grant, own["allotted"], own["paid"], 5 * 10**6 + n, start + timedelta(days=60 + n % 180)


def balances(rows: list[tuple[Any, ...]]) -> None:
    """Set each account's balance to what its transfers make it."""
    for _, _, debit, credit, amount, day in rows:
        debit.balance -= amount
        credit.balance += amount
        debit.last_day = credit.last_day = max(debit.last_day or day, credit.last_day or day, day)
