"""What rules over signatures look at, and what several of them say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from trueup.core.base.finding import Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.agreements import KINDS_OF
from trueup.core.gates.signed import Lapse, SideStanding
from trueup.core.gates.standing import Standing
from trueup.core.model.document import Document
from trueup.core.model.ledger import AgreementKind
from trueup.core.rules.rule import Flag

if TYPE_CHECKING:
    from trueup.core.gates.collaboration import Collaboration

MOST_WORDS: Final = 4
"""Changes that a finding tells in full."""

_PLACES: Final[Mapping[AgreementKind, str]] = {
    "objective": "objective",
    "goal": "operational_goals",
    "consensus": "options",
    "blueprint": "epics",
    "delivery": "epics",
    "pilot": "pilot",
}
_PHASE_OF: Final[Mapping[AgreementKind, Phase]] = {kind: phase for phase, kinds in KINDS_OF.items() for kind in kinds}


@dataclass(frozen=True, slots=True)
class SignatureCase:
    """How an initiative stands to what was signed and, where `together` is there, how its sides work together."""

    document: Document
    standing: Standing | None
    together: Collaboration | None = None
    phase: Phase | None = None

    @property
    def sides(self) -> tuple[SideStanding, ...]:
        """How each side stands to each agreement."""
        return self.standing.sides if self.standing else ()


def flag_of(each: SideStanding, about: str, problem: str, fix: str, owner: str | None = None) -> Flag:
    """Return a fault of a side's agreement: it belongs to the phase at whose gate that is signed."""
    subject = f"signatures.{each.kind}.{about}"
    return Flag(subject, problem, fix, at=_PLACES[each.kind], owner=owner, phase=_PHASE_OF[each.kind])


def told(lapse: Lapse, most: int = MOST_WORDS) -> str:
    """Return the words that changed since somebody signed, the first `most` of them with how many more there are."""
    words = lapse.words
    rest = f"; and {len(words) - most} more" if len(words) > most else ""
    return "; ".join(words[:most]) + rest
