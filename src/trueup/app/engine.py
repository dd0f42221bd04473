"""Which engine answers: DuckDB in this process, or in a child process with limits for SQL nobody here vouches for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from trueup.adapters.sources import Memo, Source, data_of
from trueup.app.gather import CountingEngine, EngineOf
from trueup.core.model.ask.checks import Breaks, FailingRows, SqlFigure, Tally
from trueup.core.model.ask.engine import Answer, AnswerValue, Question
from trueup.core.model.ask.identity import DataId

if TYPE_CHECKING:
    from trueup.adapters.duckdb_child import DuckDbChild

_LEAST_SECONDS: Final = 1.0
"""What a data set gets in the child at least, should its questions in this process have taken all its time."""


def engine_for(
    *, untrusted: bool, memo: Memo, threads: int | None = None, memory_mb: int | None = None, sample: int | None = None
) -> EngineOf:
    """Return what makes an engine over sources; the engine itself is loaded when the first question needs it.

    `memo` knows the files that were hashed already. `threads` and `memory_mb` bound what is used in this process (None:
    all cores, a share of the machine's memory), `sample` reads at most so many rows of each data set, at random.
    Questions that carry SQL of a contract always go to the child process; with `untrusted` all do. The seconds that an
    engine is given are for each data set, over all that it is asked.
    """

    def in_process(sources: Mapping[DataId, Source]) -> CountingEngine:
        from trueup.adapters.duckdb_engine import DuckDbEngine
        from trueup.adapters.duckdb_session import Limits

        limits = Limits(threads=threads, sample=sample)
        if memory_mb is not None:
            limits = Limits(threads=threads, memory_mb=memory_mb, sample=sample)
        spent: dict[DataId, float] = {}
        return _Divided(DuckDbEngine(sources, limits, memo, spent), _Child(sources, memo, sample, spent), spent)

    def in_child(sources: Mapping[DataId, Source]) -> CountingEngine:
        return _Child(sources, memo, sample, {})

    return in_child if untrusted else in_process


def carries_contract_sql(ask: Question) -> bool:
    """Return whether a question holds an expression that a data contract wrote."""
    about = ask.of if isinstance(ask, FailingRows) else ask
    return isinstance(about, SqlFigure) or (isinstance(about, Tally) and isinstance(about.test, Breaks))


class _Divided:
    """Answers in this process what we wrote ourselves, and in a child what a contract wrote."""

    def __init__(self, here: CountingEngine, child: CountingEngine, spent: MutableMapping[DataId, float]) -> None:
        """Keep both, and the seconds they have spent on each data set; nothing is read before the first question."""
        self._here, self._child, self._spent = here, child, spent

    @property
    def statements(self) -> int:
        """How many statements have read data so far, questions of the child counted as one each."""
        return self._here.statements + self._child.statements

    def answer(self, asks: Sequence[Question], seconds: float) -> Iterator[Answer[AnswerValue]]:
        """Yield the answers of this process, then those of the child in the time that each data set has left."""
        foreign = [ask for ask in asks if carries_contract_sql(ask)]
        yield from self._here.answer([ask for ask in asks if not carries_contract_sql(ask)], seconds)
        if foreign:
            given = max(seconds, _LEAST_SECONDS)
            for data in {data_of(ask)[0] for ask in foreign}:
                self._spent[data] = min(self._spent.get(data, 0.0), given - _LEAST_SECONDS)
            yield from self._child.answer(foreign, given)


class _Child:
    """The engine in a child process; it is asked once a question, so its questions stand for its statements."""

    def __init__(
        self,
        sources: Mapping[DataId, Source],
        memo: Memo,
        sample: int | None,
        spent: MutableMapping[DataId, float],
    ) -> None:
        """Make the engine; the child starts with the first questions, and ends with this value."""
        self.statements = 0
        self._engine: DuckDbChild | None = None
        self._sources, self._memo, self._sample, self._spent = sources, memo, sample, spent

    def answer(self, asks: Sequence[Question], seconds: float) -> Iterator[Answer[AnswerValue]]:
        """Yield the child's answers."""
        from trueup.adapters.duckdb_child import DuckDbChild, Fence

        self.statements += len(asks)
        if self._engine is None:
            fence = replace(Fence(), sample=self._sample)
            self._engine = DuckDbChild(self._sources, fence, self._memo, self._spent)
        yield from self._engine.answer(asks, seconds)
