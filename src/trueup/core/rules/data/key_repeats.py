"""DAT003."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from trueup.core.model.ask.identity import NotRun
from trueup.core.rules.lookups import data_owner, money_on
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, share

if TYPE_CHECKING:
    from trueup.core.model.ask.table import ColumnFacts, KeyFacts
    from trueup.core.model.results.readiness import TableFacts

_CALLED: Final = ("id", "no", "nr", "number", "key", "code")
"""How columns end that are made to identify."""


@rule("DAT003", "key-repeats", "warns", "feasibility", needs=("tables",))
def key_repeats(case: Case) -> Iterator[Flag]:
    """The key of a data set does not identify its rows.

    Why it matters:
        Every join over such a key multiplies rows, and every count is too high. A row without a key finds nothing and
        is lost without a sound.

    Flagged:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: head-of-claims, key: claim_id}
        ```
        ```csv claims.csv
        claim_id,days_open
        1,10
        2,12
        2,13
        ```

    Accepted:
        ```yaml
        title: Faster claims
        data:
          claims: {source: claims.csv, owner: head-of-claims, key: claim_id}
        ```
        ```csv claims.csv
        claim_id,days_open
        1,10
        2,12
        3,13
        ```

    How to fix:
        Ask the data owner what one row is. Name all columns that identify it (`key: [claim_id, version]`), or have the
        duplicates removed where they are made.
    """
    for name in case.initiative.data:
        facts = case.evidence.table(name)
        if isinstance(facts, NotRun) or facts.key is None or isinstance(facts.key, NotRun):
            continue
        key = facts.key
        if key.repeated <= 0 and key.with_null <= 0:
            continue
        columns = ", ".join(key.columns)
        yield Flag(
            f"data.{name}.key",
            f"The key `{columns}` of data set `{name}` {_fault(key)}.",
            f"Name in data.{name}.key all columns that identify a row{_hint(facts, key)}, or have the rows mended.",
            owner=data_owner(case, name),
            stake=money_on(case, name),
        )


def _fault(key: KeyFacts) -> str:
    parts = []
    if key.repeated > 0:
        often = "is hardly ever unique" if key.distinct * 2 <= key.rows else "repeats"
        values = count(key.distinct, "value")
        parts.append(f"{often}: {count(key.rows, 'row')}, {values}, the most frequent {key.largest:,} times")
    if key.with_null > 0:
        parts.append(f"is empty in {count(key.with_null, 'row')} ({share(key.with_null, key.rows)})")
    return " and ".join(parts)


def _hint(facts: TableFacts, key: KeyFacts) -> str:
    """Return the first column that would identify each row, as a part of the advice."""
    named = {column.lower() for column in key.columns}
    alone = [c for c in facts.columns if _identifies(c, facts.rows) and c.name.lower() not in named]
    return f" (`{alone[0].name}` alone would)" if alone else ""


def _identifies(column: ColumnFacts, rows: int) -> bool:
    called = column.name.lower().endswith(_CALLED)
    return called and rows > 1 and column.missing == 0 and column.distinct == rows
