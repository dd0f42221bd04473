"""The data engine on DuckDB: questions in, answers out, each about exactly one state of the files."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, assert_never

from trueup.adapters.row_sample import Samples, sampled_state
from trueup.adapters.sources import Memo, Source, changed, data_of, data_state, is_unchanged, states
from trueup.core.base.digest import Digest
from trueup.core.model.ask.engine import Answer, AnswerValue, Question
from trueup.core.model.ask.fitness import FitQuestion
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.kpi import KpiQuantile, KpiSum, Unitised
from trueup.core.model.ask.profile import ProfileQuestion
from trueup.core.model.ask.source import SourceOf
from trueup.core.model.ask.table import ColumnsOf, ShapeOf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence

    from trueup.adapters.duckdb_plan import Checked
    from trueup.adapters.duckdb_session import Limits, Session
    from trueup.adapters.sources import FileState

METHOD = 3
"""Raised whenever the same question on the same data may get another answer from us."""
_UNKNOWN = Digest("")


def engine_name() -> str:
    """Return what answers: DuckDB and its version, and the version of our method. Does not import DuckDB."""
    return f"duckdb {metadata.version('duckdb')}, method {METHOD}"


class DuckDbEngine:
    """Answers questions about local files with DuckDB in this process.

    With `limits.sample` an answer is about at most so many rows: its state of the data and its engine say so. Questions
    that a sample cannot answer are `NotRun("sampled")`.

    `statements` counts the statements that read data since the engine was made: 0 where every answer came from a cache.
    `is_short` says that memory ran out for one of them, whatever came of it.
    """

    def __init__(
        self,
        sources: Mapping[DataId, Source | NotRun],
        limits: Limits | None = None,
        memo: Memo | None = None,
        spent: MutableMapping[DataId, float] | None = None,
    ) -> None:
        """Keep the sources; nothing is opened before the first question. `memo` is that of `sources.fingerprint`.

        `spent` are the seconds that each data set has taken so far; what is taken here is added.
        """
        self.statements, self.is_short = 0, False
        self._spent: MutableMapping[DataId, float] = {} if spent is None else spent
        self._samples = Samples()
        self._sources = sources
        self._limits = limits
        self._sample = None if limits is None else limits.sample
        self._memo: Memo = {} if memo is None else memo

    def answer(self, asks: Sequence[Question], seconds: float) -> Iterator[Answer[AnswerValue]]:
        """Yield one answer to each different question; `seconds` are for each data set, over all calls.

        When those of a data set are over, the rest of its questions is `NotRun("timeout")`. An answer whose files
        changed while it was computed is `NotRun("error")`.
        """
        name = engine_name() + ("" if self._sample is None else f", at most {self._sample} rows")
        digests: dict[Question, Digest] = {}
        before: dict[DataId, tuple[FileState, ...]] = {}
        for ask in dict.fromkeys(asks):
            found = self._state(ask, before)
            if isinstance(found, NotRun):
                yield Answer(ask, _UNKNOWN, found, name)
            else:
                digests[ask] = found if self._sample is None else sampled_state(found, self._sample)
        if not digests:
            return
        for ask, value in self._values(list(digests), before, seconds):
            yield Answer(ask, digests[ask], self._current(ask, value, before), name)

    def _state(self, ask: Question, before: dict[DataId, tuple[FileState, ...]]) -> Digest | NotRun:
        for data in data_of(ask):
            source = self._sources.get(data)
            if isinstance(source, Source) and data not in before:
                try:
                    before[data] = states(source)
                except OSError:
                    return changed(source)
        return data_state(ask, self._sources, self._memo)

    def _current(
        self, ask: Question, value: AnswerValue | NotRun, before: Mapping[DataId, tuple[FileState, ...]]
    ) -> AnswerValue | NotRun:
        for data in data_of(ask):
            source = self._sources[data]
            if isinstance(source, Source) and not is_unchanged(source, before[data]):
                return changed(source)
        return value

    def _values(
        self, asks: Sequence[Question], known: Iterable[DataId], seconds: float
    ) -> Iterator[tuple[Question, AnswerValue | NotRun]]:
        from trueup.adapters.duckdb_explain import explained
        from trueup.adapters.duckdb_session import Limits, Session

        used = {data for ask in asks for data in data_of(ask)}.intersection(known)
        sources = {data: source for data in used if isinstance(source := self._sources[data], Source)}
        zones = {ask.of.zone for ask in asks if isinstance(ask, KpiSum | KpiQuantile)} - {None}
        named = sorted(zone for zone in zones if zone is not None)
        session = Session(sources, named, self._limits or Limits(), self._spent, self._samples)
        counted = 0
        try:
            session.within(seconds)
            for ask, value in _batches(session, asks):
                said = value
                if isinstance(value, NotRun):
                    said = explained(session, sources.get(data_of(ask)[0]), ask, value)
                self.statements += session.statements - counted
                counted = session.statements
                self.is_short = self.is_short or session.is_short
                yield ask, said
        finally:
            self.statements += session.statements - counted
            session.close()


def _batches(session: Session, asks: Sequence[Question]) -> Iterator[tuple[Question, AnswerValue | NotRun]]:
    """Answer in the cheapest order: shapes and facts of tables first, then KPIs, those over the same units together."""
    from trueup.adapters.duckdb_kpi_sql import kpi_days
    from trueup.adapters.duckdb_plan import CHECKED, checked
    from trueup.adapters.duckdb_profile import profiled
    from trueup.adapters.duckdb_sample import needs_all_rows

    groups: dict[Unitised, list[KpiSum]] = {}
    checks: list[Checked] = []
    profiles: dict[DataId, list[ProfileQuestion]] = {}
    for ask in asks:
        session.on(data_of(ask)[0])
        if (why := needs_all_rows(session, ask)) is not None:
            yield ask, why
        elif isinstance(ask, KpiSum):
            groups.setdefault(ask.of, []).append(ask)
        elif isinstance(ask, ProfileQuestion):
            profiles.setdefault(ask.data, []).append(ask)
        elif isinstance(ask, CHECKED):
            checks.append(ask)
        else:
            yield ask, _alone(session, ask)
    yield from checked(session, checks)
    for data, described in profiles.items():
        session.on(data)
        yield from profiled(session, described)
    for of, kpis in groups.items():
        session.on(of.data)
        yield from kpi_days(session, kpis)


def _alone(session: Session, ask: ShapeOf | ColumnsOf | KpiQuantile | SourceOf | FitQuestion) -> AnswerValue | NotRun:
    """Return the answer to a question that shares no statement with others."""
    from trueup.adapters.duckdb_column_sql import columns_of
    from trueup.adapters.duckdb_fit import fit_answer
    from trueup.adapters.duckdb_quantile_sql import kpi_quantile
    from trueup.adapters.duckdb_source import source_of
    from trueup.adapters.duckdb_table_sql import shape_of

    if isinstance(ask, ShapeOf):
        return shape_of(session, ask)
    if isinstance(ask, ColumnsOf):
        return columns_of(session, ask)
    if isinstance(ask, KpiQuantile):
        return kpi_quantile(session, ask)
    if isinstance(ask, SourceOf):
        return source_of(session, ask)
    if isinstance(ask, FitQuestion):
        return fit_answer(session, ask)
    assert_never(ask)
