"""Estimates in the unit a backlog has them in: story points stay points, time becomes days of so many hours."""

from __future__ import annotations

import re
from typing import Final, Literal

from trueup.core.backlog.row import Tool
from trueup.core.base.units import Fault
from trueup.core.model.fields import read_cost

Unit = Literal["day", "point"]
_NUMBER: Final = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,9})?")
_PART: Final = re.compile(
    r"([0-9]{1,9}(?:[.,][0-9]{1,6})?)\s*"
    r"(weeks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|tage?|t|stunden?|std|jours?|j|wochen?)\b\.?,?\s*",
    re.IGNORECASE,
)
_POINTS: Final = re.compile(r"([0-9]{1,12}(?:[.,][0-9]{1,9})?)\s*(?:story\s*)?(?:points?|pts?|sp)", re.IGNORECASE)
_RANGE: Final = re.compile(r"([0-9.]{1,12}(?:\.\.|/)[0-9.]{1,12}(?:/[0-9.]{1,12})?)\s*(days?|points?)?")
_DAYS_OF_WEEK: Final = 5
_MINUTES: Final = 60
_SECONDS: Final = 3600
_DIGITS: Final = 4
_LONGEST: Final = 60


def read_points(text: str) -> str | None:
    """Return an estimate in points as the document writes it, `5 points`; None where the text is no number."""
    said = text.strip()
    found = _NUMBER.fullmatch(said)
    if found is None:
        named = _POINTS.fullmatch(said[:_LONGEST])
        return _written(float(named[1].replace(",", ".")), "point") if named else _range(said, "point")
    return _written(float(said.replace(",", ".")), "point")


def read_time(text: str, tool: Tool, hours: float) -> str | None:
    """Return an estimate as the document writes it, `2.5 days`; None where the text is no time.

    A bare number is seconds in Jira and days elsewhere; `1w 2d 4h 30m` has weeks of five days, days of `hours` hours.
    Points that stand in such a column (`5 points`) stay points.
    """
    said = text.strip()
    if _NUMBER.fullmatch(said):
        number = float(said.replace(",", "."))
        return _written(number / _SECONDS / hours if tool == "jira" else number, "day")
    if len(said) > _LONGEST:
        return None
    if named := _POINTS.fullmatch(said):
        return _written(float(named[1].replace(",", ".")), "point")
    days, at = 0.0, 0
    while at < len(said):
        part = _PART.match(said, at)
        if part is None:
            return _range(said, "day")
        days += float(part[1].replace(",", ".")) * _in_days(part[2].casefold(), hours)
        at = part.end()
    return _written(days, "day") if at else None


def unit_of(estimate: str) -> Unit:
    """Return the unit of an estimate as the document writes it; a bare number is in days."""
    return "point" if "point" in estimate else "day"


def amount_of(estimate: str) -> float | None:
    """Return the middle of an estimate as the document writes it, in its own unit; None where it cannot be read."""
    number = estimate.replace("_", "").removesuffix("s").removesuffix("day").removesuffix("point").strip()
    try:
        if ".." in number:
            low, high = number.split("..")
            return (float(low) + float(high)) / 2
        if "/" in number:
            return float(number.split("/")[1])
        return float(number)
    except (ValueError, IndexError):
        return None


def _in_days(unit: str, hours: float) -> float:
    if unit.startswith("w"):
        return _DAYS_OF_WEEK
    if unit[0] in "dtj":
        return 1.0
    return 1.0 / hours if unit[0] in "hs" else 1.0 / hours / _MINUTES


def _written(amount: float, unit: Unit) -> str:
    rounded = round(amount, _DIGITS)
    number = f"{rounded:.{_DIGITS}f}".rstrip("0").rstrip(".")
    return f"{number} {unit}" if rounded == 1 else f"{number} {unit}s"


def _range(said: str, unit: Unit) -> str | None:
    found = _RANGE.fullmatch(said)
    if found is None:
        return None
    try:
        read_cost(found[1])
    except Fault:
        return None
    return f"{found[1]} {found[2] or unit + 's'}"
