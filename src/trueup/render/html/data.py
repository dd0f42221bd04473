"""The Data part of the report: readiness of each data set, and how each option stands against it."""

from __future__ import annotations

from datetime import date
from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.options import OptionStanding, untested_words
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.ask.table import ColumnFacts, OrphanFacts
from trueup.core.model.dataset import DataSet
from trueup.core.model.results.readiness import TableFacts
from trueup.render.charts.numbers import amount, full_date, number, share
from trueup.render.charts.slice import State
from trueup.render.html.figures import source_of
from trueup.render.html.page import Figure
from trueup.render.plain import person
from trueup.render.verdict import held_by_checks

MOST_COLUMNS: Final = 200
"""Columns of one data set that the report lists; `trueup assess --format json` has all."""


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
    source: str
    rows: str
    missing: Word
    key: Word
    references: tuple[Word, ...]
    newest: str
    owner: str
    columns: tuple[tuple[str, str, str, str, str], ...]
    more_columns: int


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option: may it go on, what holds it, and the verdict that people state of its probe."""

    title: str
    kind: str
    held: bool
    because: tuple[str, ...]
    cost: Figure | None
    stated: str = ""


def data_rows(found: Assessment) -> tuple[DataRow, ...]:
    """Return a row for each data set of the document."""
    return tuple(_row(name, found) for name in found.document.initiative.data)


def _row(name: str, found: Assessment) -> DataRow:
    table, facts = found.document.initiative.data[name], found.evidence.table(name)
    owner = person(found.document.initiative, table.owner) if table.owner else ""
    title, source = table.title or "", source_of(name, found) if table.source else ""
    if isinstance(facts, NotRun):
        detail = f"{facts.detail}. {facts.fix}".strip()
        return DataRow(
            name, title, source, "", Word("bad", "not read", detail), Word("quiet", "not run"), (), "", owner, (), 0
        )
    return DataRow(
        name,
        title,
        source,
        number(facts.rows),
        _missing(facts),
        _key(facts),
        _references(facts),
        _day(facts.newest),
        owner,
        _columns(facts, table),
        max(len(facts.columns) - MOST_COLUMNS, 0),
    )


def option_rows(found: Assessment) -> tuple[OptionRow, ...]:
    """Return a row for each option of the document."""
    return tuple(
        OptionRow(o.title, o.kind.replace("_", " "), o.held, _why(o), _cost(o.id, found), _stated(o, found))
        for o in found.options
    )


def _stated(option: OptionStanding, found: Assessment) -> str:
    """Return as a sentence the verdict that people state of an option's probe; empty where none is stated."""
    if option.stated is None:
        return ""
    by = option.stated.by
    words = untested_words(option.stated, person(found.document.initiative, by) if by else "")
    return f"{words[:1].upper()}{words[1:]}."


def _why(option: OptionStanding) -> tuple[str, ...]:
    """Return what holds an option, and which checks are to be mended for it."""
    checks = held_by_checks(option)
    return (*option.because, checks) if checks else option.because


def _cost(name: str, found: Assessment) -> Figure | None:
    cost = found.document.initiative.options[name].build_cost
    if cost is None:
        return None
    currency = found.document.initiative.currency
    ends = dict.fromkeys(amount(end, currency) if currency else number(end) for end in (cost.low, cost.high))
    return Figure(
        " to ".join(ends),
        "assumed",
        "What it costs to build this option, as stated in the document.",
        str(found.document.place(f"options.{name}.build_cost")),
        full_date(found.as_of),
    )


def _day(newest: str | None) -> str:
    if newest is None:
        return "no date"
    try:
        return full_date(date.fromisoformat(newest[:10]))
    except ValueError:
        return newest


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
    return share(found, 1) if found >= 0.001 else "under 0.1\N{NO-BREAK SPACE}%"  # noqa: PLR2004 - the last digit shown


def _key(facts: TableFacts) -> Word:
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


def _columns(facts: TableFacts, table: DataSet) -> tuple[tuple[str, str, str, str, str], ...]:
    """Return for each column its type, what is missing, how many values it has, and between which these lie.

    The first and last of texts, and of people's data, are single values that somebody might be told by.
    """
    people = table.personal_data in ("personal", "special")
    return tuple(
        (
            c.name,
            c.type.lower(),
            _share(c, facts.rows) if c.missing else "0",
            number(c.distinct),
            f"{c.low} to {c.high}" if c.low is not None and not people else "",
        )
        for c in facts.columns[:MOST_COLUMNS]
    )
