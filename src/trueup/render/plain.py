"""Figures in words, the same on the terminal and in the report: value, unit, basis."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from trueup.core.base.money import SYMBOLS
from trueup.core.base.quantity import Basis, Quantity
from trueup.core.base.units import CURRENCIES, TIMES
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.claims import is_cut
from trueup.core.model.initiative import Initiative
from trueup.core.model.kpi import Kpi
from trueup.core.model.results.benefit import Stream
from trueup.render.charts.numbers import MINUS, SPACE, amount, number, share, significant

_CENTS_BELOW = 1_000
_ROUNDING = 1e-6
_SENTENCE: Final = re.compile(r".*?[^.]\.(?= )", re.DOTALL)
"""A first sentence; the dots of what is left out (`... or more`) end none."""

MARKS = {Basis.MEASURED: "●", Basis.ESTIMATED: "◐", Basis.ASSUMED: "○"}


def is_share(kpi: Kpi) -> bool:
    """Whether a KPI is read as a percentage: a share of units, without a unit of its own."""
    how = kpi.across.how if kpi.across else "share"
    return (kpi.unit or "1") == "1" and how in ("share", "mean", "ratio")


def level(value: float, kpi: Kpi) -> str:
    """Return a KPI level: 24.47 % for shares, 16.39 minutes, €4.50 a case; else a number with its unit."""
    if is_share(kpi):
        return share(value, 2)
    text = significant(value, 4)
    what, mark, rest = (kpi.unit or "").partition("/")
    if what in CURRENCIES:
        figure = number(value, 2) if "." in text and abs(value) < _CENTS_BELOW else text
        sign, size = (MINUS, figure.removeprefix(MINUS)) if value < 0 else ("", figure)
        return f"{sign}{SYMBOLS.get(what, f'{what} ')}{size}" + (f" a {rest}" if rest else "")
    if what in TIMES and text != "1":
        what += "s"
    return f"{text} {what}{mark}{rest}".strip()


def quantity_level(found: Quantity, kpi: Kpi) -> str:
    """Return a measured level with its 95 % interval."""
    text = level(found.value, kpi)
    if found.spread.form != "interval95":
        return text
    low, high = found.spread.low, found.spread.high
    if is_share(kpi):
        return f"{text} ({number(low * 100, 2)} to {number(high * 100, 2)})"
    return f"{text} ({significant(low, 4)} to {significant(high, 4)})"


def typed_baseline(kpi: Kpi) -> float | None:
    """Return a baseline that the document states itself; None where it is to be measured, or there is none."""
    return kpi.baseline.value if kpi.baseline else None


def money(found: Quantity) -> str:
    """Return a stake or benefit in short: €645k a year."""
    return amount(found.value, found.unit)


def claim(stream: Stream, kpi: str) -> str:
    """Return what an initiative claims of a KPI's worth and what counts of that; nothing where it is all of it."""
    if stream.share == 1:
        return ""
    said = f"claims {_percent(stream.claimed)} of {kpi}" if stream.claimed != 1 else f"claims all of {kpi}"
    if not is_cut(stream.claimed, stream.share):
        return said
    return f"{said}; {_percent(stream.share)} counts, as all claims come to more than the whole"


def _percent(part: float) -> str:
    """Return a share as percent, with a digit after the point where it has one."""
    return share(part, 0 if abs(100 * part - round(100 * part)) < _ROUNDING else 1)


def percent_or_why(value: float | NotRun, digits: int = 1) -> str:
    """Return a share as percent, or `unknown`."""
    return "unknown" if isinstance(value, NotRun) else share(value, digits)


def person(initiative: Initiative, who: str | None) -> str:
    """Return how a person is called: by name where the document lists it, else by id."""
    if who is None:
        return "nobody yet"
    found = initiative.people.get(who)
    return found.name if found is not None and found.name else who


def first_sentence(text: str) -> str:
    """Return the first sentence of a message, for places where the whole of it stands elsewhere."""
    found = _SENTENCE.match(text)
    return found[0] if found else text


def day(found: date) -> str:
    """Return a date as 2014-01-15."""
    return found.isoformat()


def reaching(value: float, unit: str) -> str:
    """Return an amount of work with its verb: `€96k reaches`, `1 day reaches`, `20 days reach`."""
    said = amount(value, unit)
    return f"{said} {'reaches' if unit.isupper() or said.startswith(f'1{SPACE}') else 'reach'}"


def more_like_it(places: int) -> str:
    """Return at how many more places the same is to be done, nothing where it is one."""
    return f" And {places - 1:,} more like it." if places > 1 else ""


def count_of(what: int, noun: str) -> str:
    """Return `1 finding` or `3 findings`."""
    return f"{what:,} {noun}" if what == 1 else f"{what:,} {noun}s"
