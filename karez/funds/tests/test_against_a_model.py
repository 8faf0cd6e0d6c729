"""Acts at random against a model of the ledger in plain Python: the same are refused, all balances are the same.

The model is a list of moves. It knows no database, no locks and no running balances: what may leave an account on a day
is the lowest of its end-of-day balances from then on.
"""

from collections import Counter, defaultdict

import pytest
from hypothesis import HealthCheck, given, settings

from karez.funds.models import Account
from karez.testing.county import CODE, rolled_back
from karez.testing.sequences import FIRST, Step, do, grant_name, sequences, small_county

pytestmark = pytest.mark.django_db


class Model:
    """What the ledger must do, said once more."""

    def __init__(self):
        self.received = [FIRST, FIRST.replace(day=11)]
        self.moves = []  # [day, debit, credit, amount, payment, reversed]
        for number, day in enumerate(self.received):
            self.move(day, ("arrived", number), ("available", number), 100)

    def balance(self, account, until):
        return sum(
            amount * ((credit == account) - (debit == account))
            for day, debit, credit, amount, *_ in self.moves
            if day <= until
        )

    def move(self, day, debit, credit, amount, payment=None):
        days = {day} | {one[0] for one in self.moves if one[0] > day}
        enough = debit[0] == "arrived" or all(self.balance(debit, one) >= amount for one in days)
        if amount <= 0 or day < self.received[debit[1]] or not enough:
            return False
        self.moves.append([day, debit, credit, amount, payment, False])
        return True

    def out(self, payment):
        """What is still out of a payment."""
        return sum(one[3] * (1 if one[2][0] == "paid" else -1) for one in self.moves if one[4] == payment)

    def payments(self):
        return [number for number, one in enumerate(self.moves) if one[4] == number]

    def step(self, step: Step) -> bool:
        if step[0] in ("allot", "reallocate", "pay", "give_back") and step[1] >= len(self.received):
            return False
        match step:
            case ("arrive", amount, day):
                if amount <= 0:
                    return False
                self.received.append(day)
                number = len(self.received) - 1
                return self.move(day, ("arrived", number), ("available", number), amount)
            case ("allot", grant, project, amount, day):
                return self.move(day, ("available", grant), ("allotted", grant, project), amount)
            case ("reallocate", grant, giver, taker, amount, day):
                to = ("allotted", grant, taker) if taker else ("available", grant)
                return giver != taker and self.move(day, ("allotted", grant, giver), to, amount)
            case ("pay", grant, project, amount, day):
                where = (grant, project)
                return self.move(day, ("allotted", *where), ("paid", *where), amount, len(self.moves))
            case ("give_back", grant, project, amount, day):
                whence = ("allotted", grant, project) if project else ("available", grant)
                return self.move(day, whence, ("returned", grant), amount)
            case ("refund", number, amount, day):
                paid = self.payments()
                if not paid:
                    return False
                payment = paid[-1 - number % len(paid)]
                was, debit, credit, *_ = self.moves[payment]
                return (
                    amount <= self.out(payment)
                    and day >= was
                    and self.move(day, credit, debit, amount, payment)
                )
            case ("reverse", number, day):
                original = self.moves[-1 - number % len(self.moves)]
                was, debit, credit, amount, payment, gone = original
                takes = payment is not None and credit[0] == "paid"
                if gone or day < was or (takes and self.out(payment) < amount):
                    return False
                original[5] = self.move(day, credit, debit, amount, payment)
                return original[5]
        raise AssertionError(step)

    def balances(self):
        last = max(one[0] for one in self.moves)
        accounts = {one[1] for one in self.moves} | {one[2] for one in self.moves}
        return {account: self.balance(account, last) for account in accounts}


def held():
    """All balances of the county's ledger, as the model names the accounts; those that never moved are left out."""
    found = defaultdict(int)
    names = {f"甲财〔2023〕{grant_name(number)}号": number for number in range(60)}
    for one in Account.objects.filter(grant__county=CODE, last_day__isnull=False).select_related(
        "grant", "project"
    ):
        if one.grant.document in names:
            who = (one.kind, names[one.grant.document])
            found[(*who, one.project.name) if one.project else who] = one.balance
    return dict(found)


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(steps=sequences())
def run(steps):
    with rolled_back():
        county, model = run.county, Model()
        for step in steps:
            expected = model.step(step)
            assert do(county, step) == expected, step
            run.seen[step[0], expected] += 1
        assert held() == model.balances()
        assert county.breaches() == []


def test_it_does_what_the_model_does_whatever_happens(db):
    run.county, run.seen = small_county(), Counter()
    run()
    both = {(name, done) for name in ("arrive", "allot", "reallocate", "pay", "refund", "give_back", "reverse")
            for done in (True, False)}  # fmt: skip
    assert both <= run.seen.keys(), f"the examples never had {both - run.seen.keys()}"
