"""How long proposals took: from the first answer to a text to the first decision at its gate that came after it.

What is decided again is a proposal of its own, from the first answer to its new text on; a decision on a text that was
decided before begins and ends none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from trueup.core.base.finding import Phase
from trueup.core.base.record import dataclass
from trueup.core.model.ledger import Entry

ANSWERS = frozenset({"sign", "decline"})
"""What shows that somebody was asked: a signature or a no."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Texts that were decided on together: the day of the first answer to any of them, and that of the decision."""

    first: date
    decided: date

    @property
    def days(self) -> int:
        """Days from the first answer to the decision, none where a clock went backwards."""
        return max(0, (self.decided - self.first).days)


def proposals(acts: Sequence[Entry], phase: Phase) -> tuple[Proposal, ...]:
    """Return what was proposed and decided at the gate of a phase, in the order of the decisions."""
    decided: set[str] = set()
    waiting: dict[str, date] = {}
    found: list[Proposal] = []
    for entry in acts:
        draft = entry.draft
        if draft.phase != phase:
            continue
        if draft.kind in ANSWERS:
            text = draft.agreement.digest if draft.agreement else ""
            if text not in decided:
                waiting[text] = min(waiting.get(text, draft.at.date()), draft.at.date())
        elif draft.kind == "decide" and waiting:
            found.append(Proposal(min(waiting.values()), draft.at.date()))
            decided |= waiting.keys()
            waiting = {}
    return tuple(found)
