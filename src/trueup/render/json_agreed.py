"""What was agreed and decided, as JSON: signatures, nos, lapses with the words that changed, decisions, ledger head."""

from __future__ import annotations

from trueup.core.gates.answer import Signature
from trueup.core.gates.decided import Decided
from trueup.core.gates.signed import Lapse, SideStanding
from trueup.core.gates.standing import Standing
from trueup.core.model.ledger import Entry

Json = dict[str, object]


def agreed_json(found: Standing) -> Json:
    """Return how an initiative stands to what its ledger holds."""
    return {
        "agreements": {kind: each.digest for kind, each in found.agreements.items()},
        "signatures": [_side(each) for each in found.sides],
        "decisions": [_decided(each) for each in found.decisions],
        "reviews": [
            {"review": e.draft.subject, "at": e.draft.at.isoformat(), "attended": list(e.draft.attended)}
            for e in found.reviews
        ],
        "released": dict(found.released),
        "ledger": {"heads": list(found.heads), "entries": found.entries},
    }


def killed_json(kill: Entry | None) -> Json | None:
    """Return the kill that holds, null where there is none."""
    if kill is None:
        return None
    draft = kill.draft
    return {
        "entry": kill.id,
        "who": draft.who,
        "role": draft.role,
        "at": draft.at.isoformat(),
        "phase": draft.phase,
        "because": draft.note,
    }


def _side(found: SideStanding) -> Json:
    return {
        "agreement": found.kind,
        "side": found.side,
        "status": found.status,
        "asked": found.asked.words,
        "signed": [_signature(each) for each in found.signed],
        "declined": [_signature(each) | {"because": each.entry.draft.note} for each in found.declined],
        "declined_before": [
            _lapse(each) | {"because": each.signature.entry.draft.note} for each in found.once_declined
        ],
        "lapsed": [_lapse(each) for each in found.lapsed],
        "suspect": [
            {
                "figure": d.name,
                "seen": d.seen,
                "seen_unit": d.seen_unit,
                "today": d.today,
                "unit": d.unit,
                "why": d.why,
            }
            for d in found.drifts
        ],
        "not_compared": list(found.unknown),
        "not_counted": [_signature(each) | {"answer": each.noun, "why": why} for each, why in found.refused],
        "may_sign": [{"who": who, "role": role} for who, role in found.can],
    }


def _signature(found: Signature) -> Json:
    recorded = found.recorded
    return {
        "entry": found.entry.id,
        "who": found.who,
        "role": found.role,
        "at": found.at.isoformat(),
        "proof": found.entry.draft.proof,
        "verdicts": {each.name: each.category for each in found.entry.draft.verdicts},
        **({"registered": found.registered} if found.entry.draft.sealed is not None else {}),
        "recorded": None
        if recorded is None
        else {"by": recorded.by, "source": recorded.source, "sha256": recorded.sha256},
    }


def _lapse(found: Lapse) -> Json:
    return _signature(found.signature) | {"changed": {kind: list(words) for kind, words in found.by_kind.items()}}


def _decided(found: Decided) -> Json:
    draft = found.entry.draft
    return {
        "entry": found.entry.id,
        "phase": found.phase,
        "choice": draft.choice,
        "who": draft.who,
        "role": draft.role,
        "at": draft.at.isoformat(),
        "conditions": [
            {"text": c.text, "by": c.by.isoformat(), "owner": c.owner, "overdue": c in found.overdue}
            for c in draft.conditions
        ],
        "released": None if draft.released is None else {"amount": draft.released[0], "currency": draft.released[1]},
        "note": draft.note,
        "holds": found.entry.draft.choice != "go" or found.is_go,
        "why_not": found.why_not,
    }
