"""An assessment from what was seen earlier: no data is read, figures come from the cache and from `evidence/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from trueup.adapters.answers import Cache, EvidenceFolder
from trueup.adapters.ballots import read_handed
from trueup.adapters.sources import Memo, Source, data_state
from trueup.app.assess import Settings
from trueup.app.claims import shares_of
from trueup.app.define import define
from trueup.app.gather import Asker, CountingEngine
from trueup.app.judge import Beside, judge
from trueup.app.measure import measure
from trueup.app.recall import recall
from trueup.core.base.digest import Digest
from trueup.core.base.errors import DocumentFaults
from trueup.core.gates.assessment import Assessment
from trueup.core.model.ask.engine import Answer, AnswerValue, Question
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.document import Document
from trueup.core.model.evidence import NOT_ASKED


def as_seen(
    document: Document,
    folder: Path,
    *,
    as_of: date,
    settings: Settings,
    claims: Mapping[str, float] | None = None,
    cache: Cache | None = None,
) -> Assessment:
    """Return the assessment of a document by what was seen of its data; raises `DocumentFaults`.

    Each figure is taken only where it was seen on today's data. `claims` are its shares of benefit that others claim
    too; they are read from the portfolio around where not given. `cache` is one that was opened before by `opened`.
    """
    cache = cache or opened(settings)
    definitions = define(document, cache)
    if definitions.faults:
        raise DocumentFaults(definitions.faults)
    seen, memo = EvidenceFolder(folder), cache.memo if cache else {}

    def engine_of(sources: Mapping[DataId, Source]) -> CountingEngine:
        return _Seen(seen, sources, memo)

    asker = Asker(document.initiative, folder, engine_of, cache, settings.seconds, confined=settings.untrusted)
    measured = measure(document.initiative, definitions.guarded, asker, as_of, settings.progress)
    if cache:
        cache.save_memo()
    shares = shares_of(document, folder, settings.bounds) if claims is None else claims
    return judge(
        document,
        measured.evidence,
        as_of,
        None,
        fingerprints=asker.fingerprints(),
        beside=Beside(shares, recall(folder), read_handed(folder)),
    )


def opened(settings: Settings) -> Cache | None:
    """Return the cache to read from, None where none is used: one for many documents is read once."""
    return _ReadOnly(settings.cache) if settings.cache else None


class _ReadOnly(Cache):
    """A cache that keeps no answers: what a colleague committed to `evidence/` is not kept as our own."""

    def put(self, question: Question, data: Digest, value: AnswerValue) -> None:
        """Keep nothing."""
        del question, data, value


class _Seen:
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
