"""What the labels of a table are: known, how often each, spelt in how many ways, settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trueup.adapters.duckdb_fit_values import count, day, known_label, label_kind
from trueup.adapters.duckdb_text import is_number, literal
from trueup.adapters.personal_sql import told
from trueup.core.base.record import dataclass
from trueup.core.model.ask.fitness import MOST_NUMBERS_AS_CLASSES, MOST_VALUES, LabelFacts, LabelOf

if TYPE_CHECKING:
    from trueup.adapters.duckdb_session import Session, Table
    from trueup.core.model.ask.identity import Sql


@dataclass(frozen=True, slots=True)
class Classes:
    """The labels of a table in short: rows, those with a label, and its commonest class (None for an amount)."""

    rows: int
    known: int
    distinct: int
    amount: bool
    commonest: str | None
    base: int


def classes_of(session: Session, table: Table, label: Sql) -> Classes:
    """Return the labels in short; of equally common classes the first in the order of their texts."""
    value = known_label(session, table, label)
    groups = f"SELECT CAST({value} AS VARCHAR) AS v, count(*) AS n FROM {table.sql} GROUP BY v"  # noqa: S608
    found = session.run(
        f"WITH g AS ({groups}) SELECT sum(n), sum(n) FILTER (v IS NOT NULL), count(v), "  # noqa: S608
        "(SELECT v FROM g WHERE v IS NOT NULL ORDER BY n DESC, v LIMIT 1), max(n) FILTER (v IS NOT NULL) FROM g"
    )[0]
    rows, known, distinct, base = (count(found[at]) for at in (0, 1, 2, 4))
    amount = is_number(label_kind(session, table, label)) and distinct > MOST_NUMBERS_AS_CLASSES
    return Classes(rows, known, distinct, amount, None if amount or not known else str(found[3]), base)


def label_of(session: Session, table: Table, ask: LabelOf) -> LabelFacts:
    """Return what the labels are."""
    found = classes_of(session, table, ask.label)
    value = known_label(session, table, ask.label)
    groups = (
        f"SELECT CAST({value} AS VARCHAR) AS v, count(*) AS n FROM {table.sql} "  # noqa: S608
        f"WHERE {value} IS NOT NULL GROUP BY v"
    )
    same = "SELECT sum(n) - max(n) AS other FROM g GROUP BY lower(trim(v))"
    smallest, respelt = session.run(f"WITH g AS ({groups}) SELECT min(n), (SELECT sum(other) FROM ({same})) FROM g")[0]  # noqa: S608
    classes: tuple[tuple[str, int], ...] = ()
    if not found.amount and found.distinct <= MOST_VALUES:
        rows = session.run(f"SELECT v, n FROM ({groups}) ORDER BY n DESC, v")  # noqa: S608
        names = told([str(name) for name, _ in rows], hide=ask.hide)
        classes = tuple((name, count(n)) for name, (_, n) in zip(names, rows, strict=True))
    settled = _settled(session, table, ask, value)
    return LabelFacts(
        rows=found.rows,
        known=found.known,
        distinct=found.distinct,
        amount=found.amount,
        classes=classes,
        largest=found.base,
        smallest=count(smallest),
        respelt=count(respelt),
        settled=settled and settled[0],
        settled_known=settled and settled[1],
    )


def _settled(session: Session, table: Table, ask: LabelOf, value: str) -> tuple[int, int] | None:
    if ask.at is None:
        return None
    at = day(ask.at)
    last = f"(SELECT max({at}) - {ask.settles} FROM {table.sql})"  # noqa: S608
    found = session.run(f"SELECT count(*), count({value}) FROM {table.sql} WHERE {at} <= {last}")[0]  # noqa: S608
    return count(found[0]), count(found[1])


def is_commonest(value: str, classes: Classes) -> str:
    """Return the condition that a label is of the commonest class."""
    return f"CAST({value} AS VARCHAR) = {literal(classes.commonest or '')}"
