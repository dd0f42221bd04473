"""The difference of two versions as JSON: every change with its path, both values as text, and the money it moves."""

from __future__ import annotations

import json
from dataclasses import asdict

from trueup.core.model.ledger import Entry
from trueup.core.portfolio.at_stake import Moved
from trueup.core.portfolio.difference import Difference, Effect, InitiativeDifference
from trueup.render.json import finding

FORMAT = 1
Json = dict[str, object]


def diff_json(found: Difference) -> str:
    """Return everything that is different; sorted keys, no day of today."""
    body: Json = {
        "trueup": FORMAT,
        "before": found.before,
        "after": found.after,
        "same": found.same,
        "portfolio": {
            "changes": [_effect(each) for each in found.shared],
            "new": [finding(each) for each in found.new],
            "gone": [finding(each) for each in found.gone],
        },
        "initiatives": [_initiative(each) for each in found.initiatives],
        "faults": [finding(fault) | {"side": side} for side, fault in found.faults],
    }
    return json.dumps(body, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def _initiative(found: InitiativeDifference) -> Json:
    return {
        "before": found.before,
        "after": found.after,
        "title": found.title,
        "changes": [_effect(each) for each in found.effects],
        "figures": [asdict(each) for each in found.figures],
        "sign_offs": found.sign_offs,
        "signed_again": found.signed_again,
        "lapsed": [asdict(each) for each in found.lapsed],
        "gates": [
            {
                "phase": gate.phase,
                "opens": gate.opens,
                "criteria": [
                    {"id": code, "title": title, "before": was, "after": now} for code, title, was, now in gate.criteria
                ],
            }
            for gate in found.gates
        ],
        "new": [finding(each) for each in found.new],
        "gone": [finding(each) for each in found.gone],
        "ledger": {
            "new": [_entry(each) for each in found.entered.new],
            "gone": [_entry(each) for each in found.entered.gone],
        },
        "suspects": [{"path": each.path, "because": list(each.because)} for each in found.suspects],
    }


def _entry(found: Entry) -> Json:
    draft = found.draft
    return {"id": found.id, "kind": draft.kind, "who": draft.who, "at": draft.at.date().isoformat()}


def _effect(found: Effect) -> Json:
    change = found.change
    return {
        "kind": change.kind,
        "path": change.path,
        "was": ".".join(change.was) or None,
        "words": found.words,
        "lapses": found.lapses,
        "moves": _moved(found.moved),
    }


def _moved(found: Moved | None) -> Json | None:
    return None if found is None else {"what": found.what, "by": round(found.by, 2), "unit": found.unit}
