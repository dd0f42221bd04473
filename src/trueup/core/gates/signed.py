"""How one side stands to one agreement: who signed, whose signature lapsed and why, whose does not count, who can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from trueup.core.base.digest import Digest
from trueup.core.base.record import dataclass
from trueup.core.gates.agreements import KINDS
from trueup.core.gates.canonical import Content
from trueup.core.gates.seen import Drift, Figure, drifts
from trueup.core.gates.signers import Asked, asked, counts, holds, present, rule_of, who_can
from trueup.core.gates.what_changed import what_changed
from trueup.core.model.document import Document
from trueup.core.model.ledger import Agreement, AgreementKind, Entry, Recorded
from trueup.core.model.signing import SignSide

Status = Literal["signed", "suspect", "lapsed", "missing", "nothing"]
"""`suspect`: signed, but figures moved since; `nothing`: there is nothing to sign yet."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature in the ledger: who signed in which role, when, and how we know that they meant it."""

    entry: Entry

    @property
    def who(self) -> str:
        """The person."""
        return self.entry.draft.who

    @property
    def role(self) -> str:
        """The role they signed in."""
        return self.entry.draft.role

    @property
    def at(self) -> datetime:
        """When it was entered."""
        return self.entry.draft.at

    @property
    def own(self) -> bool:
        """Whether the person signed themselves, with a key or in their session."""
        return self.entry.draft.proof in ("sealed", "session")

    @property
    def recorded(self) -> Recorded | None:
        """Who entered it from which mail or minutes, where somebody else did."""
        return self.entry.draft.recorded

    @property
    def proof(self) -> str:
        """How we know, in words: own key, own session, recorded by whom from what, or claimed."""
        if self.recorded is not None:
            return f"recorded by {self.recorded.by} from {self.recorded.source}"
        return {"sealed": "own key", "session": "own session"}.get(self.entry.draft.proof, "claimed, no proof")


@dataclass(frozen=True, slots=True)
class Lapse:
    """A signature that no longer holds, and per agreement that changed since, the words that changed."""

    signature: Signature
    changed: tuple[tuple[AgreementKind, tuple[str, ...]], ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Return all that changed."""
        return tuple(word for _, words in self.changed for word in words)


@dataclass(frozen=True, slots=True)
class SideStanding:
    """How a side stands to an agreement; `refused` are signatures that do not count, each with why."""

    kind: AgreementKind
    asked: Asked
    status: Status
    signed: tuple[Signature, ...] = ()
    lapsed: tuple[Lapse, ...] = ()
    drifts: tuple[Drift, ...] = ()
    refused: tuple[tuple[Signature, str], ...] = ()
    can: tuple[tuple[str, str], ...] = ()

    @property
    def side(self) -> SignSide:
        """The side."""
        return self.asked.side

    @property
    def holds(self) -> bool:
        """Whether as many have signed what the document says today as are asked for."""
        return self.status in ("signed", "suspect")


@dataclass(frozen=True, slots=True)
class Ground:
    """What signatures are held against: today's agreements with their content, and the contents signed earlier."""

    document: Document
    agreements: Mapping[AgreementKind, Agreement]
    contents: Mapping[AgreementKind, Content]
    kept: Mapping[Digest, Content]
    as_of: date
    broken: frozenset[str] = frozenset()


def side_standing(
    kind: AgreementKind, side: SignSide, signatures: Sequence[Signature], today: Sequence[Figure], ground: Ground
) -> SideStanding | None:
    """Return how a side stands to an agreement, None where nobody of it is asked to sign.

    `signatures` are all those of the kind, in the order of the ledger; of each person the last one counts. `today` are
    the figures beside the agreement.
    """
    rule = asked(kind, side, ground.document)
    if not rule.count:
        return None
    can = who_can(rule, ground.document.initiative, ground.as_of)
    if not ground.contents[kind]:
        return SideStanding(kind, rule, "nothing", can=can)
    mine = {s.who: s for s in signatures if counts(rule, ground.document.initiative, s.who, s.role)}
    refused = tuple((s, why) for s in mine.values() if (why := _refusal(kind, s, signatures, ground)))
    out = {signature.who for signature, _ in refused}
    signed: list[Signature] = []
    lapsed: list[Lapse] = []
    for signature in mine.values():
        if signature.who in out:
            continue
        changed = differing(signature.entry.draft.agreement, ground.agreements)
        if changed:
            lapsed.append(Lapse(signature, _told(signature.entry.draft.agreement, changed, ground)))
        else:
            signed.append(signature)
    tolerance = rule_of(kind, ground.document).tolerance
    moved = {d.name: d for s in signed for d in drifts(s.entry.draft.seen, today, tolerance)}
    enough = len(signed) >= rule.count
    status: Status = ("suspect" if moved else "signed") if enough else "lapsed" if lapsed else "missing"
    return SideStanding(kind, rule, status, tuple(signed), tuple(lapsed), tuple(moved.values()), refused, can)


def differing(signed: Agreement | None, today: Mapping[AgreementKind, Agreement]) -> tuple[AgreementKind, ...]:
    """Return the agreements among the signed one and those it covers that are not today's any more, in their order."""
    if signed is None:
        return ()
    digests = {kind: digest for digest in (*signed.covers, signed.digest) for kind in KINDS if _is_of(digest, kind)}
    return tuple(kind for kind in KINDS if kind in digests and digests[kind] != today[kind].digest)


def _is_of(digest: Digest, kind: AgreementKind) -> bool:
    return digest.partition("/")[0] == kind


def _told(
    signed: Agreement | None, changed: Sequence[AgreementKind], ground: Ground
) -> tuple[tuple[AgreementKind, tuple[str, ...]], ...]:
    digests = (*signed.covers, signed.digest) if signed else ()
    return tuple((kind, _words(next(d for d in digests if _is_of(d, kind)), kind, ground)) for kind in changed)


def _words(digest: Digest, kind: AgreementKind, ground: Ground) -> tuple[str, ...]:
    before = ground.kept.get(digest)
    if before is None:
        return (f"what it was is not in evidence/agreements/ (`{file_of(digest)}`), so the words cannot be said",)
    return what_changed(before, ground.contents[kind], ground.document.initiative)


def file_of(digest: Digest) -> str:
    """Return the name of the file in evidence/agreements/ that keeps a signed content."""
    return f"{digest.partition('/')[0]}-{digest.rpartition(':')[2][:16]}.json"


def _refusal(kind: AgreementKind, signature: Signature, signatures: Sequence[Signature], ground: Ground) -> str:
    """Return why a signature does not count though its role would, empty where it does."""
    return next(_refusals(kind, signature, signatures, ground), "")


def _refusals(
    kind: AgreementKind, signature: Signature, signatures: Sequence[Signature], ground: Ground
) -> Iterator[str]:
    initiative, who = ground.document.initiative, signature.who
    person = initiative.people.get(who)
    if person is None:
        yield f"`{who}` is not listed in `people`"
    elif not present(person, ground.as_of):
        yield f"`{who}` is not there any more" if person.left else f"`{who}` is not there yet"
    elif not holds(initiative, who, signature.role):
        yield f"`{who}` does not hold the role `{signature.role}` any more"
    if signature.entry.id in ground.broken:
        yield "its seal does not hold, or cannot be checked without the package `cryptography`"
    if not rule_of(kind, ground.document).recorded and not signature.own:
        yield f"the portfolio asks for their own signature; this one is {signature.proof}"
    recorded = signature.recorded
    if recorded is not None and recorded.by == who:
        yield f"`{who}` recorded it themselves"
    elif recorded is not None and any(s.who == recorded.by and _same_text(s, signature) for s in signatures):
        yield f"`{recorded.by}` recorded it and signs the same agreement"


def _same_text(one: Signature, other: Signature) -> bool:
    return one.entry.draft.agreement == other.entry.draft.agreement
