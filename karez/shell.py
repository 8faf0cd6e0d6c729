"""What the doors supply to acts and figures: the business day, so that nothing below ever asks the machine's clock."""

from datetime import date

from django.utils import timezone

from karez.conf import home


def today(county: str | None = None) -> date:
    """The deployment's day: in the demo county's books the demo's own, elsewhere today in the county's time zone."""
    return home.business_day(county) or timezone.localdate()
