"""A fault of the document itself: it has to be mended before anything can be judged."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from trueup.core.base.finding import Finding, Place
from trueup.core.base.nearest import nearest

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
    "DOC030": "leads-back-to-itself",
    "DOC031": "file-not-readable",
}
SEARCHED_AT_MOST: Final = 200_000


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


class Suggestions:
    """What was meant by unknown words: each is looked up once, and at most `SEARCHED_AT_MOST` words are compared.

    That bounds a document full of unknown ids to about a second; the faults beyond it name no nearest word.
    """

    def __init__(self) -> None:
        """Begin with nothing looked up."""
        self._found: dict[tuple[str, str], str | None] = {}
        self._left = SEARCHED_AT_MOST

    def nearest(self, what: str, word: str, known: Collection[str]) -> str | None:
        """Return the known word closest to `word`, None where none is close; `what` says which words are known."""
        if (what, word) not in self._found:
            if self._left < len(known):
                return None
            self._left -= len(known)
            self._found[what, word] = nearest(word, known)
        return self._found[what, word]
