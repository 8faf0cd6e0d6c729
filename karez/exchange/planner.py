"""Makes the plan of an import: each sheet compares its rows with the books of a county and budget year.

Nothing is written here. Money that is in the ledger is never changed by an import.
"""

from collections.abc import Mapping
from datetime import date

from karez.acts.models import Done
from karez.kernel.regions import full
from karez.places.rights import Actor
from karez.sheets.draft import Draft
from karez.sheets.plan import Plan
from karez.sheets.sheet import sheets
from karez.sheets.workbook import Reading


def build(
    reading: Reading,
    county: str,
    year: int,
    *,
    actor: Actor,
    day: date,
    places: Mapping[str, str] | None = None,
) -> Plan:
    """The plan of importing a workbook into the books of `county` (6 digits) and budget `year`.

    `day` is the business day of what has none of its own (amendments). `places` answers questions: name as asked → code.
    Raises Forbidden.
    """
    actor.require("exchange.import", full(county), "导入")
    draft = Draft(reading, county, year, day, places or {})
    for sheet in sheets():
        if rows := list(reading.of(sheet.kind)):
            sheet.plan(draft, rows)
    _booked_before(draft)
    return draft.plan


def _booked_before(draft: Draft) -> None:
    """Rows that an earlier import booked and somebody reversed since: their key would do nothing, in silence."""
    steps = {step.key: step for step in draft.plan.steps}
    keys = list(steps)
    for start in range(0, len(keys), 500):
        for key in Done.objects.filter(key__in=keys[start : start + 500]).values_list("key", flat=True):
            step = steps[key]
            draft.fault(step.table, step.row, "", "", "这一行以前导入过，后来在系统中冲销或改动了。",
                        "如确要重新登记，请在系统中办理。")  # fmt: skip
