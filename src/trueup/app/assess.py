"""The main job: read an initiative, measure it on its data, judge it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from trueup.adapters.ballots import read_handed
from trueup.app.claims import shares_of
from trueup.app.define import one_document
from trueup.app.judge import Beside, judge
from trueup.app.look import look
from trueup.app.recall import recall
from trueup.app.settings import Settings, Trace
from trueup.core.base.finding import Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.disagreement import Disagreement
from trueup.core.model.document import Document

__all__ = ["Settings", "Trace", "assess", "assess_document"]


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of an initiative from those that are assessed with it.

    `claims` are its shares of benefit that others claim too, read from the portfolio around where it is None;
    `elsewhere` is what it has not settled with the others.
    """

    claims: Mapping[str, float] | None = None
    elsewhere: tuple[Disagreement, ...] = ()


NOBODY_AROUND: Final = Around()


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
    around: Around = NOBODY_AROUND,
) -> Assessment:
    """Return the assessment of a document whose data lies relative to a folder; raises `DocumentFaults`.

    `around` is what is known from the initiatives that are assessed with it.
    """
    chosen, told = settings or Settings(), trace or Trace()
    found = look(document, folder, as_of, chosen, told)
    shares = shares_of(document, folder, chosen.bounds, as_of) if around.claims is None else around.claims
    beside = Beside(shares, recall(folder, document.own.file), read_handed(folder), around.elsewhere)
    return judge(document, found.evidence, as_of, phase, fingerprints=found.asker.fingerprints(), beside=beside)
