"""docs/algorithms/ledger.md: its worked table is played, row by row, and every balance in it must come out.

One grant of a made-up county, projects 水渠 and 果园; a row is an act on its day and the balances after it.
"""

from datetime import date

import pytest

from karez.acts.inputs import PaperIn
from karez.funds import commands as funds
from karez.funds.models import Account, Grant, Transfer
from karez.kernel.money import parse_fen, wan_number
from karez.kernel.refusal import Refusal
from karez.payments import commands as payments
from karez.payments.models import Payment
from karez.places.models import Region
from karez.places.rights import operator
from karez.projects.commands import Register, register
from karez.tests.pages import Row, table
from karez.trail.invariants import invariants

COUNTY = "659901"
ACTOR = operator(COUNTY)
KINDS = {"水渠": ("infrastructure", "water"), "果园": ("industry", "planting")}


@pytest.mark.django_db
def test_the_worked_table_comes_out_to_the_fen():
    projects = _county()
    played: dict[str, Transfer] = {}
    for row in table("algorithms/ledger.md", "#"):
        before = Transfer.objects.count()
        assert _outcome(row, projects, played) == row["outcome"], row
        assert Transfer.objects.count() == before + (row["outcome"] == "ok"), row
        assert _balances(projects) == [row[name] for name in BALANCES], row
        played[row["#"]] = Transfer.objects.order_by("seq").last()
    assert [breach for one in invariants() for breach in one.breaches(COUNTY)] == []


BALANCES = ["available", "水渠 allotted", "果园 allotted", "水渠 paid", "果园 paid", "returned"]


def _county():
    place = Region.objects.create(code=f"{COUNTY}000000", name="甲县", level="county")
    return {
        name: register(
            ACTOR,
            Register(name=name, year=2023, category=category, kind=kind, region=place),
            day=date(2023, 1, 5),
        ).result
        for name, (category, kind) in KINDS.items()
    }


def _outcome(row: Row, projects, played) -> str:
    try:
        _do(row, projects, played)
    except Refusal as refusal:
        return refusal.rule
    return "ok"


def _do(row: Row, projects, played) -> None:
    day = date.fromisoformat(row["day"])
    amount = parse_fen(row["amount"], "万元")
    paper = PaperIn(number=f"甲财〔2023〕{row['#']}号", dated=day)
    grant = Grant.objects.filter(county=COUNTY).first()
    named = [projects.get(name) for name in row["project"].split(" → ")]
    match row["act"]:
        case "arrive":
            coming = funds.Arrive(
                county=COUNTY, year=2023, source="central", task="consolidate", amount=amount, issued=day,
                received=day, paper=paper,
            )  # fmt: skip
            funds.arrive(ACTOR, coming, day=day)
        case "allot":
            funds.allot(
                ACTOR, funds.Allot(grant=grant, project=named[0], amount=amount, paper=paper), day=day
            )
        case "pay":
            paying = payments.Pay(grant=grant, project=named[0], amount=amount, payee="甲公司", paper=paper)
            payments.pay(ACTOR, paying, day=day)
        case "reallocate":
            moving = funds.Reallocate(grant=grant, giver=named[0], taker=named[1], amount=amount, paper=paper)
            funds.reallocate(ACTOR, moving, day=day)
        case "refund":
            payment = Payment.objects.get(project=named[0], of=None)
            payments.refund(ACTOR, payments.Refund(payment=payment, amount=amount, paper=paper), day=day)
        case "give_back":
            funds.give_back(ACTOR, funds.GiveBack(grant=grant, amount=amount, paper=paper), day=day)
        case "reverse":
            original = Transfer.objects.get(pk=played[row["project"].removeprefix("row ")].pk)
            assert original.amount == amount, "the page gives the amount of another row"
            funds.reverse(ACTOR, funds.Reverse(transfer=original, paper=paper), day=day)


def _balances(projects) -> list[str]:
    held = {(one.kind, one.project_id): one.balance for one in Account.objects.filter(grant__county=COUNTY)}
    places = [("available", None)]
    places += [(kind, projects[name].pk) for kind in ("allotted", "paid") for name in KINDS]
    places += [("returned", None)]
    return [wan_number(held.get(place, 0)) for place in places]
