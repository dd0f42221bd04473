"""Stages beyond the pilot and how the sides work together, as words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.gates.collaboration import Collaboration, PhaseWork
from trueup.core.gates.stages import StageState
from trueup.render.plain import count_of

Json = dict[str, object]

NAMES = {"production": "In production", "scaled": "Scaled"}
_WORDS = {"not_met": "not met", "unknown": "unknown"}


def stage_words(found: StageState) -> str:
    """Return how a stage stands: how many of its criteria are met, and which are not."""
    met = sum(each.status == "met" for each in found.criteria)
    counts = f"{met} of {len(found.criteria)}"
    missing = [
        f"{each.id} {each.title[:1].lower()}{each.title[1:]}: {_WORDS[each.status]} ({each.because})"
        for each in found.criteria
        if each.status != "met"
    ]
    return "; ".join([counts, *missing]) if found.due else f"{counts}; not there yet"


def stage_word(found: StageState) -> str:
    """Return whether a stage holds, is claimed without holding, or is not there yet."""
    return "not due" if not found.due else "holds" if found.holds else "gaps"


def together_lines(found: Collaboration) -> Iterator[str]:
    """Yield how the sides work together, one thing a line; what is weakest first."""
    if found.weakest is not None:
        yield f"Weakest link: {found.weakest[0]}"
    for phase in found.phases:
        if phase.acts:
            yield _phase(phase)
    for rhythm in found.rhythms:
        yield f"Review `{rhythm.review}`: held {rhythm.held} of {rhythm.planned} times"
    for name, days in found.open_decisions:
        yield f"Decision `{name}` is open, {count_of(days, 'day')} past its day"
    for each in found.quiet:
        seen = f"last seen {each.last}" if each.last else "never seen"
        yield f"Quiet: {each.who}, who {each.why}, {seen}"


def _phase(found: PhaseWork) -> str:
    sides = ", ".join(found.sides) or "nobody whose side is known"
    absent = f"; no part taken by {' or '.join(found.absent)}" if found.absent else ""
    days = f"; {count_of(found.days, 'day')} from first signature to decision" if found.days is not None else ""
    return f"{found.phase.capitalize()}: {count_of(found.acts, 'act')} by {sides}{absent}{days}"


def stages_json(found: tuple[StageState, ...]) -> list[Json]:
    """Return the stages beyond the pilot."""
    return [
        {
            "stage": each.stage,
            "since": each.since.isoformat() if each.since else None,
            "due": each.due,
            "holds": each.holds,
            "criteria": [
                {"id": c.id, "title": c.title, "status": c.status, "because": c.because} for c in each.criteria
            ],
        }
        for each in found
    ]


def together_json(found: Collaboration) -> Json:
    """Return how the sides work together."""
    return {
        "phases": [
            {
                "phase": each.phase,
                "acts": each.acts,
                "sides": list(each.sides),
                "absent": list(each.absent),
                "days_to_decision": each.days,
            }
            for each in found.phases
        ],
        "reviews": [{"review": r.review, "planned": r.planned, "held": r.held} for r in found.rhythms],
        "quiet": [{"who": q.who, "why": q.why, "last": q.last.isoformat() if q.last else None} for q in found.quiet],
        "open_decisions": [{"decision": name, "days_late": days} for name, days in found.open_decisions],
        "weakest": found.weakest[0] if found.weakest else None,
    }
