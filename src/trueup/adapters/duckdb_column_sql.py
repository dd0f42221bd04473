"""First facts of every column of a table in few scans: missing values of each kind, range, distinct values.

Nothing is taken from a file's own statistics: a Parquet file may leave NaN out of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from trueup.adapters.duckdb_csv import read
from trueup.adapters.duckdb_refusal import FAILURES, refusal
from trueup.adapters.duckdb_stacked_sql import by, stacked, stacks
from trueup.adapters.duckdb_text import ident, is_float, is_moment, is_number, literal
from trueup.adapters.sentinels import DATES, NUMBERS, TEXTS
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import Column, ColumnFacts, Columns, ColumnsOf

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from trueup.adapters.duckdb_session import Session, Table

_AT_ONCE: Final = 40
_LONGEST: Final = 100
_REPEATED: Final = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """One column and how its values are told apart: conditions on a value that is not NULL, "" where none applies."""

    column: Column
    blank: str
    sentinel: str
    nan: str
    ranged: bool

    def left(self, *, plain: bool) -> str:
        """Return the column, without what is no value unless `plain`."""
        name = ident(self.column.name)
        gone = " OR ".join(text for text in (self.blank, self.sentinel, self.nan) if text)
        return f"CASE WHEN NOT ({gone}) THEN {name} END" if gone and not plain else name

    def figures(self, *, plain: bool) -> list[str]:
        """Return: values, blanks, sentinels, NaNs, low and high."""
        counts = [f"count({ident(self.column.name)})"]
        counts += [f"count_if({text})" if text else "0" for text in (self.blank, self.sentinel, self.nan)]
        plus = " + 0.0" if is_float(self.column.type) else ""
        ends = self.ranged and self.column.type != "VARCHAR"
        counts += [f"{end}({self.left(plain=plain)}){plus}" if ends else "NULL" for end in ("min", "max")]
        return counts

    def distinct(self, *, plain: bool) -> str:
        """Return how many different values there are."""
        left = self.left(plain=plain)
        return f"count(DISTINCT {left if self.ranged else f'CAST({left} AS VARCHAR)'})"


_WIDTH: Final = 6
_ENDS: Final = frozenset({4, 5})


def columns_of(session: Session, question: ColumnsOf) -> Columns | NotRun:
    """Return the facts of all columns of a table."""
    try:
        table = session.table(question.data)
        if isinstance(table, NotRun):
            return table
        rows = session.rows(table)
        at_once = len(table.columns) if stacks(rows, len(table.columns)) else _AT_ONCE
        found: list[ColumnFacts] = []
        for start in range(0, len(table.columns), max(1, at_once)):
            found += _facts(session, table, table.columns[start : start + at_once], rows)
        marks = unread_marks(session, table, {facts.name for facts in found if facts.nulls})
        return Columns(rows, tuple(_with_marks(facts, marks.get(facts.name)) for facts in found))
    except FAILURES as problem:
        return refusal(problem, session)


def _facts(session: Session, table: Table, columns: Sequence[Column], rows: int) -> list[ColumnFacts]:
    scan, repeated = (_stacked, _stacked_repeated) if len(columns) > _AT_ONCE else (_scan, _repeated)
    facts = scan(session, table, columns, rows, {})
    excluded: dict[str, tuple[int, ...]] = {}
    for _ in NUMBERS:
        suspects = {found.name: ends for found in facts if (ends := _extremes(found, excluded.get(found.name, ())))}
        again = repeated(session, table, suspects) if suspects else {}
        if not again:
            break
        for name, values in again.items():
            excluded[name] = (*excluded.get(name, ()), *values)
        changed = [column for column in columns if column.name in again]
        newer = {found.name: found for found in scan(session, table, changed, rows, excluded)}
        facts = [newer.get(found.name, found) for found in facts]
    return facts


def _extremes(facts: ColumnFacts, excluded: Sequence[int]) -> list[int]:
    if not is_number(facts.type):
        return []
    ends = [float(end) for end in (facts.low, facts.high) if end is not None]
    return [number for number in NUMBERS if number not in excluded and number in ends]


def _repeated(session: Session, table: Table, suspects: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    asked = [(name, number) for name, numbers in suspects.items() for number in numbers]
    counts = ", ".join(f"count_if({ident(name)} = {number})" for name, number in asked)
    found = session.run(f"SELECT {counts} FROM {table.sql}")[0]  # noqa: S608
    repeated: dict[str, list[int]] = {}
    for (name, number), count in zip(asked, found, strict=True):
        if int(str(count)) >= _REPEATED:
            repeated.setdefault(name, []).append(number)
    return repeated


def _scan(
    session: Session, table: Table, columns: Sequence[Column], rows: int, excluded: Mapping[str, Sequence[int]]
) -> list[ColumnFacts]:
    """Ask all columns plainly at once, and only those that hold something that is no value once more without it."""
    asked = [_asked(column, excluded.get(column.name, ())) for column in columns]
    plain = _statements(session, table, asked, rows, plain=True)
    marked = [each for each, facts in zip(asked, plain, strict=True) if facts.missing > facts.nulls]
    better = {facts.name: facts for facts in _statements(session, table, marked, rows, plain=False)} if marked else {}
    return [better.get(facts.name, facts) for facts in plain]


def _statements(session: Session, table: Table, asked: Sequence[Asked], rows: int, *, plain: bool) -> list[ColumnFacts]:
    """Ask counts and distinct counts apart: DuckDB plans a statement that mixes them for longer than it runs."""
    counts = ", ".join(text for each in asked for text in each.figures(plain=plain))
    distinct = ", ".join(each.distinct(plain=plain) for each in asked)
    names = [f"c{at}" for at in range(len(asked) * _WIDTH)]
    ends = {name for at, name in enumerate(names) if at % _WIDTH in _ENDS}
    texts = ", ".join(f"left(CAST({name} AS VARCHAR), {_LONGEST})" if name in ends else name for name in names)
    counted = f"(SELECT {counts} FROM {table.sql}) AS found({', '.join(names)})"  # noqa: S608
    flat = session.run(f"SELECT {texts} FROM {counted}")[0]  # noqa: S608
    different = session.run(f"SELECT {distinct} FROM {table.sql}")[0]  # noqa: S608
    return [
        _read(each.column, rows, flat[at * _WIDTH : (at + 1) * _WIDTH], different[at]) for at, each in enumerate(asked)
    ]


# ---- a low table of many columns -------------------------------------------------------------------------------------


def _stacked(
    session: Session, table: Table, columns: Sequence[Column], rows: int, excluded: Mapping[str, Sequence[int]]
) -> list[ColumnFacts]:
    """Ask columns of one type and with the same numbers for missing on top of each other."""
    found: dict[str, ColumnFacts] = {}
    for part in by(columns, lambda column: (_stack(column), tuple(excluded.get(column.name, ())))):
        asked = _asked(Column("v", part[0].type), excluded.get(part[0].name, ()))
        figures = [*asked.figures(plain=False), asked.distinct(plain=False)]
        aggregates = ", ".join(f"{text} AS c{at}" for at, text in enumerate(figures))
        ends = (f"left(CAST(c{at} AS VARCHAR), {_LONGEST})" if at in _ENDS else f"c{at}" for at in range(len(figures)))
        names = [column.name for column in part]
        rows_of = stacked(session, table.sql, names, aggregates, ", ".join(ends), as_text=not asked.ranged)
        for column in part:
            *sums, distinct = rows_of.get(column.name, (0, 0, 0, 0, None, None, 0))
            found[column.name] = _read(column, rows, sums, distinct)
    return [found[column.name] for column in columns]


def _stack(column: Column) -> str:
    """Return what columns must have in common to be stacked: their type, or that only their text is looked at."""
    return column.type if _asked(column, ()).ranged else ""


def _stacked_repeated(session: Session, table: Table, suspects: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    kinds = {column.name: column.type for column in table.columns}
    counts = ", ".join(f"count_if(v = {number})" for number in NUMBERS)
    repeated: dict[str, list[int]] = {}
    for part in by(list(suspects), lambda name: kinds[name]):
        for name, figures in stacked(session, table.sql, part, counts).items():
            counted = dict(zip(NUMBERS, figures, strict=True))
            if numbers := [number for number in suspects[name] if int(str(counted[number])) >= _REPEATED]:
                repeated[name] = numbers
    return repeated


# ---- one column ------------------------------------------------------------------------------------------------------


def _read(column: Column, rows: int, figures: Sequence[object], different: object) -> ColumnFacts:
    sums = (*figures[:4], different)
    values, blanks, sentinels, nans, distinct = (0 if figure is None else int(str(figure)) for figure in sums)
    low, high = cast("tuple[str | None, str | None]", tuple(figures[4:]))
    return ColumnFacts(column.name, column.type, rows - values, blanks, sentinels, nans, distinct, low, high)


def _asked(column: Column, excluded: Sequence[int]) -> Asked:
    name, kind = ident(column.name), column.type
    if kind == "VARCHAR":
        listed = ", ".join(map(literal, TEXTS))
        return Asked(column, f"trim({name}) = ''", f"trim({name}) IN ({listed})", "", ranged=True)
    if is_moment(kind):
        # nanoseconds do not reach to the year 9999
        at, held = (f"CAST({name} AS TIMESTAMP)", "TIMESTAMP") if kind == "TIMESTAMP_NS" else (name, kind)
        days = ", ".join(f"CAST('{day}' AS {held})" for day in DATES)
        return Asked(column, "", f"{at} IN ({days})", f"NOT isfinite({name})", ranged=True)
    if is_number(kind):
        numbers = f"{name} IN ({', '.join(map(str, excluded))})" if excluded else ""
        return Asked(column, "", numbers, f"NOT isfinite({name})" if is_float(kind) else "", ranged=True)
    plain = kind in {"BOOLEAN", "TIME", "UUID", "INTERVAL"} or kind.startswith("ENUM(")
    return Asked(column, "", "", "", ranged=plain)


# ---- what a CSV says for "missing" in a column with a type -----------------------------------------------------------


def unread_marks(session: Session, table: Table, wanted: Container[str]) -> dict[str, tuple[int, int]]:
    """Return blanks and sentinels of the typed columns of a CSV: the table itself holds NULL in their place."""
    if table.csv is None:
        return {}
    types = [(name, kind) for name, kind in table.csv.types if name in wanted]
    found: dict[str, tuple[int, int]] = {}
    if stacks(session.rows(table), len(types)):
        for part in by(types, lambda each: each[1]):
            marks = _blank_and_unread("v", read("v", part[0][1]))
            for name, (blanks, unread) in stacked(session, table.csv.raw, [name for name, _ in part], marks).items():
                found[name] = (int(str(blanks)), int(str(unread)) - int(str(blanks)))
        return found
    for start in range(0, len(types), _AT_ONCE):
        part = types[start : start + _AT_ONCE]
        counts = ", ".join(_blank_and_unread(ident(name), read(name, kind)) for name, kind in part)
        flat = [int(str(figure)) for figure in session.run(f"SELECT {counts} FROM {table.csv.raw}")[0]]  # noqa: S608
        for at, (name, _) in enumerate(part):
            blanks, unread = flat[2 * at : 2 * at + 2]
            found[name] = (blanks, unread - blanks)
    return found


def _blank_and_unread(text: str, value: str) -> str:
    return f"count_if(trim({text}) = ''), count_if({text} IS NOT NULL AND {value} IS NULL)"


def _with_marks(facts: ColumnFacts, marks: tuple[int, int] | None) -> ColumnFacts:
    if marks is None:
        return facts
    blanks, texts = marks
    nulls, sentinels = facts.nulls - blanks - texts, facts.sentinels + texts
    return ColumnFacts(
        facts.name, facts.type, nulls, blanks, sentinels, facts.nans, facts.distinct, facts.low, facts.high
    )
