"""What a limit or a listed value means beside a column: read once, exactly, and handed on in the column's own steps."""

from __future__ import annotations

import re
import struct
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from trueup.adapters.duckdb_check_sql_kinds import Stored

NUMBER: Final = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOCK: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
OFFSET: Final = r"(?:Z|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)"
UUID: Final = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_NUMBER: Final = re.compile(NUMBER)
_MOMENT: Final = re.compile(rf"({DATE})(?:[T ]({CLOCK})({OFFSET})?)?")
_CLOCK: Final = re.compile(CLOCK)
_SECOND: Final = 1_000_000_000
_EPOCH: Final = date(1970, 1, 1).toordinal()
_LONGEST: Final = 400
_LARGEST_EXPONENT: Final = 1_000


def number(text: str) -> Fraction | None:
    """Return the finite decimal number a text is, blanks around it aside; None for any other text."""
    said = text.strip()
    if len(said) > _LONGEST or _NUMBER.fullmatch(said) is None:
        return None
    digits, _, exponent = said.lower().partition("e")
    power = int(exponent or "0")
    return None if abs(power) > _LARGEST_EXPONENT else Fraction(digits.rstrip(".")) * Fraction(10) ** power


def moment(text: str) -> Fraction | None:
    """Return the nanoseconds since 1970 of an ISO date or timestamp, in UTC; None for any other text.

    A date stands for its midnight; an offset is taken off, so that what is left is UTC.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    try:
        days = date.fromisoformat(found[1]).toordinal() - _EPOCH
    except ValueError:
        return None
    return Fraction(days * 86_400 * _SECOND) + (_clock(found[2]) if found[2] else 0) - _offset(found[3] or "Z")


def clock(text: str) -> Fraction | None:
    """Return the nanoseconds since midnight of a time of day, HH:MM with optional seconds; None for any other text."""
    said = text.strip()
    return _clock(said) if _CLOCK.fullmatch(said) else None


def measure(column: Stored, text: str) -> Fraction | None:
    """Return a text as a value of the column's family: a number, or nanoseconds; None where it is none."""
    if column.family in {"exact", "float"}:
        return number(text)
    return moment(text) if column.family == "moment" else clock(text) if column.family == "clock" else None


def as_float(column: Stored, value: Fraction) -> float | None:
    """Return the number as a float column holds it, rounded to its precision; None beyond its range."""
    try:
        exact = float(value)
        rounded: float = struct.unpack("f", struct.pack("f", exact))[0] if column.kind == "FLOAT" else exact
    except OverflowError:
        return None
    return rounded


def _clock(text: str) -> Fraction:
    hours, minutes, *seconds = text.split(":")
    whole = int(hours) * 3600 + int(minutes) * 60
    return (whole + (Fraction(seconds[0]) if seconds else Fraction(0))) * _SECOND


def _offset(text: str) -> int:
    if text == "Z":
        return 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return (-seconds if text[0] == "-" else seconds) * _SECOND
