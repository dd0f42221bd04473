"""How one side stands to one agreement: who signed or declined, what lapsed and why, what does not count, who can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Literal

from trueup.core.base.digest import Digest
from trueup.core.base.record import dataclass
from trueup.core.gates.agreements import KINDS
from trueup.core.gates.answer import LEAST, Signature, conflicts, same_text, too_weak
from trueup.core.gates.canonical import Content
from trueup.core.gates.keys import KeyUsed
from trueup.core.gates.seen import Drift, Figure, drifts
from trueup.core.gates.signers import Asked, asked, counts, holds, least_proof, present, rule_of, who_can
from trueup.core.gates.verdicts import AGREED_IN, Turned, VerdictToday, not_known_then, turned
from trueup.core.gates.what_changed import what_changed
from trueup.core.model.document import Document
from trueup.core.model.ledger import Agreement, AgreementKind, Verdict
from trueup.core.model.signing import SignSide

Status = Literal["signed", "suspect", "declined", "lapsed", "missing", "nothing"]
"""`suspect`: signed, but figures moved since; `declined`: too few signed, for somebody said no to this text; `nothing`:
there is nothing to sign yet."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """An answer to another text than today's, or on other verdicts.

    `changed` holds per agreement whose text changed since the words that changed, `turned` the verdicts that are others
    today: they are part of the consensus.
    """

    signature: Signature
    changed: tuple[tuple[AgreementKind, tuple[str, ...]], ...]
    turned: tuple[Turned, ...] = ()

    @property
    def same_text(self) -> bool:
        """Whether the text is the same and only verdicts turned."""
        return not self.changed

    @property
    def by_kind(self) -> Mapping[AgreementKind, tuple[str, ...]]:
        """Return the words that changed by agreement, in their order; those of verdicts with the consensus."""
        found = dict(self.changed)
        if self.turned:
            found[AGREED_IN] = (*found.get(AGREED_IN, ()), *(each.words for each in self.turned))
        return {kind: found[kind] for kind in KINDS if kind in found}

    @property
    def words(self) -> tuple[str, ...]:
        """Return all that changed."""
        return tuple(word for words in self.by_kind.values() for word in words)


def how_to_mend(lapses: Sequence[Lapse], who: str) -> str:
    """Return what to do about answers to another text, or on other verdicts; `who` are the people in words."""
    if not all(lapse.same_text for lapse in lapses):
        return f"Take the change back, or have {who} sign again."
    held = any(each.held for lapse in lapses for each in lapse.turned)
    return f"Mend what holds it, or have {who} sign again." if held else f"Have {who} sign again on today's verdicts."


@dataclass(frozen=True, slots=True)
class SideStanding:
    """How a side stands to an agreement.

    `declined` are the people who said no to today's text, `once_declined` those who said no to an earlier one and have
    not signed since; `refused` are signatures (and nos) that do not count, each with why. `unknown` are the figures
    that signers saw and that are not known today. `unjudged` are signatures that hold and were given when a verdict
    was not known that is known today, with these: they cannot lapse by them, and may be given anew.
    """

    kind: AgreementKind
    asked: Asked
    status: Status
    signed: tuple[Signature, ...] = ()
    lapsed: tuple[Lapse, ...] = ()
    drifts: tuple[Drift, ...] = ()
    refused: tuple[tuple[Signature, str], ...] = ()
    can: tuple[tuple[str, str], ...] = ()
    declined: tuple[Signature, ...] = ()
    once_declined: tuple[Lapse, ...] = ()
    unknown: tuple[str, ...] = ()
    unjudged: tuple[tuple[Signature, tuple[Verdict, ...]], ...] = ()

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
    """What signatures are held against: today's agreements with their content, and the contents signed earlier.

    `broken` are the entries whose seal does not hold, `keys` says of the sealed ones whose key it was; `verdicts` are
    those that are known today, by name.
    """

    document: Document
    agreements: Mapping[AgreementKind, Agreement]
    contents: Mapping[AgreementKind, Content]
    kept: Mapping[Digest, Content]
    as_of: date
    broken: frozenset[str] = frozenset()
    keys: Mapping[str, KeyUsed] = field(default_factory=dict)
    verdicts: Mapping[str, VerdictToday] = field(default_factory=dict)


def side_standing(
    kind: AgreementKind, side: SignSide, signatures: Sequence[Signature], today: Sequence[Figure], ground: Ground
) -> SideStanding | None:
    """Return how a side stands to an agreement, None where nobody of it is asked to sign.

    `signatures` are all those of the kind with all nos, in the order of the ledger; of each person the last signature
    stands, and the nos after it that count. `today` are the figures beside the agreement.
    """
    rule = asked(kind, side, ground.document)
    if not rule.count:
        return None
    can = who_can(rule, ground.document.initiative, ground.as_of)
    if not ground.contents[kind]:
        return SideStanding(kind, rule, "nothing", can=can)
    mine: dict[str, list[Signature]] = {}
    for each in signatures:
        if counts(rule, ground.document.initiative, each.who, each.role):
            mine.setdefault(each.who, []).append(each)
    heard = _Heard()
    for every in mine.values():
        heard.hear(every, signatures, ground, kind)
    tolerance = rule_of(kind, ground.document).tolerance
    moved = {d.name: d for s in heard.signed for d in drifts(s.entry.draft.seen, today, tolerance)}
    known = {figure.seen.name for figure in today}
    unknown = dict.fromkeys(f.name for s in heard.signed for f in s.entry.draft.seen if f.name not in known)
    return SideStanding(
        kind,
        rule,
        heard.status(rule.count, moved=bool(moved)),
        tuple(heard.signed),
        tuple(heard.lapsed),
        tuple(moved.values()),
        tuple(heard.refused),
        can,
        tuple(heard.declined),
        tuple(heard.once_declined),
        tuple(unknown),
        tuple(_unjudged(heard.signed, ground)),
    )


def _unjudged(signed: Sequence[Signature], ground: Ground) -> Iterator[tuple[Signature, tuple[Verdict, ...]]]:
    today = [each.verdict for each in ground.verdicts.values()]
    for each in signed:
        if found := not_known_then(each.entry.draft, today):
            yield each, found


class _Heard:
    """What the people of a side said to an agreement, made for one walk over them."""

    def __init__(self) -> None:
        """Begin with nobody heard."""
        self.signed: list[Signature] = []
        self.lapsed: list[Lapse] = []
        self.refused: list[tuple[Signature, str]] = []
        self.declined: list[Signature] = []
        self.once_declined: list[Lapse] = []

    def hear(
        self, every: Sequence[Signature], signatures: Sequence[Signature], ground: Ground, kind: AgreementKind
    ) -> None:
        """Take what one person answered, in order: of what stands, the last answer to what is there today counts.

        Where there is none, their last signature lapsed; nos after it, to something else, leave it alone.
        """
        stands = self._standing(every, signatures, ground, kind)
        today = [each for each in stands if _is_of_today(each, ground)]
        among = today or [each for each in stands if not each.declines]
        whys = ((each, _refusal(kind, each, signatures, ground)) for each in reversed(among))
        answer, why = next((found for found in whys if not found[1]), (None, ""))
        if answer is None and among:
            answer, why = among[-1], _refusal(kind, among[-1], signatures, ground)
        if answer is not None and answer.declines:
            self.declined.append(answer)
            return
        if answer is not None and why:
            self.refused.append((answer, why))
        elif answer is not None and (lapse := _lapse(answer, ground)):
            self.lapsed.append(lapse)
        elif answer is not None:
            self.signed.append(answer)
            return
        after = stands[stands.index(answer) + 1 :] if answer else stands
        if (no := next((each for each in reversed(after) if each.declines), None)) and (lapse := _lapse(no, ground)):
            self.once_declined.append(lapse)

    def _standing(
        self, every: Sequence[Signature], signatures: Sequence[Signature], ground: Ground, kind: AgreementKind
    ) -> list[Signature]:
        """Return a person's answers that stand, in order: one that counts replaces those to the same, and no others.

        The same is the same text on no other verdicts; an answer to something else is kept, should that come back.
        """
        stands: dict[str, Signature] = {}
        by_text: dict[Agreement | None, list[Signature]] = {}
        last: Signature | None = None
        for each in every:
            text = by_text.setdefault(each.entry.draft.agreement, [])
            before = [one for one in text if same_text(one, each)]
            counting = [one for one in before if not _refusal(kind, one, signatures, ground)]
            why = too_weak(each, counting)
            if not why and (each.declines or counting or (last is not None and last.declines)):
                why = _refusal(kind, each, signatures, ground)
            if why:
                self.refused += [(each, why)] if _is_of_today(each, ground) else []
                continue
            self.refused = [(one, _) for one, _ in self.refused if one.who != each.who or not same_text(one, each)]
            for one in before:
                text.remove(one)
                del stands[one.entry.id]
            text.append(each)
            stands[each.entry.id] = last = each
        return list(stands.values())

    def status(self, count: int, *, moved: bool) -> Status:
        """Return how the side stands where so many have to sign."""
        if len(self.signed) >= count:
            return "suspect" if moved else "signed"
        return "declined" if self.declined else "lapsed" if self.lapsed else "missing"


def _is_of_today(answer: Signature, ground: Ground) -> bool:
    """Whether an answer is about the text and, as far as they are known, the verdicts of today."""
    draft = answer.entry.draft
    signed = draft.agreement
    if signed is not None and signed.digest != ground.agreements[signed.kind].digest:
        return False
    return not differing(signed, ground.agreements) and not any(turned(draft.verdicts, ground.verdicts))


def _lapse(answer: Signature, ground: Ground) -> Lapse | None:
    """Return what changed since somebody answered, None where it is about the text and verdicts of today."""
    agreement = answer.entry.draft.agreement
    changed = differing(agreement, ground.agreements)
    other = tuple(turned(answer.entry.draft.verdicts, ground.verdicts))
    return Lapse(answer, _told(agreement, changed, ground), other) if changed or other else None


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
    """Return why a signature or a no does not count though its role would, empty where it does."""
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
    if (used := ground.keys.get(signature.entry.id)) is not None and used.why:
        yield used.why
    least = least_proof(kind, ground.document)
    if least is not None and signature.strength < LEAST[least]:
        wanted = "their own signature" if least == "own" else "a mail or minutes that prove it, or their own signature"
        yield f"the portfolio asks for {wanted}; this one is {signature.proof}"
    recorded = signature.recorded
    if recorded is not None and recorded.by == who:
        yield f"`{who}` recorded it themselves"
    elif recorded is not None:
        other = next((each for each in signatures if conflicts(signature, recorded.by, each)), None)
        if other is not None:
            yield f"`{recorded.by}` recorded it and {'declines' if other.declines else 'signs'} the same agreement"
