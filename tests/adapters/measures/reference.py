"""Every measure of `core/model/ask/checks` in plain Python, slow and obvious, written from its meaning there.

Nothing here knows an engine or SQL. Columns have the types of `nasty.KINDS`; a value is None where a row has none.
"""

from __future__ import annotations

import math
import re
import struct
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation, localcontext
from fractions import Fraction

from trueup.core.model.ask.checks import Among, Between, Figured, Length, Like, Missing, MultipleOf, Reads, Tallied

REFUSED = "refused"
"""What a measure is that cannot be asked of a column of this kind, or with these arguments."""
BLANKS = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
NUMBERS = ("int", "uint", "decimal", "float")
DATES = ("date", "timestamp", "timestampz")


def family(kind):
    return re.match("[a-z]+", kind)[0]


def tally(kind, values, test):
    """Return what `Tally` asks for, or REFUSED."""
    asked = values if isinstance(test, Missing) else [value for value in values if value is not None]
    if not isinstance(test, Missing):
        refused = _cannot(kind, test)
        if refused:
            return REFUSED
    failing = sum(fails(kind, value, test) for value in asked)
    return Tallied(len(values), len(asked), failing)


def fails(kind, value, test):
    """Return whether one row fails a test that can be asked."""
    if isinstance(test, Missing):
        return value is None or _is_missing(kind, value, test)
    if value is None:
        return False
    return _TESTS[type(test)](kind, value, test)


def _cannot(kind, test):
    if family(kind) in {"bytes", "list", "struct"}:
        return True
    if isinstance(test, Like):
        return not _is_pattern(test.pattern)
    if isinstance(test, MultipleOf):
        step = number(test.step)
        return family(kind) not in NUMBERS or step is None or step <= 0
    if isinstance(test, Between):
        return _cannot_range(kind, test)
    return False


def _cannot_range(kind, test):
    if family(kind) in {"boolean", "uuid"}:
        return True
    if kind == "text":
        return False
    limits = [limit for limit in (test.low, test.high) if limit is not None]
    return any(_limit(kind, limit) is None for limit in limits)


# ---- values and limits -----------------------------------------------------------------------------------------------


def number(text):
    """Return a decimal number exactly, None if the text is none."""
    said = text.strip(BLANKS)
    if not re.fullmatch(r"[-+0-9.eE]+", said):
        return None
    try:
        return Fraction(Decimal(said))
    except InvalidOperation:
        return None


def moment(text):
    """Return the seconds between 1 January of year 1 and an ISO date or timestamp, UTC, exactly."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](.+?))?", text.strip(BLANKS), re.ASCII)
    if found is None:
        return None
    clock, offset = found[4] or "00:00", 0
    shift = re.search(r"(Z|[+-]\d\d(:?\d\d)?)$", clock, re.ASCII) if found[4] else None
    if shift:
        clock = clock[: shift.start()]
        digits = shift[0].replace(":", "").replace("Z", "+0000").ljust(5, "0")
        offset = int(digits[0] + "1") * (int(digits[1:3]) * 3600 + int(digits[3:5]) * 60)
    seconds = of_clock(clock)
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return None if seconds is None else day.toordinal() * 86_400 + seconds - offset


def of_clock(text):
    """Return the seconds since midnight of HH:MM[:SS[.f]], None for any other text."""
    found = re.fullmatch(r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?", text.strip(BLANKS), re.ASCII)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59 or int(found[3] or 0) > 59:
        return None
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0) + Fraction("0." + (found[4] or "0"))


def _limit(kind, text):
    """Return a limit as something a column's value can be compared with; None where it is none or does not fit."""
    if family(kind) == "float":
        exact = number(text)
        return None if exact is None else in_float(kind, exact)
    if family(kind) in NUMBERS:
        return number(text)
    return of_clock(text) if kind == "time" else moment(text)


def in_float(kind, exact):
    """Return a number as a float column holds it, None beyond its range."""
    try:
        return struct.unpack("f", struct.pack("f", float(exact)))[0] if kind == "float32" else float(exact)
    except OverflowError:
        return None


def _plain(kind, value):
    """Return a value as something limits can be compared with."""
    if isinstance(value, datetime):
        naive = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return naive.toordinal() * 86_400 + _plain("time", naive.time())
    if isinstance(value, date):
        return value.toordinal() * 86_400
    if isinstance(value, time):
        return value.hour * 3600 + value.minute * 60 + value.second + Fraction(value.microsecond, 1_000_000)
    return value if family(kind) == "float" else Fraction(value)


def text_of(kind, value):
    """Return a value as its text, the form that patterns and lengths are asked of."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind == "float32" and math.isfinite(value):
        near = (float(f"{value:.{size}g}") for size in range(1, 10))
        return next(repr(one) for one in near if in_float(kind, one) == value)
    if isinstance(value, Decimal):
        places = int(kind.rstrip(")").rpartition(",")[2])
        return f"{value:.{places}f}"
    if isinstance(value, datetime):
        zoned = value.tzinfo is not None
        naive = value.astimezone(UTC).replace(tzinfo=None) if zoned else value
        return f"{naive.date().isoformat()} {text_of('time', naive.time())}" + ("+00" if zoned else "")
    if isinstance(value, time):
        whole = f"{value.hour:02}:{value.minute:02}:{value.second:02}"
        return whole + (f".{value.microsecond:06}".rstrip("0") if value.microsecond else "")
    return value.isoformat() if isinstance(value, date) else str(value)


# ---- the tests -------------------------------------------------------------------------------------------------------


def _is_missing(kind, value, test):
    if test.blank and kind == "text" and not value.strip(BLANKS):
        return True
    if test.nan and isinstance(value, float) and not math.isfinite(value):
        return True
    return family(kind) not in {"bytes", "list", "struct"} and _is_among(kind, value, test.values)


def _is_among(kind, value, texts):
    if kind == "text":
        return value in texts
    if kind == "boolean":
        return text_of(kind, value) in {text.strip(BLANKS).lower() for text in texts}
    if kind == "uuid":
        return str(value) in {text.strip(BLANKS).lower() for text in texts if reads(text, "uuid")}
    if isinstance(value, float) and not math.isfinite(value):
        return False
    listed = [_limit(kind, text) for text in texts]
    return any(one is not None and one == _plain(kind, value) for one in listed)


def _not_between(kind, value, test):
    if isinstance(value, float) and math.isnan(value):
        return True
    mine = value if kind == "text" else _plain(kind, value)
    low, high = (limit if kind == "text" or limit is None else _limit(kind, limit) for limit in (test.low, test.high))
    below = low is not None and (mine < low or (test.low_open and mine == low))
    return below or (high is not None and (mine > high or (test.high_open and mine == high)))


def _no_multiple(kind, value, test):
    step = number(test.step)
    if family(kind) == "float":
        parts = value / float(step) if math.isfinite(value) else math.nan
        return not math.isfinite(parts) or abs(parts - round(parts)) > 1e-9
    return (Fraction(value) / step).denominator != 1


def _re2(pattern):
    """Return a pattern of RE2 as one of Python's `re`: ASCII classes, and `$` at the very end only."""
    plain = pattern.replace(r"\d", "[0-9]").replace(r"\w", "[0-9A-Za-z_]").replace(r"\S", "[^\t\n\f\r ]")
    plain = plain.replace(r"\s", "[\t\n\f\r ]")
    edge = "(?:(?<![0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<=[0-9A-Za-z_])(?![0-9A-Za-z_]))"
    return plain.replace(r"\b", edge).replace("$", r"\Z")


def _is_pattern(pattern):
    if any(part in pattern for part in ("(?=", "(?!", "(?<", r"\1")):
        return False
    try:
        re.compile(_re2(pattern))
    except re.error:
        return False
    return True


def reads(text, kind):
    """Return whether a text reads as a kind of value."""
    said = text.strip(BLANKS)
    if kind == "integer":
        return re.fullmatch(r"[+-]?[0-9]+(\.0*)?", said) is not None
    if kind == "number":
        return number(said) is not None
    if kind == "boolean":
        return said.lower() in {"true", "false"} and said.isascii()
    if kind == "date":
        return len(said) == 10 and moment(said) is not None
    if kind == "timestamp":
        return moment(said) is not None and _offset_is_sound(said)
    if kind == "time":
        return of_clock(said) is not None
    return re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", said) is not None


def _offset_is_sound(text):
    found = re.search(r"[+-](\d\d):?(\d\d)?$", text[16:], re.ASCII)
    return found is None or (int(found[1]) < 24 and int(found[2] or 0) < 60)


def _unread(kind, value, test):
    if isinstance(value, datetime) and test.kind == "date":
        return _plain(kind, value) % 86_400 != 0
    if isinstance(value, float):
        finite = math.isfinite(value)
        return not {"integer": finite and value == math.trunc(value) if finite else False, "number": finite}.get(
            test.kind, False
        )
    return not reads(text_of(kind, value), test.kind)


_TESTS = {
    Among: lambda kind, value, test: not _is_among(kind, value, test.values),
    Between: _not_between,
    MultipleOf: _no_multiple,
    Like: lambda kind, value, test: re.search(_re2(test.pattern), text_of(kind, value)) is None,
    Length: lambda kind, value, test: (
        not (
            (test.low is None or len(text_of(kind, value)) >= test.low)
            and (test.high is None or len(text_of(kind, value)) <= test.high)
        )
    ),
    Reads: _unread,
}


# ---- figures ---------------------------------------------------------------------------------------------------------


def figure(kind, values, which, p=None):
    """Return what `Figure` asks for, or REFUSED; a float is exact here, not yet rounded to 12 digits."""
    if (which == "quantile") != (p is not None) or not 0 <= (p or 0) <= 1:
        return REFUSED
    held = [value for value in values if value is not None]
    if which == "distinct":
        if family(kind) in {"list", "struct"}:
            return REFUSED
        return Figured(len(held), len({"nan" if value != value else value for value in held}))  # noqa: PLR0124
    ordered = {"text", "time", *NUMBERS, *DATES}
    if family(kind) not in (ordered if which in {"min", "max"} else NUMBERS):
        return REFUSED
    finite = [value for value in held if not isinstance(value, float) or math.isfinite(value)]
    if not finite:
        return Figured(0, None)
    if which in {"min", "max"}:
        end = min(finite) if which == "min" else max(finite)
        return Figured(len(finite), end if isinstance(end, str) or family(kind) in NUMBERS else text_of(kind, end))
    return Figured(len(finite), _of_numbers([Fraction(value) for value in finite], which, p))


def _of_numbers(numbers, which, p):
    n = len(numbers)
    if which == "sum":
        return sum(numbers)
    if which == "mean":
        return sum(numbers) / n
    if which == "std":
        mean = sum(numbers) / n
        return None if n < 2 else _root(sum((one - mean) ** 2 for one in numbers) / (n - 1))
    ranked, place = sorted(numbers), Fraction(p) * (n - 1)
    low = math.floor(place)
    return ranked[low] + (ranked[min(low + 1, n - 1)] - ranked[low]) * (place - low)


def _root(square):
    with localcontext(prec=60):
        return Fraction((Decimal(square.numerator) / Decimal(square.denominator)).sqrt())
