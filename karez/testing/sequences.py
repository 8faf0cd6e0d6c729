"""Acts at random, for hypothesis: right ones and wrong ones, on days in any order.

A step is a tuple that names its act and what it needs by position (the second grant, the fifth transfer), so that an
example reads on its own and shrinks well. `do` performs a step on a county and says whether it was done.
"""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from karez.funds.models import Grant, Transfer
from karez.kernel.refusal import Refusal
from karez.payments.models import Payment
from karez.testing.county import CODE, County, document

Step = tuple[Any, ...]

PROJECTS = ("水渠", "果园", "道路")
FIRST = date(2023, 2, 1)
DAYS = st.integers(0, 40).map(lambda n: FIRST + timedelta(days=n))
AMOUNTS = st.one_of(
    st.integers(1, 60), st.integers(1, 12), st.integers(1, 12), st.sampled_from([-1, 0, 100, 10**16])
)
NUMBERS = st.integers(0, 20)
# Mostly one grant and one project, else the acts of an example seldom meet.
GRANTS = st.sampled_from([0, 0, 0, 0, 1, 2])
SOME = st.sampled_from([*PROJECTS[:1] * 4, *PROJECTS[1:]])

MONEY: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("arrive"), AMOUNTS, DAYS),
    st.tuples(st.just("allot"), GRANTS, SOME, AMOUNTS, DAYS),
    st.tuples(st.just("allot"), GRANTS, SOME, AMOUNTS, DAYS),
    st.tuples(st.just("reallocate"), GRANTS, SOME, st.one_of(st.none(), SOME), AMOUNTS, DAYS),
    st.tuples(st.just("reallocate"), GRANTS, SOME, st.sampled_from([None, *PROJECTS[1:]]), AMOUNTS, DAYS),
    st.tuples(st.just("pay"), GRANTS, SOME, AMOUNTS, DAYS),
    st.tuples(st.just("pay"), GRANTS, SOME, AMOUNTS, DAYS),
    st.tuples(st.just("refund"), NUMBERS, AMOUNTS, DAYS),
    st.tuples(st.just("give_back"), GRANTS, st.one_of(st.none(), SOME), AMOUNTS, DAYS),
    st.tuples(st.just("reverse"), NUMBERS, DAYS),
)

SAYINGS: st.SearchStrategy[Step] = st.one_of(
    st.tuples(
        st.just("amend"),
        SOME,
        st.sampled_from([("industry", "planting"), ("infrastructure", "road"), ("other", "management_fee")]),
        st.sampled_from(["652722101201", "652722101000", "652722200000", "652722000000"]),
        DAYS,
    ),
    st.tuples(st.just("target"), SOME, st.sampled_from(["jobs", "annual_income"]), st.integers(0, 99), DAYS),
)


@st.composite
def sequences(draw: st.DrawFn, steps: st.SearchStrategy[Step] = MONEY, most: int = 22) -> list[Step]:
    """Acts in the order in which they are recorded: mostly in the order of their days as well, some of them late."""
    drawn = draw(st.lists(steps, min_size=4, max_size=most))
    days = sorted(step[-1] for step in drawn)
    late = draw(st.lists(st.integers(0, 4).map(lambda n: n == 4), min_size=len(drawn), max_size=len(drawn)))
    begun: list[Step] = [
        ("allot", 0, PROJECTS[0], 70, FIRST),
        ("pay", 0, PROJECTS[0], 40, FIRST + timedelta(days=1)),
    ]
    begun = begun[: draw(st.integers(0, 2))]
    return begun + [
        step if own else (*step[:-1], day) for step, own, day in zip(drawn, late, days, strict=True)
    ]


def small_county() -> County:
    """A county with two grants of 100 fen and three projects, so that 1 to 60 fen are soon too much."""
    county = County()
    county.arrive("甲", 100, day=FIRST, source="central", task="consolidate")
    county.arrive("乙", 100, day=FIRST + timedelta(days=10), source="regional", advance_notice=True)
    county.register("道路", kind="road", region="652722101000", day=FIRST + timedelta(days=20))
    return county


def grant_name(number: int) -> str:
    """The name of the grant at a position: 甲, 乙, then those that arrived on the way."""
    return (["甲", "乙"] + [f"新{n}" for n in range(99)])[number]


def do(county: County, step: Step) -> bool:
    """Perform a step. False when it was refused, or names a grant or transfer that is not there."""
    try:
        _do(county, step)
    except (Refusal, IndexError, Grant.DoesNotExist):
        return False
    return True


def own_transfers() -> list[Transfer]:
    """The transfers of the example, its two grants' arrivals included, in the order of the book."""
    return list(Transfer.objects.filter(county=CODE, seq__gt=2).order_by("seq"))


def _one_of(among: list[Any], number: int) -> Any:
    """Counted from the end, round and round. Raises IndexError when there is none."""
    return among[-1 - number % len(among)] if among else among[0]


def _do(county: County, step: Step) -> None:
    match step:
        case ("arrive", amount, day):
            made = Grant.objects.filter(county=CODE, document__startswith=document("新")[:-1]).count()
            # Of two years in turn, so that money comes to projects of another year.
            county.arrive(f"新{made}", amount, day=day, task="minority", year=2023 + (made + 1) % 2)
        case ("allot", grant, project, amount, day):
            county.allot(amount, grant=grant_name(grant), project=project, day=day)
        case ("reallocate", grant, giver, taker, amount, day):
            county.reallocate(amount, grant=grant_name(grant), giver=giver, taker=taker, day=day)
        case ("pay", grant, project, amount, day):
            county.pay(amount, grant=grant_name(grant), project=project, day=day)
        case ("refund", number, amount, day):
            paid = Payment.objects.filter(of=None, sign=1).order_by("transfer__seq")
            county.refund(_one_of(list(paid), number), amount, day=day)
        case ("give_back", grant, project, amount, day):
            county.give_back(amount, grant=grant_name(grant), project=project, day=day)
        case ("reverse", number, day):
            county.reverse(_one_of(own_transfers(), number), day=day)
        case ("amend", project, (category, kind), region, day):
            county.amend(project, category=category, kind=kind, region=region, day=day)
        case ("target", project, indicator, value, day):
            county.set_target(project, indicator, value, day=day)
        case _:
            raise AssertionError(step)
