"""The criteria that rest on the ledger: who signed or declined, whether the figures they saw hold, and reviews."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from trueup.core.base.finding import Finding, Phase
from trueup.core.gates.agreements import KINDS_OF
from trueup.core.gates.answer import Signature
from trueup.core.gates.criteria import Status
from trueup.core.gates.declined import because_of, declined_what, no_words
from trueup.core.gates.signatures.agreement_declined import agreement_declined
from trueup.core.gates.signatures.case import told
from trueup.core.gates.signatures.signature_lapsed import signature_lapsed
from trueup.core.gates.signatures.signature_not_counted import signature_not_counted
from trueup.core.gates.signatures.signature_suspect import signature_suspect
from trueup.core.gates.signed import SideStanding
from trueup.core.gates.signers import TITLES
from trueup.core.gates.standing import Standing
from trueup.core.gates.verdicts import listed
from trueup.core.model.ledger import Verdict
from trueup.core.model.signing import SignSide

Judged: TypeAlias = tuple[Status, tuple[str, ...], tuple[Finding, ...]]
_OF_ANSWERS: Final = frozenset({signature_lapsed.code, signature_not_counted.code, agreement_declined.code})


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
        for signature in (
            *(lapse.signature for lapse in each.lapsed),
            *(one for one, _ in each.refused),
            *each.declined,
        )
        if not each.holds
    }
    rests_on = tuple(f for f in findings if f.code in _OF_ANSWERS and f.subject in names)
    return "not_met", because, rests_on


def asks(phase: Phase, side: SignSide, agreed: Standing) -> bool:
    """Whether anybody of a side is asked to sign anything at a gate."""
    return any(agreed.of(kind, side) for kind in KINDS_OF[phase])


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
    unknown = dict.fromkeys(name for each in sides if each.holds for name in each.unknown)
    if unknown:
        return "unknown", (unknown_words(tuple(unknown), agreed),), ()
    return "met", (), ()


def unknown_words(names: Sequence[str], agreed: Standing) -> str:
    """Return which figures that signers saw cannot be compared with today's, and why."""
    listed = ", ".join(f"`{name}`" for name in names)
    why = "it was not measured today" if agreed.figures_known else "no data was read: `trueup assess` reads it"
    return f"{listed} {'is' if len(names) == 1 else 'are'} not known today: {why}"


def reviews_status(agreed: Standing) -> Judged:
    """Return whether reviews are held and the objective is still what was signed."""
    changed = [each for each in agreed.sides if each.kind == "objective" and each.status in ("lapsed", "declined")]
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
        nos = "".join(f"; {no_words(no)}" for no in each.declined)
        return f"{title} signed by {', '.join(by(signature) for signature in each.signed)}{_unjudged(each)}{moved}{nos}"
    have = f"{len(each.signed)} of {each.asked.count}" if each.signed else "not"
    nos = f": {'; '.join(no_words(no) for no in each.declined)};" if each.declined else ""
    words = f"{title}{nos} {have} signed ({each.asked.words}){_unjudged(each)}"
    for lapse in each.lapsed:
        signature = lapse.signature
        day = signature.at.date()
        if lapse.same_text:
            words += f"; {signature.who} signed on {day} on other verdicts: {told(lapse)}"
        else:
            words += f"; {signature.who} signed another text on {day}, since then {told(lapse)}"
    for lapse in each.once_declined:
        no = lapse.signature
        words += (
            f"; {no.who} declined {declined_what(lapse)} on {no.at.date()} ({because_of(no)}), since then {told(lapse)}"
        )
    for signature, why in each.refused:
        words += f"; the {signature.noun} of {signature.who} does not count: {why}"
    short = each.asked.count - len(each.can)
    if each.can and short > 0:
        words += f"; only {len(each.can)} who may sign can be found in `people`, with their side or role"
    if not each.can:
        words += f"; nobody who is there may sign for {each.side}: list them in `people` with their side or role"
    return words


def _unjudged(each: SideStanding) -> str:
    """Return which verdicts of today were not known when somebody signed, whose signatures rest on none of them."""
    who: dict[tuple[Verdict, ...], list[str]] = {}
    for signature, verdicts in each.unjudged:
        who.setdefault(verdicts, []).append(signature.who)
    return "".join(
        f"; not known when {' and '.join(names)} signed: {listed(verdicts)}" for verdicts, names in who.items()
    )


def by(signature: Signature) -> str:
    """Return who signed: name, role, day and how we know."""
    role = f" as {signature.role}" if signature.role != signature.who else ""
    return f"{signature.who}{role} on {signature.at.date()} ({signature.proof})"
