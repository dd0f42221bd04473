"""Why a KPI's expression fails on its columns: what they hold, on which line, and what would read it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from trueup.adapters.column_look import Look, look_at
from trueup.adapters.csv_head import header
from trueup.adapters.duckdb_csv import TYPES, real
from trueup.adapters.duckdb_refusal import FAILURES
from trueup.adapters.duckdb_text import ident, literal
from trueup.adapters.duckdb_words import value_in
from trueup.adapters.source_fault import SourceFault
from trueup.adapters.torn_lines import line_of_value, shown
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun, Sql
from trueup.core.model.ask.kpi import KpiQuantile, KpiSum

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trueup.adapters.duckdb_session import Session, Table
    from trueup.adapters.sources import Source
    from trueup.core.model.ask.engine import Question

_LOOKED_AT: Final = 2_000
_MOST_COLUMNS: Final = 5
_MOSTLY: Final = 0.5
"""The share of a column's values that must have a type, so that the others count as what breaks it."""
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEY: Final = re.compile(r"`(\w+)` of a KPI ")
_UNKNOWN: Final = re.compile(r"column `(.+?)` is not in ")
_NOUNS: Final = {
    "whole": "whole number", "real": "number", "flag": "true or false", "day": "date", "time": "timestamp",
    "zoned": "timestamp", "dotted": "date", "day first": "date", "month first": "date",
}  # fmt: skip
_AIMS: Final = {
    "whole": "double", "real": "double", "flag": "boolean", "day": "date", "time": "timestamp", "zoned": "timestamptz",
}  # fmt: skip
_FORMATS: Final = {"dotted": "%d.%m.%Y", "day first": "%d/%m/%Y", "month first": "%m/%d/%Y"}
_YEAR_MONTH_DAY: Final = (19_000_101, 22_001_231)
_SECONDS: Final = (100_000_000, 5_000_000_000)


@dataclass(frozen=True, slots=True)
class _Named:
    """A column that a KPI names: the key of the KPI, the column, and whether the expression converts it already."""

    key: str
    column: str
    converted: bool

    @property
    def said(self) -> str:
        """The column as it stands in an expression."""
        return self.column if _PLAIN.fullmatch(self.column) else ident(self.column)


def explained(session: Session, source: Source | None, ask: Question, why: NotRun) -> NotRun:
    """Return why a KPI was not measured, with the key to mend and what its columns hold; other answers as they are."""
    if source is None or not isinstance(ask, KpiSum | KpiQuantile):
        return why
    if why.reason == "no_column":
        return _unknown(ask, why)
    table = session.table(ask.of.data) if why.reason == "error" else why
    if isinstance(table, NotRun):
        return why
    try:
        return next(_reasons(session, source, table, ask, why), _keyed(why))
    except FAILURES:
        return _keyed(why)


def _unknown(ask: KpiSum | KpiQuantile, why: NotRun) -> NotRun:
    """Name the key that names a column which is not there."""
    found = _UNKNOWN.match(why.detail)
    for key, part in _parts(ask):
        if found and found[1].lower() in {name.lower() for name in part.columns}:
            return NotRun(why.reason, why.detail, f"In `{key}:` {why.fix[:1].lower()}{why.fix[1:]}")
    return why


def _keyed(why: NotRun) -> NotRun:
    """Name the key in the remedy where the problem begins with it."""
    found = _KEY.match(why.detail)
    if found is None or f"`{found[1]}:`" in why.fix:
        return why
    return NotRun(why.reason, why.detail, f"In `{found[1]}:` {why.fix[:1].lower()}{why.fix[1:]}")


def _reasons(
    session: Session, source: Source, table: Table, ask: KpiSum | KpiQuantile, why: NotRun
) -> Iterator[NotRun]:
    value, key = value_in(why.detail), _KEY.match(why.detail)
    for named in list(_columns(ask, table))[:_MOST_COLUMNS]:
        if key and named.key != key[1]:
            continue
        if table.kind(named.column) == "VARCHAR":
            yield from _of_text(session, source, table, named, why)
        elif named.key == "at":
            yield from _of_number(session, table, named, why)
        place = _place(source, named.column, value) if value is not None else ""
        if place:
            detail = f"{why.detail}; it stands{place}"
            yield NotRun("error", detail, f"{why.fix} The expression is `{named.key}:`.")


def _parts(ask: KpiSum | KpiQuantile) -> Iterator[tuple[str, Sql]]:
    over = ask.over if isinstance(ask, KpiSum) else None
    parts = (("value", ask.value), ("over", over), ("at", ask.of.at), ("rows", ask.of.rows), ("where", ask.where))
    yield from ((key, part) for key, part in parts if isinstance(part, Sql))


def _columns(ask: KpiSum | KpiQuantile, table: Table) -> Iterator[_Named]:
    """Yield the columns a KPI names with each key that names them; those that an expression converts come last."""
    known = {column.name.lower(): column.name for column in table.columns}
    found = [
        _Named(key, known[name.lower()], _converts(part.text, name))
        for key, part in _parts(ask)
        for name in part.columns
        if name.lower() in known
    ]
    yield from sorted(found, key=lambda named: named.converted)


def _converts(text: str, column: str) -> bool:
    return (
        re.search(rf"(?i)\b(strptime|try_strptime|replace|cast|try_cast)\(\W*{re.escape(column)}\b", text) is not None
    )


def _of_text(session: Session, source: Source, table: Table, named: _Named, why: NotRun) -> Iterator[NotRun]:
    column = ident(named.column)
    rows = session.run(f"SELECT trim({column}) FROM {table.sql} WHERE {real(column)} LIMIT {_LOOKED_AT}")  # noqa: S608
    values = [str(row[0]) for row in rows]
    if not values:
        fix = f"In `{named.key}:` name a column that is filled."
        yield NotRun("error", f"{why.detail}; column `{named.column}` has no value", fix)
        return
    yield from _broken(session, source, table, named, why)
    look = None if named.converted else look_at(values)
    if look is not None:
        yield _looking(table, named, why, look)


def _looking(table: Table, named: _Named, why: NotRun, look: Look) -> NotRun:
    of = f"column `{named.column}` of `{table.data}` is text: {look.what}, such as {shown(look.example)}"
    reads = [f"`{read.format(named.said)}`{f' {when}' if when else ''}" for read, when in look.reads]
    fix = f"In `{named.key}:` write instead of `{named.said}`: {', or '.join(reads)}."
    return NotRun("error", f"{why.detail}; {of}", fix)


def _broken(session: Session, source: Source, table: Table, named: _Named, why: NotRun) -> Iterator[NotRun]:
    """Yield the first value that keeps a column from having the type that most of its values have."""
    column = ident(named.column)
    kinds = list(TYPES)
    counts = ", ".join(f"count_if({TYPES[kind].fits(f'trim({column})')})" for kind in kinds)
    flat = session.run(f"SELECT count(*), {counts} FROM {table.sql} WHERE {real(column)}")[0]  # noqa: S608
    total, *fits = (int(str(figure)) for figure in flat)
    kind = kinds[fits.index(max(fits))]
    wrong = total - max(fits)
    if wrong == 0 or max(fits) < _MOSTLY * total:
        return
    odd = f"{real(column)} AND NOT coalesce({TYPES[kind].fits(f'trim({column})')}, FALSE)"
    value = str(session.run(f"SELECT {column} FROM {table.sql} WHERE {odd} LIMIT 1")[0][0])  # noqa: S608
    many = "1 value is" if wrong == 1 else f"{wrong:,} values are"
    because = f"is text, because {many} no {_NOUNS[kind]}: {shown(value)}{_place(source, named.column, value)}"
    detail = f"{why.detail}; column `{named.column}` of `{table.data}` {because}"
    yield NotRun("error", detail, _mended(named, kind, several=wrong > 1))


def _mended(named: _Named, kind: str, *, several: bool) -> str:
    if kind in _FORMATS:
        read = f"cast(try_strptime({named.said}, {literal(_FORMATS[kind])}) as date)"
    else:
        read = f"try_cast({named.said} as {_AIMS[kind]})"
    them, then = ("them", "they then count") if several else ("it", "it then counts")
    return f"Correct {them} in the data, or write `{read}` in `{named.key}:`; {then} as NULL."


def _place(source: Source, column: str, value: str) -> str:
    """Return where a value stands in a CSV: ` in file:line`; nothing where that cannot be told."""
    if source.format != "csv":
        return ""
    try:
        delimiter, names = header(next(file for file in source.files if file.stat().st_size))
        wanted = value.strip()
        found = line_of_value(source.files, delimiter, names.index(column), lambda text: text.strip() == wanted)
    except (SourceFault, OSError, ValueError, StopIteration):
        return ""
    return f" in `{found}`" if found else ""


def _of_number(session: Session, table: Table, named: _Named, why: NotRun) -> Iterator[NotRun]:
    """Yield how whole numbers that stand for a date are read: 20250517, or seconds since 1970."""
    if table.kind(named.column) not in {"INTEGER", "BIGINT"} or named.converted:
        return
    name = ident(named.column)
    low, high = session.run(f"SELECT min({name}), max({name}) FROM {table.sql} WHERE {name} <> 0")[0]  # noqa: S608
    if low is None or high is None:
        return
    first, last = int(str(low)), int(str(high))
    if _YEAR_MONTH_DAY[0] <= first <= last <= _YEAR_MONTH_DAY[1]:
        what, read, more = "days", f"cast(strptime(cast({named.said} as varchar), '%Y%m%d') as date)", ""
    elif _SECONDS[0] <= first <= last <= _SECONDS[1]:
        what, read, more = "seconds since 1970", f"to_timestamp({named.said})", ", and add `zone:`"
    else:
        return
    fix = f"In `at:` write `{read}` instead of `{named.said}`{more}."
    yield NotRun("error", f"{why.detail}; column `{named.column}` looks like {what}, such as `{last}`", fix)
