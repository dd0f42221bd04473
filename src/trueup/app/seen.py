"""An assessment from what was seen earlier: no data is read, figures come from the cache and from `evidence/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from trueup.adapters.answers import Cache, EvidenceFolder
from trueup.adapters.sources import Memo, Source, data_state
from trueup.app.claims import shares_of
from trueup.app.define import define
from trueup.app.gather import Asker, CountingEngine, Progress
from trueup.app.judge import Beside, Member, case_of, judge
from trueup.app.measure import measure
from trueup.app.recall import Kept, keep
from trueup.app.settings import Settings
from trueup.core.base.digest import Digest
from trueup.core.base.errors import DocumentFaults
from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.core.model.ask.engine import Answer, AnswerValue, Question
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.document import Document
from trueup.core.model.evidence import NOT_ASKED, Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a document's data, and what lies beside it: enough to judge it."""

    document: Document
    evidence: Evidence
    beside: Beside
    as_of: date
    fingerprints: Mapping[str, Digest]

    def judged(self) -> Assessment:
        """Return the assessment of the document."""
        return judge(self.document, self.evidence, self.as_of, None, fingerprints=self.fingerprints, beside=self.beside)

    def member(self) -> Member:
        """Return what the rules over its portfolio look at; with a ledger it is judged first, for it may be killed."""
        if self.beside.memory is not None:
            return self.judged()
        return case_of(self.document, self.evidence, self.as_of, self.beside.claims)


def seen(  # noqa: PLR0913 - what it is told, each by name
    document: Document,
    folder: Path,
    *,
    as_of: date,
    settings: Settings,
    claims: Mapping[str, float] | None = None,
    cache: Cache | None = None,
    kept: Kept | None = None,
    checks: bool = False,
) -> Seen:
    """Return what was seen of a document's data; raises `DocumentFaults`.

    Each figure is taken only where it was seen on today's data. `claims` are its shares of benefit that others claim
    too; they are read from the portfolio around where not given. `cache` is one that was opened before by `opened`.
    `kept` is what lies beside the document, read from its folder where not given; that of an earlier version comes
    with its own evidence, which is taken as it was kept then, and what it says nothing of as it is seen today. With
    `checks` also what was seen of the checks of the data counts, and of whether it is fit to learn from.
    """
    cache = cache or opened(settings)
    definitions = define(document, cache)
    if definitions.faults:
        raise DocumentFaults(definitions.faults)
    kept = kept or keep(folder, document.own.file)
    committed, memo = EvidenceFolder(folder), cache.memo if cache else {}

    def engine_of(sources: Mapping[DataId, Source]) -> CountingEngine:
        return _Committed(committed, sources, memo)

    asker = _Then(document.initiative, folder, engine_of, cache, settings.seconds, confined=settings.untrusted)
    asker.then = EvidenceFolder(kept.folder) if kept.folder != folder else None
    if checks:
        from trueup.adapters.check_history import CheckHistory  # what judges data is loaded where that is asked for
        from trueup.app.look import fitness_of, gather
        from trueup.app.works import Works

        history, guarded = CheckHistory(folder, confined=settings.untrusted), definitions.guarded
        works = Works(document, folder, guarded, asker, history, as_of, settings.progress, settings.untrusted)
        evidence = gather(works, (fitness_of(works),))[0].evidence
    else:
        evidence = measure(document.initiative, definitions.guarded, asker, as_of, settings.progress).evidence
    if cache:
        cache.save_memo()
    shares = shares_of(document, folder, settings.bounds, as_of) if claims is None else claims
    return Seen(document, evidence, Beside(shares, kept.memory, kept.handed), as_of, asker.fingerprints())


def opened(settings: Settings) -> Cache | None:
    """Return the cache to read from, None where none is used: one for many documents is read once."""
    return _ReadOnly(settings.cache) if settings.cache else None


class _ReadOnly(Cache):
    """A cache that keeps no answers: what a colleague committed to `evidence/` is not kept as our own."""

    def put(self, question: Question, data: Digest, value: AnswerValue) -> None:
        """Keep nothing."""
        del question, data, value


class _Then(Asker):
    """An asker that looks first into what was committed as evidence with an earlier version, where it is told of it."""

    then: EvidenceFolder | None = None

    def ask(self, questions: Sequence[Question], progress: Progress) -> None:
        """Answer all questions, each as it was answered then, else from the cheapest place that has it."""
        for question in questions if self.then else ():
            found = self.then.seen(question) if self.then and question not in self.gathered.answers else None
            if found is not None:
                self.gathered.data[question], self.gathered.answers[question] = found
                self.gathered.earlier.add(question)
        super().ask(questions, progress)


class _Committed:
    """An engine that reads no rows: it answers what `evidence/` holds about exactly this state of the data."""

    statements = 0

    def __init__(self, seen: EvidenceFolder, sources: Mapping[DataId, Source], memo: Memo) -> None:
        """Answer from evidence files; `memo` knows the files that were hashed already."""
        self.seen, self.sources, self.memo = seen, sources, memo

    def answer(self, asks: Sequence[Question], seconds: float) -> Iterator[Answer[AnswerValue]]:
        """Yield what was seen of each question, else that it is not asked here."""
        del seconds
        for question in asks:
            state = data_state(question, self.sources, self.memo)
            found = self.seen.seen(question)
            value = found[1] if found is not None and found[0] == state else NOT_ASKED
            yield Answer(question, Digest("") if isinstance(state, NotRun) else state, value, "evidence")
