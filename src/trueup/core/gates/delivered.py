"""Value before code: what each phase delivered, when, agreed by whom; and the money that a decision released.

An agreed objective, a consensus, a blueprint, a roadmap with its team and budget are outputs in their own right, long
before software runs. They are shown as what they are, not as money: money is shown only where a recorded decision (a
kill, a smaller scope) released a budget that was committed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from trueup.core.base.digest import Digest
from trueup.core.base.finding import PHASES, Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.agreements import KINDS_OF
from trueup.core.model.ledger import AgreementKind, Entry

OUTPUTS: Final[Mapping[AgreementKind, str]] = MappingProxyType(
    {
        "objective": "agreed objective",
        "goal": "operational goal",
        "consensus": "technical-business consensus",
        "blueprint": "blueprint: MVP, epics, budget",
        "delivery": "roadmap, team and budget",
        "pilot": "pilot plan",
    }
)
"""What a phase leaves behind, in the words of the method."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One output of a phase: the text that was signed last, its signatures, and how many texts were signed before.

    `declined` are the nos to that text that their person did not replace by a signature, also of who had signed it.
    """

    phase: Phase
    kind: AgreementKind
    digest: Digest
    signatures: tuple[Entry, ...]
    earlier: int
    decision: Entry | None
    declined: tuple[Entry, ...] = ()

    @property
    def output(self) -> str:
        """What it is, in words."""
        return OUTPUTS[self.kind]


def delivered(entries: Iterable[Entry]) -> tuple[Delivered, ...]:
    """Return each phase's outputs in the order of the phases, with the last decision at the phase's gate.

    The entries come each after those it follows. Whether what was signed still stands, the document says, not this.
    """
    signed: dict[AgreementKind, dict[Digest, dict[str, Entry]]] = {}
    decided: dict[Phase, Entry] = {}
    nos: dict[Digest, dict[str, Entry]] = {}
    for entry in entries:
        draft = entry.draft
        if draft.kind == "decide" and draft.phase is not None:
            decided[draft.phase] = entry
        if draft.kind == "sign" and draft.agreement is not None:
            texts = signed.setdefault(draft.agreement.kind, {})
            by = texts.pop(draft.agreement.digest, {})
            texts[draft.agreement.digest] = by | {draft.who: entry}
            nos.get(draft.agreement.digest, {}).pop(draft.who, None)
        if draft.kind == "decline" and draft.agreement is not None:
            nos.setdefault(draft.agreement.digest, {})[draft.who] = entry
    found = []
    for phase in PHASES:
        for kind in KINDS_OF[phase]:
            if kind in signed:
                digest, by = list(signed[kind].items())[-1]
                signatures, declined = tuple(by.values()), tuple(nos.get(digest, {}).values())
                earlier = len(signed[kind]) - 1
                found.append(Delivered(phase, kind, digest, signatures, earlier, decided.get(phase), declined))
    return tuple(found)


def releases(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the decisions that released a committed budget."""
    return tuple(each for each in entries if each.draft.kind == "decide" and each.draft.released is not None)


def released(entries: Iterable[Entry]) -> Mapping[str, float]:
    """Return the money that decisions released, by currency; never added across currencies."""
    sums: dict[str, float] = {}
    for entry in releases(entries):
        if entry.draft.released is not None:
            value, currency = entry.draft.released
            sums[currency] = sums.get(currency, 0.0) + value
    return MappingProxyType(sums)
