"""A person's no to an agreement, in words: who said it, when and why, and who has to talk with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trueup.core.gates.answer import Signature
from trueup.core.gates.signed import Lapse, SideStanding
from trueup.core.gates.signers import TITLES
from trueup.core.model.document import Document

_MOST: Final = 200
"""Letters of a reason that a sentence takes in; `trueup log` has it whole."""


def because_of(no: Signature) -> str:
    """Return the reason of a no on one line, without its full stop and of at most 200 letters."""
    text = " ".join(no.entry.draft.note.split()).rstrip(".")
    if len(text) > _MOST:
        text = text[:_MOST].rpartition(" ")[0].rstrip(" ,;.") + " ..."
    return text or "no reason given"


def no_words(no: Signature) -> str:
    """Return who declined, in which role, when, how we know, and why."""
    role = f" as {no.role}" if no.role != no.who else ""
    return f"{no.who}{role} declined on {no.at.date()} ({no.proof}): {because_of(no)}"


def declined_what(lapse: Lapse) -> str:
    """Return what somebody said no to that is not there today: an earlier text, or the same text on other verdicts."""
    return "on other verdicts" if lapse.same_text else "an earlier text"


def who_talks(document: Document, sides: Sequence[SideStanding], no: Signature) -> str | None:
    """Return who has to talk with somebody who declined an agreement; None where nobody else can be named.

    That is who signed the same text for the other side, else who answers for what was declined: the operational goal
    where business said no, the objective where technology did; else anybody who may sign for the other side.
    """
    initiative = document.initiative
    theirs = {each.side for each in sides if no in each.declined}
    others = [each for each in sides if each.side not in theirs] or list(sides)
    goals = [goal.owner for goal in initiative.operational_goals.values()]
    objective = [initiative.objective.owner] if initiative.objective else []
    owners = [*goals, *objective] if "business" in theirs else [*objective, *goals]
    signed = [each.who for side in others for each in side.signed]
    may = [who for side in others for who, _ in side.can]
    return next((who for who in (*signed, *owners, *may) if who and who != no.who), None)


def how_to_settle(document: Document, sides: Sequence[SideStanding], no: Signature) -> str:
    """Return what ends a no: who talks with whom about what, and the two ways out."""
    who = who_talks(document, sides, no)
    begin = f"`{who}` talks with `{no.who}`" if who else f"Talk with `{no.who}`"
    about = " and the ".join(dict.fromkeys(TITLES[each.kind] for each in sides if no in each.declined))
    return f"{begin} about the {about}: change it and have it signed, or have `{no.who}` sign it as it stands."
