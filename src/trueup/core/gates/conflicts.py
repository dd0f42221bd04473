"""What is wrong with the signatures themselves, as findings: those that lapsed, and conflicts of interest.

They are findings like any other, but no rule finds them and no waiver covers them: a sign-off cannot be waived.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from trueup.core.base.finding import Finding, Id, Phase
from trueup.core.gates.agreements import KINDS_OF
from trueup.core.gates.collaboration import Collaboration
from trueup.core.gates.signed import Lapse, SideStanding
from trueup.core.gates.signers import TITLES
from trueup.core.gates.standing import Standing
from trueup.core.model.chain import side_of
from trueup.core.model.document import Document
from trueup.core.model.ledger import AgreementKind

LAPSED: Final = ("SGN001", "signature-lapsed")
SUSPECT: Final = ("SGN002", "signature-suspect")
BOTH_SIDES: Final = ("SGN003", "signed-for-both-sides")
OWNER_FOR_BUSINESS: Final = ("SGN004", "goal-owner-signs-for-business")
NOT_COUNTED: Final = ("SGN005", "signature-not-counted")
QUIET: Final = ("SGN006", "sponsor-gone-quiet")

EXPLAINED: Final[Mapping[tuple[str, str], str]] = {
    LAPSED: "Somebody signed a text that is not what the document says now. The finding names the words that changed, "
    "who had signed them and when. Take the change back, or have the text signed again; what was signed on top of it "
    "has to be signed again too.",
    SUSPECT: "The text is still what was signed, but the figures that were seen then have moved: today's lies outside "
    "its 95 % interval of then, or is off by more than the tolerance of `signing:`. Show today's figures to those who "
    "signed; they sign again if the agreement still stands.",
    BOTH_SIDES: "One person signed for business and for technology. An agreement between the two sides needs two "
    "people: have one side signed by somebody else.",
    OWNER_FOR_BUSINESS: "Who owns the operational goal signed the objective for business. Who builds the product does "
    "not say what it is for: have it signed by the sponsor.",
    NOT_COUNTED: "A signature does not count: the person does not hold that role, was not there, recorded it for "
    "themselves, or its seal does not hold. The finding says which.",
    QUIET: "Who owns the primary objective has signed, decided and attended nothing for 90 days, or for as long as "
    "`collaboration: {quiet: ...}` of the portfolio says. An initiative whose sponsor is gone goes on until somebody "
    "asks what for. Ask them, or name a new owner of the objective.",
}
"""What each of these findings means and what to do, by (code, name)."""

_MOST: Final = 4
_PLACES: Final[dict[AgreementKind, str]] = {
    "objective": "objective",
    "goal": "operational_goals",
    "consensus": "options",
    "blueprint": "epics",
    "delivery": "epics",
    "pilot": "pilot",
}
_PHASE_OF: Final[dict[AgreementKind, Phase]] = {kind: phase for phase, kinds in KINDS_OF.items() for kind in kinds}


def of_signatures(found: Standing, document: Document) -> tuple[Finding, ...]:
    """Return what is wrong with the signatures of an initiative."""
    return tuple(_all(found, document))


def of_sponsor(together: Collaboration, document: Document, phase: Phase) -> tuple[Finding, ...]:
    """Return whether the owner of the objective stopped taking part, as a finding of the phase it is in."""
    sponsor = document.initiative.objective.owner if document.initiative.objective else None
    quiet = next((each for each in together.quiet if each.who == sponsor), None)
    if quiet is None:
        return ()
    since = f"since {quiet.last}" if quiet.last else "at all since the ledger was begun"
    code, name = QUIET
    problem = f"`{quiet.who}`, who {quiet.why}, has not taken part {since}."
    fix = "Ask for half an hour with them, or name a new owner of the objective."
    path, who = "objective.owner", Id(quiet.who)
    place = document.place(path)
    return (Finding(code, name, Id(path), place, "warns", phase, problem, fix, who),)


def _all(found: Standing, document: Document) -> Iterator[Finding]:
    for each in found.sides:
        yield from _lapsed(each, document)
        yield from _moved(each, document)
        for signature, why in each.refused:
            problem = f"The signature of `{signature.who}` under the {TITLES[each.kind]} does not count: {why}."
            fix = f"Have it signed for {each.side} by somebody who may: {_names(each)}."
            yield _finding(NOT_COUNTED, each, signature.who, document, (problem, fix))
    for kind in _PLACES:
        yield from _conflicts(kind, found, document)


def _lapsed(each: SideStanding, document: Document) -> Iterator[Finding]:
    for lapse in each.lapsed:
        signature = lapse.signature
        problem = (
            f"The {TITLES[each.kind]} that `{signature.who}` signed as {signature.role} on {signature.at.date()} is "
            f"not what the document says now: {told(lapse)}."
        )
        fix = f"Take the change back, or have `{signature.who}` sign again."
        yield _finding(LAPSED, each, signature.who, document, (problem, fix), signature.who)


def told(lapse: Lapse, most: int = _MOST) -> str:
    """Return the words that changed since somebody signed, the first `most` of them with how many more there are."""
    words = lapse.words
    rest = f"; and {len(words) - most} more" if len(words) > most else ""
    return "; ".join(words[:most]) + rest


def _moved(each: SideStanding, document: Document) -> Iterator[Finding]:
    if each.status != "suspect":
        return
    who = ", ".join(f"`{signature.who}`" for signature in each.signed)
    moved = "; ".join(drift.words for drift in each.drifts[:_MOST])
    problem = f"Figures that {who} saw when signing the {TITLES[each.kind]} have moved: {moved}."
    fix = "Show them today's figures; sign again if the agreement still stands."
    yield _finding(SUSPECT, each, each.side, document, (problem, fix), each.signed[0].who)


def _conflicts(kind: AgreementKind, found: Standing, document: Document) -> Iterator[Finding]:
    business, technology = found.of(kind, "business"), found.of(kind, "technology")
    if business and technology:
        both = {s.who for s in business.signed} & {s.who for s in technology.signed}
        for who in sorted(both):
            problem = f"`{who}` signed the {TITLES[kind]} for business and for technology."
            fix = "Have one of the two sides sign by somebody else: an agreement with oneself is none."
            yield _finding(BOTH_SIDES, business, who, document, (problem, fix), who)
    owners = {goal.owner for goal in document.initiative.operational_goals.values()}
    if business is None:
        return
    for signature in business.signed:
        if signature.who in owners and side_of(document.initiative, signature.who, signature.role) != "technology":
            problem = f"`{signature.who}` owns an operational goal and signed the {TITLES[kind]} for business."
            fix = "Have somebody of business sign who does not answer for the product."
            yield _finding(OWNER_FOR_BUSINESS, business, signature.who, document, (problem, fix), signature.who)


def _names(each: SideStanding) -> str:
    return ", ".join(f"`{who}`" for who, _ in each.can) or f"nobody is listed who may ({each.asked.words})"


def _finding(
    what: tuple[str, str],
    each: SideStanding,
    about: str,
    document: Document,
    said: tuple[str, str],
    owner: str | None = None,
) -> Finding:
    problem, fix = said
    place, acts = document.place(_PLACES[each.kind]), Id(owner) if owner else None
    subject = Id(f"signatures.{each.kind}.{about}")
    return Finding(*what, subject, place, "warns", _PHASE_OF[each.kind], problem, fix, acts)
