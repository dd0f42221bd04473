"""How an initiative stands to what people agreed and decided: computed from its ledger and what it says today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date

from trueup.core.base.digest import Digest
from trueup.core.base.finding import Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.agreements import KINDS, agreements, contents
from trueup.core.gates.answer import Signature
from trueup.core.gates.canonical import Content
from trueup.core.gates.decided import Decided, decisions
from trueup.core.gates.delivered import released
from trueup.core.gates.keys import keys_used
from trueup.core.gates.killed import kill_of
from trueup.core.gates.seen import comparable
from trueup.core.gates.signed import Ground, SideStanding, side_standing
from trueup.core.gates.signers import SIDES
from trueup.core.gates.verdicts import VerdictToday
from trueup.core.model.document import Document
from trueup.core.model.evidence import Evidence
from trueup.core.model.ledger import Agreement, AgreementKind, Entry
from trueup.core.model.signing import SignSide
from trueup.core.priority.handed import NOTHING_HANDED, Handed


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered beside a document: the ledger's entries in order, its heads, and the contents signed.

    `handed` is what stakeholders handed in; `broken` are the ids of entries whose seal does not hold; `torn` says that
    the ledger ends in a line that was never finished.
    """

    entries: tuple[Entry, ...] = ()
    heads: tuple[str, ...] = ()
    kept: Mapping[Digest, Content] = field(default_factory=dict)
    handed: Handed = NOTHING_HANDED
    broken: frozenset[str] = frozenset()
    torn: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Today's agreements, how each side stands to each, the decisions, the reviews, and the ledger's heads.

    `killed` is the kill that holds: the first since the last go. `released` is the money of all decisions, by currency.
    `registered` are the entries sealed with a key that is registered for their person; `torn` is the ledger's;
    `verdicts` are those that are known today.
    """

    agreements: Mapping[AgreementKind, Agreement]
    contents: Mapping[AgreementKind, Content]
    sides: tuple[SideStanding, ...]
    decisions: tuple[Decided, ...]
    reviews: tuple[Entry, ...]
    heads: tuple[str, ...]
    entries: int
    figures_known: bool
    killed: Entry | None = None
    released: Mapping[str, float] = field(default_factory=dict)
    registered: frozenset[str] = frozenset()
    torn: bool = False
    verdicts: tuple[VerdictToday, ...] = ()

    def of(self, kind: AgreementKind, side: SignSide) -> SideStanding | None:
        """Return how a side stands to an agreement, None where nobody of it signs it."""
        return next((each for each in self.sides if each.kind == kind and each.side == side), None)

    def answer(self, entry: Entry) -> Signature:
        """Return a signature or a no of the ledger with what is known of its key."""
        return Signature(entry, entry.id in self.registered)

    def decided(self, phase: Phase) -> Decided | None:
        """Return the last decision at a gate."""
        return next((each for each in self.decisions if each.phase == phase), None)


def standing(
    document: Document, evidence: Evidence, memory: Memory, as_of: date, verdicts: Sequence[VerdictToday] = ()
) -> Standing:
    """Return how an initiative stands on a day to what its ledger holds about it until then.

    `verdicts` are those that are known today; of what is not among them no signature lapses.
    """
    name = document.initiative.id
    mine = [e for e in memory.entries if e.draft.initiative == name and e.draft.at.date() <= as_of]
    found = contents(document, memory.handed)
    today = agreements(found)
    genuine = (e for e in memory.entries if e.draft.at.date() <= as_of and e.id not in memory.broken)
    keys = keys_used(document.initiative.people, genuine)
    registered = frozenset(name for name, used in keys.items() if used.whose == "registered")
    known = {each.verdict.name: each for each in verdicts}
    ground = Ground(document, today, found, memory.kept, as_of, memory.broken, keys, known)
    sides: list[SideStanding] = []
    for kind in KINDS:
        answers = [e for e in mine if e.draft.agreement is not None and e.draft.agreement.kind == kind]
        signatures = [Signature(e, e.id in registered) for e in answers if e.draft.kind in ("sign", "decline")]
        now = comparable(kind, document.initiative, evidence)
        sides += [each for side in SIDES if (each := side_standing(kind, side, signatures, now, ground))]
    return Standing(
        today,
        found,
        tuple(sides),
        decisions(mine, today, as_of),
        tuple(entry for entry in mine if entry.draft.kind == "review"),
        memory.heads,
        len(mine),
        bool(evidence.kpis),
        kill_of(mine),
        released(mine),
        registered,
        memory.torn,
        tuple(verdicts),
    )
