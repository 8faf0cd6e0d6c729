"""Shares are exact fractions until the moment they are printed; each is rounded alone, half up.

Printed shares of one whole may therefore add up to 100.01 %: the source reports do the same, and pages say so.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def share(part: int, whole: int) -> Fraction | None:
    """`part` of `whole` as an exact fraction; a share of nothing is None and never 0."""
    return Fraction(part, whole) if whole else None


def rounded(value: Fraction, places: int) -> Decimal:
    """`value` to `places` decimals, half up (away from zero), without passing through a float."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    number = Decimal(whole).scaleb(-places)
    return (-number if value < 0 else number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def percent(value: Fraction, places: int = 2) -> str:
    """`41.36%`."""
    return f"{rounded(value * 100, places)}%"


def decimal6(value: Fraction) -> str:
    """`0.413578`: the form in which shares leave the system as data."""
    return f"{rounded(value, 6)}"
