"""docs/algorithms/carry-over.md: its worked table is played, row by row, and every number in it must come out."""

from datetime import date

import pytest

from karez.acts.inputs import PaperIn
from karez.figures import Reading, Scope
from karez.funds import commands as funds
from karez.funds.models import Grant
from karez.kernel.money import parse_fen, wan_number
from karez.payments import commands as payments
from karez.places.models import Region
from karez.places.rights import operator
from karez.projects.commands import Register, register
from karez.rulebook.facts import Filler
from karez.rulebook.findings import findings
from karez.tests.pages import Row, table
from karez.trail.invariants import invariants

COUNTY = "659901"
ACTOR = operator(COUNTY)


@pytest.mark.django_db
def test_the_worked_table_comes_out_to_the_fen():
    place = Region.objects.create(code=f"{COUNTY}000000", name="甲县", level="county")
    facts = Register(name="水渠", year=2021, category="infrastructure", kind="water", region=place)
    project = register(ACTOR, facts, day=date(2021, 1, 5)).result
    for row in table("algorithms/carry-over.md", "#"):
        _do(row, project)
        scope = Scope.whole(COUNTY, int(row["year"]), date.fromisoformat(row["day"]))
        reading = Reading(scope)
        said = [
            wan_number(reading.evaluate("funds.carried_over").value),
            wan_number(reading.evaluate("funds.carried_unspent").value),
            wan_number(reading.evaluate("funds.carried_unspent", {"grant_year": 2021}).value),
            _older(scope),
        ]
        assert said == [row[name] for name in ("carried over", "unspent", "of 2021", "older than 2 years")], (
            row
        )
    assert [breach for one in invariants() for breach in one.breaches(COUNTY)] == []


def _older(scope: Scope) -> str:
    """What the rule calls up, in 万元."""
    found = [one for one in findings(Filler(scope)) if one.rule == "carried_over_too_long"]
    return wan_number(sum(found[0].amounts.values())) if found else "–"


def _do(row: Row, project) -> None:
    day, amount = date.fromisoformat(row["day"]), parse_fen(row["amount"], "万元")
    document = f"{row['grant']}〔{2021 if row['grant'] == '甲' else 2022}〕1号"
    paper = PaperIn(number=f"{row['act']}{row['#']}号")
    if row["act"] == "arrive":
        facts = funds.Arrive(
            county=COUNTY, year=day.year, source="central", task="consolidate", amount=amount, issued=day, received=day,
            paper=PaperIn(number=document),
        )  # fmt: skip
        funds.arrive(ACTOR, facts, day=day)
        return
    money = {"grant": Grant.objects.get(document=document), "amount": amount, "paper": paper}
    if row["act"] == "allot":
        funds.allot(ACTOR, funds.Allot(project=project, **money), day=day)
    elif row["act"] == "pay":
        payments.pay(ACTOR, payments.Pay(project=project, payee="承建单位", **money), day=day)
    else:
        funds.give_back(ACTOR, funds.GiveBack(**money), day=day)
