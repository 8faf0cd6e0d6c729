"""Writing the journal: one entry an act, in one chain a county."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

from karez.places.rights import Actor
from karez.trail import rows
from karez.trail.chain import extend
from karez.trail.models import Entry

CHAINED = (
    "county", "seq", "recorded_at", "day", "username", "name", "role", "via", "address", "act", "subject", "label",
    "region", "paper", "before", "after", "findings",
)  # fmt: skip
"""What the hash of an entry covers: everything but the hash."""


def stamp(moment: datetime) -> str:
    """A moment as the chain writes it: UTC to the microsecond, the same on every database."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def content(entry: Entry) -> dict[str, Any]:
    """What an entry says, in the form under its hash."""
    said = {field: getattr(entry, field) for field in CHAINED}
    said["recorded_at"] = stamp(entry.recorded_at)
    return said


def record(
    actor: Actor,
    *,
    act: str,
    day: date,
    county: str,
    subject: str = "",
    label: str = "",
    region: str = "",
    paper: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    findings: list[dict[str, Any]] | None = None,
) -> Entry:
    """Write one entry at the end of the county's chain. Call it last: it takes the chain's lock."""
    entry = rows.new(
        Entry,
        county=county,
        recorded_at=timezone.now(),
        day=day,
        username=actor.username,
        name=actor.name,
        role=actor.role,
        via=actor.via,
        address=actor.address,
        act=act,
        subject=subject,
        label=label[:200],
        region=region,
        paper=paper,
        before=dict(before or {}),
        after=dict(after or {}),
        findings=findings or [],
    )

    def said(seq: int) -> dict[str, Any]:
        entry.seq = seq
        return content(entry)

    entry.seq, entry.hash = extend("trail", county, said)
    rows.insert(entry)
    return entry
