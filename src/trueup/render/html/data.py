"""The Data part of the report: readiness of each data set, and how each option stands against it."""

from __future__ import annotations

from dataclasses import dataclass

from trueup.core.gates.assessment import Assessment
from trueup.core.model.ask import ColumnFacts, NotRun, OrphanFacts
from trueup.core.model.results.readiness import TableFacts
from trueup.render.charts.numbers import number, share
from trueup.render.charts.slice import State


@dataclass(frozen=True, slots=True)
class Word:
    """A state in a word or a few, and a note below it."""

    state: State
    word: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class DataRow:
    """One data set, in the columns of the readiness table."""

    name: str
    title: str
    rows: str
    missing: Word
    keys: Word
    references: tuple[Word, ...]
    newest: str
    owner: Word
    columns: tuple[tuple[str, str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option: may it go on, and what holds it."""

    title: str
    kind: str
    held: bool
    because: tuple[str, ...]
    cost: str


def data_rows(found: Assessment) -> tuple[DataRow, ...]:
    """Return a row for each data set of the document."""
    rows = []
    for name, table in found.document.initiative.data.items():
        facts = found.evidence.table(name)
        owner = Word("ok", table.owner) if table.owner else Word("warn", "nobody")
        title = table.title or table.source or ""
        if isinstance(facts, NotRun):
            rows.append(
                DataRow(
                    name, title, "", Word("bad", "not read", facts.detail), Word("quiet", "not run"), (), "", owner, ()
                )
            )
            continue
        rows.append(
            DataRow(
                name,
                title,
                number(facts.rows),
                _missing(facts),
                _keys(facts),
                _references(facts),
                (facts.newest or "no date")[:10],
                owner,
                _columns(facts),
            )
        )
    return tuple(rows)


def option_rows(found: Assessment) -> tuple[OptionRow, ...]:
    """Return a row for each option of the document."""
    options = found.document.initiative.options
    currency = found.document.initiative.currency or ""
    rows = []
    for each in found.options:
        cost = options[each.id].build_cost
        words = (
            ""
            if cost is None
            else f"{currency} {number(cost.low)} to {number(cost.high)}"
            if cost.low != cost.high
            else f"{currency} {number(cost.mid)}"
        )
        rows.append(OptionRow(each.title, each.kind.replace("_", " "), each.held, each.because, words))
    return tuple(rows)


def _missing(facts: TableFacts) -> Word:
    worst = [c for c in sorted(facts.columns, key=lambda c: -c.missing) if c.missing][:2]
    if not facts.rows:
        return Word("bad", "0 rows")
    if not worst:
        return Word("ok", "nothing")
    most = worst[0].missing / facts.rows
    note = "; ".join(f"{_share(c, facts.rows)} of {c.name}" for c in worst)
    with_gaps = sum(c.missing > 0 for c in facts.columns)
    return Word("warn" if most >= 0.5 else "quiet", f"in {with_gaps} of {len(facts.columns)} columns", note)  # noqa: PLR2004 - half


def _share(column: ColumnFacts, rows: int) -> str:
    found = column.missing / rows
    return share(found, 1) if found >= 0.001 else f"under 0.1\N{NO-BREAK SPACE}%"  # noqa: PLR2004 - the last digit shown


def _keys(facts: TableFacts) -> Word:
    key = facts.key
    if key is None:
        return Word("quiet", "none named")
    if isinstance(key, NotRun):
        return Word("bad", "not run", key.detail)
    names = ", ".join(key.columns)
    if key.repeated or key.with_null:
        return Word(
            "warn",
            f"{number(key.repeated)} repeated",
            f"{names}; {number(key.with_null)} empty" if key.with_null else names,
        )
    return Word("ok", "unique", names)


def _references(facts: TableFacts) -> tuple[Word, ...]:
    words = []
    for each in facts.references:
        if isinstance(each, NotRun):
            words.append(Word("bad", "not run", each.detail))
            continue
        words.append(_reference(each))
    return tuple(words) or (Word("quiet", "none named"),)


def _reference(found: OrphanFacts) -> Word:
    where = f"{', '.join(found.columns)} to {found.to}" + (f"; {number(found.empty)} empty" if found.empty else "")
    return Word("warn", f"{number(found.orphans)} orphans", where) if found.orphans else Word("ok", "whole", where)


def _columns(facts: TableFacts) -> tuple[tuple[str, str, str, str, str], ...]:
    return tuple(
        (
            c.name,
            c.type.lower(),
            _share(c, facts.rows) if c.missing else "0",
            number(c.distinct),
            f"{c.low} to {c.high}" if c.low is not None else "",
        )
        for c in facts.columns
    )
