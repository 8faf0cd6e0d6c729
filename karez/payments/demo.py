"""The demo county's payments."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from karez.acts.demo import Demo, Step, demo_part
from karez.acts.inputs import PaperIn
from karez.funds.demo import grant
from karez.payments.commands import Pay, pay
from karez.projects.demo import project


@demo_part(order=30)
def payments(demo: Demo) -> Iterator[Step]:
    """Each payment on the day of its voucher."""
    for number, row in enumerate(demo.data["payments"]):
        yield _payment(demo, row, f"demo:pay:{number}")


def _payment(demo: Demo, row: dict[str, Any], key: str) -> Step:
    day = date.fromisoformat(row["paid"])

    def do() -> None:
        pay(
            demo.actor,
            Pay(
                grant=grant(demo, row["grant"]),
                project=project(demo, row["project"]),
                amount=row["amount_fen"],
                payee=row["payee"],
                stage=row["stage"],
                paper=PaperIn(number=row["voucher"], dated=day),
            ),
            day=day,
            key=key,
        )

    return Step(day, row["voucher"], do)
