"""What a random sample of rows says of all rows: shares with their interval, and what such an interval decides.

A share stands with the interval of Clopper and Pearson (1934), Biometrika 26, pp. 404-413: two-sided, exact for the
binomial distribution, so that at least 95 of 100 such intervals hold the true share. Rows are drawn without replacement
from a table that ends, which makes the interval a little too wide, never too narrow.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.base.student import beta_probability
from trueup.core.model.ask.checks import Tallied
from trueup.core.model.ask.engine import AnswerValue
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import Columns, KeyFacts, OrphanFacts, Shape
from trueup.core.model.results.checks import DataCheck, Drawn, Estimate, Expectation
from trueup.core.readiness.figures import Found, share
from trueup.core.readiness.own_checks import CURRENT, EMPTY, GIVEN, PLACEHOLDERS

TAIL: Final = 0.025
"""What lies beyond each end of an interval of 95 %."""
ALL_ROWS: Final = "Leave out `--rows` to read all rows, or draw more of them."
_HALVINGS: Final = 60
_SLACK: Final = 1e-9
_DIGITS: Final = 2
"""Digits of a percentage behind the point; a smaller one shows two digits that are not 0."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a sample says to a check: between which figures, in the unit expected, that of all rows lies.

    `words` tell it; `estimate` is there where rows that fail were counted.
    """

    low: float
    high: float
    words: str
    estimate: Estimate | None = None


def share_interval(failing: int, of: int) -> tuple[float, float]:
    """Return between which shares the true one lies with 95 % confidence, where so many of a random sample fail.

    Of a sample of none it may be any share. Raises ValueError unless 0 <= failing <= of.
    """
    if not 0 <= failing <= of:
        message = f"{failing} of {of} cannot fail"
        raise ValueError(message)
    low = 0.0 if failing == 0 else _crossing(TAIL, failing, of - failing + 1)
    high = 1.0 if failing == of else _crossing(1 - TAIL, failing + 1, of - failing)
    return low, high


def _crossing(probability: float, a: int, b: int) -> float:
    """Return x with P(B <= x) = probability for B of the beta distribution, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if beta_probability(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def estimate_of(failing: int, of: int, drawn: Drawn) -> Estimate:
    """Return what so many failing rows, of those asked in a sample, say of the whole data set."""
    low, high = share_interval(failing, of)
    one, all_ = share_interval(failing, drawn.rows)
    least = max(failing, math.ceil(one * drawn.of - _SLACK))
    most = min(drawn.of - (drawn.rows - failing), math.floor(all_ * drawn.of + _SLACK))
    return Estimate(failing, of, low, high, least, most)


def decided(expects: Expectation, low: float, high: float) -> bool | None:
    """Return whether a figure between two bounds holds what is expected; None where it may and may not."""
    first, last = expects.values[0], expects.values[-1]
    never_below, never_above = low >= first, high <= first
    inside, outside = first <= low and high <= last, high < first or low > last
    met, broken = {
        "=": (low == high == first, low > first or high < first),
        "!=": (low > first or high < first, low == high == first),
        "<": (high < first, never_below),
        "<=": (never_above, low > first),
        ">": (low > first, never_above),
        ">=": (never_below, high < first),
        "between": (inside, outside),
        "not_between": (outside, inside),
    }[expects.operator]
    return True if met else False if broken else None


def guess_of(
    check: DataCheck, answer: AnswerValue, found: Found, limits: Mapping[str, float], drawn: Drawn, as_of: date
) -> Guess | NotRun | None:
    """Return what the answer of a sample says of all rows; None where it is exact: the columns, and how many rows.

    Rows that repeat in the sample repeat in the table, and what stands for missing in it does so in the table: such
    faults are found in a sample, never ruled out. Its newest day is in the table, where there may be a newer one.
    """
    if isinstance(answer, Tallied | OrphanFacts):
        return _of_share(check, found, drawn)
    if isinstance(answer, KeyFacts):
        return _of_repeats(check, found, drawn)
    if isinstance(answer, Columns):
        if check.id == PLACEHOLDERS:
            return _of_columns(found.value, math.inf, found, drawn)
        if check.id == EMPTY:
            intervals = [share_interval(column.missing, answer.rows) for column in answer.columns]
            least = limits["empty_column_percent"] / 100
            surely, perhaps = (sum(each[end] >= least for each in intervals) for end in (0, 1))
            return _of_columns(surely, perhaps, found, drawn)
        if check.id == CURRENT and isinstance(found.value, date):
            words = f"{found.value.isoformat()} or newer, as the newest of {drawn.rows:,} sampled rows"
            return Guess(-math.inf, (as_of - found.value).days, words)
        return _of_share(check, found, drawn) if check.id.endswith(GIVEN) else None
    return None if isinstance(answer, Shape) else NotRun("sampled", "it needs all rows, not a sample of them", ALL_ROWS)


def _of_share(check: DataCheck, found: Found, drawn: Drawn) -> Guess:
    failing, of = found.failing or 0, found.of or 0
    made = estimate_of(failing, of, drawn)
    low, high = (100 * made.low, 100 * made.high) if check.expects.unit == "percent" else (made.least, made.most)
    if not failing:
        words = f"estimated at most {_above(made.high)} (95 %): none of {of:,} sampled rows, of {drawn.of:,}"
    else:
        words = (
            f"estimated {share(failing, of)} (95 %: {_below(made.low)} to {_above(made.high)}): {failing:,} of {of:,} "
            f"sampled rows, about {drawn.of * failing / drawn.rows:,.0f} of all {drawn.of:,}"
        )
    return Guess(low, high, _noted(words, found), made)


def _of_repeats(check: DataCheck, found: Found, drawn: Drawn) -> Guess:
    failing = found.failing or 0
    made = Estimate(failing, drawn.rows, failing / drawn.of, 1.0, failing, drawn.of)
    low, high = (100 * made.low, 100.0) if check.expects.unit == "percent" else (made.least, made.most)
    if failing:
        words = f"at least {failing:,} of {drawn.of:,} rows: {failing:,} of {drawn.rows:,} sampled rows"
    else:
        words = f"none of {drawn.rows:,} sampled rows; what repeats shows only among all {drawn.of:,}"
    return Guess(low, high, _noted(words, found), made)


def _of_columns(low: float | date | None, high: float, found: Found, drawn: Drawn) -> Guess:
    count = found.value
    words = f"{count:,} {'column' if count == 1 else 'columns'} in {drawn.rows:,} sampled rows, of {drawn.of:,}"
    return Guess(low if isinstance(low, int | float) else 0, high, _noted(words, found))


def _noted(words: str, found: Found) -> str:
    return f"{words}; in the sample: {found.note}" if found.note else words


def _below(part: float) -> str:
    """Return a share in percent, rounded down in the last digit shown."""
    return _percent(part, math.floor)


def _above(part: float) -> str:
    """Return a share in percent, rounded up in the last digit shown."""
    return _percent(part, math.ceil)


def _percent(part: float, rounded: Callable[[float], int]) -> str:
    percent = 100 * part
    if not percent:
        return "0 %"
    digits = max(_DIGITS, 1 - math.floor(math.log10(percent)))
    return f"{rounded(percent * 10**digits) / 10**digits:,.{digits}f} %"
