"""Closed years: the room that closes them says so here, and every room whose acts change what a day's figures say asks.

A hook, so that projects, which stand below the money, need not know who keeps its books.
"""

from collections.abc import Callable
from datetime import date

Check = Callable[[str, date], None]
_checks: list[Check] = []


def closes(check: Check) -> Check:
    """Register what refuses a day of a closed year: called with county (6 digits) and day, it raises Refusal."""
    _checks.append(check)
    return check


def require_open(county: str, day: date) -> None:
    """Raises Refusal where the county's books of that day are closed."""
    for check in _checks:
        check(county, day)
