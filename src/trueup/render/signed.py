"""Signatures and decisions in words, the same on the terminal and on the page."""

from __future__ import annotations

from collections.abc import Collection

from trueup.core.base.finding import Phase
from trueup.core.gates.agreed import said, unknown_words
from trueup.core.gates.agreements import KINDS_OF
from trueup.core.gates.decided import Decided
from trueup.core.gates.signers import TITLES
from trueup.core.gates.standing import Standing


def signature_words(phase: Phase, agreed: Standing) -> tuple[str, ...]:
    """Return how the signatures of a gate stand, side by side, and what was last decided there."""
    sides = [each for each in agreed.sides if each.kind in KINDS_OF[phase]]
    decided = agreed.decided(phase)
    words = [f"{each.side}: {said(each)}" for each in sides]
    return (*words, decision_words(decided)) if decided else tuple(words)


def suspects(phase: Phase, agreed: Standing) -> int:
    """Return how many sides signed anything at a gate on figures that have moved since."""
    return len({each.side for each in agreed.sides if each.kind in KINDS_OF[phase] and each.status == "suspect"})


def figures_words(phase: Phase, agreed: Standing) -> str:
    """Return how the figures seen at signing stand to today's, where they moved or are not known."""
    sides = [each for each in agreed.sides if each.kind in KINDS_OF[phase] and each.holds]
    moved = dict.fromkeys(drift.words for each in sides for drift in each.drifts)
    if moved:
        return f"suspect: {'; '.join(moved)}"
    unknown = tuple(dict.fromkeys(name for each in sides for name in each.unknown))
    return f"figures seen at signing: {unknown_words(unknown, agreed)}" if unknown else ""


def lapsed_beyond(phases: Collection[Phase], agreed: Standing) -> str:
    """Return which agreements of some phases lapsed, with who had signed them; an empty text where none did."""
    kinds = {kind for phase in phases for kind in KINDS_OF[phase]}
    signers: dict[str, list[str]] = {}
    for each in agreed.sides:
        if each.kind in kinds and each.lapsed and not each.holds:
            who = [lapse.signature.entry.draft.who for lapse in each.lapsed]
            signers.setdefault(TITLES[each.kind], []).extend(who)
    named = [f"{title} ({', '.join(dict.fromkeys(who))})" for title, who in signers.items()]
    return f"Lapsed with it, to be signed again: {'; '.join(named)}." if named else ""


def decision_words(found: Decided) -> str:
    """Return a decision with who took it and when, its conditions, and why a go does not hold any more."""
    draft = found.entry.draft
    words = f"decided: {draft.choice} by {draft.who} as {draft.role} on {draft.at.date()}"
    for each in draft.conditions:
        late = ", overdue" if each in found.overdue else ""
        words += f"; on condition: {each.text} (by {each.by}, {each.owner}{late})"
    if draft.released is not None:
        words += f"; released {draft.released[1]} {draft.released[0]:,.10g}"
    return words + (f"; {found.why_not}" if found.why_not else "")
