"""A first contract for a table, from what its data shows: facts become promises only where they hold without exception.

What the data merely happens to show (a range, the share of missing values) becomes a comment for the owner to judge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.model.ask.table import ColumnFacts, Columns
from trueup.core.readiness.contract_table import Family, family_of

_LOGICAL: Final[Mapping[Family, str]] = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "time": "time",
}
_ORDERED: Final = frozenset({"integer", "number", "date", "timestamp", "time"})


@dataclass(frozen=True, slots=True)
class DraftColumn:
    """One property of the draft; `notes` are what the owner should look at, `options` what could be promised."""

    name: str
    logical_type: str
    physical_type: str
    required: bool
    unique: bool
    position: int | None
    values: tuple[str, ...] = ()
    pattern: str | None = None
    notes: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A contract to be edited: of which table, from which file, with how many rows, and who answers for it."""

    id: str
    table: str
    file: str
    rows: int
    columns: tuple[DraftColumn, ...]
    team: tuple[tuple[str, str], ...] = ()
    title: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meant:
    """What a column seems to mean beyond its facts: the logical type of its texts, a pattern, its few values."""

    logical_type: str | None = None
    pattern: str | None = None
    values: tuple[str, ...] = ()


def draft_columns(
    facts: Columns, key: Sequence[str], references: Mapping[str, str], meant: Mapping[str, Meant]
) -> tuple[DraftColumn, ...]:
    """Return the properties of a draft.

    Args:
        facts: the facts of all columns.
        key: the columns that were found to name a row; none where no key was found.
        references: columns that name rows of another table, each with `table.column`.
        meant: what columns seem to mean, where a profile says so.
    """
    return tuple(_column(each, facts.rows, key, references, meant.get(each.name, Meant())) for each in facts.columns)


def key_of(facts: Columns, stated: Sequence[str], *, stated_holds: bool) -> tuple[str, ...]:
    """Return the columns that name a row: those the document states where they hold, else one without a repeat.

    Of several such columns the first counts whose name says it is a key, else none: that is for the owner to say.
    """
    if stated and stated_holds:
        return tuple(stated)
    alone = [column.name for column in facts.columns if _is_unique(column, facts.rows)]
    named = [name for name in alone if name.lower() == "id" or name.lower().endswith(("id", "key", "code", "number"))]
    return tuple(named[:1] or (alone if len(alone) == 1 else ()))


def _is_unique(column: ColumnFacts, rows: int) -> bool:
    return rows > 1 and not column.missing and column.distinct == rows


def _column(
    facts: ColumnFacts, rows: int, key: Sequence[str], references: Mapping[str, str], meant: Meant
) -> DraftColumn:
    family = family_of(facts.type)
    logical = meant.logical_type or _LOGICAL.get(family) or ("array" if facts.type.endswith("]") else "object")
    if family == "other":
        logical = "string"
    position = list(key).index(facts.name) + 1 if facts.name in key else None
    return DraftColumn(
        name=facts.name,
        logical_type=logical,
        physical_type=facts.type,
        required=rows > 0 and not facts.nulls,
        unique=_is_unique(facts, rows) and list(key) != [facts.name],
        position=position,
        values=meant.values,
        pattern=meant.pattern,
        notes=tuple(_notes(facts, rows)),
        options=_range(facts, logical),
        to=references.get(facts.name),
    )


def _notes(facts: ColumnFacts, rows: int) -> list[str]:
    notes: list[str] = []
    if facts.nulls:
        notes.append(f"missing in {_part(facts.nulls, rows)}: may it be?")
    if facts.blanks:
        notes.append(f"blank text in {_part(facts.blanks, rows)}: agree whether that is a value")
    if facts.sentinels:
        notes.append(f"{_part(facts.sentinels, rows)} hold a value such as -999 or n/a: agree what stands for missing")
    if facts.nans:
        notes.append(f"NaN or infinite in {_part(facts.nans, rows)}")
    if rows and not facts.distinct:
        notes.append("it holds no value at all")
    elif facts.distinct == 1 and rows > 1:
        notes.append("it holds one and the same value everywhere")
    return notes


def _part(count: int, rows: int) -> str:
    return f"{count:,} of {rows:,} rows ({100 * count / rows:.2f} %)" if rows else f"{count:,} rows"


def _range(facts: ColumnFacts, logical: str) -> tuple[tuple[str, str], ...]:
    """Return the range that was seen; of texts none, since their ends may be somebody's name."""
    if logical not in _ORDERED or facts.low is None or facts.high is None:
        return ()
    return (("minimum", facts.low), ("maximum", facts.high))
