"""Facts of a table as it is: its shape, its keys and its references to other tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from trueup.adapters.duckdb_refusal import FAILURES, refusal
from trueup.adapters.duckdb_text import ident, literal, not_null
from trueup.adapters.sentinels import TEXTS
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import KeyFacts, KeyOf, OrphanFacts, OrphansOf, Shape, ShapeOf, Slice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trueup.adapters.duckdb_session import Session, Table

_MOST_SLICES: Final = 20
_LONGEST: Final = 200


def shape_of(session: Session, question: ShapeOf) -> Shape | NotRun:
    """Return the rows and columns of a table."""
    try:
        table = session.table(question.data)
        return table if isinstance(table, NotRun) else Shape(session.rows(table), table.columns)
    except FAILURES as problem:
        return refusal(problem, session)


def key_of(session: Session, question: KeyOf) -> KeyFacts | NotRun:
    """Return how often the values of a key repeat; rows with a NULL in the key have no value."""
    try:
        table = session.table(question.data)
        wrong = table if isinstance(table, NotRun) else table.missing(question.columns)
        if isinstance(table, NotRun) or wrong is not None:
            return cast("NotRun", wrong)
        keys = ", ".join(map(ident, question.columns))
        whole = not_null(question.columns)
        groups = f"SELECT count(*) AS n FROM {table.sql} WHERE {whole} GROUP BY {keys}"  # noqa: S608
        found = session.run(f"SELECT count(*), coalesce(sum(n), 0), coalesce(max(n), 0) FROM ({groups})")[0]  # noqa: S608
        distinct, held, largest = (int(str(figure)) for figure in found)
        rows = session.rows(table)
        return KeyFacts(question.columns, rows, distinct, rows - held, held - distinct, largest)
    except FAILURES as problem:
        return refusal(problem, session)


def orphans_of(session: Session, question: OrphansOf) -> OrphanFacts | NotRun:
    """Return the rows whose reference names no row of the other table, and where they sit.

    A reference is empty if one of its columns is NULL, blank or a text that stands for missing (and not in the other
    table all the same).
    """
    try:
        table, target = session.table(question.data), session.table(question.to)
        if isinstance(table, NotRun) or isinstance(target, NotRun):
            return next(found for found in (table, target) if isinstance(found, NotRun))
        wrong = _unfit(question, table, target)
        return wrong if wrong is not None else _orphans(session, question, table, target)
    except FAILURES as problem:
        return refusal(problem, session)


def _unfit(question: OrphansOf, table: Table, target: Table) -> NotRun | None:
    if len(question.columns) != len(question.to_columns) or not question.columns:
        problem = f"the reference from `{question.data}` to `{question.to}` pairs {len(question.columns)} columns with"
        return NotRun("error", f"{problem} {len(question.to_columns)}", "Name as many columns on both sides.")
    return table.missing((*question.columns, *question.slices)) or target.missing(question.to_columns)


def _orphans(session: Session, question: OrphansOf, table: Table, target: Table) -> OrphanFacts:
    marked = _marked(question, table, target)
    count = "count(*), count_if(empty), count_if(orphan), count(DISTINCT CASE WHEN orphan THEN value END)"
    found = session.run(f"{marked} SELECT {count} FROM marked")[0]  # noqa: S608
    rows, empty, orphans, values = (int(str(figure)) for figure in found)
    slices = _slices(session, marked, question.slices) if orphans else []
    return OrphanFacts(question.columns, question.to, rows, empty, orphans, values, tuple(slices))


def _marked(question: OrphansOf, table: Table, target: Table) -> str:
    """Return the WITH clause of `marked`: each row's reference as `value`, whether it is `empty` or an `orphan`."""
    pairs = list(zip(question.columns, question.to_columns, strict=True))
    alike = [table.kind(column) == target.kind(to) for column, to in pairs]
    ours = [_comparable(column, same=same) for (column, _), same in zip(pairs, alike, strict=True)]
    theirs = [_comparable(to, same=same) for (_, to), same in zip(pairs, alike, strict=True)]
    known = ", ".join(f"{text} AS t{at}" for at, text in enumerate(theirs))
    mine = ", ".join(f"{text} AS r{at}" for at, text in enumerate(ours))
    sliced = "".join(f", {ident(name)} AS s{at}" for at, name in enumerate(question.slices))
    joined = " AND ".join(f"r{at} = t{at}" for at in range(len(pairs)))
    blank = " OR ".join(_blank(f"r{at}", table.kind(column)) for at, (column, _) in enumerate(pairs))
    value = ", ".join(f"r{at}" for at in range(len(pairs)))
    kept = "".join(f", s{at}" for at in range(len(question.slices)))
    return f"""WITH known AS (SELECT DISTINCT {known} FROM {target.sql} WHERE {not_null(question.to_columns)}),
        mine AS (SELECT {mine}{sliced} FROM {table.sql}),
        marked AS (SELECT row({value}) AS value, t0 IS NULL AND ({blank}) AS empty,
            t0 IS NULL AND NOT ({blank}) AS orphan{kept} FROM mine LEFT JOIN known ON {joined})"""  # noqa: S608


def _blank(name: str, kind: str | None) -> str:
    if kind != "VARCHAR":
        return f"{name} IS NULL"
    missing = ", ".join(map(literal, ("", *TEXTS)))
    return f"{name} IS NULL OR trim({name}) IN ({missing})"


def _comparable(name: str, *, same: bool) -> str:
    return ident(name) if same else f"CAST({ident(name)} AS VARCHAR)"


def _slices(session: Session, marked: str, names: Sequence[str]) -> list[Slice]:
    """Return, for each slicing column, the values that most orphans carry; the most orphans first."""
    found: list[Slice] = []
    for at, name in enumerate(names):
        value = f"coalesce(left(CAST(s{at} AS VARCHAR), {_LONGEST}), '')"
        rows = session.run(
            f"{marked} SELECT {value} AS v, count_if(orphan) AS o, count(*) FROM marked GROUP BY v "  # noqa: S608
            f"HAVING o > 0 ORDER BY o DESC, v LIMIT {_MOST_SLICES}"
        )
        found += [Slice(name, str(v), int(str(orphans)), int(str(total))) for v, orphans, total in rows]
    return sorted(found, key=lambda part: (-part.orphans, part.column, part.value))
