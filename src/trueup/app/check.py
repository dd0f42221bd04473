"""Judge documents without reading data: findings, and which of them are new since a git revision."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from trueup.adapters.answers import Cache, default_folder
from trueup.adapters.git import extract
from trueup.adapters.yaml_document import Bounds
from trueup.app.define import define
from trueup.app.judge import judge
from trueup.app.load import load
from trueup.core.base.errors import TrueupError
from trueup.core.base.finding import Finding, Phase
from trueup.core.gates.assessment import Assessment
from trueup.core.model.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in each initiative, and the faults of documents that could not be read.

    `known` counts findings left out because they were there at `since`.
    """

    assessments: tuple[Assessment, ...]
    faults: tuple[Finding, ...]
    known: int = 0
    since: str | None = None

    @property
    def blocks(self) -> bool:
        """Whether something that is due blocks in any initiative."""
        return any(each.blocks for each in self.assessments)


def check(
    path: Path, *, as_of: date, phase: Phase | None, bounds: Bounds | None = None, cache: Path | None = None
) -> Checked:
    """Return the findings of every initiative at a path; raises `TrueupError` where there is none at all."""
    _, found = load(path, bounds)
    kept = Cache(cache or default_folder())
    assessments: list[Assessment] = []
    faults: list[Finding] = []
    for one in found:
        if one.document is None:
            faults.extend(one.faults)
            continue
        wrong = define(one.document, kept).faults
        if wrong:
            faults.extend(wrong)
        else:
            assessments.append(judge(one.document, Evidence(), as_of, phase))
    return Checked(tuple(assessments), tuple(faults))


def only_new(now: Checked, path: Path, revision: str, *, as_of: date, phase: Phase | None) -> Checked:
    """Return what was found now but not at a git revision; a path that did not exist then had no findings.

    Findings are recognised by initiative, code and subject, so moving a line or rewording changes nothing. The faults of
    documents that cannot be read now stay, whatever was there before.
    """
    with tempfile.TemporaryDirectory() as folder:
        there = extract(path, revision, Path(folder))
        before: set[tuple[str, str, str]] = set()
        if there is not None:
            try:
                before = set(_keys(check(there, as_of=as_of, phase=phase).assessments))
            except TrueupError:
                before = set()
    kept = tuple(
        replace(each, findings=tuple(f for f in each.findings if (each.document.initiative.id, *f.key) not in before))
        for each in now.assessments
    )
    left_out = sum(len(each.findings) for each in now.assessments) - sum(len(each.findings) for each in kept)
    return Checked(kept, now.faults, left_out, revision)


def _keys(assessments: Iterable[Assessment]) -> Iterable[tuple[str, str, str]]:
    return ((each.document.initiative.id, *finding.key) for each in assessments for finding in each.findings)
