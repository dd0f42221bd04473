"""Values that stand for "missing" in exchanged data: closed lists, so that each count can be checked."""

from __future__ import annotations

import re
from typing import Final

TEXTS: Final = ("NA", "N/A", "n/a", "#N/A", "NaN", "null", "NULL", "None", "-", "?", ".", "unknown")
"""Texts that stand for a missing value, white space around them ignored, upper and lower case as written."""

BLANK_OR_MISSING: Final = " *(" + "|".join(map(re.escape, ("", *TEXTS))) + ") *"
"""The form of a text that is empty, white or stands for missing."""

NUMBERS: Final = (-999, -9999, -99999, 99999999)
"""Numbers that stand for a missing value, but only where one is the lowest or highest of its column and repeated."""

DATES: Final = ("1900-01-01", "1970-01-01", "9999-12-31")
"""Days (midnights) that stand for a missing value: the zero of spreadsheets, the zero of Unix, the end of time."""
