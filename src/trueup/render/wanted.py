"""What an answer in plain words wants: a direction, a unit, a level and a day, as far as the words say it.

Only for proposals in a first draft, where a person reads each of them: a word that is not known here proposes nothing.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Final, Literal

from trueup.core.base.record import dataclass

Direction = Literal["increase", "decrease"]
Measure = Literal["share", "time", "money", "count"]

_NUMBERS: Final = {
    "half": 0.5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
_NUMBER: Final = rf"(?P<n>\d+(?:[.,]\d+)?|{'|'.join(_NUMBERS)})"
_PERCENT: Final = re.compile(rf"(?P<by>\bby\s+)?{_NUMBER}\s*(?:%|percent\b|per cent\b)", re.IGNORECASE)
_OF_TEN: Final = re.compile(rf"{_NUMBER}\s+(?:out\s+)?of\s+(?P<m>\d+|{'|'.join(_NUMBERS)})\b", re.IGNORECASE)
_TIME: Final = re.compile(
    rf"(?P<by>\bby\s+)?\b{_NUMBER}[ -](?:working |business )?(?P<unit>minute|hour|day|week|month)s?\b", re.IGNORECASE
)
_COINS: Final = r"(?:€|EUR|euros?|\$|USD|£|GBP)"
_MONEY: Final = re.compile(
    rf"(?P<by>\bby\s+)?(?:{_COINS}\s?{_NUMBER}|{_NUMBER.replace('<n>', '<m>')}\s?{_COINS}(?!\w))", re.IGNORECASE
)
_DOWN: Final = re.compile(
    r"\b(fewer|less|lower|cut|cuts|reduc\w*|decreas\w*|shorten\w*|below|under|at most|no more than|halv\w*|drop\w*|"
    r"avoid\w*|prevent\w*|cheaper|minimi[sz]\w*|down to)\b",
    re.IGNORECASE,
)
_UP: Final = re.compile(
    r"\b(more|higher|increas\w*|rais\w*|grow\w*|above|over|at least|boost\w*|exceed\w*|doubl\w*|maximi[sz]\w*|up to)\b",
    re.IGNORECASE,
)
_GOOD: Final = re.compile(
    r"\b(within|in time|on time|punctual\w*|satisf\w*|correct\w*|first time|solved)\b", re.IGNORECASE
)
_BAD: Final = re.compile(
    r"\b(late|delay\w*|error\w*|wrong|complaint\w*|cost\w*|defect\w*|missing|lost|cancel\w*|churn\w*|fraud\w*|waste\w*|"
    r"wait\w*|duration|backlog|time to|days? to|hours? to|minutes? to|time|overdue|scrap|returns?)\b",
    re.IGNORECASE,
)
_SHARE: Final = re.compile(r"%|\b(share|percent\w*|rate|proportion|ratio|how many of|out of)\b", re.IGNORECASE)
_COST: Final = re.compile(r"€|\$|£|\b(cost\w*|price|spend\w*|EUR|USD|GBP|euros?)\b", re.IGNORECASE)
_DURATION: Final = re.compile(r"\b(minute|hour|day|week|month)s?\b", re.IGNORECASE)
_SPAN: Final = re.compile(r"\b(time|duration|how long|delay)\b", re.IGNORECASE)
_COUNT: Final = re.compile(r"\b(number of|count of|how many)\b", re.IGNORECASE)
_MONTHS: Final = {name.lower(): at for at, name in enumerate(calendar.month_name) if name}
_ISO: Final = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_MONTH: Final = re.compile(rf"\b({'|'.join(_MONTHS)})\s+(20\d\d)\b", re.IGNORECASE)
_QUARTER: Final = re.compile(r"\bQ([1-4])[ /]?(20\d\d)\b", re.IGNORECASE)
_YEAR: Final = re.compile(r"\b(20\d\d)\b")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was read out of the answers; None for what they do not say. `level` is as one writes it in a document."""

    measure: Measure | None
    unit: str | None
    direction: Direction | None
    level: str | None
    by: date | None


def wanted(objective: str, measure: str) -> Wanted:
    """Return what an objective and the words for its measure ask for."""
    kind, unit = _kind(measure) or _kind(objective) or (None, None)
    level = _level(kind, objective) or _level(kind, measure if kind != "share" else "")
    if kind == "time" and level:
        unit = level[1]
    return Wanted(kind, unit, _direction(objective, measure, kind), level[0] if level else None, _by(objective))


def _kind(text: str) -> tuple[Measure, str] | None:
    if _SHARE.search(text) or _OF_TEN.search(text):
        return "share", "1"
    if _COST.search(text):
        return "money", "EUR/case"
    if _COUNT.search(text):
        return "count", "case"
    found = _DURATION.search(text)
    if found:
        return "time", found[1].lower()
    return ("time", "day") if _SPAN.search(text) else None


def _direction(objective: str, measure: str, kind: Measure | None) -> Direction | None:
    if kind == "share" and _GOOD.search(measure):
        return "increase"
    down, up = _DOWN.search(objective), _UP.search(objective)
    if down or up:
        return "decrease" if down and (not up or down.start() < up.start()) else "increase"
    if kind in ("time", "money") or _BAD.search(measure):
        return "decrease"
    return "increase" if _GOOD.search(measure) else None


def _level(kind: Measure | None, text: str) -> tuple[str, str] | None:
    """Return the level a text names and its unit; a change (`by 20 %`) is none."""
    if kind == "share":
        found = _PERCENT.search(text)
        if found and not found["by"]:
            return f"{_value(found['n']):g} %", "1"
        part = _OF_TEN.search(text)
        whole = _value(part["m"]) if part else 0
        return (f"{100 * _value(part['n']) / whole:g} %", "1") if part and 0 < _value(part["n"]) <= whole else None
    if kind == "time":
        found = _TIME.search(text)
        return (f"{_value(found['n']):g}", found["unit"].lower()) if found and not found["by"] else None
    if kind == "money":
        found = _MONEY.search(text)
        return (f"{_value(found['n'] or found['m']):g}", "EUR/case") if found and not found["by"] else None
    return None


def _value(text: str) -> float:
    return float(_NUMBERS.get(text.lower(), 0) or text.replace(",", "."))


def _by(text: str) -> date | None:
    """Return the last day of what a text names: a day, a month, a quarter, a year."""
    if found := _ISO.search(text):
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return None
    if found := _MONTH.search(text):
        return _end(int(found[2]), _MONTHS[found[1].lower()])
    if found := _QUARTER.search(text):
        return _end(int(found[2]), 3 * int(found[1]))
    found = _YEAR.search(text)
    return _end(int(found[1]), 12) if found else None


def _end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
