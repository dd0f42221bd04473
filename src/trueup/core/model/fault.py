"""A fault of the document itself: it has to be mended before anything can be judged."""

from __future__ import annotations

from collections.abc import Collection
from heapq import nlargest
from itertools import pairwise
from typing import Final

from trueup.core.base.finding import Finding, Place
from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass

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
    "DOC032": "epic-in-two-files",
    "DOC033": "other-version",
    "DOC034": "id-of-another-initiative",
    "DOC035": "ledger-unfinished",
}
COMPARED_AT_MOST: Final = 5_000
LIKELY: Final = 200
"""Of more known words than these, only the most similar are compared letter by letter."""


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
    """What was meant by unknown words: each is looked up once, and no more than `COMPARED_AT_MOST` pairs are compared.

    That bounds a document full of unknown ids to about a second; the faults beyond it name no nearest word.
    """

    def __init__(self) -> None:
        """Begin with nothing looked up."""
        self._found: dict[tuple[str, str], str | None] = {}
        self._left = COMPARED_AT_MOST

    def nearest(self, what: str, word: str, known: Collection[str]) -> str | None:
        """Return the known word closest to `word`, None where none is close; `what` says which words are known."""
        if (what, word) not in self._found:
            if self._left < min(len(known), LIKELY):
                return None
            self._left -= min(len(known), LIKELY)
            self._found[what, word] = nearest(word, _likely(word, known) if len(known) > LIKELY else known)
        return self._found[what, word]


def _likely(word: str, known: Collection[str]) -> list[str]:
    """Return the known words that share most pairs of neighbouring letters with a word."""
    wanted = set(pairwise(word.lower()))
    return nlargest(LIKELY, known, key=lambda each: (len(wanted.intersection(pairwise(each.lower()))), each))
