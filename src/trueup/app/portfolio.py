"""Assess everything at a path: one initiative or all of a portfolio; one that cannot be read never stops the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trueup.app.assess import Settings, Trace, assess_document
from trueup.app.load import load
from trueup.core.base.errors import DocumentFaults
from trueup.core.base.finding import Finding, Phase
from trueup.core.gates.assessment import Assessment


@dataclass(frozen=True, slots=True)
class Assessed:
    """The assessments of all initiatives that could be read, and the faults of the others."""

    assessments: tuple[Assessment, ...]
    faults: tuple[Finding, ...]


def assess_all(path: Path, *, as_of: date, phase: Phase | None, settings: Settings, trace: Trace) -> Assessed:
    """Return the assessment of every initiative at a path; raises `TrueupError` where there is none at all."""
    _, found = load(path, settings.bounds)
    assessments: list[Assessment] = []
    faults: list[Finding] = []
    for number, one in enumerate(found, 1):
        if one.document is None:
            faults.extend(one.faults)
            continue
        if len(found) > 1:
            settings.progress(f"initiative {number} of {len(found)}: {one.name}")
        try:
            assessments.append(
                assess_document(one.document, one.folder, as_of=as_of, phase=phase, settings=settings, trace=trace)
            )
        except DocumentFaults as wrong:
            faults.extend(wrong.findings)
    return Assessed(tuple(assessments), tuple(faults))
