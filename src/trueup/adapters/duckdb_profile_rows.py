"""Whole rows of a table: exact copies, rows alike but for case and punctuation, and the first few to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trueup.adapters.duckdb_text import ident
from trueup.adapters.shown_values import shown
from trueup.core.model.ask.checks import RowSample
from trueup.core.model.ask.together import Duplicates, NearDuplicates

if TYPE_CHECKING:
    from trueup.adapters.duckdb_session import Session, Table
    from trueup.core.model.ask.together import NearDuplicatesOf, RowsOf


def duplicates_of(session: Session, table: Table, place: str) -> Duplicates:
    """Return how many rows are copies: found by a hash of the row, and confirmed by comparing the rows themselves."""
    rows = session.rows(table)
    names = ", ".join(ident(column.name) for column in table.columns)
    repeated = f"SELECT hash({names}) FROM {place} GROUP BY 1 HAVING count(*) > 1"  # noqa: S608
    first = session.run(f"SELECT count(*) FROM ({repeated})")[0][0]  # noqa: S608
    if not int(str(first)):
        return Duplicates(rows, 0, 0, 1 if rows else 0)
    whole = f"SELECT count(*) AS n FROM {place} WHERE hash({names}) IN ({repeated}) GROUP BY {names} HAVING n > 1"  # noqa: S608
    found = session.run(f"SELECT coalesce(sum(n) - count(*), 0), count(*), coalesce(max(n), 1) FROM ({whole})")[0]  # noqa: S608
    copies, groups, largest = (int(str(figure)) for figure in found)
    return Duplicates(rows, copies, groups, largest)


def near_duplicates_of(session: Session, table: Table, place: str, ask: NearDuplicatesOf) -> NearDuplicates:
    """Return how many rows are alike: those alike in all that is no text first, so that few texts are normalised."""
    kinds = {column.name.lower(): column.type for column in table.columns}
    names = [(ident(name), kinds[name.lower()] == "VARCHAR") for name in ask.columns]
    others = ", ".join(name for name, text in names if not text)
    alike = ", ".join(f"{_normal(name) if text else name} AS k{at}" for at, (name, text) in enumerate(names))
    kept = (
        f"hash({others}) IN (SELECT hash({others}) FROM {place} GROUP BY 1 HAVING count(*) > 1)"  # noqa: S608
        if others
        else "TRUE"
    )
    originals = ", ".join(name for name, _ in names)
    keys = [f"k{at}" for at in range(len(names))]
    filled = " OR ".join(f"{key} IS NOT NULL" for key in keys)
    groups = f"""SELECT count(*) AS n, count(DISTINCT original) AS d
        FROM (SELECT {alike}, row({originals}) AS original FROM {place} WHERE {kept})
        WHERE {filled} GROUP BY {", ".join(keys)} HAVING n > 1"""  # noqa: S608
    sums = "coalesce(sum(n - 1), 0), coalesce(sum(n - d), 0), count(*), coalesce(max(n), 0)"
    found = session.run(f"SELECT {sums} FROM ({groups})")[0]  # noqa: S608
    beyond, exact, number, largest = (int(str(figure)) for figure in found)
    return NearDuplicates(ask.columns, session.rows(table), beyond, exact, number, largest)


def _normal(name: str) -> str:
    return f"nullif(lower(regexp_replace({name}, '[^\\p{{L}}\\p{{N}}]+', '', 'g')), '')"


def rows_of(session: Session, place: str, ask: RowsOf) -> RowSample:
    """Return the first rows, each value as text, those of hidden columns masked."""
    hidden = {name.lower() for name in ask.hide}
    chosen = ", ".join(f"left(CAST({ident(name)} AS VARCHAR), 200) AS c{at}" for at, name in enumerate(ask.show))
    found = session.run(f"SELECT {chosen or 'NULL'} FROM {place} LIMIT {max(0, ask.most)}")  # noqa: S608
    hides = [name.lower() in hidden for name in ask.show]
    rows = [
        tuple(None if value is None else shown(value, hide=hide) for value, hide in zip(row, hides, strict=False))
        for row in found
    ]
    return RowSample(ask.show, tuple(rows))
