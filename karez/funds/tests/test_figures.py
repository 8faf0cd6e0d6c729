"""Every figure against a recomputation in plain Python from the rows of the books, after acts at random.

On several days, for who sees the whole county, a township and a department: each total, each listed split, and the sum
of the rows that the figure opens to.
"""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karez import policy
from karez.figures import (
    CountyOnly,
    Figure,
    Reading,
    Scope,
    Share,
    catalogue,
    evaluate,
    listed_splits,
    rows,
    seen_by,
)
from karez.funds.models import Allotment, Grant, Transfer
from karez.kernel.money import WAN
from karez.payments.models import Payment
from karez.projects.models import Arrangement, Edition, Project, Target
from karez.testing.county import CODE, rolled_back
from karez.testing.sequences import FIRST, MONEY, SAYINGS, do, sequences, small_county

pytestmark = pytest.mark.django_db

BY_GRANT = ("source", "task", "grant", "advance_notice", "direct")
BY_PROJECT = ("category", "kind", "region", "township", "project")


def remembered(method):
    """Work a list out once for each scope and key."""

    def ask(self, key):
        if (method, key) not in self.known:
            self.known[method, key] = method(self, key)
        return self.known[method, key]

    return ask


class Plain:
    """The books as lists in memory, and each figure as a loop over them."""

    def __init__(self, scope: Scope):
        self.scope = scope
        self.known: dict = {}
        self.editions = list(Edition.objects.all())
        near = ("transfer__grant", "transfer__paper", "project")
        self.allotments = [
            self.money(one) for one in Allotment.objects.select_related(*near) if self.counts(one)
        ]
        self.payments = [
            self.money(one) | {"stage": one.stage}
            for one in Payment.objects.select_related(*near)
            if self.counts(one)
        ]

    def sees(self, project):
        return project.region_id.startswith(self.scope.region) and self.scope.department in (
            None, project.supervisor_id, project.implementer_id,
        )  # fmt: skip

    def counts(self, one):
        grant = one.transfer.grant
        return (
            (grant.county, grant.year) == (CODE, self.scope.year)
            and one.transfer.day <= self.scope.as_of
            and self.sees(one.project)
        )

    def project(self, project):
        (one,) = [
            one for one in self.editions
            if one.project_id == project.pk and one.superseded_at is None and one.valid_from <= self.scope.as_of < one.valid_to
        ]  # fmt: skip
        return {
            "category": one.category, "kind": one.kind, "region": one.region_id,
            "township": one.region_id[:9] + "000", "project": one.name,
        }  # fmt: skip

    def money(self, one):
        grant = {name: getattr(one.transfer.grant, name) for name in BY_GRANT if name != "grant"}
        value = one.sign * one.transfer.amount
        return {"grant": one.transfer.grant.document, **grant, **self.project(one.project), "value": value}

    def grants(self, kind, sign=1):
        found = []
        for grant in Grant.objects.filter(county=CODE, year=self.scope.year):
            if grant.received > self.scope.as_of:
                continue
            moved = [one for one in Transfer.objects.filter(grant=grant).select_related("debit", "credit")
                     if one.day <= self.scope.as_of]  # fmt: skip
            value = sum(one.amount * ((one.credit.kind == kind) - (one.debit.kind == kind)) for one in moved)
            facts = {name: getattr(grant, name) for name in BY_GRANT if name != "grant"}
            nothing = {"category": None, "region": None, "project": None}
            found.append({"grant": grant.document, **facts, **nothing, "value": sign * value})
        return found

    def left(self, day):
        """What by the day came and was neither paid nor returned, of each grant of an earlier year that has any."""
        found = []
        for grant in Grant.objects.filter(county=CODE):
            if grant.year >= self.scope.year or grant.received > self.scope.as_of:
                continue
            value = sum(
                way(one) * one.amount for one in Transfer.objects.filter(grant=grant) if one.day <= day
            )
            facts = {name: getattr(grant, name) for name in BY_GRANT if name != "grant"}
            if value > 0:
                found.append({"grant": grant.document, "grant_year": grant.year, **facts, "value": value})
        return found

    def projects(self):
        found = []
        arranged = {
            one.project_id for one in Arrangement.objects.all()
            if one.year == self.scope.year and one.superseded_at is None
            and one.valid_from <= self.scope.as_of < one.valid_to
        }  # fmt: skip
        for project in Project.objects.filter(county=CODE, pk__in=arranged):
            net = sum(
                one.sign * one.transfer.amount
                for one in Allotment.objects.filter(project=project).select_related("transfer__grant")
                if one.transfer.day <= self.scope.as_of and one.transfer.grant.year == self.scope.year
            )
            if net > 0 and self.sees(project):
                found.append((project, {**self.project(project), "value": net}))
        return found

    def targets(self, indicator):
        return [
            {**facts, "value": target.value}
            for project, facts in self.projects()
            for target in Target.objects.filter(project=project, indicator=indicator)
            if target.superseded_at is None and target.valid_from <= self.scope.as_of < target.valid_to
        ]

    @remembered
    def figure(self, key):
        match key:
            case "funds.received":
                return self.grants("arrived", -1)
            case "funds.available":
                return self.grants("available")
            case "funds.carried_over":
                return self.left(min(self.scope.as_of, date(self.scope.year - 1, 12, 31)))
            case "funds.carried_unspent":
                return self.left(self.scope.as_of)
            case "funds.allotted":
                return self.allotments
            case "funds.paid":
                return self.payments
            case "funds.unpaid":
                return self.allotments + [one | {"value": -one["value"]} for one in self.payments]
            case "projects.amount":
                return [facts for _, facts in self.projects()]
            case "projects.count":
                return [facts | {"value": 1} for _, facts in self.projects()]
            case "performance.expected_income":
                return self.targets("annual_income")
            case "performance.expected_jobs":
                return self.targets("jobs")
        raise AssertionError(f"{key} has no recomputation here: write one")

    @remembered
    def quotient(self, key):
        match key:
            case "funds.payment_rate":
                return self.payments, self.figure("funds.received")
            case "projects.payment_rate":
                return self.payments, self.allotments
            case "projects.share":
                return self.figure("projects.amount"), self.figure("projects.amount")
            case "policy.central_industry_share":
                base = policy.parameter("industry_share_base", CODE, self.scope.as_of).value
                of = [one for one in self.allotments
                      if one["source"] in base.sources and one["task"] in base.tasks
                      and base.counts(one["category"], one["kind"])]  # fmt: skip
                over = [one for one in self.grants("arrived", -1)
                        if one["source"] in base.sources and one["task"] in base.tasks]  # fmt: skip
                return of, over
        raise AssertionError(f"{key} has no recomputation here: write one")


def way(transfer):
    """+1 for what brings money of a grant into the county or back, −1 for what leaves, 0 for moves within it."""
    if transfer.reverses is not None:
        return -way(transfer.reverses)
    return {"arrive": 1, "refund": 1, "pay": -1, "return": -1}.get(transfer.kind, 0)


def grouped(found, dims):
    sums = defaultdict(int)
    for one in found:
        sums[tuple(one[dim] for dim in dims)] += one["value"]
    return dict(sums) if dims else {(): sum(sums.values())}


def expected(plain, figure, dims):
    if isinstance(figure, Figure):
        return grouped(plain.figure(figure.key), dims)
    of, over = (grouped(side, dims) for side in plain.quotient(figure.key))
    if isinstance(figure, Share):
        over = dict.fromkeys(
            of, sum(over.values()) if not dims else sum(one["value"] for one in plain.quotient(figure.key)[1])
        )
    return {at: Fraction(of.get(at, 0), over[at]) if over.get(at) else None for at in of | over}


def check(scope):
    plain, reading = Plain(scope), Reading(scope)
    stated = defaultdict(dict)
    for result in reading.list_all():
        stated[result.key, tuple(result.by)][tuple(result.by.values())] = result.value
    for figure in catalogue():
        if not seen_by(figure, scope):
            with pytest.raises(CountyOnly):
                reading.rows(figure.key)
            continue
        for dims in listed_splits(figure):
            said = stated.get((figure.key, dims), {}) if figure.listed else None
            if said is None:
                said = {tuple(one.by.values()): one.value for one in reading.split(figure.key, dims)}
            assert said == expected(plain, figure, dims), (figure.key, dims, scope)
        for part in ("of",) if isinstance(figure, Figure) else ("of", "over"):
            opened = reading.rows(figure.key, part=part)
            sides = [plain.figure(figure.key)] if isinstance(figure, Figure) else plain.quotient(figure.key)
            assert sum(row["measure"] for row in opened) == sum(one["value"] for one in sides[part == "over"])
            assert len(opened) == len(sides[part == "over"])


QUIET = settings(
    max_examples=8, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
MIXED = sequences(st.one_of(MONEY, MONEY, SAYINGS), 24)


def test_each_figure_is_the_sum_of_its_rows_and_what_plain_python_says(db):
    county = small_county()

    @QUIET
    @given(steps=MIXED, back=st.integers(0, 40))
    def run(steps, back):
        with rolled_back():
            for step in steps:
                do(county, step)
            for day in (FIRST - timedelta(days=1), FIRST + timedelta(days=back), FIRST + timedelta(days=60)):
                check(county.scope(day))
                check(county.scope(day, region="652722101"))
                check(county.scope(day, department=county.departments["水利局"].pk))
            check(county.scope(day, year=2024))

    run()


def test_what_is_done_later_leaves_the_figures_of_earlier_days_as_they_were(db):
    county = small_county()

    @QUIET
    @given(steps=MIXED, cut=st.integers(0, 40))
    def run(steps, cut):
        day = FIRST + timedelta(days=cut)
        with rolled_back():
            for step in steps:
                if step[-1] <= day:
                    do(county, step)
            before = Reading(county.scope(day)).list_all()
            for step in steps:
                if step[-1] > day:
                    do(county, step)
            assert Reading(county.scope(day)).list_all() == before

    run()


def test_a_township_and_a_department_see_their_projects_and_nothing_of_the_countys_money(county):
    county.allot(300 * WAN)
    county.allot(20 * WAN, project="果园")
    township = county.scope(region="652722101")
    department = county.scope(department=county.departments["农业农村局"].pk)
    assert evaluate("funds.allotted", county.scope()).value == 320 * WAN
    assert evaluate("funds.allotted", township).value == 300 * WAN
    assert evaluate("funds.allotted", department).value == 20 * WAN
    assert [row["project"] for row in rows("projects.count", department)] == ["果园"]
    for scope in (township, department):
        for key in (
            "funds.received",
            "funds.available",
            "funds.payment_rate",
            "policy.central_industry_share",
        ):
            with pytest.raises(CountyOnly):
                evaluate(key, scope)


def test_a_sum_over_nothing_is_0_and_a_share_of_nothing_is_none(county):
    scope = county.scope("2022-12-31")
    assert evaluate("funds.received", scope).value == 0
    assert evaluate("funds.payment_rate", scope).value is None
    assert evaluate("projects.share", scope).value is None
