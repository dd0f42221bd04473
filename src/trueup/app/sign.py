"""Sign or decline an agreement: check who and what, write the text that is meant, enter the answer into the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

from trueup.adapters.agreement_files import find_content
from trueup.app.assess import Settings
from trueup.app.at_gate import AtGate, Kept, at_gate, check_person, role_held
from trueup.app.sign_key import Seal, seal_of
from trueup.app.sign_verdicts import check_named, verdicts_read
from trueup.core.base.digest import Digest
from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.base.finding import Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.agreements import KINDS, KINDS_OF
from trueup.core.gates.answer import STRENGTH, Signature
from trueup.core.gates.seen import figures
from trueup.core.gates.signers import SIDES, TITLES, asked, counts, least_proof, rule_of
from trueup.core.gates.verdicts import WITH_VERDICTS, not_known_then, verdicts_for
from trueup.core.gates.what_changed import what_changed
from trueup.core.model.document import Document
from trueup.core.model.ledger import AgreementKind, Draft, Recorded, Verdict

_HOW_RECORDED: Final = "Enter it from the mail or minutes that prove it: `--recorded FILE --by WHO`."
_MAY_NOT: Final = {False: "may not be the other signer", True: "may not answer the same text"}
_SHORTEST: Final = 8
"""Letters of a digest that name it well enough."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants to sign what, in which role; with `declines`, who says no to it, and `note` says why.

    `kind` names one agreement, else all that the person signs at the gate of `phase` (the current one) are meant.
    `digest` is the text they have read, `verdicts` those that they read with it, as `rule=goes on,model=held` or
    `none`. `recorded` is the mail or minutes that prove it and `by` who enters it; `key` is the file of the person's
    own key.
    """

    who: str
    role: str | None = None
    phase: Phase | None = None
    kind: AgreementKind | None = None
    digest: str | None = None
    recorded: Path | None = None
    by: str | None = None
    key: Path | None = None
    note: str = ""
    declines: bool = False
    verdicts: str | None = None

    @property
    def does(self) -> str:
        """Return what they do, in a word."""
        return "decline" if self.declines else "sign"


def sign(path: Path, wish: Wish, *, as_of: date | None, settings: Settings) -> Kept:
    """Enter a signature, or a no, for each agreement that a person is asked to sign; return what was entered.

    Raises `TrueupError` where the person, the role, the text or the proof is not right, where nothing is to sign, and
    for a no without its reason.
    """
    if not wish.who:
        raise TrueupError.option(f"Nobody is named who {wish.does}s.", "--as", "Give `--as WHO`, an id of `people`.")
    if wish.declines and not wish.note.strip():
        fix = 'Say why, so that somebody can act on it: `--decline --because "..."`.'
        raise TrueupError.option("A no without its reason cannot be acted on.", "--because", fix)
    here = at_gate(path, as_of=as_of, phase=wish.phase, settings=settings)
    role = role_held(here.document, wish.who, wish.role, here.at.date())
    kinds = due_to(here, wish, role)
    if wish.digest is not None:
        _check_digest(here, wish, wish.digest, kinds)
    read = verdicts_read(here, wish.verdicts, kinds)
    if wish.digest is not None and wish.recorded is not None and read is None:
        check_named(here, kinds)
    recorded = _recorded(here, wish, kinds)
    seal = seal_of(here, wish.who, wish.key) if wish.key else None
    _check_proof(here.document, wish, kinds, seal)
    _check_recorder(here, wish, kinds)
    replaced = _replaced(here, wish, kinds, seal)
    drafts = [_draft(here, wish, role, kind, (recorded, read)) for kind in kinds]
    if wish.key is not None:
        from trueup.adapters.ed25519 import sealed_by

        drafts = [sealed_by(wish.key, draft) for draft in drafts]
    files = dict.fromkeys(file for kind in kinds for file in here.write_contents(kind))
    remarks = (*replaced, *_needed(here, wish, kinds), *(seal.remarks if seal else ()), *here.of_the_clock())
    return Kept(here.keep(drafts), tuple(files), remarks, registered=seal is not None and seal.registered)


def due_to(here: AtGate, wish: Wish, role: str) -> tuple[AgreementKind, ...]:
    """Return the agreements that a person still has to sign, or may decline, in a role; else raises `TrueupError`."""
    wanted = (wish.kind,) if wish.kind else KINDS_OF[wish.phase or here.assessment.phase]
    mine = [kind for kind in wanted if _signs(here.document, kind, wish.who, role)]
    if not mine:
        raise _not_theirs(here, wish, role, wanted)
    empty = next((kind for kind in mine if not here.standing.contents[kind]), None)
    if empty is not None:
        problem = f"There is nothing to {wish.does} yet: the document does not say what the {TITLES[empty]} would be."
        raise TrueupError.option(problem, str(here.folder), f"Write {_MISSING[empty]} first.")
    has = _has_declined if wish.declines else _has_signed
    open_ = tuple(kind for kind in mine if not has(here, kind, wish))
    if not open_:
        names = " and the ".join(TITLES[kind] for kind in mine)
        done = "declined" if wish.declines else "signed"
        problem = f"There is nothing to {wish.does}: `{wish.who}` has {done} the {names} as it stands."
        fix = (
            "The no stands until its text changes or they sign it."
            if wish.declines
            else "It has to be signed again only once its text changes or a verdict turns. What is proven better "
            "replaces it: their own registered key (`--key`); so does what somebody else records anew "
            "(`--recorded FILE --by WHO`)."
        )
        raise TrueupError.option(problem, wish.who, fix)
    return open_


_MISSING: Final[dict[AgreementKind, str]] = {
    "objective": "`objective:`",
    "goal": "`operational_goals:`",
    "consensus": "`data:` and `options:`",
    "blueprint": "`epics:`",
    "delivery": "`epics:`",
    "pilot": "`pilot:`",
}


def _signs(document: Document, kind: AgreementKind, who: str, role: str) -> bool:
    return any(counts(asked(kind, side, document), document.initiative, who, role) for side in SIDES)


def _has_signed(here: AtGate, kind: AgreementKind, wish: Wish) -> bool:
    sides = [each for side in SIDES if (each := here.standing.of(kind, side))]
    seen_moved = {s.who for each in sides if each.drifts for s in each.signed}
    return wish.who not in seen_moved and _stands(here, _signers(here, kind), wish)


def _has_declined(here: AtGate, kind: AgreementKind, wish: Wish) -> bool:
    return _stands(here, _decliners(here, kind), wish)


def _stands(here: AtGate, answers: Iterable[Signature], wish: Wish) -> bool:
    """Whether the person's same answer is there, proven as well, on all verdicts that are known today.

    Another recorder enters one from minutes anew.
    """
    before = next((each for each in answers if each.who == wish.who), None)
    if before is None or before.strength < _strength(wish, here.document):
        return False
    if not_known_then(before.entry.draft, (each.verdict for each in here.standing.verdicts)):
        return False
    return before.recorded is None or wish.recorded is None or before.recorded.by == wish.by


def _not_theirs(here: AtGate, wish: Wish, role: str, wanted: tuple[AgreementKind, ...]) -> TrueupError:
    rules = [(kind, asked(kind, side, here.document)) for kind in wanted for side in SIDES]
    who = "; ".join(f"the {TITLES[kind]} for {rule.side}: {rule.words}" for kind, rule in rules if rule.count)
    problem = f"`{wish.who}` as `{role}` is not asked to sign here. Asked are, {who}."
    fix = "Sign in another role with `--role`, or say in `portfolio.yaml` under `signing:` who signs."
    return TrueupError.option(problem, wish.who, fix)


def _check_digest(here: AtGate, wish: Wish, digest: str, kinds: tuple[AgreementKind, ...]) -> None:
    """Raise `TrueupError` unless a digest is that of the text as it stands, saying what changed since."""
    today = {kind: here.standing.agreements[kind].digest for kind in kinds}
    if any(_names(digest, each) for each in today.values()):
        return
    agreement = next((kind for kind in KINDS if digest.startswith(f"{kind}/")), kinds[-1])
    now = here.standing.agreements[agreement].digest
    problem = f"The {TITLES[agreement]} is not the text `{digest}` any more; it is `{now}`."
    before = find_content(here.folder, agreement, digest.rpartition(":")[2])
    words = what_changed(before, here.standing.contents[agreement], here.document.initiative) if before else ()
    since = f" Since then: {'; '.join(words)}." if words else ""
    raise TrueupError.option(problem + since, digest, f"Read it as it is now, and {wish.does} that.")


def _names(text: str, digest: Digest) -> bool:
    """Whether a text is a digest, or the beginning of its hash."""
    return text == digest or (len(text) >= _SHORTEST and digest.rpartition(":")[2].startswith(text.rpartition(":")[2]))


def _recorded(here: AtGate, wish: Wish, kinds: tuple[AgreementKind, ...]) -> Recorded | None:
    """Return who enters the answer from which proof, None where it is not recorded; raises `TrueupError`."""
    if wish.recorded is None and wish.by is None:
        return None
    if wish.recorded is None or wish.by is None:
        problem = (
            f"A recorded {_noun(wish)} needs the mail or minutes (`--recorded FILE`) and who enters it (`--by WHO`)."
        )
        raise TrueupError.option(problem, wish.who, "Give both.")
    check_person(here.document, wish.by, here.at.date())
    if wish.by == wish.who:
        raise TrueupError.option(f"`{wish.who}` cannot record their own {_noun(wish)}.", wish.by, "Leave `--by` out.")
    for kind in kinds:
        other = next((each for each in _answers(here, kind) if each.who == wish.by), None)
        if other is not None and (wish.declines or not other.declines):
            does = f"{'declines' if other.declines else 'signs'} the {TITLES[kind]} too"
            problem = f"`{wish.by}` {does}; who records a {_noun(wish)} {_MAY_NOT[wish.declines]}."
            raise TrueupError.option(problem, wish.by, "Have somebody else enter it.")
    try:
        data = wish.recorded.read_bytes()
    except OSError as error:
        problem = f"{wish.recorded} cannot be read: {error.strerror or error}."
        raise TrueupError(
            ErrorCode.SOURCE, problem, str(wish.recorded), "Name the file of the mail or minutes."
        ) from error
    return Recorded(wish.by, wish.recorded.name, hashlib.sha256(data).hexdigest())


def _noun(wish: Wish) -> str:
    return "no" if wish.declines else "signature"


def _decliners(here: AtGate, kind: AgreementKind) -> list[Signature]:
    return [no for side in SIDES if (each := here.standing.of(kind, side)) for no in each.declined]


def _answers(here: AtGate, kind: AgreementKind) -> list[Signature]:
    """Return who signed and who declined the text as it stands."""
    return [*_signers(here, kind), *_decliners(here, kind)]


def _signers(here: AtGate, kind: AgreementKind) -> list[Signature]:
    return [s for side in SIDES if (each := here.standing.of(kind, side)) for s in each.signed]


def _check_recorder(here: AtGate, wish: Wish, kinds: tuple[AgreementKind, ...]) -> None:
    """Raise `TrueupError` where somebody answers beside an answer that they entered for another.

    Who recorded a signature may say no themselves: that is against it, and a no is always heard.
    """
    for kind in kinds:
        for each in _answers(here, kind) if not wish.declines else _decliners(here, kind):
            if each.recorded is not None and each.recorded.by == wish.who:
                where = "to" if each.declines else "under"
                problem = f"`{wish.who}` recorded the {each.noun} of `{each.who}` {where} the {TITLES[kind]}."
                other = f"Who records a {each.noun} {_MAY_NOT[each.declines]}"
                raise TrueupError.option(
                    problem, wish.who, f"{other}: have somebody else record it anew, or {wish.does}."
                )


def _needed(here: AtGate, wish: Wish, kinds: tuple[AgreementKind, ...]) -> Iterator[str]:
    """Yield the warning that who records a signature is needed to sign the same agreement, and may not any more."""
    for kind in kinds if wish.by and not wish.declines else ():
        for side in SIDES:
            each = here.standing.of(kind, side)
            if each is None or each.holds or wish.by not in {who for who, _ in each.can}:
                continue
            others = {who for who, _ in each.can} | {s.who for s in each.signed}
            if len(others - {wish.by}) < each.asked.count:
                what = f"`{wish.by}` is needed to sign the {TITLES[kind]} for {side} ({each.asked.words})"
                yield f"{what}, and who records a signature may not: have somebody else record this one anew."


def _replaced(here: AtGate, wish: Wish, kinds: tuple[AgreementKind, ...], seal: Seal | None) -> tuple[str, ...]:
    """Return what earlier answers of the person to the same texts this one replaces.

    Raises `TrueupError` where the answer that stands is proven better.
    """
    found = []
    strength = STRENGTH["sealed" if seal and seal.registered else "recorded" if wish.recorded else "claimed"]
    for kind in kinds:
        before = next((each for each in _answers(here, kind) if each.who == wish.who), None)
        if before is None:
            continue
        day, title = before.at.date(), TITLES[kind]
        if before.strength > strength:
            did = "declined" if before.declines else "signed"
            problem = (
                f"`{wish.who}` {did} the {title} on {day} ({before.proof}); only what is proven as well replaces that."
            )
            fix = f"Have them {wish.does} with their own key: `--key FILE`." if before.own else _HOW_RECORDED
            raise TrueupError.option(problem, wish.who, fix)
        if before.declines == wish.declines:
            found.append(f"It replaces the {before.noun} of {day} ({before.proof}).")
            continue
        back = f"It takes back the signature of {day} under the {title}."
        found.append(back if wish.declines else f"It replaces the no of {day} to the {title}.")
    return tuple(found)


def _strength(wish: Wish, document: Document) -> int:
    """Return how well an answer would be proven at best: which key is meant is looked at once something is to sign."""
    person = document.initiative.people.get(wish.who)
    sealed = wish.key is not None and person is not None and person.key
    return STRENGTH["sealed" if sealed else "recorded" if wish.recorded else "claimed"]


def _check_proof(document: Document, wish: Wish, kinds: tuple[AgreementKind, ...], seal: Seal | None) -> None:
    """Raise `TrueupError` where the portfolio asks for better proof than an answer comes with."""
    done = "declined" if wish.declines else "signed"
    for kind in kinds:
        least = least_proof(kind, document)
        if least == "own" and (seal is None or not seal.registered):
            asked_in = "`proof: own`" if rule_of(kind, document).recorded else "`recorded: false`"
            problem = f"The {TITLES[kind]} has to be {done} by `{wish.who}` themselves ({asked_in} in `signing:`)."
            fix = f"{wish.does.capitalize()} with their own key: `--key FILE`."
            raise TrueupError.option(problem, wish.who, seal.remarks[0] if seal else fix)
        if least == "recorded" and wish.recorded is None and (seal is None or not seal.registered):
            problem = f"The {TITLES[kind]} takes no {_noun(wish)} without proof (`proof: recorded` in `signing:`)."
            fix = f"{_HOW_RECORDED} Or {wish.does} with their own registered key: `--key FILE`."
            raise TrueupError.option(problem, wish.who, fix)


def _draft(
    here: AtGate,
    wish: Wish,
    role: str,
    kind: AgreementKind,
    given: tuple[Recorded | None, tuple[Verdict, ...] | None],
) -> Draft:
    """Return the entry of an answer; `given` are who entered it from what, and the verdicts that were read."""
    recorded, read = given
    phase = next(phase for phase, kinds in KINDS_OF.items() if kind in kinds)
    beside = figures(kind, here.document.initiative, here.assessment.evidence)
    return Draft(
        "decline" if wish.declines else "sign",
        here.document.initiative.id,
        wish.who,
        role,
        here.at,
        phase=phase,
        agreement=here.standing.agreements[kind],
        seen=tuple(figure.seen for figure in beside),
        note=wish.note.strip() if wish.declines else wish.note,
        proof="recorded" if recorded else "claimed",
        recorded=recorded,
        verdicts=verdicts_for(kind, here.standing.verdicts) if read is None else read if kind in WITH_VERDICTS else (),
    )
