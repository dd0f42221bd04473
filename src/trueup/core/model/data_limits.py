"""From which share a fault in data is told, and from which it holds things up: the thresholds of our own checks.

A contract brings its own limits; these hold where nobody agreed on any. A portfolio sets them as thresholds of the rule
DAT011, by the names below.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from trueup.core.base.record import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold with the reason for its value."""

    value: float
    because: str


LIMITS: Final[Mapping[str, Limit]] = {
    "missing_percent": Limit(
        1, "a share moves by at most the missing share: below one point that is less than most targets ask for"
    ),
    "missing_error_percent": Limit(
        20, "where a fifth is missing, the rest may tell any story: the level is known to 20 points at best"
    ),
    "repeated_error_percent": Limit(1, "each repeated key is counted twice by every join and every sum over it"),
    "orphans_error_percent": Limit(
        1, "what is joined over the reference is empty there, seldom by chance: whole groups are missing"
    ),
    "held_percent": Limit(
        1, "what learns or decides by a column stands fewer than one wrong row in a hundred; KPIs have their own bounds"
    ),
    "stale_cycles": Limit(2, "one refresh may be late; two in a row are missed"),
    "empty_column_percent": Limit(95, "a column filled in fewer than one row in twenty teaches nothing"),
}


def values(held: Mapping[str, float] | None = None) -> Mapping[str, float]:
    """Return the thresholds by name, as a portfolio holds them where it does."""
    return {name: (held or {}).get(name, limit.value) for name, limit in LIMITS.items()}
