"""Days and years. 序时进度 is days passed over days of the year: 263 ÷ 365 = 72.05 % on 2023-09-20."""

from calendar import isleap
from datetime import date
from fractions import Fraction


def days_in_year(year: int) -> int:
    """365 or 366."""
    return 366 if isleap(year) else 365


def days_passed(day: date) -> int:
    """Days of the year passed at the end of `day`: 1 on 1 January."""
    return day.timetuple().tm_yday


def time_share(day: date, year: int) -> Fraction:
    """序时进度 of `year` at the end of `day` (0–1): 0 before the year, 1 after it."""
    if day.year != year:
        return Fraction(0) if day.year < year else Fraction(1)
    return Fraction(days_passed(day), days_in_year(year))


def parse_day(text: str) -> date:
    """`2023-09-20` as a date. Raises ValueError with a sentence in Chinese."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"“{text}”不是日期，请写成如 2023-09-20。") from None
