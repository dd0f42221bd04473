"""The whole answer about one initiative, as one value that every page and format is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import TYPE_CHECKING, Final

from trueup.core.base.digest import Digest, digest_of
from trueup.core.base.finding import PHASES, Finding, Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.actions import Action
from trueup.core.gates.options import OptionStanding
from trueup.core.gates.stages import StageState
from trueup.core.gates.state import GateState
from trueup.core.model.document import Document
from trueup.core.model.evidence import Evidence
from trueup.core.model.links import Links
from trueup.core.rules.plan.stays_a_pilot import stays_a_pilot
from trueup.core.rules.run import Skipped

if TYPE_CHECKING:
    from trueup.core.gates.collaboration import Collaboration
    from trueup.core.gates.standing import Standing
    from trueup.core.model.ledger import Entry

STUCK: Final = stays_a_pilot.code
"""The rule that finds a pilot that is over and still a pilot."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What was read, computed, found and concluded; nothing in it depends on the clock or the machine.

    `agreed` is what was signed and decided, `together` how the sides work together by that; None where no ledger was
    begun. `stages` are what comes after the pilot, none where there is neither a pilot nor anything run.
    """

    document: Document
    links: Links
    evidence: Evidence
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    ran: tuple[str, ...]
    gates: tuple[GateState, ...]
    options: tuple[OptionStanding, ...]
    actions: tuple[Action, ...]
    phase: Phase
    as_of: date
    version: str
    fingerprints: Mapping[str, Digest] = field(default_factory=dict)
    agreed: Standing | None = None
    together: Collaboration | None = None
    stages: tuple[StageState, ...] = ()

    @property
    def digest(self) -> Digest:
        """What identifies the text that was assessed, whatever its comments and layout."""
        around = self.document.around
        return digest_of("document", 1, [self.document.own.tree, around.tree if around else None])

    @property
    def killed(self) -> Entry | None:
        """The kill that holds, None where there is none or a go took the initiative up again."""
        return self.agreed.killed if self.agreed else None

    @property
    def gate(self) -> GateState:
        """The gate of the current phase."""
        return self.gates[PHASES.index(self.phase)]

    def due(self) -> tuple[Finding, ...]:
        """Return the findings of the current and earlier phases that no waiver covers; none of one that was killed."""
        if self.killed is not None:
            return ()
        last = PHASES.index(self.phase)
        return tuple(f for f in self.findings if f.waived is None and PHASES.index(f.phase) <= last)

    def waived(self) -> tuple[Finding, ...]:
        """Return the findings that a waiver covers, whatever their phase."""
        return tuple(f for f in self.findings if f.waived is not None)

    def later(self) -> Mapping[Phase, int]:
        """Return how many findings wait in each later phase; none of an initiative that was killed."""
        if self.killed is not None:
            return {}
        last = PHASES.index(self.phase)
        waiting = [f for f in self.findings if f.waived is None]
        counts = {phase: sum(f.phase == phase for f in waiting) for phase in PHASES[last + 1 :]}
        return {phase: count for phase, count in counts.items() if count}

    @property
    def stuck(self) -> Finding | None:
        """The finding that a pilot is over and still a pilot, None where there is none that counts today."""
        return next((f for f in self.due() if f.code == STUCK), None)

    def kept(self) -> tuple[Finding, ...]:
        """Return the findings of an initiative that was killed: listed still, and nothing is due because of them."""
        return tuple(f for f in self.findings if f.waived is None) if self.killed is not None else ()

    @property
    def blocks(self) -> bool:
        """Whether something that is due blocks and no waiver covers it."""
        return any(f.severity == "blocks" for f in self.due())
