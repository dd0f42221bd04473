"""Units of figures as small algebra: `EUR/claim/year` is money to the first, claim and year to the minus first power.

Base units are singular words. A share has the unit `1`: nothing here scales, so `%`, `kEUR` and `days` are faults that
say what to write instead of numbers that are silently a hundred or a thousand times off.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from trueup.core.base.nearest import edits, nearest
from trueup.core.base.record import dataclass

CURRENCIES: Final = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
    CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
    HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL
    LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP
    PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT
    TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905 - as 155 quoted codes this would fill a page
)
"""The codes of money in circulation after ISO 4217 (early 2026), without funds, metals and codes for tests."""

TIMES: Final = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
"""The built-in units of time."""

_MAJOR: Final = ("EUR", "USD", "GBP", "CHF", "JPY", "CNY", "INR", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "CZK")
_INSTEAD: Final = {
    **{time + "s": time for time in TIMES},
    **dict.fromkeys(("s", "sec", "secs"), "second"),
    **dict.fromkeys(("min", "mins"), "minute"),
    **dict.fromkeys(("h", "hr", "hrs"), "hour"),
    "d": "day",
    **dict.fromkeys(("w", "wk", "wks"), "week"),
    **dict.fromkeys(("mo", "mth", "mths"), "month"),
    **dict.fromkeys(("q", "qtr", "qtrs"), "quarter"),
    **dict.fromkeys(("y", "yr", "yrs", "annum"), "year"),
    **dict.fromkeys(("€", "euro", "euros"), "EUR"),
    **dict.fromkeys(("$", "dollar", "dollars"), "USD"),
    **dict.fromkeys(("£", "pound", "pounds"), "GBP"),
    **{code.lower(): code for code in _MAJOR},
}
_SHARES: Final = frozenset({"%", "percent", "percents", "percentage", "pct", "‰"})
_NOUNS_LIKE_TIMES: Final = frozenset(
    {"bear", "dray", "ear", "fear", "gear", "leek", "moth", "mouth", "pear", "quartet", "tear", "tour", "wear", "weed"}
)
_THOUSANDS: Final = re.compile(r"[kKmMT](€|\$|£|[A-Za-z]{3})|(€|\$|£|[A-Z]{3})[kKmM]")
_WORD: Final = re.compile(r"[a-z][a-z0-9_-]*")
_FACTOR: Final = re.compile(r"([^\^]*)(?:\^(-?[1-9]))?")
_LONGEST: Final = 100


class Fault(ValueError):
    """A text of the user that cannot be read or computed: `problem` says what is wrong, `fix` what to write instead."""

    def __init__(self, problem: str, fix: str) -> None:
        """Keep the two fields; the text of the exception joins them."""
        super().__init__(f"{problem}. {fix}")
        self.problem = problem
        self.fix = fix


class UnitFault(Fault):
    """A text that is not a unit."""


@dataclass(frozen=True, slots=True)
class UnitOf:
    """A unit as (word, exponent) pairs sorted by word, no exponent 0; no pairs at all is a share, a bare number.

    Units multiply, divide and take integer powers with the usual operators; two units are equal when their pairs are.
    """

    powers: tuple[tuple[str, int], ...] = ()

    def __mul__(self, other: UnitOf) -> UnitOf:
        """Return the unit of a product."""
        return _joined(self, other, 1)

    def __truediv__(self, other: UnitOf) -> UnitOf:
        """Return the unit of a quotient."""
        return _joined(self, other, -1)

    def __pow__(self, exponent: int) -> UnitOf:
        """Return the unit of an integer power."""
        return UnitOf(tuple((word, n * exponent) for word, n in self.powers) if exponent else ())

    def __str__(self) -> str:
        """Return the unit as it is written, `EUR/claim/year` or `1`; `parse_unit` reads it back."""
        above = "*".join(_factor(word, n) for word, n in self.powers if n > 0)
        below = "".join("/" + _factor(word, -n) for word, n in self.powers if n < 0)
        return (above or "1") + below


DIMENSIONLESS: Final = UnitOf()
"""The unit `1`: a share, a factor, a bare number."""


@lru_cache(maxsize=1024)
def parse_unit(text: str) -> UnitOf:
    """Return the unit that a text names: words joined by `*` and `/` from left to right, each with an optional `^n`.

    A word is a singular noun in lower case, a code of ISO 4217, or `1`. Raises `UnitFault` for everything else: signs
    and abbreviations, plurals and near misses of the units of time, thousands, numbers, parentheses.
    """
    if not text.strip():
        raise UnitFault("the unit is empty", "Write `1` for a share, otherwise a unit such as `EUR/year`.")
    if len(text) > _LONGEST:
        raise UnitFault(f"the unit is longer than {_LONGEST} characters", "Write a unit such as `EUR/claim/year`.")
    unit = DIMENSIONLESS
    divides = False
    for part in re.split(r"([*/])", text):
        if part in {"*", "/"}:
            divides = part == "/"
        else:
            factor = _parse_factor(part.strip(), text)
            unit = unit / factor if divides else unit * factor
    return unit


def money_per_year(unit: UnitOf, currency: str) -> bool:
    """Return whether a figure of this unit is money of this currency per year, such as `EUR/year`."""
    return unit == UnitOf(((currency, 1), ("year", -1)))


def _joined(one: UnitOf, other: UnitOf, sign: int) -> UnitOf:
    powers = dict(one.powers)
    for word, n in other.powers:
        powers[word] = powers.get(word, 0) + sign * n
    return UnitOf(tuple(sorted((word, n) for word, n in powers.items() if n)))


def _factor(word: str, n: int) -> str:
    return word if n == 1 else f"{word}^{n}"


def _parse_factor(part: str, text: str) -> UnitOf:
    if not part:
        fix = "Write a power as `day^2`." if "**" in text else "Write a unit such as `EUR/claim/year`."
        raise UnitFault(f"a word is missing beside `*` or `/` in the unit `{text}`", fix)
    match = _FACTOR.fullmatch(part)
    if match is None:
        raise UnitFault(f"`{part}` has no whole power from 1 to 9 after `^`", "Write a power as `day^2` or `day^-1`.")
    word = match[1].strip()
    if word == "1":
        return DIMENSIONLESS
    if word not in CURRENCIES:
        _check_word(word, text)
    return UnitOf(((word, int(match[2] or 1)),))


def _check_word(word: str, text: str) -> None:
    if word in _SHARES:
        raise UnitFault(f"`{word}` is not a base unit", "Write `1` (a share: the value is 0.225, or `22.5 %`).")
    if word in _INSTEAD:
        raise UnitFault(f"`{word}` is not a base unit", f"Write `{_INSTEAD[word]}`.")
    if match := _THOUSANDS.fullmatch(word):
        sign = match[1] or match[2]
        code = _INSTEAD.get(sign.lower(), sign.upper())
        if code in CURRENCIES:
            raise UnitFault(f"`{word}` hides a factor in the unit", f"Write `{code}` and the whole number (645_000).")
    if re.fullmatch(r"[A-Z]{3}", word):
        raise _no_currency(word)
    if not _WORD.fullmatch(word):
        raise _no_word(word, text)
    if word == "m":
        raise UnitFault("`m` may be a metre, a minute or a month", "Write the word out, in the singular.")
    meant = _slip_of_time(word)
    if meant is not None:
        raise UnitFault(f"`{word}` looks like a slip of `{meant}`", f"Write `{meant}`, or another word for your unit.")


def _no_currency(word: str) -> UnitFault:
    near = nearest(word, _MAJOR) or nearest(word, CURRENCIES)
    meant = f"`{near}`, or " if near else "a code such as `EUR`, or "
    return UnitFault(f"`{word}` is not a currency of ISO 4217", f"Write {meant}`{word.lower()}` if it is a noun.")


def _no_word(word: str, text: str) -> UnitFault:
    if " per " in f" {word} ":
        return UnitFault(f"`{text}` is not a unit", f"Write `{'/'.join(word.replace(' per ', '/').split())}`.")
    if re.fullmatch(r"[0-9][0-9_.,]*", word):
        return UnitFault(f"the number `{word}` cannot be part of a unit", "Put it into the value; only `1` may stand.")
    if "(" in word or ")" in word:
        return UnitFault(f"the unit `{text}` has parentheses", "Write `EUR/claim/year`: each `/` divides by one word.")
    if _WORD.fullmatch(word.lower()):
        return UnitFault(f"the unit `{word}` is not in lower case", f"Write `{word.lower()}`.")
    return UnitFault(
        f"`{word}` is not a unit",
        "Write singular nouns of a-z, 0-9, `_` and `-` and codes of ISO 4217, joined by `*` and `/`: `EUR/claim/year`.",
    )


def _slip_of_time(word: str) -> str | None:
    if word in TIMES or word in _NOUNS_LIKE_TIMES:
        return None
    for time in TIMES:
        # `bay`, `dam` and `dau` are one replaced letter from `day`: three letters are too few to call that a slip
        replaced = len(time) == len("day") == len(word) and sorted(word) != sorted(time)
        if not replaced and edits(word, time, 1) == 1:
            return time
    return None
