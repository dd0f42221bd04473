"""The figures of a profile in plain Python, slow and obvious: what the SQL is held against."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from trueup.adapters.sentinels import DATES, NUMBERS, TEXTS
from trueup.core.model.ask.profile import LEVELS


@dataclass(frozen=True)
class Facts:
    """What is held against: counts of what is missing, and what is left."""

    nulls: int
    blanks: int
    sentinels: int
    nans: int
    infinite: int
    left: list


def facts_of(values) -> Facts:
    """Tell the missing values of one column apart, value by value."""
    there = [value for value in values if value is not None]
    nulls = len(values) - len(there)
    if any(isinstance(value, str) for value in there):
        blanks = [value for value in there if not value.strip(" ")]
        words = [value for value in there if value.strip(" ") in TEXTS]
        left = [value for value in there if value.strip(" ") and value.strip(" ") not in TEXTS]
        return Facts(nulls, len(blanks), len(words), 0, 0, left)
    if any(isinstance(value, date | datetime) for value in there):
        left = [
            value
            for value in there
            if not (str(value).endswith("00:00:00") or len(str(value)) == 10) or str(value)[:10] not in DATES
        ]
        return Facts(nulls, 0, len(there) - len(left), 0, 0, left)
    nans = sum(math.isnan(value) for value in there)
    left = [value for value in there if math.isfinite(value)]
    infinite = len(there) - nans - len(left)
    before = len(left)
    for _ in NUMBERS:
        ends = [n for n in NUMBERS if left and n in (min(left), max(left)) and left.count(n) > 1]
        left = [value for value in left if value not in ends]
    return Facts(nulls, 0, before - len(left), nans, infinite, left)


def quantiles(left) -> list[float]:
    """Type 7: linear interpolation between order statistics."""
    ordered = sorted(map(float, left))
    found = []
    for level in LEVELS:
        at = level * (len(ordered) - 1)
        low, part = int(at), at - int(at)
        high = ordered[min(low + 1, len(ordered) - 1)]
        found.append(ordered[low] * (1 - part) + high * part)
    return found


def std(left) -> float | None:
    """The sample's standard deviation, with n - 1."""
    if len(left) < 2:
        return None
    mean = math.fsum(left) / len(left)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in left) / (len(left) - 1))


def shapes(left) -> Counter:
    """The shapes of texts and the values' rows."""
    return Counter(re.sub(r"[a-z]", "a", re.sub(r"[A-Z]", "A", re.sub(r"[0-9]", "9", value[:40]))) for value in left)
