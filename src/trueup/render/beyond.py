"""Stages beyond the pilot and how the sides work together, as words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from trueup.core.gates.collaboration import Collaboration, PhaseWork
from trueup.core.gates.disagreement import Disagreement, Position
from trueup.core.gates.stages import StageState
from trueup.core.gates.trend import Trend
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
    if len(found.unsettled) > 1:
        oldest = f", the oldest for {count_of(found.oldest, 'day')}" if found.oldest is not None else ""
        yield f"{len(found.unsettled)} disagreements are open{oldest}"
    for one in found.unsettled:
        yield f"Open: {one.what}, {one.age(found.as_of)}{_held(one)}"
    for each in found.quiet:
        seen = f"last seen {each.last}" if each.last else "never seen"
        yield f"Quiet: {each.who}, who {each.why}, {seen}"
    if all(each.direction == "not enough phases" for each in found.trends):
        yield "Trend: not enough phases yet"
        return
    for trend in found.trends:
        yield f"Trend, {trend.title}: {trend_words(trend)}"


def _held(found: Disagreement) -> str:
    """Return who holds which position, where `what` does not say it already."""
    if found.subject not in ("definition", "signature"):
        return ""
    said = [f"{each.who or 'nobody named'} {_holds(found, each)}" for each in found.positions]
    return f" ({'; '.join(said)})" if said else ""


def _holds(found: Disagreement, position: Position) -> str:
    return f"holds {position.holds}" if found.subject == "definition" else position.holds


def trend_words(found: Trend) -> str:
    """Return whether a measure gets better, worse or stays, and what it was phase by phase."""
    first, *later = found.steps
    steps = [f"{first.words} in {first.phase}", *(f"{s.words} in {s.phase}: {s.direction}" for s in later)]
    return f"{found.direction} ({'; '.join(steps)})"


def _phase(found: PhaseWork) -> str:
    sides = ", ".join(found.sides) or "nobody whose side is known"
    absent = f"; no part taken by {' or '.join(found.absent)}" if found.absent else ""
    days = ""
    if found.days is not None:
        of = f", the slowest of {len(found.proposals)} proposals" if len(found.proposals) > 1 else ""
        days = f"; {count_of(found.days, 'day')} from first signature to decision{of}"
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
                "proposals": [
                    {"first": p.first.isoformat(), "decided": p.decided.isoformat(), "days": p.days}
                    for p in each.proposals
                ],
            }
            for each in found.phases
        ],
        "reviews": [{"review": r.review, "planned": r.planned, "held": r.held} for r in found.rhythms],
        "quiet": [{"who": q.who, "why": q.why, "last": q.last.isoformat() if q.last else None} for q in found.quiet],
        "disagreements": {
            "open": len(found.unsettled),
            "oldest_days": found.oldest,
            "list": [_open_json(each, found.as_of) for each in found.unsettled],
        },
        "trends": [
            {
                "measure": each.measure,
                "title": each.title,
                "direction": each.direction,
                "steps": [
                    {"phase": s.phase, "value": round(s.value, 4), "words": s.words, "direction": s.direction}
                    for s in each.steps
                ],
            }
            for each in found.trends
        ],
        "weakest": found.weakest[0] if found.weakest else None,
    }


def _open_json(found: Disagreement, as_of: date) -> Json:
    return {
        "subject": found.subject,
        "path": found.path,
        "phase": found.phase,
        "what": found.what,
        "since": found.since.isoformat() if found.since else None,
        "since_is": found.known,
        "days": found.days(as_of),
        "positions": [{"who": each.who or None, "holds": each.holds} for each in found.positions],
        "owner": found.owner,
        "remedy": found.remedy,
    }
