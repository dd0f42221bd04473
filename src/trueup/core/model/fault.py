"""A fault of the document itself: it has to be mended before anything can be judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from trueup.core.base.finding import Finding, Place

NAMES: Final = {
    "DOC020": "unknown-key",
    "DOC021": "missing-key",
    "DOC022": "wrong-value",
    "DOC023": "unknown-choice",
    "DOC024": "unknown-id",
    "DOC025": "definition-contradicts-itself",
    "DOC026": "ambiguous-id",
    "DOC027": "formula-not-readable",
    "DOC028": "sql-not-allowed",
    "DOC029": "currency-missing",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a path of the document, and what to write instead."""

    code: str
    path: str
    problem: str
    fix: str

    def finding(self, place: Place) -> Finding:
        """Return the fault as a finding that blocks everything."""
        return Finding(self.code, NAMES[self.code], place.path, place, "blocks", "discovery", self.problem, self.fix)
