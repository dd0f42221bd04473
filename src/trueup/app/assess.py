"""The main job: read an initiative, measure it on its data, judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from trueup.adapters.answers import Cache, default_folder
from trueup.adapters.ballots import read_handed
from trueup.adapters.sources import Memo
from trueup.adapters.yaml_document import Bounds
from trueup.app.claims import shares_of
from trueup.app.define import define, one_document
from trueup.app.engine import engine_for
from trueup.app.gather import Asker, Gathered, Progress
from trueup.app.judge import Beside, judge
from trueup.app.measure import Measured, measure
from trueup.app.recall import recall
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.core.base.finding import Phase
from trueup.core.gates.assessment import Assessment
from trueup.core.model.document import Document


def _silent(_: str) -> None:
    """Say nothing of the progress."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to assess: the cache (None: none), whether to keep evidence files, limits, and whom to tell of progress.

    `seconds` is the time for the data, `threads` how many cores read it (None: all).
    """

    cache: Path | None = field(default_factory=default_folder)
    keep_evidence: bool = True
    untrusted: bool = False
    seconds: float = 120.0
    threads: int | None = None
    bounds: Bounds = field(default_factory=Bounds)
    progress: Progress = _silent


@dataclass(slots=True)
class Trace:
    """How an assessment came about: statements that read data, answers from the cache or seen earlier, and remarks."""

    statements: int = 0
    cached: int = 0
    earlier: int = 0
    remarks: list[str] = field(default_factory=list)

    def add(self, gathered: Gathered) -> None:
        """Count what was gathered, and remark which data was not here."""
        self.statements += gathered.statements
        self.cached += gathered.cached
        self.earlier += len(gathered.earlier)
        if gathered.absent:
            names = ", ".join(f"`{name}`" for name in sorted(gathered.absent))
            self.remarks.append(
                f"The data is not here ({names}): its figures were seen earlier and are from evidence/."
            )


def assess(
    path: Path,
    *,
    as_of: date,
    phase: Phase | None = None,
    settings: Settings | None = None,
    trace: Trace | None = None,
) -> Assessment:
    """Return the assessment of the initiative at a path, measured on its data.

    Raises `DocumentFaults` with all faults of the document, `TrueupError` where there is none to read.
    """
    target, document = one_document(path, (settings or Settings()).bounds)
    return assess_document(
        document, target.initiatives[0].parent, as_of=as_of, phase=phase, settings=settings, trace=trace
    )


def assess_document(
    document: Document,
    folder: Path,
    *,
    as_of: date,
    phase: Phase | None = None,
    settings: Settings | None = None,
    trace: Trace | None = None,
    claims: Mapping[str, float] | None = None,
) -> Assessment:
    """Return the assessment of a document whose data lies relative to a folder; raises `DocumentFaults`.

    `claims` are its shares of benefit that others claim too; they are read from the portfolio around where not given.
    """
    chosen, told = settings or Settings(), trace or Trace()
    cache = Cache(chosen.cache) if chosen.cache else None
    memo: Memo = cache.memo if cache else {}
    definitions = define(document, None if chosen.untrusted else cache)
    if definitions.faults:
        raise DocumentFaults(definitions.faults)
    asker = Asker(
        document.initiative,
        folder,
        engine_for(untrusted=chosen.untrusted, memo=memo, threads=chosen.threads),
        cache,
        chosen.seconds,
        confined=chosen.untrusted,
        memo=memo,
    )
    measured = measure(document.initiative, definitions.guarded, asker, as_of, chosen.progress)
    if cache:
        cache.save_memo()
        if cache.failed:
            told.remarks.append(f"Answers were not cached: {cache.failed}")
    if chosen.keep_evidence:
        _keep(measured, asker, told)
    told.add(asker.gathered)
    shares = shares_of(document, folder, chosen.bounds) if claims is None else claims
    beside = Beside(shares, recall(folder), read_handed(folder))
    return judge(document, measured.evidence, as_of, phase, fingerprints=asker.fingerprints(), beside=beside)


def _keep(measured: Measured, asker: Asker, trace: Trace) -> None:
    """Write what was seen beside the document; where that is not allowed, say so and go on."""
    for subject, questions in measured.questions.items():
        if asker.gathered.earlier.issuperset(questions):
            continue
        try:
            asker.evidence.write(subject, asker.gathered.known(questions))
        except TrueupError as error:
            trace.remarks.append(f"Evidence was not kept: {error.problem}")
            return
