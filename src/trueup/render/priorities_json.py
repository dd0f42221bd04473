"""Merged priorities as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from trueup.core.model.document import Document
from trueup.core.model.results.priority import BallotFault, GivingUp, Group, OutcomeWeight, Priorities
from trueup.render.priorities import RULE

FORMAT: Final = 1


def priorities_json(document: Document, found: Priorities) -> str:
    """Return the priorities as JSON; points of 100, rounded to a ten-thousandth."""
    body = {
        "trueup": FORMAT,
        "initiative": document.initiative.id,
        "ballots": [
            {"who": each.who, "side": each.side, "points": _rounded(each.points), "said": round(each.said, 4)}
            for each in found.ballots
        ],
        "outcomes": [_outcome(each) for each in found.outcomes],
        "rule": RULE,
        "kendall_w": None if found.agreement is None else round(found.agreement, 6),
        "mean_points_given_up": round(found.distance, 4),
        "camps": _camps(found),
        "giving_up": [_giving_up(each) for each in found.giving_up],
        "red_lines": [_red_line(found, k) for k in range(len(found.red_lines))],
        "heard": found.heard
        and {"sides": [each for each in found.heard.groups if each != "unsaid"], "lacking": list(found.heard.lacking)},
        "waiting": list(found.waiting),
        "faults": [_fault(each) for each in found.faults],
    }
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _outcome(each: OutcomeWeight) -> dict[str, object]:
    return {
        "outcome": each.name,
        "kpi": each.kpi,
        "merged": round(each.merged, 4),
        "plain_mean": round(each.raw, 4),
        "sides": _rounded(each.sides),
        "between_people": round(each.between_people, 4),
        "between_sides": round(each.between_sides, 4),
    }


def _rounded(values: Mapping[str, float] | Mapping[Group, float]) -> dict[str, float]:
    return {str(key): round(value, 4) for key, value in values.items()}


def _camps(found: Priorities) -> dict[str, object] | None:
    if found.camps is None:
        return None
    return {"one": found.camps.one, "other": found.camps.other, "points_apart": round(found.camps.apart, 4)}


def _red_line(found: Priorities, k: int) -> dict[str, object]:
    line = found.red_lines[k]
    return {
        "who": line.who,
        "text": line.text,
        "outcome": line.outcome,
        "names": [
            {"kind": touch.kind, "name": touch.name, "words": list(touch.words), "wanted_by": list(touch.wished_by)}
            for touch in found.touches
            if touch.line == line
        ],
    }


def _giving_up(each: GivingUp) -> dict[str, object]:
    return {
        "who": each.who,
        "side": None if each.group == "unsaid" else each.group,
        "points": round(each.points, 4),
        "losses": [
            {"outcome": gap.outcome, "wish": round(gap.wish, 4), "merged": round(gap.merged, 4)} for gap in each.losses
        ],
    }


def _fault(each: BallotFault) -> dict[str, object]:
    return {
        "who": each.who or None,
        "file": each.place.file,
        "line": each.place.line,
        "problem": each.problem,
        "fix": each.fix,
        "left_out": each.left_out,
    }
