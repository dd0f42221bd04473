"""Columns of a CSV that are text for a reason worth telling: a few values, a decimal comma, two orders of a date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_csv import FORMS, TYPES, real
from trueup.adapters.duckdb_text import ident, literal
from trueup.adapters.sentinels import TEXTS
from trueup.core.base.record import dataclass
from trueup.core.model.ask.source import Oddity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from trueup.adapters.duckdb_session import Session, Table

_LOOKED_AT: Final = 2_000
_CELLS: Final = 200_000
_MOSTLY: Final = 0.5
_FEWEST: Final = 3
_PLACES: Final = 5
_DAY_FIRST, _MONTH_FIRST = "day first", "month first"
_COMMA: Final = r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+"
_POINT_OR_COMMA: Final = r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?"
_NOUNS: Final[Mapping[str, str]] = {
    "whole": "whole numbers",
    "real": "numbers",
    "flag": "true or false",
    "day": "dates",
    "time": "timestamps",
    "zoned": "timestamps with a zone",
    "dotted": "dates",
    _DAY_FIRST: "dates",
    _MONTH_FIRST: "dates",
}


@dataclass(frozen=True, slots=True)
class _Texts:
    """One column of texts and what most of its first values look like: a name of `TYPES`, or "comma"."""

    name: str
    kind: str


def text_columns(session: Session, table: Table, place: Callable[[int], str]) -> list[Oddity]:
    """Return the oddities of columns of texts; `place` names a row counted from 1.

    Whether a column is worth the look is decided on its first rows; the counts are of all rows.
    """
    names = [column.name for column in table.columns if column.type == "VARCHAR"]
    if not names:
        return []
    many = max(100, min(_LOOKED_AT, _CELLS // len(names)))
    rows = session.run(f"SELECT {', '.join(map(ident, names))} FROM {table.sql} LIMIT {many}")  # noqa: S608
    found: list[Oddity] = []
    for name, column in zip(names, zip(*rows, strict=True), strict=False):
        kind = _kind([text for value in column if value is not None and (text := str(value).strip()) not in _NOTHING])
        if kind:
            found += _counted(session, table, _Texts(name, kind), place)
    return found


_NOTHING: Final = frozenset(("", *TEXTS))


def _kind(values: Sequence[str]) -> str:
    """Return what most of some texts look like, "" where that is plain text or a code with leading zeros."""
    if len(values) < _FEWEST:
        return ""
    fits = {kind: sum(bool(form.fullmatch(value)) for value in values) for kind, form in FORMS.items()}
    kind = max(fits, key=lambda each: fits[each])
    if fits[kind] >= _MOSTLY * len(values):
        codes = any(value.isdigit() and not FORMS["whole"].fullmatch(value) for value in values)
        return "" if codes else kind
    commas = [value for value in values if _fits(_COMMA, value)]
    numbers = [value for value in values if _fits(_POINT_OR_COMMA, value)]
    return "comma" if commas and len(numbers) > (1 - _MOSTLY) * len(values) else ""


def _fits(form: str, value: str) -> bool:
    return re.fullmatch(form, value) is not None


def _counted(session: Session, table: Table, texts: _Texts, place: Callable[[int], str]) -> Iterator[Oddity]:
    if texts.kind == "comma":
        column = f"trim({ident(texts.name)})"
        count = _count(session, table, [f"regexp_full_match({column}, {literal(_COMMA)})"])[0]
        yield Oddity("decimal_comma", count, texts.name)
    elif texts.kind in (_DAY_FIRST, _MONTH_FIRST):
        yield from _dates(session, table, texts.name, place)
    else:
        column = f"trim({ident(texts.name)})"
        odd = f"{real(ident(texts.name))} AND NOT coalesce({TYPES[texts.kind].fits(column)}, FALSE)"
        count, values = _count(session, table, [odd, real(ident(texts.name))])
        if count:
            detail = f"the other {values - count:,} are {_NOUNS[texts.kind]}"
            yield Oddity("read_as_text", count, texts.name, _places(session, table, odd, place), detail)


def _dates(session: Session, table: Table, name: str, place: Callable[[int], str]) -> Iterator[Oddity]:
    column = f"trim({ident(name)})"
    day, month = (f"coalesce({TYPES[kind].fits(column)}, FALSE)" for kind in (_DAY_FIRST, _MONTH_FIRST))
    only_day, only_month = f"{day} AND NOT {month}", f"{month} AND NOT {day}"
    neither = f"{real(ident(name))} AND NOT {day} AND NOT {month}"
    asked = [only_day, only_month, f"{day} AND {month}", neither]
    days, months, either, wrong = _count(session, table, asked)
    if days and months:
        odd = only_month if months <= days else only_day
        detail = f"{days:,} with the day first, {months:,} with the month first, {either:,} that may be either"
        yield Oddity("date_order", min(days, months), name, _places(session, table, odd, place), detail)
    elif not days and not months:
        yield Oddity("date_order", either, name, detail="nobody can tell the day from the month")
    if wrong:
        places = _places(session, table, neither, place)
        yield Oddity("read_as_text", wrong, name, places, f"the other {days + months + either:,} are dates")


def _count(session: Session, table: Table, conditions: Sequence[str]) -> list[int]:
    counts = ", ".join(f"count_if({condition})" for condition in conditions)
    return [int(str(figure)) for figure in session.run(f"SELECT {counts} FROM {table.sql}")[0]]  # noqa: S608


def _places(session: Session, table: Table, condition: str, place: Callable[[int], str]) -> tuple[str, ...]:
    numbered = f"SELECT row_number() OVER () AS row_at, {condition} AS odd FROM {table.sql}"  # noqa: S608
    rows = session.run(f"SELECT row_at FROM ({numbered}) WHERE odd ORDER BY row_at LIMIT {_PLACES}")  # noqa: S608
    return tuple(place(int(str(row[0]))) for row in rows)
