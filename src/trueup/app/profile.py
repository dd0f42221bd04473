"""Describe the data sets of an initiative: ask each column, then what its answers make worth asking."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from trueup.adapters.answers import Cache
from trueup.adapters.sources import Memo
from trueup.app.engine import engine_for
from trueup.app.gather import Asker
from trueup.app.settings import Settings
from trueup.core.model.ask.checks import RowSample
from trueup.core.model.ask.engine import Question
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.profile import ColumnProfile, ProfileOf, TableProfile
from trueup.core.model.ask.table import Shape, ShapeOf
from trueup.core.model.ask.together import (
    Correlations,
    Coverage,
    Dependencies,
    Duplicates,
    NearDuplicates,
    Order,
    PairKeys,
    ReferenceFacts,
    ReferenceOf,
    RowsOf,
)
from trueup.core.model.initiative import Initiative
from trueup.core.model.results.profile import DataProfile, FoundReference
from trueup.core.readiness import profile_questions as questions

T = TypeVar("T")
_LIKELY = 0.6
"""The share of rows that must find their row before a reference is suggested."""
_SHOWN = 40


@dataclass(slots=True)
class _Asked:
    """The columns of one table, and what is asked about it once they are known."""

    columns: tuple[ColumnProfile, ...]
    hide: tuple[str, ...]
    duplicates: Question | NotRun
    near: tuple[Question, ...] = ()
    rest: dict[str, Question | None] = field(default_factory=dict)


def profile(
    initiative: Initiative,
    folder: Path,
    data: Iterable[DataId],
    settings: Settings,
    personal: Mapping[DataId, Collection[str]] | None = None,
) -> dict[DataId, DataProfile | NotRun]:
    """Return the profile of each data set, NotRun where it cannot be read at all.

    `personal` names columns whose values must not be told; those whose names say so are added. Answers are taken from
    the cache where they are there, each column for itself, so that an interrupted profile goes on where it stopped.
    """
    cache = Cache(settings.cache) if settings.cache else None
    memo: Memo = cache.memo if cache else {}
    engine = engine_for(untrusted=settings.untrusted, memo=memo, threads=settings.threads)
    asker = Asker(initiative, folder, engine, cache, settings.seconds, confined=settings.untrusted, memo=memo)
    found = profile_with(asker, initiative, tuple(data), settings, personal or {})
    if cache:
        cache.save_memo()
    return found


def profile_with(
    asker: Asker,
    initiative: Initiative,
    data: Sequence[DataId],
    settings: Settings,
    personal: Mapping[DataId, Collection[str]],
) -> dict[DataId, DataProfile | NotRun]:
    """Return the same, asked through an asker that is there already."""
    asker.ask([ShapeOf(each) for each in data], settings.progress)
    hidden: dict[DataId, tuple[str, ...]] = {}
    asks: dict[DataId, list[ProfileOf]] = {}
    for each in data:
        shape = asker.gathered.answers[ShapeOf(each)]
        if isinstance(shape, Shape):
            names = [column.name for column in shape.columns]
            hidden[each] = _hidden(names, personal.get(each, ()))
            asks[each] = [ProfileOf(each, (name,), (name,) if name in hidden[each] else ()) for name in names]
    asker.ask([ask for group in asks.values() for ask in group], settings.progress)
    tables = {each: _asked(asker, each, group, hidden[each]) for each, group in asks.items()}
    asker.ask([ask for asked in tables.values() for ask in _all(asked)], settings.progress)
    references = _references(asker, initiative, tables, settings)
    profiles: dict[DataId, DataProfile | NotRun] = {}
    for each in data:
        shape = asker.gathered.answers[ShapeOf(each)]
        if each in tables and isinstance(shape, Shape):
            title = initiative.data[str(each)].title or str(each)
            profiles[each] = _profile(asker, each, title, shape.rows, tables[each], references.get(each, ()))
        else:
            profiles[each] = shape if isinstance(shape, NotRun) else NotRun("error", "the engine gave no answer")
    return profiles


def _hidden(names: Sequence[str], personal: Collection[str]) -> tuple[str, ...]:
    said = {name.lower() for name in personal}
    return tuple(name for name in names if name.lower() in said or questions.looks_personal(name))


def _asked(asker: Asker, data: DataId, asks: Sequence[ProfileOf], hide: tuple[str, ...]) -> _Asked:
    columns: list[ColumnProfile] = []
    for ask in asks:
        answer = asker.gathered.answers[ask]
        if isinstance(answer, TableProfile):
            columns += answer.columns
        elif isinstance(answer, NotRun):
            columns.append(ColumnProfile(ask.columns[0], "", "other", 0, unread=answer))
    asked = _Asked(tuple(columns), hide, questions.duplicates_question(data, columns))
    asked.near = questions.near_questions(data, columns)
    asked.rest = {
        "pair_keys": questions.pair_key_question(data, columns),
        "dependencies": questions.dependency_question(data, columns),
        "order": questions.order_question(data, columns),
        "coverage": questions.coverage_question(data, columns),
        "correlations": questions.correlation_question(data, columns),
        "sample": RowsOf(data, tuple(column.name for column in columns[:_SHOWN]), hide) if columns else None,
    }
    return asked


def _all(asked: _Asked) -> list[Question]:
    single = [] if isinstance(asked.duplicates, NotRun) else [asked.duplicates]
    return [*single, *asked.near, *(ask for ask in asked.rest.values() if ask is not None)]


def _references(
    asker: Asker, initiative: Initiative, tables: Mapping[DataId, _Asked], settings: Settings
) -> dict[DataId, tuple[FoundReference, ...]]:
    """Return the references of each table: those the document declares, and those that its values suggest."""
    declared = {
        ReferenceOf(data, ref.columns[0], DataId(ref.to), (ref.to_columns or ref.columns)[0])
        for data in tables
        for ref in initiative.data[str(data)].references
        if len(ref.columns) == 1
    }
    suggested = questions.reference_questions({data: asked.columns for data, asked in tables.items()})
    asks = [*sorted(declared, key=str), *(ask for ask in suggested if ask not in declared)]
    asker.ask(asks, settings.progress)
    found: dict[DataId, tuple[FoundReference, ...]] = {}
    for ask in asks:
        facts = asker.gathered.answers[ask]
        if isinstance(facts, ReferenceFacts) and (ask in declared or _is_likely(facts)):
            one = FoundReference(ask.column, ask.to, ask.to_column, facts, ask in declared)
            found[ask.data] = (*found.get(ask.data, ()), one)
    return found


def _is_likely(facts: ReferenceFacts) -> bool:
    return facts.filled > 0 and facts.filled - facts.orphans >= _LIKELY * facts.filled and facts.used > 1


def _profile(
    asker: Asker, data: DataId, title: str, rows: int, asked: _Asked, references: tuple[FoundReference, ...]
) -> DataProfile:
    def part(name: str, kind: type[T]) -> T | NotRun:
        return _told(asker, asked.rest[name], kind)

    duplicates = (
        asked.duplicates if isinstance(asked.duplicates, NotRun) else _told(asker, asked.duplicates, Duplicates)
    )
    return DataProfile(
        data,
        title,
        rows,
        asked.columns,
        duplicates,
        tuple(_told(asker, ask, NearDuplicates) for ask in asked.near),
        part("pair_keys", PairKeys),
        part("dependencies", Dependencies),
        part("order", Order),
        part("coverage", Coverage),
        part("correlations", Correlations),
        references,
        part("sample", RowSample),
        asked.hide,
    )


def _told(asker: Asker, ask: Question | None, kind: type[T]) -> T | NotRun:
    if ask is None:
        return NotRun("not_due", "the table has no columns to ask this of")
    answer = asker.gathered.answers[ask]
    return answer if isinstance(answer, kind | NotRun) else NotRun("error", "the engine answered another question")
