"""Gather evidence: ask the data what the initiative needs to know, and keep every answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from trueup.adapters.answers import METHOD, Cache, EvidenceFolder, question_digest
from trueup.adapters.row_sample import sampled_state
from trueup.adapters.sources import (
    FileState,
    Memo,
    Source,
    changed,
    data_of,
    data_state,
    find_source,
    is_unchanged,
    states,
)
from trueup.core.base.digest import Digest
from trueup.core.model.ask.engine import Answer, AnswerValue, Engine, Question
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.ask.table import Shape, ShapeOf
from trueup.core.model.initiative import Initiative
from trueup.core.model.results.checks import Drawn

Progress = Callable[[str], None]


class CountingEngine(Engine, Protocol):
    """An engine that counts the statements it ran."""

    @property
    def statements(self) -> int:
        """How many statements have read data so far."""
        ...


EngineOf = Callable[[Mapping[DataId, Source]], CountingEngine]


@dataclass(slots=True)
class Gathered:
    """Answers so far, the data each stands on, and how they came: cached, seen earlier, by statements."""

    answers: dict[Question, AnswerValue | NotRun] = field(default_factory=dict)
    data: dict[Question, Digest] = field(default_factory=dict)
    earlier: set[Question] = field(default_factory=set)
    absent: set[DataId] = field(default_factory=set)
    cached: int = 0
    statements: int = 0

    def known(self, questions: Iterable[Question]) -> list[tuple[Question, Digest, AnswerValue]]:
        """Return (question, data, answer) for the questions that were answered."""
        return [
            (q, self.data[q], value) for q in questions if not isinstance(value := self.answers.get(q, _NONE), NotRun)
        ]


_NONE = NotRun("not_due", "not asked")
_INTERRUPTED = "Query interrupted"
"""What DuckDB's binding makes of a ctrl-C that comes while a statement runs."""


class Asker:
    """Answers questions about one initiative: from the cache, else by the engine, else from its evidence files."""

    def __init__(  # noqa: PLR0913 - what it is told apart by, each by name
        self,
        initiative: Initiative,
        folder: Path,
        engine_of: EngineOf,
        cache: Cache | None,
        seconds: float,
        *,
        confined: bool = False,
        memo: Memo | None = None,
        sample: int | None = None,
    ) -> None:
        """Find the sources of all data sets; nothing is read yet. `memo` knows the files that were hashed already.

        `seconds` are for each data set. `sample` says that the engine reads at most so many rows of each (None: all).
        """
        self.cache, self.seconds, self.sample = cache, seconds, sample
        self._engine_of = engine_of
        self._engine: CountingEngine | None = None
        self.evidence = EvidenceFolder(folder, confined=confined)
        self.memo: Memo = memo if memo is not None else cache.memo if cache else {}
        self.sources: dict[DataId, Source | NotRun] = {
            DataId(name): find_source(DataId(name), table.source, folder, confined=confined)
            for name, table in initiative.data.items()
            if table.source is not None
        }
        self.gathered = Gathered()

    def ask(self, questions: Sequence[Question], progress: Progress) -> None:
        """Answer all questions, each from the cheapest place that has it."""
        waiting: list[Question] = []
        for question in dict.fromkeys((*self._shapes(questions), *questions)):
            if question in self.gathered.answers:
                continue
            state = data_state(question, self.sources, self.memo)
            if isinstance(state, NotRun):
                self._from_evidence(question, state)
                continue
            if self.sample is not None:
                state = sampled_state(state, self.sample)
            self.gathered.data[question] = state
            kept = self.cache.get(question, state) if self.cache else None
            if kept is not None:
                self.gathered.answers[question] = kept
                self.gathered.cached += 1
            else:
                waiting.append(question)
        if waiting:
            self._run(waiting, progress)

    def _shapes(self, questions: Iterable[Question]) -> list[Question]:
        """Return what tells how many rows each data set has, where only some of them are read."""
        if self.sample is None:
            return []
        return [ShapeOf(data) for data in dict.fromkeys(data for each in questions for data in data_of(each))]

    def drawn(self) -> dict[DataId, Drawn | NotRun]:
        """Return of which data sets only a sample was read, of how many rows; NotRun where that is not known.

        What was seen earlier and is in evidence/ was always of all rows.
        """
        found: dict[DataId, Drawn | NotRun] = {}
        for question, answer in self.gathered.answers.items():
            if self.sample is None or not isinstance(question, ShapeOf) or question.data in self.gathered.absent:
                continue
            if isinstance(answer, NotRun):
                found[question.data] = answer
            elif isinstance(answer, Shape) and answer.rows > self.sample:
                found[question.data] = Drawn(self.sample, answer.rows)
        return found

    def fingerprints(self) -> dict[str, Digest]:
        """Return the digest of each data set that was read."""
        return {str(question.data): data for question, data in self.gathered.data.items() if hasattr(question, "data")}

    def _run(self, waiting: Sequence[Question], progress: Progress) -> None:
        """Ask the engine; whatever it trips over while somebody writes the data is no fault of its own."""
        sources = {name: source for name, source in self.sources.items() if isinstance(source, Source)}
        before = {name: _states(source) for name, source in sources.items()}
        engine = self._engine = self._engine or self._engine_of(sources)
        counted = engine.statements
        progress(f"reading the data: {len(waiting)} questions")
        try:
            for done, answer in enumerate(engine.answer(waiting, self.seconds), 1):
                self._keep(answer)
                progress(f"reading the data: {done} of {len(waiting)} questions answered")
        except Exception as stopped:
            if isinstance(stopped, RuntimeError) and str(stopped) == _INTERRUPTED:
                raise KeyboardInterrupt from stopped
            torn = [source for name, source in sources.items() if not is_unchanged(source, before[name])]
            if not torn:
                raise
            for question in waiting:
                self.gathered.answers.setdefault(question, changed(torn[0]))
        for question in waiting:
            self.gathered.answers.setdefault(question, NotRun("error", "the engine gave no answer"))
        self.gathered.statements += engine.statements - counted

    def _keep(self, answer: Answer[AnswerValue]) -> None:
        """Take an answer about the state of the data at the scan, should a file have changed just before it."""
        self.gathered.answers[answer.question] = answer.value
        if isinstance(answer.value, NotRun):
            return
        self.gathered.data[answer.question] = answer.data
        if self.cache:
            self.cache.put(answer.question, answer.data, answer.value)

    def _from_evidence(self, question: Question, why: NotRun) -> None:
        seen = self.evidence.seen(question) if why.reason == "no_data" else None
        if seen is None:
            self.gathered.answers[question] = why
            return
        self.gathered.data[question], self.gathered.answers[question] = seen
        self.gathered.earlier.add(question)
        self.gathered.absent.update(name for name in data_of(question) if not isinstance(self.sources[name], Source))


def _states(source: Source) -> tuple[FileState, ...]:
    try:
        return states(source)
    except OSError:
        return ()


def digest_and_method(question: Question) -> tuple[Digest, str]:
    """Return what a stamp names: the question's digest and the method's version."""
    return question_digest(question), METHOD
