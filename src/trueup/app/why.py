"""Why an item is there: the way from it to the strategic objective, or where the way breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from trueup.adapters.answers import Cache, EvidenceFolder
from trueup.adapters.sources import Memo, Source, data_state
from trueup.app.assess import Settings
from trueup.app.claims import shares_of
from trueup.app.define import define, one_document
from trueup.app.gather import Asker, CountingEngine
from trueup.app.judge import judge
from trueup.app.measure import measure
from trueup.core.base.digest import Digest
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.core.base.nearest import nearest
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.ways import Ways, known_items, ways
from trueup.core.model.ask import Answer, AnswerValue, DataId, NotRun, Question
from trueup.core.model.evidence import NOT_ASKED


def why(path: Path, item: str, *, as_of: date, settings: Settings | None = None) -> Ways:
    """Return the ways from an item of the initiative at a path; raises `TrueupError` for an item that is not there.

    No data is read: figures come from the cache and from `evidence/`, each only where it was seen on today's data.
    """
    assessment = _as_seen(path, as_of, settings or Settings())
    found = known_items(assessment, item)
    if len(found) == 1:
        return ways(assessment, found[0])
    if found:
        raise TrueupError.option(
            f"`{item}` is {len(found)} items: {', '.join(found[:5])}.", item, "Name one by its path."
        )
    names = {*known_items(assessment, None)}
    hint = nearest(item, {name.rpartition(".")[2] for name in names} | names)
    fix = f"Did you mean `{hint}`?" if hint else "Name an epic, story, task, KPI, goal or data set of the document."
    raise TrueupError.option(f"There is no `{item[:80]}` in this initiative.", item[:80], fix)


def _as_seen(path: Path, as_of: date, settings: Settings) -> Assessment:
    target, document = one_document(path, settings.bounds)
    folder = target.initiatives[0].parent
    cache = _ReadOnly(settings.cache) if settings.cache else None
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
    claims = shares_of(document, folder, settings.bounds)
    return judge(document, measured.evidence, as_of, None, fingerprints=asker.fingerprints(), claims=claims)


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
