"""Record a review of an initiative, and set what was agreed against what is now."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from trueup.app.assess import Settings
from trueup.app.at_gate import AtGate, Kept, at_gate, check_person, role_held
from trueup.core.base.errors import TrueupError
from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass
from trueup.core.gates.against import Against, agreed_against_now
from trueup.core.gates.seen import figures
from trueup.core.model.ledger import Draft


@dataclass(frozen=True, slots=True)
class Meeting:
    """Which review was held: its id in `reviews:`, who records it in which role, who attended, what was said."""

    review: str
    who: str
    role: str | None = None
    attended: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What was entered, agreed against now, and who was expected and did not come."""

    kept: Kept
    against: Against
    away: tuple[str, ...]


def review(path: Path, meeting: Meeting, *, as_of: date | None, settings: Settings) -> Reviewed:
    """Enter a review into the ledger and return it with what drifted from what was signed; what was seen is kept.

    Raises `TrueupError` for a review that the document does not plan and for people who are not there.
    """
    here = at_gate(path, as_of=as_of, phase=None, settings=settings)
    document, day = here.document, here.at.date()
    planned = document.initiative.reviews.get(meeting.review)
    if planned is None:
        raise _unknown(here, meeting.review)
    role = role_held(document, meeting.who, meeting.role, day)
    attended = tuple(dict.fromkeys(meeting.attended or (meeting.who,)))
    for who in attended:
        check_person(document, who, day)
    against = agreed_against_now(here.standing, document, here.assessment.evidence, here.memory, day)
    beside = (figure.seen for figure in figures("delivery", document.initiative, here.assessment.evidence))
    draft = Draft(
        "review",
        document.initiative.id,
        meeting.who,
        role,
        here.at,
        phase=here.assessment.phase,
        agreement=here.standing.agreements["objective"],
        seen=(*beside, *against.seen()),
        subject=meeting.review,
        attended=attended,
        note=meeting.note,
    )
    expected = dict.fromkeys((*((planned.owner,) if planned.owner else ()), *planned.among))
    files = here.write_contents("objective")
    return Reviewed(
        Kept(here.keep([draft]), files, here.of_the_clock()),
        against,
        tuple(who for who in expected if who not in (*attended, meeting.who)),
    )


def _unknown(here: AtGate, name: str) -> TrueupError:
    known = here.document.initiative.reviews
    hint = nearest(name, known)
    listed = ", ".join(f"`{each}`" for each in known)
    fix = f"Did you mean `{hint}`?" if hint else f"Known here: {listed}." if known else "Plan it under `reviews:`."
    return TrueupError.option(f"There is no review `{name}` in this initiative.", name, fix)
