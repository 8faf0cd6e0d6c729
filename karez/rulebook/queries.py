"""What the county has confirmed, for the policy layer, which knows no database."""

from datetime import date

from karez import policy
from karez.rulebook.models import Confirmation
from karez.trail import rows


def confirmed(key: str, region: str, on: date) -> bool:
    """Whether the county of `region` had confirmed, by `on`, the value of `key` that is in force on that day.

    What counts is the value that was read, so a later value of the same parameter needs a confirmation of its own.
    """
    value = policy.written(key, region, on)
    found = rows.get(Confirmation, county=region[:6], parameter=key, valid_from=value.valid_from)
    return found is not None and found.confirmed_on <= on
