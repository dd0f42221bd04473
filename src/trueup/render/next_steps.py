"""What to do next after a check: the first actions of the initiative that is worst off, then of the others."""

from __future__ import annotations

from typing import Final

from trueup.core.base.finding import Finding
from trueup.core.gates.actions import Action
from trueup.core.gates.assessment import Assessment
from trueup.render.outcome import Outcome

MOST: Final = 3
"""Actions that are named: more of them nobody does next."""


def next_steps(found: Outcome) -> tuple[Action, ...]:
    """Return at most `MOST` of the actions that `assess` names, none of them for what is not due or was left out.

    Those of an initiative in which something blocks come first, and of several those of the one whose first action
    most money hangs on; what was found across the portfolio comes last.
    """
    ready = [
        (each.blocks, steps) for each in found.assessments if (steps := _of_one(each, new=found.since is not None))
    ]
    ready.sort(key=lambda pair: (pair[0], pair[1][0].stake.value if pair[1][0].stake else 0.0), reverse=True)
    over = [_of_finding(each) for each in found.over.findings] if found.over else []
    return tuple([*(step for _, steps in ready for step in steps), *over][:MOST])


def nothing_next(found: Outcome) -> str:
    """Return why there is nothing to do, where `next_steps` are none."""
    if any(each.killed for each in found.assessments):
        return "nothing is due of what was killed; a go takes it up again"
    if found.since is None:
        return "nothing that is due is open; `--phase` takes it to the next phase"
    if not found.known_due:
        return f"nothing new is due, nor was anything that is due open at {found.revision()}"
    one = found.known_due == 1
    those = f"{found.known_due:,} due finding{' was' if one else 's were'} there at {found.revision()} already"
    block = f"{found.known_blocking:,} of them {'blocks' if found.known_blocking == 1 else 'block'}"
    return f"nothing new is due; {those}, {block}: without `--new-since` they are told"


def _of_one(found: Assessment, *, new: bool) -> list[Action]:
    if found.killed is not None:
        return list(found.actions)
    due = found.due()
    codes, places = {each.code for each in due}, {(each.code, each.place) for each in due}
    steps = [
        action
        for action in found.actions
        if (action.code is None and not new)
        or (action.code, action.place) in places
        or (action.places > 1 and action.code in codes)
    ]
    return steps or [_of_finding(each) for each in due if each.severity != "notes"]


def _of_finding(found: Finding) -> Action:
    return Action(found.owner, found.fix, found.problem, found.place, found.stake, found.phase, found.code)
