"""How a part of the rows is spread over the values of each column, beside a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trueup.adapters.duckdb_fit_values import column, count, day, is_ordered, kind_of
from trueup.adapters.duckdb_text import day_literal
from trueup.core.model.ask.fitness import Compared, ComparedColumn, ComparedOf, Population
from trueup.core.model.ask.identity import NotRun

if TYPE_CHECKING:
    from trueup.adapters.duckdb_session import Session, Table

_COMMONEST: Final = 20
_TENTHS: Final = 10
_OTHER: Final = _COMMONEST + 1
_MISSING: Final = _OTHER + 1


def compared_of(session: Session, ask: ComparedOf) -> Compared | NotRun:
    """Return the rows of the part and of the whole in each class of each column that both have."""
    part, whole = session.table(ask.part.data), session.table(ask.whole.data)
    if isinstance(part, NotRun) or isinstance(whole, NotRun):
        return next(each for each in (part, whole) if isinstance(each, NotRun))
    ours, theirs = _rows(part, ask.part), _rows(whole, ask.whole)
    sizes = [count(session.run(f"SELECT count(*) FROM {rows}")[0][0]) for rows in (ours, theirs)]  # noqa: S608
    shared = [name for name in ask.columns if part.kind(name) is not None and whole.kind(name) is not None]
    return Compared(sizes[0], sizes[1], tuple(_column(session, part, whole, (ours, theirs), name) for name in shared))


def _rows(table: Table, of: Population) -> str:
    conditions = []
    if of.at is not None:
        at = day(of.at)
        conditions += [f"{at} >= {day_literal(of.since)}"] if of.since else []
        conditions += [f"{at} <= {day_literal(of.until)}"] if of.until else []
    if of.filled:
        conditions.append(f"{column(table, of.filled)} IS NOT NULL")
    return f"{table.sql} WHERE {' AND '.join(conditions) or 'TRUE'}"


def _column(session: Session, part: Table, whole: Table, rows: tuple[str, str], name: str) -> ComparedColumn:
    """Return the counts by class; where one table holds an ordered type and the other does not, texts are compared."""
    kinds = kind_of(part, name), kind_of(whole, name)
    ordered = all(is_ordered(kind) for kind in kinds)
    values = [column(table, name) for table in (part, whole)]
    if not ordered:
        values = [f"CAST({value} AS VARCHAR)" for value in values]
    counts = [
        f"SELECT {value} AS v, count(*) AS n FROM {place} GROUP BY v"  # noqa: S608
        for value, place in zip(values, rows, strict=True)
    ]
    below = f"(sum(w) OVER (ORDER BY v) - 1) * {_TENTHS} // (SELECT sum(w) FROM j WHERE v IS NOT NULL)"  # noqa: S608
    order = "row_number() OVER (PARTITION BY v IS NULL ORDER BY w DESC, v) - 1"
    bins = (
        f"greatest(0, coalesce({below}, 0))"
        if ordered
        else f"CASE WHEN w > 0 THEN least({order}, {_OTHER}) ELSE {_OTHER} END"
    )
    found = session.run(
        f"""WITH p AS ({counts[0]}), q AS ({counts[1]}),
        j AS (SELECT coalesce(p.v, q.v) AS v, coalesce(p.n, 0) AS n, coalesce(q.n, 0) AS w
            FROM p FULL JOIN q ON p.v IS NOT DISTINCT FROM q.v),
        b AS (SELECT CASE WHEN v IS NULL THEN {_MISSING} ELSE {bins} END AS bin, n, w FROM j)
        SELECT sum(n), sum(w) FROM b GROUP BY bin ORDER BY bin"""  # noqa: S608
    )
    return ComparedColumn(name, tuple(count(n) for n, _ in found), tuple(count(w) for _, w in found))
