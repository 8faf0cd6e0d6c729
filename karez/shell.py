"""What the doors supply to acts and figures: the business day, so that nothing below ever asks the machine's clock."""

from datetime import date

from django.utils import timezone

from karez.conf import home


def today() -> date:
    """The deployment's day: the demo's own, else today in the county's time zone."""
    return home.business_day() or timezone.localdate()
