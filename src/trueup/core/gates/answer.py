"""A person's answer to an agreement: a signature or a no, how well it is proven, and which of their others it meets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from trueup.core.base.record import dataclass
from trueup.core.gates.verdicts import contradict
from trueup.core.model.ledger import Entry, Proof, Recorded
from trueup.core.model.signing import Least

STRENGTH: Final[Mapping[Proof, int]] = {"claimed": 0, "recorded": 1, "sealed": 2, "session": 2}
"""How well an answer is proven; a seal is worth that only with a key that is registered for the person.

It replaces the person's other one to the same text only where that is no better.
"""
LEAST: Final[Mapping[Least, int]] = {"claimed": 0, "recorded": 1, "own": 2}
"""How well an answer has to be proven by what a portfolio asks for."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A person's answer in the ledger, a signature or a no: in which role, when, and how we know that they meant it.

    `registered` says that the key it is sealed with is registered for the person.
    """

    entry: Entry
    registered: bool = False

    @property
    def who(self) -> str:
        """The person."""
        return self.entry.draft.who

    @property
    def role(self) -> str:
        """The role they answered in."""
        return self.entry.draft.role

    @property
    def at(self) -> datetime:
        """When it was entered."""
        return self.entry.draft.at

    @property
    def declines(self) -> bool:
        """Whether it is a no."""
        return self.entry.draft.kind == "decline"

    @property
    def noun(self) -> str:
        """What it is: a signature or a no."""
        return "no" if self.declines else "signature"

    @property
    def strength(self) -> int:
        """How well it is proven, to be compared: claimed, recorded, own."""
        proof = self.entry.draft.proof
        return STRENGTH["claimed" if proof == "sealed" and not self.registered else proof]

    @property
    def own(self) -> bool:
        """Whether the person answered themselves, with a key that is registered for them or in their session."""
        return self.strength == STRENGTH["sealed"]

    @property
    def recorded(self) -> Recorded | None:
        """Who entered it from which mail or minutes, where somebody else did."""
        return self.entry.draft.recorded

    @property
    def proof(self) -> str:
        """How we know, in words: own key, own session, recorded by whom from what, or claimed."""
        if self.recorded is not None:
            return f"recorded by {self.recorded.by} from {self.recorded.source}"
        sealed = "own key" if self.registered else "key not registered, no proof"
        return {"sealed": sealed, "session": "own session"}.get(self.entry.draft.proof, "claimed, no proof")


def too_weak(answer: Signature, standing: Sequence[Signature]) -> str:
    """Return why an answer cannot replace those that count of the person to the same text: one is proven better."""
    for each in standing:
        if each.strength > answer.strength:
            return (
                f"it is {answer.proof} and would replace the {each.noun} of {each.at.date()}, which is proven better "
                f"({each.proof})"
            )
    return ""


def conflicts(recorded: Signature, by: str, other: Signature) -> bool:
    """Whether who recorded somebody's answer gave their own to the same text.

    Who recorded a signature and says no themselves has no interest in it: a no is never lost to this.
    """
    return other.who == by and same_text(other, recorded) and (recorded.declines or not other.declines)


def same_text(one: Signature, other: Signature) -> bool:
    """Whether two answers are to the same text, on verdicts that do not contradict each other."""
    mine, theirs = one.entry.draft, other.entry.draft
    return mine.agreement == theirs.agreement and not contradict(mine.verdicts, theirs.verdicts)
