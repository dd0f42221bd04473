"""Cases that say the same under different keys, and rows that agree in what could single people out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trueup.adapters.duckdb_fit_leak import all_differ
from trueup.adapters.duckdb_fit_values import column, count, day, is_text, kind_of
from trueup.adapters.duckdb_text import day_literal, ident
from trueup.core.model.ask.fitness import FREE_TEXT_WORDS, Groups, GroupsOf, Repeats, RepeatsOf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trueup.adapters.duckdb_session import Session, Table


def words(text: str) -> str:
    """Return the number of words of a text: its inner blanks, and one more."""
    blanks = f"length(trim({text})) - length(replace({text}, ' ', ''))"
    return f"CASE WHEN contains({text}, ' ') THEN {blanks} + 1 WHEN {text} IS NOT NULL THEN 1 END"


def free_texts(session: Session, table: Table, names: Sequence[str]) -> tuple[str, ...]:
    """Return those columns of texts that hold several words on average."""
    texts = [name for name in names if is_text(kind_of(table, name))]
    if not texts:
        return ()
    means = ", ".join(f"avg({words(column(table, name))})" for name in texts)
    found = session.run(f"SELECT {means} FROM {table.sql}")[0]  # noqa: S608
    return tuple(
        name
        for name, mean in zip(texts, found, strict=True)
        if mean is not None and float(str(mean)) >= FREE_TEXT_WORDS
    )


def repeats_of(session: Session, table: Table, ask: RepeatsOf) -> Repeats:
    """Return the cases that say the same as another one under a different key."""
    free = free_texts(session, table, ask.columns)
    names = free or ask.columns
    values = [column(table, name) for name in names]
    if free:
        values = [f"lower({_with_single_blanks(value)})" for value in values]
    missing = " AND ".join(f"c{at} IS NULL" for at in range(len(values))) or "FALSE"
    said = ", ".join(f"{value} AS c{at}" for at, value in enumerate(values)) or "1 AS c0"
    keys = ", ".join(f"c{at}" for at in range(len(values) or 1))
    when = day(ask.at) if ask.at is not None else "CAST(NULL AS DATE)"
    rows = f"SELECT {said}, {when} AS d{_apart(ask)} FROM {table.sql}"  # noqa: S608
    cases = f"SELECT {keys}, d FROM ({rows}) WHERE NOT ({missing})"  # noqa: S608
    if ask.apart:
        apart = ", ".join(f"a{at}" for at in range(len(ask.apart)))
        cases = f"SELECT {keys}, min(d) AS d FROM ({rows}) WHERE NOT ({missing}) GROUP BY {keys}, {apart}"  # noqa: S608
    asked = f"SELECT * FROM ({rows}) WHERE NOT ({missing})"  # noqa: S608
    if all_differ(session, asked, keys):
        n = count(session.run(f"SELECT count(*) FROM ({asked})")[0][0])  # noqa: S608
        return Repeats(n, tuple(names), 0, None if ask.split is None or ask.at is None else 0)
    split = day_literal(ask.split) if ask.split is not None else "CAST(NULL AS DATE)"
    found = session.run(
        f"""SELECT sum(n), sum(n - 1), sum(late) FILTER (early > 0)
        FROM (SELECT count(*) AS n, count_if(d < {split}) AS early, count_if(d >= {split}) AS late
            FROM ({cases}) GROUP BY {keys})"""  # noqa: S608
    )[0]
    across = None if ask.split is None or ask.at is None else count(found[2])
    return Repeats(count(found[0]), tuple(names), count(found[1]), across)


def _with_single_blanks(text: str) -> str:
    """Return a text with one blank for each run of white space; the dear search runs only where there may be one."""
    odd = (
        f"contains({text}, '  ') OR contains({text}, chr(9)) OR contains({text}, chr(10)) OR contains({text}, chr(13))"
    )
    return f"trim(CASE WHEN {odd} THEN regexp_replace({text}, '\\s+', ' ', 'g') ELSE {text} END)"


def _apart(ask: RepeatsOf) -> str:
    return "".join(f", {ident(name)} AS a{at}" for at, name in enumerate(ask.apart))


def groups_of(session: Session, table: Table, ask: GroupsOf) -> Groups:
    """Return how many rows agree in all these columns, missing values agreeing with each other."""
    keys = ", ".join(f"{column(table, name)} AS c{at}" for at, name in enumerate(ask.columns))
    found = session.run(
        f"""SELECT sum(n), count(*), min(n), count_if(n = 1), sum(n) FILTER (n < 5)
        FROM (SELECT count(*) AS n FROM (SELECT {keys} FROM {table.sql}) GROUP BY ALL)""".replace(  # noqa: S608
            "GROUP BY ALL", "GROUP BY " + ", ".join(f"c{at}" for at in range(len(ask.columns)))
        )
    )[0]
    return Groups(*(count(each) for each in found))
