"""What rules are told of payments. Money is fen."""

from karez.funds.facts import Money
from karez.funds.sums import booked, by_group
from karez.kernel.money import Fen
from karez.payments.models import Payment
from karez.rulebook.facts import Filler, provides


@provides("payments")
def payments(facts: Filler) -> dict[tuple[int, str, str], Fen]:
    """Net payments by (project, source, task)."""
    rows = Payment.objects.filter(booked(facts.scope))
    if facts.projects is not None:
        rows = rows.filter(project_id__in=facts.projects)
    return by_group(rows, "project_id", "transfer__grant__source", "transfer__grant__task")


@provides("paid")
def paid(facts: Filler) -> Money:
    """Net payments by (source, task)."""
    sums: dict[tuple[str, str], Fen] = {}
    for (_, source, task), fen in facts["payments"].items():
        sums[source, task] = sums.get((source, task), 0) + fen
    return sums
