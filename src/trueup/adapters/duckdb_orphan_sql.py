"""References from one table to another: rows that name nothing there, and where these sit.

A reference is empty if one of its columns is NULL, blank or a text that stands for missing (and not in the other table
all the same). Rows are never joined one by one where whole numbers can be looked up in a bitmap of those that exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_check_sql import column_of, counted
from trueup.adapters.duckdb_refusal import FAILURES, refusal
from trueup.adapters.duckdb_text import ident, literal, not_null
from trueup.adapters.sentinels import TEXTS
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import OrphanFacts, OrphansOf, Slice

if TYPE_CHECKING:
    from trueup.adapters.duckdb_session import Session, Table

_MOST_SLICES: Final = 20
_LONGEST: Final = 200
_MOST_BITS: Final = 2**27
_MARK: Final = "trueup_"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference between two tables of the session: its columns made comparable, and when it is empty."""

    ask: OrphansOf
    table: Table
    target: Table
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    blank: str

    def unmatched(self, columns: str) -> str:
        """Return the FROM clause of the rows that find nothing, as `mine`: `columns` and the reference itself."""
        named = ", ".join(f"{text} AS {_MARK}r{at}" for at, text in enumerate(self.ours))
        known = ", ".join(f"{text} AS {_MARK}t{at}" for at, text in enumerate(self.theirs))
        joined = " AND ".join(f"{_MARK}r{at} = {_MARK}t{at}" for at in range(len(self.ours)))
        there = f"SELECT DISTINCT {known} FROM {self.target.sql} WHERE {not_null(self.ask.to_columns)}"  # noqa: S608
        taken = f"{columns}, {named}" if columns else named
        return f"(SELECT {taken} FROM {self.table.sql}) AS mine ANTI JOIN ({there}) AS known ON {joined}"  # noqa: S608

    @property
    def value(self) -> str:
        """The whole reference of a row as one value."""
        names = ", ".join(f"{_MARK}r{at}" for at in range(len(self.ours)))
        return names if len(self.ours) == 1 else f"row({names})"


def reference(session: Session, ask: OrphansOf) -> Reference | NotRun:
    """Return a reference on the session's tables, or why it cannot be followed."""
    table, target = session.table(ask.data), session.table(ask.to)
    if isinstance(table, NotRun):
        return table
    if isinstance(target, NotRun):
        return target
    if len(ask.columns) != len(ask.to_columns) or not ask.columns:
        return _uneven(ask)
    missing = table.missing((*ask.columns, *ask.slices)) or target.missing(ask.to_columns)
    if missing is not None:
        return missing
    alike = [table.kind(ours) == target.kind(to) for ours, to in zip(ask.columns, ask.to_columns, strict=True)]
    ours = tuple(_comparable(name, same=same) for name, same in zip(ask.columns, alike, strict=True))
    theirs = tuple(_comparable(name, same=same) for name, same in zip(ask.to_columns, alike, strict=True))
    blank = " OR ".join(_blank(f"{_MARK}r{at}", table.kind(name)) for at, name in enumerate(ask.columns))
    return Reference(ask, table, target, ours, theirs, f"({blank})")


def orphans_of(session: Session, ask: OrphansOf) -> OrphanFacts | NotRun:
    """Return the rows whose reference names no row of the other table, and where they sit."""
    try:
        found = reference(session, ask)
        return found if isinstance(found, NotRun) else _orphans(session, found)
    except FAILURES as problem:
        return refusal(problem, session)


def _orphans(session: Session, found: Reference) -> OrphanFacts:
    ask, rows = found.ask, session.rows(found.table)
    looked_up = _looked_up(session, found)
    if looked_up is not None:
        empty, orphans, values = looked_up
    else:
        counts = f"count_if({found.blank}), count_if(NOT {found.blank})"
        different = f"count(DISTINCT {found.value}) FILTER (NOT {found.blank})"
        flat = session.run(f"SELECT {counts}, {different} FROM {found.unmatched('')}")[0]  # noqa: S608
        empty, orphans, values = (counted(figure) for figure in flat)
    slices = _slices(session, found) if orphans and ask.slices else ()
    return OrphanFacts(ask.columns, ask.to, rows, empty, orphans, values, slices)


def _looked_up(session: Session, found: Reference) -> tuple[int, int, int] | None:
    """Return empty references, orphans and different orphans by a bitmap of the numbers that exist, if that serves."""
    ours, theirs = column_of(found.table, found.ask.columns[0]), column_of(found.target, found.ask.to_columns[0])
    if len(found.ours) > 1 or isinstance(ours, NotRun) or isinstance(theirs, NotRun):
        return None
    if any(one.family != "exact" or one.grid is None or one.grid.unit != 1 for one in (ours, theirs)):
        return None
    if session.rows(found.table) < session.rows(found.target):
        return None
    mine, there = ident(ours.name), ident(theirs.name)
    low, high = session.run(f"SELECT min({there}), max({there}) FROM {found.target.sql}")[0]  # noqa: S608
    if low is None or high is None or int(str(high)) - int(str(low)) >= _MOST_BITS:
        return None
    first, last = int(str(low)), int(str(high))
    bits = f"(SELECT bitstring_agg({there}, {first}, {last}) FROM {found.target.sql})"  # noqa: S608
    place = f"CAST(CAST({mine} AS HUGEINT) - {first} AS INTEGER)" if abs(first) >= 2**31 else f"{mine} - {first}"
    inside = f"{mine} >= {first} AND {mine} <= {last}"
    orphan = f"CASE WHEN {inside} THEN get_bit({bits}, CAST({place} AS INTEGER)) = 0 ELSE {mine} IS NOT NULL END"
    held, orphans = session.run(f"SELECT count({mine}), count_if({orphan}) FROM {found.table.sql}")[0]  # noqa: S608
    empty, lost = session.rows(found.table) - counted(held), counted(orphans)
    if lost == 0:
        return empty, 0, 0
    values = session.run(f"SELECT count(DISTINCT {mine}) FROM {found.table.sql} WHERE {orphan}")[0][0]  # noqa: S608
    return empty, lost, counted(values)


def _slices(session: Session, found: Reference) -> tuple[Slice, ...]:
    """Return, for each slicing column, the values that most orphans carry; the most orphans first."""
    listed: list[Slice] = []
    for name in found.ask.slices:
        value = f"coalesce(left(CAST({ident(name)} AS VARCHAR), {_LONGEST}), '')"
        mine = found.unmatched(f"{value} AS {_MARK}v")
        lost = f"SELECT {_MARK}v, count(*) AS o FROM {mine} WHERE NOT {found.blank} GROUP BY {_MARK}v"  # noqa: S608
        all_rows = f"SELECT {value} AS v, count(*) AS n FROM {found.table.sql} GROUP BY v"  # noqa: S608
        rows = session.run(
            f"SELECT v, o, n FROM ({lost}) AS lost JOIN ({all_rows}) AS whole ON {_MARK}v = v "  # noqa: S608
            f"ORDER BY o DESC, v LIMIT {_MOST_SLICES}"
        )
        listed += [Slice(name, str(v), counted(orphans), counted(total)) for v, orphans, total in rows]
    return tuple(sorted(listed, key=lambda part: (-part.orphans, part.column, part.value)))


def _uneven(ask: OrphansOf) -> NotRun:
    problem = f"the reference from `{ask.data}` to `{ask.to}` pairs {len(ask.columns)} columns with"
    return NotRun("error", f"{problem} {len(ask.to_columns)}", "Name as many columns on both sides.")


def _blank(name: str, kind: str | None) -> str:
    if kind != "VARCHAR":
        return f"{name} IS NULL"
    missing = ", ".join(map(literal, ("", *TEXTS)))
    return f"({name} IS NULL OR trim({name}) IN ({missing}))"


def _comparable(name: str, *, same: bool) -> str:
    return ident(name) if same else f"CAST({ident(name)} AS VARCHAR)"
