"""What must always be true of payments."""

from collections.abc import Iterator

from django.db.models import F, Q, Sum

from karez.funds.invariants import compare, paid_by_account, said_by_the_trail
from karez.funds.models import SIGNED
from karez.payments.models import Payment
from karez.trail.invariants import guarded, invariant

guarded("payments_payment")


@invariant("payments", "支付明细等于台账")
def payments_agree(county: str) -> Iterator[tuple[str, str]]:
    """What the payments of a project out of a grant come to, net, is what its account says is paid."""
    rows = Payment.objects.filter(transfer__county=county) if county else Payment.objects.all()
    sums = rows.order_by().values("transfer__grant", "project").annotate(total=Sum(SIGNED))
    said = {(row["transfer__grant"], row["project"]): int(row["total"]) for row in sums}
    yield from compare(said, paid_by_account(county), "支付")
    fitting = Q(sign=1, transfer__credit__kind="paid", transfer__credit__project=F("project")) | Q(
        sign=-1, transfer__debit__kind="paid", transfer__debit__project=F("project")
    )
    for row in rows.exclude(fitting).select_related("transfer").order_by("id")[:1]:
        yield f"台账 {row.transfer}", "支付明细的项目或增减与台账账户不符。"


@invariant("payees", "收款人与留痕一致")
def payees_are_as_booked(county: str) -> Iterator[tuple[str, str]]:
    """Who was paid, and in which stage, is what the trail says was booked."""
    said = said_by_the_trail(county)
    rows = Payment.objects.filter(transfer__county=county) if county else Payment.objects.all()
    for row in rows.select_related("transfer").order_by("transfer__county", "transfer__seq").iterator(2000):
        entry = said.get((row.transfer.county, row.transfer.seq), {})
        for name, label in (("payee", "收款人"), ("stage", "环节")):
            if name in entry and entry[name] != getattr(row, name):
                yield f"台账 {row.transfer}", f"{label}现为“{getattr(row, name)}”，办理时为“{entry[name]}”。"
                return
