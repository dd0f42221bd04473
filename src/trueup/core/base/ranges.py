"""Ranges as people state them: `5` is a point, `5..10` is P5..P95, `60/100/150` is P10/P50/P90.

After O'Hagan et al., Uncertain Judgements (2006): experts state quantiles, never a minimum and a maximum.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from trueup.core.base.quantity import Spread
from trueup.core.base.units import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORMS: Final = "Write a number (`5`), `5..10` (P5..P95) or `60/100/150` (P10/P50/P90); the unit stands in `unit:`."
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,3}(?:_[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_GROUP: Final = r"[, ']"
_GROUPED: Final = re.compile(rf"[+-]?[0-9]{{1,3}}(?:{_GROUP}[0-9]{{3}})+(?:\.[0-9]+)?")
_POINTED: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})*\.[0-9]00")
"""`10.000` is ten thousand to some and ten to others; nobody writes ten with three zeros behind the point by chance."""
_NOT_FINITE: Final = re.compile(r"[+-]?\.?(?:nan|inf|infinity)", re.IGNORECASE)
_THREE: Final = 3
_LONGEST: Final = 200
_MOST_DIGITS: Final = 30


class RangeFault(Fault):
    """A text that is not a range."""


def parse_range(text: str) -> Spread:
    """Return the point or range that a text states, in the unit that stands beside it.

    Numbers may have groups (`1_000`), a power of ten (`1e6`) and a percent sign: `22.5 %` is the share 0.225, divided
    exactly. A percent sign after the last number alone holds for all. Raises `RangeFault` when an end is not a finite
    number of at most 30 digits or the ends are out of order.
    """
    if len(text) > _LONGEST:
        raise RangeFault(f"the range is longer than {_LONGEST} characters", _FORMS)
    parts = [part.strip() for part in re.split(r"\.\.|/", text)]
    if ".." in text and "/" in text:
        raise RangeFault(f"`{text.strip()}` mixes `..` and `/`", _FORMS)
    if ".." in text:
        return _range(parts, text)
    if "/" in text:
        return _three_point(parts, text)
    return Spread("point", _numbers(parts, text))


def show_range(spread: Spread) -> str:
    """Return a spread as it is written, each number as short as exactness allows; `parse_range` reads it back.

    A 95 % interval, which nobody types, reads `24.5 (95 %: 23..26)`.
    """
    shown = [repr(float(value)).removesuffix(".0") for value in spread.at]
    if spread.form == "interval95":
        return f"{shown[0]} (95 %: {shown[1]}..{shown[2]})"
    return ("/" if spread.form == "p10_p50_p90" else "..").join(shown)


def _range(parts: Sequence[str], text: str) -> Spread:
    if len(parts) != len(("low", "high")):
        raise RangeFault(f"`{text.strip()}` has {len(parts)} numbers where `..` joins two", _FORMS)
    low, high = _numbers(parts, text)
    if low > high:
        raise RangeFault(f"the range `{text.strip()}` is reversed: {parts[0]} is above {parts[1]}", _reversed(parts))
    return Spread("p5_p95", (low, high))


def _three_point(parts: Sequence[str], text: str) -> Spread:
    if len(parts) != _THREE:
        raise RangeFault(f"`{text.strip()}` has {len(parts)} numbers where low/mid/high has three", _FORMS)
    low, mid, high = _numbers(parts, text)
    if not low <= mid <= high:
        problem = f"the range `{text.strip()}` cannot be: {parts[1]} is not between {parts[0]} and {parts[2]}"
        raise RangeFault(problem, "Write low/mid/high in rising order: `60/100/150`.")
    return Spread("p10_p50_p90", (low, mid, high))


def _reversed(parts: Sequence[str]) -> str:
    if parts[1].endswith("%") and not parts[0].endswith("%"):
        return f"Write `{parts[1].rstrip('% ')}..{parts[0]} %`."
    return f"Write `{parts[1]}..{parts[0]}`."


def _numbers(parts: Sequence[str], text: str) -> tuple[float, ...]:
    percent = [part.endswith("%") for part in parts]
    if any(percent[:-1]) and not all(percent):
        problem = f"`{text.strip()}` has a percent sign on some numbers only"
        raise RangeFault(problem, "Write it on each, or once at the end.")
    return tuple(_number(part.removesuffix("%").rstrip(), text.strip(), percent=percent[-1]) for part in parts)


def _number(part: str, text: str, *, percent: bool) -> float:
    if not _NUMBER.fullmatch(part) or _POINTED.fullmatch(part):
        raise _no_number(part, text)
    if sum(letter.isdigit() for letter in part) > _MOST_DIGITS:
        raise RangeFault(f"a number has more than {_MOST_DIGITS} digits", "Round it, or write `1e6`.")
    exact = Decimal(part)
    value = float(exact.scaleb(-2) if percent else exact)
    if not math.isfinite(value) or (exact and not value):
        raise RangeFault(f"`{part}` is too large or too small to compute with", "Choose a unit that fits it.")
    return value


def _no_number(part: str, text: str) -> RangeFault:
    if _POINTED.fullmatch(part):
        whole, _, behind = part.rpartition(".")
        ways = f"`{whole.replace('.', '_')}_{behind}`"
        small = "" if "." in whole else f" or `{float(part):g}`"
        return RangeFault(f"`{part}` may mean thousands", f"Write {ways}{small}.")
    if _NOT_FINITE.fullmatch(part):
        return RangeFault(f"`{part}` is not a finite number", _FORMS)
    if _GROUPED.fullmatch(part):
        return RangeFault(f"`{part}` has thousands that can be misread", f"Write `{re.sub(_GROUP, '_', part)}`.")
    if "," in part:
        return RangeFault(f"`{part}` has a comma", "Write a decimal point (`22.5`), and thousands as `1_000`.")
    if not part:
        return RangeFault(f"a number is missing in `{text}`" if text else "the range is empty", _FORMS)
    return RangeFault(f"`{part}` is not a number", _FORMS)
