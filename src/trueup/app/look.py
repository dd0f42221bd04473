"""Look at the data of one document: what the KPIs are, what came of the checks, and what is kept of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from trueup.adapters.answers import Cache
from trueup.adapters.check_history import CheckHistory
from trueup.adapters.sources import Memo
from trueup.app.define import define
from trueup.app.engine import engine_for
from trueup.app.fitness_seen import not_looked_at
from trueup.app.gather import Asker
from trueup.app.measure import measure
from trueup.app.readiness import ready, wanted
from trueup.app.settings import Settings, Trace
from trueup.app.works import More, Wanted, Works
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.core.base.record import dataclass
from trueup.core.model.ask.engine import Question
from trueup.core.model.document import Document
from trueup.core.model.evidence import Evidence
from trueup.core.model.results.checks import CheckResult


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen: the evidence with readiness in it, what was to be known, and what it was asked with."""

    evidence: Evidence
    wants: Wanted
    works: Works

    @property
    def asker(self) -> Asker:
        """Return who asked the data."""
        return self.works.asker


def look(
    document: Document,
    folder: Path,
    as_of: date,
    settings: Settings,
    trace: Trace,
    *,
    deep: bool = False,
    only: Collection[str] = (),
) -> Look:
    """Return what the data of a document says; raises `DocumentFaults` where its SQL is at fault.

    With `deep` the data is asked whether it is fit to learn from; otherwise what was seen of that is recalled. `only`
    names the data sets that are checked (none: all).
    """
    cache = Cache(settings.cache) if settings.cache else None
    memo: Memo = cache.memo if cache else {}
    definitions = define(document, None if settings.untrusted else cache)
    if definitions.faults:
        raise DocumentFaults(definitions.faults)
    engine = engine_for(untrusted=settings.untrusted, memo=memo, threads=settings.threads, sample=settings.rows)
    confined, rows = settings.untrusted, settings.rows
    asker = Asker(
        document.initiative, folder, engine, cache, settings.seconds, confined=confined, memo=memo, sample=rows
    )
    history = CheckHistory(folder, confined=confined)
    works = Works(document, folder, definitions.guarded, asker, history, as_of, settings.progress, confined)
    found = gather(works, (fitness_of(works, label_errors=settings.label_errors, deep=deep),), only)
    if cache:
        cache.save_memo()
        if cache.failed:
            trace.remarks.append(f"Answers were not cached: {cache.failed}")
    if settings.keep_evidence and rows is None:
        _keep(found[1], asker, trace)
        _remember(found[0], as_of, trace, whole=deep)
    trace.add(asker.gathered)
    return found[0]


def fitness_of(works: Works, *, label_errors: bool = False, deep: bool = False) -> More:
    """Return the subject of fitness: asked, recalled where it was seen, or said not to have been looked at."""
    if not deep and not any(works.asker.evidence.folder.glob("fit.*.json")):
        return not_looked_at
    from trueup.app.fitness_held import of_fitness, of_seen_fitness

    return partial(of_fitness, label_errors=label_errors) if deep else of_seen_fitness


def gather(
    works: Works, more: Sequence[More], only: Collection[str] = ()
) -> tuple[Look, Mapping[str, tuple[Question, ...]]]:
    """Return what was seen, and the questions behind each subject."""
    wants = wanted(works.document, works.guarded)
    if only:
        wants = replace(wants, checks={data: checks for data, checks in wants.checks.items() if data in only})
    initiative = works.document.initiative
    measured = measure(initiative, works.guarded, works.asker, works.as_of, works.progress)
    readiness, asked = ready(works, wants, measured.evidence, more)
    evidence = replace(measured.evidence, readiness=readiness)
    subjects = dict(measured.questions)
    for subject, asks in asked.items():
        subjects[subject] = tuple(dict.fromkeys((*subjects.get(subject, ()), *asks)))
    return Look(evidence, wants, works), subjects


def _keep(questions: Mapping[str, tuple[Question, ...]], asker: Asker, trace: Trace) -> None:
    """Write what was seen beside the document; where that is not allowed, say so and go on."""
    for subject, asks in questions.items():
        if asker.gathered.earlier.issuperset(asks):
            continue
        try:
            asker.evidence.write(subject, asker.gathered.known(asks))
        except TrueupError as error:
            trace.remarks.append(f"Evidence was not kept: {error.problem}")
            return


def _remember(found: Look, as_of: date, trace: Trace, *, whole: bool) -> None:
    """Keep what came of the checks of the data that is here; where that is not allowed, say so and go on."""
    absent = found.asker.gathered.absent
    here: dict[str, tuple[CheckResult, ...]] = {
        str(data): each.checks for data, each in found.evidence.readiness.items() if data not in absent
    }
    try:
        found.works.history.add(here, as_of, whole=whole)
    except TrueupError as error:
        trace.remarks.append(f"The history of checks was not kept: {error.problem}")
