"""What to ask about a table once its columns are known: only what can matter, and never more than so much."""

from __future__ import annotations

import math
import re
from datetime import date
from itertools import combinations, permutations
from typing import TYPE_CHECKING, Final

from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.together import (
    CorrelationsOf,
    CoverageOf,
    DependenciesOf,
    DuplicatesOf,
    NearDuplicatesOf,
    OrderOf,
    PairKeysOf,
    ReferenceOf,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trueup.core.model.ask.profile import ColumnProfile
    from trueup.core.model.ask.together import PeriodUnit

_PAIRS: Final = 120
_WAYS: Final = 200
_REFERENCES: Final = 40
_CORRELATED: Final = 40
_COVERED: Final = 60
_LONG_TEXT: Final = 20
_NEARLY_ALL: Final = 0.5
_NEARLY_ONE: Final = 0.95
_DENSE: Final = 100
"""Pairs of values there could be for each row; where there are far more, hardly any pair repeats, key or no key."""
_REPEATS: Final = 5
"""Rows a value must have on the average before what goes with it says anything."""
_UNITS: Final[tuple[PeriodUnit, ...]] = ("day", "week", "month", "year")
_SPANS: Final = (92, 800, 7_500)
"""Days that are shown day by day, week by week, month by month."""
_WORDS: Final = re.compile(r"[a-z]+|\d+")
_IDS: Final = {"id", "key", "code", "no", "num", "nr", "number", "fk", "pk", "ref"}
_PERSONAL: Final = re.compile(
    r"(^|_)(e?_?mail|phone|mobile|fax|iban|bic|card|ssn|passport|birth\w*|dob|surname|lastname|firstname|(first|last|full|"
    r"user|customer|contact|agent)_?name|street|address|zip|postcode|ip|salary)(_|$)"
)


def looks_personal(name: str) -> bool:
    """Return whether a column's name says that it holds personal data (`email`, `birth_date`, `customer_name`)."""
    return _PERSONAL.search(re.sub(r"(?<=[a-z])(?=[A-Z])|[\s.-]+", "_", name).lower()) is not None


def duplicates_question(data: DataId, columns: Sequence[ColumnProfile]) -> DuplicatesOf | NotRun:
    """Return the question for exact copies; none where a column differs in every row."""
    key = next((column.name for column in columns if column.unique), None)
    if key is not None:
        return NotRun("not_due", f"no two rows can be copies: `{key}` differs in each")
    return DuplicatesOf(data)


def near_questions(data: DataId, columns: Sequence[ColumnProfile]) -> tuple[NearDuplicatesOf, ...]:
    """Return the questions for rows alike: apart from keys and times, and by each column of long texts."""
    asks = []
    plain = [
        each for each in columns if not each.unique and each.group not in {"timestamp", "date"} and _readable(each)
    ]
    if any(each.distinct > 1 for each in plain) and len(plain) < len(columns):
        asks.append(NearDuplicatesOf(data, tuple(each.name for each in plain)))
    texts = [
        each for each in columns if each.lengths and each.lengths.mean >= _LONG_TEXT and each.distinct > each.values / 2
    ]
    asks += [NearDuplicatesOf(data, (each.name,)) for each in texts[:3] if not _coded(each)]
    return tuple(asks)


def _readable(column: ColumnProfile) -> bool:
    return column.unread is None


def _coded(column: ColumnProfile) -> bool:
    """Return whether texts are codes: nearly all of one shape."""
    return column.patterns is not None and column.patterns.kinds <= _REPEATS


def pair_key_question(data: DataId, columns: Sequence[ColumnProfile]) -> PairKeysOf | None:
    """Return the pairs of columns that could name a row: enough different values together, neither nearly alone."""
    fit = [
        each
        for each in columns
        if each.group in {"integer", "text", "date", "timestamp", "other"}
        and not each.missing
        and 1 < each.distinct <= _NEARLY_ALL * each.rows
        and not (each.lengths and each.lengths.mean > 2 * _LONG_TEXT)
    ]
    fit.sort(key=lambda each: -each.distinct)
    pairs = [
        (a, b)
        for a, b in combinations(fit[: 2 * _CORRELATED], 2)
        if a.rows <= a.distinct * b.distinct <= _DENSE * a.rows
    ]
    pairs.sort(key=lambda pair: pair[0].distinct * pair[1].distinct)
    order = {each.name: at for at, each in enumerate(columns)}
    told = [_in_order(a.name, b.name, order) for a, b in pairs[:_PAIRS]]
    return PairKeysOf(data, tuple(told)) if told else None


def _in_order(one: str, other: str, order: Mapping[str, int]) -> tuple[str, str]:
    return (one, other) if order[one] < order[other] else (other, one)


def dependency_question(data: DataId, columns: Sequence[ColumnProfile]) -> DependenciesOf | None:
    """Return the pairs where a column with few enough values could determine another that varies no more."""
    fit = [
        each
        for each in columns
        if each.group in {"integer", "text", "boolean", "date"}
        and 1 < each.distinct <= each.rows / _REPEATS
        and not (each.lengths and each.lengths.mean > 2 * _LONG_TEXT)
    ]
    fit.sort(key=lambda each: each.distinct)
    pairs = [
        (a.name, b.name)
        for a, b in permutations(fit[:_CORRELATED], 2)
        if a.distinct >= b.distinct and _varied(b) and (a.distinct > 2 or b.distinct > 2)  # noqa: PLR2004 - two flags say little
    ]
    return DependenciesOf(data, tuple(pairs[:_WAYS])) if pairs else None


def _varied(column: ColumnProfile) -> bool:
    most = max(column.missing, column.top[0].rows if column.top else 0)
    return most <= _NEARLY_ONE * column.rows


def order_question(data: DataId, columns: Sequence[ColumnProfile]) -> OrderOf | None:
    """Return the columns the rows could be sorted by."""
    names = [each.name for each in columns if each.distinct > 1 and each.group not in {"boolean", "other"}]
    return OrderOf(data, tuple(names[:_COVERED])) if names else None


def main_time(columns: Sequence[ColumnProfile]) -> ColumnProfile | None:
    """Return the column that dates the rows: a date or timestamp with fewest missing values, the first such."""
    dated = [each for each in columns if each.group in {"date", "timestamp"} and each.distinct > 1]
    return min(dated, key=lambda each: (each.missing, each.group == "date"), default=None)


def coverage_question(data: DataId, columns: Sequence[ColumnProfile]) -> CoverageOf | None:
    """Return the question for the course in time, with the columns that miss anything at all."""
    time = main_time(columns)
    if time is None or time.spread is None:
        return None
    ends = [_day(str(each)) for each in (time.spread.quantiles[1], time.spread.quantiles[-2]) if each is not None]
    if len(ends) < 2:  # noqa: PLR2004 - from and to
        ends = [_day(str(each)) for each in (time.low, time.high) if each is not None]
    unit = _unit(abs(ends[-1] - ends[0]) if ends else 0, time.distinct)
    missing = [each for each in columns if each.missing and each.name != time.name and each.missing < each.rows]
    missing.sort(key=lambda each: -each.missing)
    names = {each.name for each in missing[:_COVERED]}
    return CoverageOf(data, time.name, unit, tuple(each.name for each in columns if each.name in names))


def _unit(span: int, distinct: int) -> PeriodUnit:
    """Return the period for a span of days; no shorter than the days from one value to the next."""
    step = span / max(1, distinct - 1)
    least = next(at for at, most in enumerate((3, 14, 200, math.inf)) if step <= most)
    fitting = next((at for at, most in enumerate(_SPANS) if span <= most), len(_SPANS))
    return _UNITS[max(least, fitting)]


def _day(text: str) -> int:
    try:
        return date.fromisoformat(text[:10]).toordinal()
    except ValueError:
        return 0


def correlation_question(data: DataId, columns: Sequence[ColumnProfile]) -> CorrelationsOf | None:
    """Return the number columns that vary and are no numbering."""
    fit = [
        each for each in columns if each.group in {"integer", "number"} and each.distinct > 1 and not _numbering(each)
    ]
    return CorrelationsOf(data, tuple(each.name for each in fit[:_CORRELATED])) if len(fit) > 1 else None


def _numbering(column: ColumnProfile) -> bool:
    words = set(_words(column.name))
    return (column.unique and column.group == "integer") or bool(words & {"id", "key", "uuid"})


def reference_questions(tables: Mapping[DataId, Sequence[ColumnProfile]]) -> tuple[ReferenceOf, ...]:
    """Return which columns could name the rows of another table: of whole numbers only those whose names say so."""
    keys = [
        (data, column)
        for data, columns in tables.items()
        for column in columns
        if column.unique and column.group in {"integer", "text", "other"} and column.distinct > 1
    ]
    asks = [
        (_affinity(column.name, str(to), key.name), ReferenceOf(data, column.name, to, key.name))
        for data, columns in tables.items()
        for column in columns
        for to, key in keys
        if data != to and _could_refer(column, to, key)
    ]
    asks.sort(key=lambda pair: -pair[0])
    return tuple(ask for _, ask in asks[:_REFERENCES])


def _could_refer(column: ColumnProfile, to: DataId, key: ColumnProfile) -> bool:
    if column.group != key.group or not column.distinct or column.distinct > 2 * key.distinct:
        return False
    if column.group == "integer":
        return _affinity(column.name, str(to), key.name) > 0
    shape = column.patterns.top[0].value if column.patterns and column.patterns.top else ""
    shapes = {each.value for each in key.patterns.top} if key.patterns else {""}
    return _affinity(column.name, str(to), key.name) > 0 or (shape in shapes and column.distinct >= _REPEATS)


def _affinity(name: str, table: str, key: str) -> int:
    """Return how many words a column's name shares with a table's and its key's, words such as `id` aside."""
    mine = {_single(word) for word in _words(name)} - _IDS
    theirs = ({_single(word) for word in _words(table)} | {_single(word) for word in _words(key)}) - _IDS
    return len(mine & theirs) + (name.lower() == key.lower() and key.lower() not in _IDS)


def _words(name: str) -> list[str]:
    return _WORDS.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())


def _single(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
