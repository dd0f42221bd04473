"""Which statements answer many questions about tables.

As few scans as the kind of file rewards, and each question alone where a statement fails:

- A text file that is too large to be kept as a whole is read once: the columns that are asked for become a table. Where
  there is no room for that, one statement asks everything that one statement can ask.
- Columns of Parquet, of a database or of a table in memory are read by themselves: a few columns a statement, so that
  answers come early and a budget of time loses little.
- A column of few different values is counted value by value; tests are then asked of the values, not of the rows.
- Quantiles of one column are asked together: its values are sorted once.
- Keys and references have routes of their own (`duckdb_distinct_sql`, `duckdb_orphan_sql`).

Whether a column has few values is guessed from its first rows. A wrong guess costs time; it never changes an answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from trueup.adapters.duckdb_distinct_sql import distinct_of
from trueup.adapters.duckdb_failing_sql import failing_rows
from trueup.adapters.duckdb_figure_sql import sql_figured
from trueup.adapters.duckdb_orphan_sql import orphans_of
from trueup.adapters.duckdb_part import Part, Quantiles, part_of
from trueup.adapters.duckdb_place import is_small
from trueup.adapters.duckdb_refusal import FAILURES, refusal
from trueup.adapters.duckdb_session import TooLate
from trueup.adapters.duckdb_table_sql import key_of
from trueup.adapters.duckdb_text import ident
from trueup.core.model.ask.checks import Breaks, FailingRows, Figure, SqlFigure, Tally
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.table import KeyOf, OrphansOf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from trueup.adapters.duckdb_session import Row, Session, Table
    from trueup.core.model.ask.engine import AnswerValue

    Said: TypeAlias = tuple["Checked", AnswerValue | NotRun]

Checked: TypeAlias = Tally | Figure | SqlFigure | FailingRows | KeyOf | OrphansOf
CHECKED: Final = (Tally, Figure, SqlFigure, FailingRows, KeyOf, OrphansOf)
"""The kinds of questions planned here."""
_COLUMNS: Final = 8
_STATEMENTS: Final = 25
"""A statement takes more columns where a table has very many: each one has to look at all of them."""
_MANY: Final = 2_000_000
"""Rows from which a column that must be sorted is asked alone: its values are held in memory."""
_LIGHT: Final = 60
_EXPRESSIONS: Final = 200
_LOOK: Final = 20_000
_FEW: Final = 1_000
_WORTH: Final = 100_000
"""Rows from which counting value by value is worth a look at the first rows."""


def checked(session: Session, asks: Sequence[Checked]) -> Iterator[Said]:
    """Answer the questions table by table, what is cheap first and samples of rows last; one answer each."""
    tables: dict[DataId, list[Checked]] = {}
    for ask in asks:
        tables.setdefault(_data(ask), []).append(ask)
    for data, group in tables.items():
        session.on(data)
        try:
            table = session.table(data)
        except FAILURES as problem:
            yield from ((ask, refusal(problem, session)) for ask in group)
            continue
        if isinstance(table, NotRun):
            yield from ((ask, table) for ask in group)
            continue
        kept = _kept(session, table, group) if _is_text_file(session, table) else None
        try:
            session.put(kept or table)
            yield from _of_table(session, kept or table, [ask for ask in group if not isinstance(ask, FailingRows)])
            yield from ((ask, failing_rows(session, ask)) for ask in group if isinstance(ask, FailingRows))
        finally:
            session.put(table)


def _data(ask: Checked) -> DataId:
    return ask.of.data if isinstance(ask, FailingRows) else ask.data


def _of_table(session: Session, table: Table, asks: Sequence[Checked]) -> Iterator[Said]:
    scanned = [ask for ask in asks if isinstance(ask, Tally | Figure)]
    yield from _scans(session, table, scanned)
    for ask in asks:
        if isinstance(ask, KeyOf):
            yield ask, key_of(session, ask)
        elif isinstance(ask, OrphansOf):
            yield ask, orphans_of(session, ask)
        elif isinstance(ask, SqlFigure):
            try:
                yield ask, sql_figured(session, table, ask)
            except FAILURES as problem:
                yield ask, refusal(problem, session)


# ---- tallies and figures ---------------------------------------------------------------------------------------------


def _scans(session: Session, table: Table, asks: Sequence[Tally | Figure]) -> Iterator[Said]:
    parts: list[Part] = []
    for ask in asks:
        try:
            part = part_of(session, table, ask)
        except FAILURES as problem:
            part = refusal(problem, session)
        if isinstance(part, NotRun):
            yield ask, part
        else:
            parts.append(part)
    if not parts:
        return
    try:
        rows = session.rows(table)
        once = _is_text_file(session, table)
        few = set[str]() if once or rows < _WORTH else _with_few_values(session, table, parts)
    except FAILURES as problem:
        yield from ((part.ask, refusal(problem, session)) for part in parts)
        return
    if once:
        for chunk in _chunks(parts, _EXPRESSIONS, _size):
            yield from _asked(session, table, chunk)
        return
    yield from _by_column(session, table, parts, few)


def _by_column(session: Session, table: Table, parts: Sequence[Part], few: set[str]) -> Iterator[Said]:
    """Ask light counts of many columns together, then columns with few values, then the others, a few at a time."""
    light = [part for part in parts if part.light]
    grouped = [part for part in parts if part.column in few and part.countable and not part.light]
    rest = [part for part in parts if not part.light and part not in grouped]
    for chunk in _chunks(light, _LIGHT, lambda _: 1):
        yield from _asked(session, table, chunk)
    for column in dict.fromkeys(part.column for part in grouped):
        yield from _asked(session, table, [part for part in grouped if part.column == column], by_value=column)
    plain = [part for part in rest if not part.different]
    sorts = {part.column for part in plain if part.sorts} if session.rows(table) > _MANY else set[str]()
    for column in sorts:
        yield from _asked(session, table, [part for part in plain if part.column == column])
    columns = [column for column in dict.fromkeys(part.column for part in plain) if column not in sorts]
    at_once = max(_COLUMNS, len(columns) // _STATEMENTS)
    for at in range(0, len(columns), at_once):
        some = set(columns[at : at + at_once])
        for piece in _chunks([part for part in plain if part.column in some], _EXPRESSIONS, _size):
            yield from _asked(session, table, piece)
    for part in rest:
        if part.different and isinstance(part.ask, Figure):
            try:
                yield part.ask, distinct_of(session, table, part.ask)
            except FAILURES as problem:
                yield part.ask, refusal(problem, session)


def _asked(session: Session, table: Table, parts: Sequence[Part], by_value: str | None = None) -> Iterator[Said]:
    """Ask parts in one statement; where it fails for another reason than time, each part by itself."""
    try:
        said = _statement(session, table, parts, by_value)
    except TooLate as late:
        yield from ((part.ask, refusal(late, session)) for part in parts)
    except FAILURES as problem:
        if len(parts) == 1 and by_value is None:
            yield parts[0].ask, refusal(problem, session)
            return
        for part in parts:
            yield from _asked(session, table, [part])
    else:
        yield from said


def _statement(session: Session, table: Table, parts: Sequence[Part], by_value: str | None) -> list[Said]:
    """Run one SELECT for these parts, equal expressions once, and hand each part its values."""
    quantiles, places = Quantiles(parts), dict[str, int]()
    wanted = [[quantiles.place(one) for one in part.expressions(by_value=by_value is not None)] for part in parts]
    for text, _ in (each for texts in wanted for each in texts):
        places.setdefault(text, len(places))
    source = table.sql
    if by_value is not None:
        name = ident(by_value)
        source = f"(SELECT {name}, count(*) AS trueup_n FROM {table.sql} GROUP BY {name})"  # noqa: S608
    rows = session.rows(table)
    flat: Row = session.run(f"SELECT {', '.join(places)} FROM {source}")[0] if places else ()  # noqa: S608
    found: list[Said] = []
    for part, texts in zip(parts, wanted, strict=True):
        values = [quantiles.take(flat[places[text]], at) for text, at in texts]
        found.append((part.ask, part.read(values, rows)))
    return found


# ---- what is known of a table ----------------------------------------------------------------------------------------


def _kept(session: Session, table: Table, asks: Sequence[Checked]) -> Table | None:
    """Return a table of the columns these questions name, made in one reading; None where there is no room for it."""
    wanted = {name.lower() for ask in asks for name in _named(ask)}
    columns = tuple(column for column in table.columns if column.name.lower() in wanted)
    if not columns:
        return None
    names, kept = ", ".join(ident(column.name) for column in columns), f"{table.sql}_kept"
    try:
        session.write(f"CREATE TABLE {kept} AS SELECT {names} FROM {table.sql}")  # noqa: S608
    except FAILURES:
        return None
    return replace(table, sql=kept, columns=columns, csv=None, files=())


def _named(ask: Checked) -> tuple[str, ...]:
    """Return the columns of its own table that a question names."""
    if isinstance(ask, FailingRows):
        return (*ask.show, *_named(ask.of))
    if isinstance(ask, KeyOf):
        return ask.columns
    if isinstance(ask, OrphansOf):
        return (*ask.columns, *ask.slices, *ask.to_columns)
    if isinstance(ask, SqlFigure):
        return (*ask.value.columns, *(ask.where.columns if ask.where is not None else ()))
    if isinstance(ask, Tally) and isinstance(ask.test, Breaks):
        return ask.test.condition.columns
    return (ask.column,)


def _is_text_file(session: Session, table: Table) -> bool:
    """Return whether each statement would read a text file anew: a CSV or JSON too large to be kept in memory."""
    is_text = table.csv is not None or session.source(table.data).format in {"json", "jsonl"}
    return is_text and bool(table.files) and not is_small(table.files)


def _with_few_values(session: Session, table: Table, parts: Sequence[Part]) -> set[str]:
    """Return the columns whose first rows hold few different values, of those where that saves work."""
    names = list(dict.fromkeys(part.column for part in parts if part.countable and part.dear))
    few: set[str] = set()
    for at in range(0, len(names), _LIGHT):
        some = names[at : at + _LIGHT]
        counts = ", ".join(f"count(DISTINCT {ident(name)})" for name in some)
        first = f"SELECT {', '.join(map(ident, some))} FROM {table.sql} LIMIT {_LOOK}"  # noqa: S608
        flat = session.run(f"SELECT {counts} FROM ({first})")[0]  # noqa: S608
        few |= {name for name, count in zip(some, flat, strict=True) if int(str(count)) <= _FEW}
    return few


def _chunks(parts: Sequence[Part], most: int, size: Callable[[Part], int]) -> Iterator[list[Part]]:
    chunk: list[Part] = []
    total = 0
    for part in parts:
        if chunk and total + size(part) > most:
            yield chunk
            chunk, total = [], 0
        chunk.append(part)
        total += size(part)
    if chunk:
        yield chunk


def _size(part: Part) -> int:
    return len(part.expressions(by_value=False))
