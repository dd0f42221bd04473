"""The criteria that rest on the ledger: who signed, whether the figures they saw still hold, and reviews."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from trueup.core.base.finding import Finding, Phase
from trueup.core.gates.agreements import KINDS_OF
from trueup.core.gates.criteria import Status
from trueup.core.gates.signatures.case import told
from trueup.core.gates.signatures.signature_lapsed import signature_lapsed
from trueup.core.gates.signatures.signature_not_counted import signature_not_counted
from trueup.core.gates.signatures.signature_suspect import signature_suspect
from trueup.core.gates.signed import SideStanding, Signature
from trueup.core.gates.signers import TITLES
from trueup.core.gates.standing import Standing
from trueup.core.model.signing import SignSide

Judged: TypeAlias = tuple[Status, tuple[str, ...], tuple[Finding, ...]]


def signature_status(phase: Phase, side: SignSide, agreed: Standing, findings: Sequence[Finding]) -> Judged:
    """Return whether a side signed everything that is signed at a gate, by whom or why not, and the findings behind."""
    sides = [each for kind in KINDS_OF[phase] if (each := agreed.of(kind, side))]
    if not sides:
        return "met", (f"nobody of {side} is asked to sign here (`signing` of the portfolio)",), ()
    because = tuple(said(each) for each in sorted(sides, key=lambda each: each.holds))
    if all(each.holds for each in sides):
        return "met", because, ()
    names = {
        f"signatures.{each.kind}.{signature.who}"
        for each in sides
        for signature in (*(lapse.signature for lapse in each.lapsed), *(one for one, _ in each.refused))
        if not each.holds
    }
    rests_on = tuple(
        f for f in findings if f.code in (signature_lapsed.code, signature_not_counted.code) and f.subject in names
    )
    return "not_met", because, rests_on


def figures_status(phase: Phase, agreed: Standing, findings: Sequence[Finding]) -> Judged:
    """Return whether the figures that the signers of a phase saw still hold within their tolerance."""
    sides = [each for each in agreed.sides if each.kind in KINDS_OF[phase]]
    moved = [each for each in sides if each.status == "suspect"]
    if moved:
        names = {f"signatures.{each.kind}.{each.side}" for each in moved}
        rests_on = tuple(f for f in findings if f.code == signature_suspect.code and f.subject in names)
        return "not_met", tuple(dict.fromkeys(drift.words for each in moved for drift in each.drifts)), rests_on
    if not any(each.holds for each in sides):
        return "unknown", ("nothing that holds is signed",), ()
    if not agreed.figures_known:
        return "unknown", ("no data was read: `trueup assess` reads it",), ()
    return "met", (), ()


def reviews_status(agreed: Standing) -> Judged:
    """Return whether reviews are held and the objective is still what was signed."""
    changed = [each for each in agreed.sides if each.kind == "objective" and each.status == "lapsed"]
    if changed:
        return "not_met", tuple(said(each) for each in changed), ()
    if not agreed.reviews:
        return "not_met", ("no review is recorded; `trueup review` records one",), ()
    last = agreed.reviews[-1].draft
    return "met", (f"last review on {last.at.date()}, recorded by {last.who}",), ()


def said(each: SideStanding) -> str:
    """Return how a side stands to an agreement, in words."""
    title = TITLES[each.kind]
    if each.status == "nothing":
        return f"{title}: the document does not say yet what would be signed"
    if each.holds:
        moved = "; figures have moved since" if each.status == "suspect" else ""
        return f"{title} signed by {', '.join(by(signature) for signature in each.signed)}{moved}"
    have = f"{len(each.signed)} of {each.asked.count}" if each.signed else "not"
    words = f"{title} {have} signed ({each.asked.words})"
    for lapse in each.lapsed:
        signature = lapse.signature
        words += f"; {signature.who} signed another text on {signature.at.date()}, since then {told(lapse)}"
    for signature, why in each.refused:
        words += f"; the signature of {signature.who} does not count: {why}"
    short = each.asked.count - len(each.can)
    if each.can and short > 0:
        words += f"; only {len(each.can)} who may sign can be found in `people`, with their side or role"
    if not each.can:
        words += f"; nobody who is there may sign for {each.side}: list them in `people` with their side or role"
    return words


def by(signature: Signature) -> str:
    """Return who signed: name, role, day and how we know."""
    role = f" as {signature.role}" if signature.role != signature.who else ""
    return f"{signature.who}{role} on {signature.at.date()} ({signature.proof})"
