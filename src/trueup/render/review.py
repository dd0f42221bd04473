"""A review in words and as JSON: agreed against now, what drifted, what is not known, and what has to be decided."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from trueup.core.gates.against import Against
from trueup.core.gates.course import KpiCourse
from trueup.core.gates.spent import Spent
from trueup.core.gates.work_since import WorkSince
from trueup.core.model.ledger import Entry

Json = Mapping[str, object]
DECIDE: Final = "Decide: go on, rework, hold or kill (`trueup decide`)."
_MARKS: Final = {"as agreed": " ", "drifted": "!", "not known": "?"}


def review_text(against: Against, away: Sequence[str]) -> str:
    """Return what was agreed against what is now, a line each, what drifted, and who did not come."""
    width = max((len(row.what) for row in against.rows), default=0)
    lines = ["Agreed against now"]
    lines += [
        f"  {_MARKS[r.state]} {r.what:<{width}}  {r.agreed}{' -> ' + r.now if r.now else ''}" for r in against.rows
    ]
    lines += [f"  {each}" for each in verdict_of(against)]
    if away:
        lines.append(f"  Expected and not there: {', '.join(away)}.")
    return "\n".join(lines) + "\n"


def verdict_of(against: Against) -> tuple[str, ...]:
    """Return what drifted with the call for a decision, or that nothing did; and what nobody can tell."""
    unknown = (f"Not known: {', '.join(against.unknown)}.",) if against.unknown else ()
    if against.drifted:
        return (f"Drifted: {', '.join(against.drifted)}. {DECIDE}", *unknown)
    return ("Nothing that is known drifted." if unknown else "Nothing drifted.", *unknown)


def review_json(review: str, entries: Sequence[Entry], against: Against, away: Sequence[str]) -> str:
    """Return a review that was entered as JSON, with what it saw."""
    draft = entries[-1].draft
    body = {
        "review": review,
        "who": draft.who,
        "role": draft.role,
        "at": f"{draft.at:%Y-%m-%dT%H:%M:%SZ}",
        "attended": list(draft.attended),
        "away": list(away),
        **against_json(against),
        "seen": [{"name": s.name, "value": s.value, "unit": s.unit, "basis": s.basis} for s in draft.seen],
        "head": entries[-1].id,
    }
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def against_json(against: Against) -> Json:
    """Return agreed against now."""
    return {
        "drifted": list(against.drifted),
        "not_known": list(against.unknown),
        "decide": bool(against.drifted),
        "rows": [{"what": r.what, "agreed": r.agreed, "now": r.now, "state": r.state} for r in against.rows],
        "kpis": [_course(each) for each in against.courses],
        "work": _work(against.work) if against.work else None,
        "money": _money(against.money) if against.money else None,
    }


def _course(found: KpiCourse) -> Json:
    now, interval = found.now, found.now.spread if found.now and found.now.spread.form == "interval95" else None
    return {
        "kpi": found.kpi,
        "course": found.course,
        "why": found.why,
        "unit": found.unit,
        "agreed": found.agreed,
        "target": found.target,
        "by": found.by.isoformat() if found.by else None,
        "expected": found.expected,
        "now": now.value if now else None,
        "interval": [interval.low, interval.high] if interval else None,
        "basis": now.basis.value if now else None,
        "month": f"{found.month:%Y-%m}" if found.month else None,
    }


def _work(found: WorkSince) -> Json:
    return {
        "items": found.items,
        "done": found.done,
        "due": list(found.due),
        "late": list(found.late),
        "slipped": [
            {
                "item": each.item,
                "then": each.then.isoformat() if each.then else None,
                "now": each.now.isoformat() if each.now else None,
            }
            for each in found.slips
        ],
        "added": list(found.added),
        "removed": list(found.removed),
        "not_known": found.unknown or None,
    }


def _money(found: Spent) -> Json:
    return {
        "currency": found.currency,
        "granted": found.amount,
        "spent": found.spent,
        "straight_line": found.line,
        "from": found.begins.isoformat() if found.begins else None,
        "to": found.ends.isoformat() if found.ends else None,
        "to_come": found.to_come,
        "forecast": found.forecast,
        "without_estimate": found.unpriced,
        "not_known": [each for each in (found.no_line, found.no_forecast) if each],
    }
