"""The one rounding, and how exact numbers are written for people."""

import math
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from grader.model.course import Rounding

_PLACES = 4  # shown of a number that has no end
_CONTEXT = Context(prec=28, rounding=ROUND_HALF_EVEN)  # of what is stored for display, not of what is rounded


def round_mark(exact: Fraction, rule: Rounding) -> Decimal:
    """An exact number rounded to a whole one; `half_up` takes 17.5 to 18 and -0.5 to 0."""
    match rule:
        case Rounding.HALF_UP:
            return Decimal(math.floor(exact + Fraction(1, 2)))
        case Rounding.HALF_EVEN:
            return Decimal(round(exact))
        case Rounding.FLOOR:
            return Decimal(math.floor(exact))
        case Rounding.CEIL:
            return Decimal(math.ceil(exact))


def as_decimal(exact: Fraction) -> Decimal:
    """A fraction as a Decimal of 28 digits, for showing and storing."""
    return _CONTEXT.divide(Decimal(exact.numerator), Decimal(exact.denominator))


def shown(number: Decimal | Fraction | int | None) -> str:
    """A number as people write it: 12.5, 30, and 29.3333... where it has no end."""
    if number is None:
        return "none"
    exact = Fraction(number)
    cut = as_decimal(exact).quantize(Decimal(10) ** -_PLACES, ROUND_HALF_EVEN)
    if Fraction(cut) != exact:
        return f"{cut}..."
    text = f"{cut:f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
