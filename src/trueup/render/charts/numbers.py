"""How a number reads on a page: one home, so that a chart, a table and a headline never differ."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from trueup.core.base.money import SYMBOLS

if TYPE_CHECKING:
    from datetime import date

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MINUS: Final = "\N{MINUS SIGN}"
SPACE: Final = "\N{NO-BREAK SPACE}"

_SCALES: Final = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k"))
_COMPACT_DIGITS: Final = 3


def number(value: float, digits: int = 0) -> str:
    """Return a plain number with thousands set apart by commas and a true minus sign."""
    text = f"{abs(value):,.{digits}f}"
    return (MINUS if value < 0 and text.strip("0.,") else "") + text


def share(value: float, digits: int = 1) -> str:
    """Return a share (0.2447) as percent (24.5 %); the space does not break."""
    return f"{number(value * 100, digits)}{SPACE}%"


def significant(value: float, digits: int = _COMPACT_DIGITS) -> str:
    """Return a number rounded to so many significant digits, without an exponent and without trailing zeros."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "unknown"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    text = number(round(value, places), max(places, 0))
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value: float, unit: str) -> str:
    """Return an amount in its short form, to three digits: €645k, €645k a year, 160 days, CHF 5k."""
    unit, _, per = unit.partition("/")
    sign, size = (MINUS, -value) if value < 0 else ("", value)
    scale, suffix = next(((s, t) for s, t in _SCALES if float(f"{size:.3g}") >= s), (1.0, ""))
    text = significant(size / scale) + suffix
    if unit in SYMBOLS:
        text = f"{sign}{SYMBOLS[unit]}{text}"
    elif unit.isupper():
        text = f"{sign}{unit}{SPACE}{text}"
    else:
        text = f"{sign}{text}{SPACE}{unit}{'' if text == '1' else 's'}"
    return f"{text} a {per}" if per else text


def month(day: date) -> str:
    """Return a month as Dec 2013."""
    return f"{MONTHS[day.month - 1]}{SPACE}{day.year}"


def full_date(day: date) -> str:
    """Return a day as 31 Dec 2014."""
    return f"{day.day}{SPACE}{month(day)}"


def months(first: date, last: date) -> str:
    """Return a window in months: Jan to Dec 2013, or Nov 2013 to Jan 2014."""
    if (first.year, first.month) == (last.year, last.month):
        return month(first)
    start = MONTHS[first.month - 1] if first.year == last.year else month(first)
    return f"{start} to {month(last)}"
