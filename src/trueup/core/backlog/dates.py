"""Days as backlogs write them: a dozen ways, in one order of day and month for a whole file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

_MONTHS: Final = (
    "jan ene gen янв",
    "feb fév fev фев",
    "mar mär mrz mrt мар",
    "apr avr abr апр",
    "may mai maj mei mag май мая",
    "jun juin giu июн",
    "jul juil lug июл",
    "aug aoû aou ago авг",
    "sep set сен",
    "oct okt out ott окт",
    "nov ноя",
    "dec dez déc dic дек",
)
_MONTH: Final = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_LONGEST_WORD: Final = 4
_TIME: Final = r"(?:[T ,]+[0-9]{1,2}[:.h][0-9]{2}.*)?"
_ISO: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})" + _TIME)
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T[0-9]{4,6}Z?)?")
_DOTTED: Final = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4}|[0-9]{2})" + _TIME)
_SLASHED: Final = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4}|[0-9]{2})" + _TIME)
_DAY_WORD: Final = re.compile(
    r"(?:[^\W\d]+,?\s+)?([0-9]{1,2})(?:st|nd|rd|th|\.)?[\s/-]+(?:de\s+)?([^\W\d]{3,12})\.?[\s/,-]+(?:de\s+)?([0-9]{4}|[0-9]{2})"
    + _TIME
)
_WORD_DAY: Final = re.compile(
    r"(?:[^\W\d]+,\s+)?([^\W\d]{3,12})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})" + _TIME
)
_SERIAL: Final = re.compile(r"([3-6][0-9]{4})(?:[.,][0-9]+)?")
_SECONDS: Final = re.compile(r"([0-9]{10})(?:[0-9]{3})?")
_EXCEL: Final = date(1899, 12, 30)
_EPOCH: Final = date(1970, 1, 1)
_DAY: Final = 86_400
_CENTURY: Final = 2000
_YEAR: Final = 1000
_MONTHS_OF_YEAR: Final = 12
_LONGEST: Final = 60


def month_first(texts: Iterable[str]) -> bool | None:
    """Return whether the dates of a file put the month first; None where none of them tells, or they contradict.

    A number above 12 tells: 05/31/2026 puts the month first, 31/05/2026 does not.
    """
    first = second = False
    for text in texts:
        found = _SLASHED.fullmatch(text.strip()[:_LONGEST])
        if found:
            second |= int(found[1]) > _MONTHS_OF_YEAR
            first |= int(found[2]) > _MONTHS_OF_YEAR
    return first if first != second else None


def read_day(text: str, *, month_before: bool | None) -> date | None:
    """Return the day a text names, None where it is no date or could be two.

    Read are 2026-05-31, 2026/05/31 and 20260531, each with a time or without; 31.05.2026; 31/05/2026 and 05/31/2026
    (in the order of `month_before` alone; with None where only one number can be the month); 31/May/26, 31-May-2026,
    31 May 2026, Sun, 31 May 2026 and May 31, 2026, with months of several languages; serial days of a spreadsheet;
    seconds and milliseconds since 1970. Two digits of a year are of this century.
    """
    said = text.strip()
    if not said or len(said) > _LONGEST:
        return None
    if found := _ISO.fullmatch(said) or _COMPACT.fullmatch(said):
        return _day(found[1], found[2], found[3])
    if found := _DOTTED.fullmatch(said):
        return _day(found[3], found[2], found[1])
    if found := _SLASHED.fullmatch(said):
        month_before = _month_before(int(found[1]), int(found[2]), month_before)
        if month_before is None:
            return None
        return _day(found[3], found[1], found[2]) if month_before else _day(found[3], found[2], found[1])
    if found := _DAY_WORD.fullmatch(said):
        return _day(found[3], _month(found[2]), found[1])
    if found := _WORD_DAY.fullmatch(said):
        return _day(found[3], _month(found[1]), found[2])
    if found := _SERIAL.fullmatch(said):
        return _EXCEL + timedelta(days=int(found[1]))
    found = _SECONDS.fullmatch(said)
    return _EPOCH + timedelta(days=int(found[1]) // _DAY) if found else None


def _month_before(first: int, second: int, otherwise: bool | None) -> bool | None:  # noqa: FBT001 - None is a third
    if otherwise is not None or first == second:
        return bool(otherwise)
    if first > _MONTHS_OF_YEAR:
        return False
    return True if second > _MONTHS_OF_YEAR else None


def _month(word: str) -> str:
    folded = word.casefold()
    return str(next((_MONTH[folded[:n]] for n in range(_LONGEST_WORD, 2, -1) if folded[:n] in _MONTH), 0))


def _day(year: str, month: str, day: str) -> date | None:
    number = int(year)
    try:
        return date(number if number >= _YEAR else number + _CENTURY, int(month), int(day))
    except ValueError:
        return None
