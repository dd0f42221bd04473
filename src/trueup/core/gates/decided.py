"""What was decided at each gate, whether it still holds, and the phase that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from trueup.core.base.finding import PHASES, Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.signed import differing
from trueup.core.gates.signers import TITLES
from trueup.core.model.ledger import Agreement, AgreementKind, Condition, Entry


@dataclass(frozen=True, slots=True)
class Decided:
    """The last decision at a gate; `why_not` says why a go does not hold, `overdue` are conditions past their day."""

    phase: Phase
    entry: Entry
    why_not: str = ""
    overdue: tuple[Condition, ...] = ()

    @property
    def is_go(self) -> bool:
        """Whether it is a go that holds, whatever became of its conditions."""
        return self.entry.draft.choice == "go" and not self.why_not


def decisions(entries: Iterable[Entry], today: Mapping[AgreementKind, Agreement], as_of: date) -> tuple[Decided, ...]:
    """Return the last decision at each gate, by phase.

    A go is about the agreements as they were: it holds while none of them has changed. A condition past its day ends a
    go on a gate that is not open by then.
    """
    last = {entry.draft.phase: entry for entry in entries if entry.draft.kind == "decide"}
    found = []
    for phase in PHASES:
        entry = last.get(phase)
        if entry is None:
            continue
        changed = differing(entry.draft.agreement, today) if entry.draft.choice == "go" else ()
        names = " and ".join(TITLES[kind] for kind in changed)
        why = f"the {names} changed since: decide again" if changed else ""
        overdue = tuple(each for each in entry.draft.conditions if each.by < as_of)
        found.append(Decided(phase, entry, why, overdue))
    return tuple(found)


def phase_after(found: Sequence[Decided], open_gates: frozenset[Phase]) -> Phase:
    """Return the first phase without a go that holds; the last where every one has it."""
    passed = {each.phase for each in found if each.is_go and (not each.overdue or each.phase in open_gates)}
    return next((phase for phase in PHASES if phase not in passed), PHASES[-1])
