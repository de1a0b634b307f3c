"""Exact numbers as text. Rounding happens here and is always half-even."""

from fractions import Fraction

from allocation.model import Weight

PLACES = 6


def money_text(hundredths: int) -> str:
    """Return an amount as a plain decimal: `9150.5`, never `9150.50`."""
    return decimal_text(Fraction(hundredths, 100))


def decimal_text(number: Weight) -> str:
    """Return a number as a plain decimal, or as p/q where it has no end."""
    exact = Fraction(number)
    if exact.denominator == 1:
        return str(exact.numerator)
    places = _places(exact.denominator)
    if places is None:
        return str(exact)
    return rounded(exact, places)


def rational(number: Fraction | None) -> dict[str, str] | None:
    """Return a fraction exactly, and as a decimal of six places."""
    if number is None:
        return None
    return {"exact": str(number), "decimal": rounded(number, PLACES)}


def rounded(number: Fraction, places: int) -> str:
    """Return `number` with exactly `places` decimals, rounded half-even."""
    scaled = round(number * 10**places)
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(places + 1, "0")
    if places == 0:
        return sign + digits
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def _places(denominator: int) -> int | None:
    """Return how many decimals a fraction with this denominator needs."""
    for places in range(1, PLACES + 1):
        if 10**places % denominator == 0:
            return places
    return None
