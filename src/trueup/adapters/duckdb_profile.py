"""Profiles of tables: which statement describes which column, and which module answers which question.

A Parquet file or a database is asked column by column: it reads only that column. A text file too large to be kept is
put into a table first (what memory cannot hold spills to scratch space), so that it is read once, not once a column.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias, assert_never
from weakref import WeakKeyDictionary

from trueup.adapters.duckdb_column_sql import unread_marks
from trueup.adapters.duckdb_profile_groups import drop_groups
from trueup.adapters.duckdb_profile_number import group_of, number_profile, plain_profile
from trueup.adapters.duckdb_profile_parts import Parts
from trueup.adapters.duckdb_profile_rows import duplicates_of, near_duplicates_of, rows_of
from trueup.adapters.duckdb_profile_text import text_profile
from trueup.adapters.duckdb_profile_together import correlations_of, coverage_of, order_of, reference_of
from trueup.adapters.duckdb_profile_ways import dependencies_of, pair_keys_of
from trueup.adapters.duckdb_refusal import FAILURES, refusal
from trueup.adapters.duckdb_session import TooLate
from trueup.adapters.duckdb_text import ident
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.profile import ColumnProfile, DayOrder, ProfileOf, TableProfile
from trueup.core.model.ask.together import (
    CorrelationsOf,
    CoverageOf,
    DependenciesOf,
    Duplicates,
    DuplicatesOf,
    NearDuplicates,
    NearDuplicatesOf,
    OrderOf,
    PairKeys,
    PairKeysOf,
    ReferenceOf,
    RowsOf,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trueup.adapters.duckdb_session import Session, Table
    from trueup.core.model.ask.profile import ProfileAnswer, ProfileQuestion
    from trueup.core.model.ask.table import Column

    TogetherQuestion: TypeAlias = (
        DuplicatesOf
        | NearDuplicatesOf
        | PairKeysOf
        | DependenciesOf
        | OrderOf
        | CoverageOf
        | CorrelationsOf
        | ReferenceOf
        | RowsOf
    )

_WAYS: Final = {"day first", "month first"}
_HELD: WeakKeyDictionary[Session, dict[str, str]] = WeakKeyDictionary()
_MARKS: WeakKeyDictionary[Session, dict[str, dict[str, tuple[int, int]]]] = WeakKeyDictionary()
_KEYS: WeakKeyDictionary[Session, dict[str, set[frozenset[str]]]] = WeakKeyDictionary()
"""What is known of the tables of a session: where a large text file was put, what its typed columns held, and pairs of
columns that name each row."""


def profiled(
    session: Session, asks: Sequence[ProfileQuestion]
) -> Iterator[tuple[ProfileQuestion, ProfileAnswer | NotRun]]:
    """Answer one question after the other: columns first, then pairs that name each row, for they spare other work."""
    columns = [ask for ask in asks if isinstance(ask, ProfileOf)]
    parts: dict[str, Parts] = {}
    for ask in columns:
        try:
            table = session.table(ask.data)
            yield ask, table if isinstance(table, NotRun) else _profile_of(session, table, ask, columns, parts)
        except FAILURES as problem:
            yield ask, refusal(problem, session)
    with suppress(*FAILURES):
        drop_groups(session)
        for part in parts.values():
            part.drop()
    others = [ask for ask in asks if not isinstance(ask, ProfileOf)]
    for other in sorted(others, key=lambda ask: not isinstance(ask, PairKeysOf)):
        try:
            table = session.table(other.data)
            yield other, table if isinstance(table, NotRun) else _answer(session, table, other)
        except FAILURES as problem:
            yield other, refusal(problem, session)


def _profile_of(
    session: Session, table: Table, ask: ProfileOf, asks: Sequence[ProfileOf], parts: dict[str, Parts]
) -> TableProfile | NotRun:
    wrong = table.missing(ask.columns)
    if wrong is not None:
        return wrong
    place, rows = _held(session, table), session.rows(table)
    if table.sql not in parts:
        every = [ask for ask in asks if ask.data == table.data]
        names = [column.name for column in _asked_for(table, every)]
        parts[table.sql] = Parts(session, place, rows, names)
    hidden = {name.lower() for name in ask.hide}
    found = [
        _column(session, table, parts[table.sql], column, rows, hide=column.name.lower() in hidden)
        for column in _asked_for(table, [ask])
    ]
    return TableProfile(rows, tuple(found))


def _asked_for(table: Table, asks: Sequence[ProfileOf]) -> list[Column]:
    """Return the columns that are asked for, in the table's order; all where one question names none."""
    wanted = {name.lower() for ask in asks for name in ask.columns}
    every = not all(ask.columns for ask in asks)
    return [column for column in table.columns if every or column.name.lower() in wanted]


def _answer(  # noqa: C901 - one branch a kind of question
    session: Session, table: Table, ask: TogetherQuestion
) -> ProfileAnswer | NotRun:
    wrong = table.missing(_named(ask))
    if wrong is not None:
        return wrong
    place = _held(session, table)
    match ask:
        case DuplicatesOf():
            named = _known_key(session, table, {column.name.lower() for column in table.columns})
            return Duplicates(named, 0, 0, 1) if named else duplicates_of(session, table, place)
        case NearDuplicatesOf():
            # texts that differ may still be alike
            told = {name.lower() for name in ask.columns if table.kind(name) != "VARCHAR"}
            key = _known_key(session, table, told)
            return (
                NearDuplicates(ask.columns, key, 0, 0, 0, 0) if key else near_duplicates_of(session, table, place, ask)
            )
        case PairKeysOf():
            return _pair_keys(session, table, place, ask)
        case DependenciesOf():
            return dependencies_of(session, session.rows(table), place, ask)
        case OrderOf():
            return order_of(session, table, place, ask)
        case CoverageOf():
            return coverage_of(session, table, place, ask)
        case CorrelationsOf():
            return correlations_of(session, session.rows(table), place, ask)
        case ReferenceOf():
            target = session.table(ask.to)
            if isinstance(target, NotRun):
                return target
            return target.missing((ask.to_column,)) or reference_of(session, (table, place), target, ask)
        case RowsOf():
            return rows_of(session, place, ask)
    assert_never(ask)


def _pair_keys(session: Session, table: Table, place: str, ask: PairKeysOf) -> PairKeys:
    found = pair_keys_of(session, table, place, ask)
    keys = {frozenset(map(str.lower, each.columns)) for each in found.pairs if not each.repeated and not each.with_null}
    _KEYS.setdefault(session, {}).setdefault(table.sql, set()).update(keys)
    return found


def _known_key(session: Session, table: Table, among: set[str]) -> int:
    """Return the rows of a table of which some of these columns are known to name each; 0 where that is not known."""
    known = any(key <= among for key in _KEYS.get(session, {}).get(table.sql, ()))
    return session.rows(table) if known else 0


def _named(ask: TogetherQuestion) -> tuple[str, ...]:
    match ask:
        case PairKeysOf() | DependenciesOf():
            return tuple(name for pair in ask.pairs for name in pair)
        case CoverageOf():
            return (ask.time, *ask.columns)
        case ReferenceOf():
            return (ask.column,)
        case RowsOf():
            return ask.show
        case DuplicatesOf():
            return ()
        case _:
            return ask.columns


def _held(session: Session, table: Table) -> str:
    """Return the SQL name to read from: a table of its own where each statement would read a text file anew."""
    held = _HELD.setdefault(session, {})
    if table.sql not in held:
        views = session.fetch("SELECT view_name, sql FROM duckdb_views() WHERE NOT internal", scans=False)
        texts = [str(sql).lower() for name, sql in views if str(name) == table.sql]
        anew = any("read_csv" in text or "read_json" in text for text in texts)
        held[table.sql] = f"{table.sql}_held" if anew else table.sql
        if anew:
            session.write(f"CREATE TABLE {held[table.sql]} AS SELECT * FROM {table.sql}")  # noqa: S608
    return held[table.sql]


def _marks(session: Session, table: Table) -> dict[str, tuple[int, int]]:
    """Return blanks and words for missing in each typed column of a CSV, where the table holds NULL; asked once."""
    marks = _MARKS.setdefault(session, {})
    if table.sql not in marks:
        names = {column.name for column in table.columns}
        marks[table.sql] = unread_marks(session, table, names)
    return marks[table.sql]


def _column(session: Session, table: Table, parts: Parts, column: Column, rows: int, *, hide: bool) -> ColumnProfile:
    """Return the profile of one column; where it fails for another reason than time, the reason in its place."""
    try:
        place = parts.place(column.name)
        group = group_of(column.type)
        if group == "text":
            return text_profile(session, place, column, rows, hide=hide)
        if group in {"boolean", "other"}:
            profile = plain_profile(session, place, column, rows, hide=hide)
        else:
            profile = number_profile(session, place, column, rows, hide=hide)
        return _as_written(session, table, place, profile)
    except TooLate:
        raise
    except FAILURES as problem:
        group = group_of(column.type)
        return ColumnProfile(column.name, column.type, group, rows, unread=refusal(problem, session))


def _as_written(session: Session, table: Table, place: str, profile: ColumnProfile) -> ColumnProfile:
    """Add what only the text of a CSV tells: blanks and words for missing, and dates that read the other way round."""
    if table.csv is None:
        return profile
    blanks, words = _marks(session, table).get(profile.name, (0, 0))
    kind = dict(table.csv.types).get(profile.name, "")
    order = None
    if kind in _WAYS:
        name = ident(profile.name)
        both = session.run(f"SELECT count(*) FROM {place} WHERE day({name}) <= 12")  # noqa: S608
        count, read = int(str(both[0][0])), profile.rows - profile.nulls
        one = read - count
        order = DayOrder(one, 0, count, 0) if kind == "day first" else DayOrder(0, one, count, 0)
    return replace(
        profile,
        nulls=profile.nulls - blanks - words,
        blanks=blanks,
        sentinels=profile.sentinels + words,
        day_order=order,
    )
