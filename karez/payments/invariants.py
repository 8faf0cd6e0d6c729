"""What must always be true of payments."""

from collections.abc import Iterator

from django.db.models import F, Sum

from karez.funds.invariants import compare, paid_by_account
from karez.payments.models import Payment
from karez.trail.invariants import guarded, invariant

guarded("payments_payment")


@invariant("payments", "支付明细等于台账")
def payments_agree(county: str) -> Iterator[tuple[str, str]]:
    """What the payments of a project out of a grant come to, net, is what its account says is paid."""
    rows = Payment.objects.filter(transfer__county=county) if county else Payment.objects.all()
    sums = (
        rows.order_by()
        .values("transfer__grant", "project")
        .annotate(total=Sum(F("sign") * F("transfer__amount")))
    )
    said = {(row["transfer__grant"], row["project"]): int(row["total"]) for row in sums}
    yield from compare(said, paid_by_account(county), "支付")
