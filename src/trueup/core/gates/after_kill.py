"""What a kill leaves to do: the conditions of earlier decisions that are open still, and people to be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from trueup.core.base.finding import Id
from trueup.core.gates.actions import Action
from trueup.core.gates.killed import to_tell
from trueup.core.gates.state import GateState
from trueup.core.model.document import Document
from trueup.core.model.ledger import Entry

if TYPE_CHECKING:
    from trueup.core.gates.standing import Standing


def left_to_do(
    document: Document, kill: Entry, agreed: Standing, gates: Sequence[GateState], as_of: date
) -> tuple[Action, ...]:
    """Return the actions that remain of a killed initiative: conditions first, then people to be told."""
    return (*_conditions(agreed, gates), *_told(document, kill, as_of))


def _conditions(agreed: Standing, gates: Sequence[GateState]) -> Iterator[Action]:
    """Yield the conditions of each gate's last go, where that gate is not open by itself."""
    open_ = {gate.phase for gate in gates if gate.open}
    for each in agreed.decisions:
        if each.entry.draft.choice != "go" or each.phase in open_:
            continue
        for condition in each.entry.draft.conditions:
            what = f"Settle the condition `{condition.text}`, or let it go: `trueup decide kill --phase {each.phase}`."
            why = f"The go of {each.entry.draft.at.date()} at the {each.phase} gate was on it, by {condition.by}."
            yield Action(Id(condition.owner), what, why, None, None, "killed")


def _told(document: Document, kill: Entry, as_of: date) -> Iterator[Action]:
    initiative = document.initiative
    owner = initiative.objective.owner if initiative.objective else None
    for each in to_tell(initiative, kill, as_of):
        to = f" ({', '.join(each.plan.to)})" if each.plan.to else ""
        what = f"Tell those of `{each.path}`{to} that it was killed and why, and add the day to its `sent:`."
        who = each.plan.owner or owner or kill.draft.who
        why = f"Killed on {each.since}; nobody of this part of the communication plan was told since."
        yield Action(Id(who), what, why, document.place(each.path), None, "killed")
