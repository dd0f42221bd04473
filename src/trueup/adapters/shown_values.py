"""Values as an answer may tell them: cut, and masked where they are, or look, personal."""

from __future__ import annotations

import re
from typing import Final

from trueup.adapters.duckdb_failing_sql import MASKS
from trueup.core.model.ask.profile import TOP, ValueCount

LONGEST: Final = 100
_PERSONAL: Final = re.compile(
    r"[^\s@]+@[^\s@]+\.[^\s@]{2,}"
    r"|[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?"
    r"|\+[1-9](?:[ ./()-]?\d){7,14}"
    r"|(?<![\d.])(?:4\d|5[1-5]|3[47])\d{2}(?:[ -]?\d{4}){2}[ -]?\d{3,4}(?![\d.])"
)
"""E-mail addresses, IBANs, international phone numbers and card numbers."""


def masked(value: str) -> str:
    """Return a mask that tells only how long a value is, in three classes."""
    if not value:
        return ""
    return next(mask for mask, most in MASKS if most is None or len(value) <= most)


def shown(value: object, *, hide: bool = False) -> str:
    """Return a value as text of at most 100 code points, masked where asked for or where it holds personal data."""
    text = str(value)
    return masked(text) if hide or _PERSONAL.search(text) else text[:LONGEST]


def counted(values: object, rows: object, *, hide: bool) -> tuple[ValueCount, ...]:
    """Return values with their rows, as two lists of a statement hold them; none where they are hidden."""
    return () if hide else tuple(ValueCount(shown(value), count) for value, count in pairs(values, rows))


def repeated(values: object, rows: object, *, hide: bool, distinct: int) -> tuple[ValueCount, ...]:
    """Return the most common values; none where they are hidden, or are a few of many that all stand once."""
    found = counted(values, rows, hide=hide)
    return found if distinct <= TOP or (found and found[0].rows > 1) else ()


def pairs(values: object, rows: object) -> list[tuple[str, int]]:
    """Return two lists of a statement as pairs; none where it found nothing."""
    if not isinstance(values, list) or not isinstance(rows, list):
        return []
    return [(str(value), int(count)) for value, count in zip(values, rows, strict=True)]
