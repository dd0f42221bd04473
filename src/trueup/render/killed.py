"""What is said of an initiative that was killed: by whom, when, why, and the money that it released."""

from __future__ import annotations

from trueup.core.gates.assessment import Assessment
from trueup.render.charts.numbers import amount, full_date
from trueup.render.plain import person

REVIVAL = "No gate asks for anything until a go takes it up again"


def killed_on(found: Assessment) -> str:
    """Return that it was killed and when, in the fewest words; nothing where it was not."""
    return f"Killed on {full_date(found.killed.draft.at.date())}" if found.killed else ""


def killed_by(found: Assessment) -> str:
    """Return who killed it, in which role, and at which gate."""
    kill = found.killed
    if kill is None:
        return ""
    gate = f" at the {kill.draft.phase.capitalize()} gate" if kill.draft.phase else ""
    return f"Decided by {person(found.document.initiative, kill.draft.who)} as {kill.draft.role}{gate}"


def killed_points(found: Assessment) -> tuple[str, ...]:
    """Return what there is to know of a kill, a point each: who, why, the money, and what would take it up again."""
    if found.killed is None:
        return ()
    note = " ".join(found.killed.draft.note.split())
    return (
        killed_by(found),
        f"Because: {note}" if note else "No reason was given",
        released_words(found),
        REVIVAL,
    )


def released_words(found: Assessment) -> str:
    """Return the committed money that decisions released, by currency."""
    sums = found.agreed.released if found.agreed else {}
    words = " and ".join(amount(value, currency) for currency, value in sums.items())
    return f"Released {words} of committed budget" if words else "No money was released"


def killed_words(found: Assessment) -> str:
    """Return all of it as one text."""
    return f"{killed_on(found)}. {'. '.join(point.rstrip('.') for point in killed_points(found))}."
