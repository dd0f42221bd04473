"""Assess everything at a path: one initiative or all of a portfolio; one that cannot be read never stops the rest."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from trueup.app.assess import Around, Settings, Trace, assess_document
from trueup.app.claims import Neighbours
from trueup.app.define import all_faults
from trueup.app.judge import disputed_within, over_portfolio
from trueup.app.load import Shelf, load
from trueup.core.base.errors import DocumentFaults
from trueup.core.base.finding import Finding, Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.core.rules.run import RuleRun


@dataclass(frozen=True, slots=True)
class Assessed:
    """The assessments of all initiatives that could be read, how each came about, and the faults of the others.

    `over` is what the rules over the portfolio found; it is None where only one initiative was assessed.
    """

    assessments: tuple[Assessment, ...]
    traces: tuple[Trace, ...]
    faults: tuple[Finding, ...]
    over: RuleRun | None = None


def assess_all(path: Path, *, as_of: date, phase: Phase | None, settings: Settings) -> Assessed:
    """Return the assessment of every initiative at a path; raises `TrueupError` where there is none at all."""
    target, found = load(path, settings.bounds)
    neighbours = Neighbours(target, found, as_of, Shelf(settings.bounds), settings.cache)
    elsewhere = disputed_within(target, neighbours.open_here(), as_of)
    assessments: list[Assessment] = []
    traces: list[Trace] = []
    faults: list[Finding] = list(all_faults(found))
    for number, one in enumerate(found, 1):
        if one.document is None:
            continue
        if len(found) > 1:
            settings.progress(f"initiative {number} of {len(found)}: {one.name}")
        claims = neighbours.shares(one.document, one.folder)
        trace, around = Trace(), Around(claims, elsewhere.get(one.document.own.file, ()))
        try:
            assessments.append(
                assess_document(
                    one.document, one.folder, as_of=as_of, phase=phase, settings=settings, trace=trace, around=around
                )
            )
        except DocumentFaults as wrong:
            faults.extend(wrong.findings)
            continue
        traces.append(trace)
    read = {each.document.own.file for each in assessments}
    lost = [file for file in target.initiatives if target.shown(file) not in read]
    over = over_portfolio(target, assessments, lost, neighbours.unjudged(read))
    return Assessed(tuple(assessments), tuple(traces), tuple(faults), over)
