"""Sign an agreement: check who and what, write the text that is signed, enter it into the ledger."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Final

from trueup.adapters.agreement_files import find_content
from trueup.app.assess import Settings
from trueup.app.at_gate import AtGate, Kept, at_gate, check_person, role_held
from trueup.core.base.digest import Digest
from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.base.finding import Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.agreements import KINDS, KINDS_OF
from trueup.core.gates.seen import figures
from trueup.core.gates.signed import Signature
from trueup.core.gates.signers import SIDES, TITLES, asked, counts, rule_of
from trueup.core.gates.what_changed import what_changed
from trueup.core.model.document import Document
from trueup.core.model.ledger import AgreementKind, Draft, Recorded

_SHORTEST: Final = 8
"""Letters of a digest that name it well enough."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants to sign what, in which role.

    `kind` names one agreement, else all that the person signs at the gate of `phase` (the current one) are meant.
    `digest` is the text they have read. `recorded` is the mail or minutes that prove it and `by` who enters it; `key`
    is the file of the person's own key.
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


def sign(path: Path, wish: Wish, *, as_of: date | None, settings: Settings) -> Kept:
    """Enter a signature for each agreement that a person is asked to sign, and return what was entered.

    Raises `TrueupError` where the person, the role, the text or the proof is not right, and where nothing is to sign.
    """
    if not wish.who:
        raise TrueupError.option("Nobody is named who signs.", "--as", "Give `--as WHO`, an id of `people`.")
    here = at_gate(path, as_of=as_of, phase=wish.phase, settings=settings)
    role = role_held(here.document, wish.who, wish.role, here.at.date())
    kinds = due_to(here, wish, role)
    if wish.digest is not None:
        _check_digest(here, wish.digest, kinds)
    recorded = _recorded(here, wish, kinds)
    _check_proof(here.document, wish, kinds)
    _check_recorder(here, wish, kinds)
    drafts = [_draft(here, wish, role, kind, recorded) for kind in kinds]
    if wish.key is not None:
        from trueup.adapters.ed25519 import sealed_by

        drafts = [sealed_by(wish.key, draft) for draft in drafts]
    files = dict.fromkeys(file for kind in kinds for file in here.write_contents(kind))
    return Kept(here.keep(drafts), tuple(files), here.of_the_clock())


def due_to(here: AtGate, wish: Wish, role: str) -> tuple[AgreementKind, ...]:
    """Return the agreements that a person still has to sign in a role; raises `TrueupError` where there is none."""
    wanted = (wish.kind,) if wish.kind else KINDS_OF[wish.phase or here.assessment.phase]
    mine = [kind for kind in wanted if _signs(here.document, kind, wish.who, role)]
    if not mine:
        raise _not_theirs(here, wish, role, wanted)
    empty = next((kind for kind in mine if not here.standing.contents[kind]), None)
    if empty is not None:
        problem = f"There is nothing to sign yet: the document does not say what the {TITLES[empty]} would be."
        raise TrueupError.option(problem, str(here.folder), f"Write {_MISSING[empty]} first.")
    open_ = tuple(kind for kind in mine if not _has_signed(here, kind, wish.who))
    if not open_:
        names = " and the ".join(TITLES[kind] for kind in mine)
        problem = f"There is nothing to sign: `{wish.who}` has signed the {names} as it stands."
        raise TrueupError.option(problem, wish.who, "It has to be signed again only once its text changes.")
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


def _has_signed(here: AtGate, kind: AgreementKind, who: str) -> bool:
    sides = [each for side in SIDES if (each := here.standing.of(kind, side))]
    seen_moved = {s.who for each in sides if each.drifts for s in each.signed}
    return any(s.who == who for each in sides for s in each.signed) and who not in seen_moved


def _not_theirs(here: AtGate, wish: Wish, role: str, wanted: tuple[AgreementKind, ...]) -> TrueupError:
    rules = [(kind, asked(kind, side, here.document)) for kind in wanted for side in SIDES]
    who = "; ".join(f"the {TITLES[kind]} for {rule.side}: {rule.words}" for kind, rule in rules if rule.count)
    problem = f"`{wish.who}` as `{role}` is not asked to sign here. Asked are, {who}."
    fix = "Sign in another role with `--role`, or say in `portfolio.yaml` under `signing:` who signs."
    return TrueupError.option(problem, wish.who, fix)


def _check_digest(here: AtGate, digest: str, kinds: tuple[AgreementKind, ...]) -> None:
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
    raise TrueupError.option(problem + since, digest, "Read it as it is now, and sign that.")


def _names(text: str, digest: Digest) -> bool:
    """Whether a text is a digest, or the beginning of its hash."""
    return text == digest or (len(text) >= _SHORTEST and digest.rpartition(":")[2].startswith(text.rpartition(":")[2]))


def _recorded(here: AtGate, wish: Wish, kinds: tuple[AgreementKind, ...]) -> Recorded | None:
    """Return who enters the signature from which proof, None where it is not recorded; raises `TrueupError`."""
    if wish.recorded is None and wish.by is None:
        return None
    if wish.recorded is None or wish.by is None:
        problem = "A recorded signature needs the mail or minutes (`--recorded FILE`) and who enters it (`--by WHO`)."
        raise TrueupError.option(problem, wish.who, "Give both.")
    check_person(here.document, wish.by, here.at.date())
    if wish.by == wish.who:
        raise TrueupError.option(f"`{wish.who}` cannot record their own signature.", wish.by, "Leave `--by` out.")
    signs = [kind for kind in kinds if wish.by in {signature.who for signature in _signers(here, kind)}]
    if signs:
        problem = f"`{wish.by}` signs the {TITLES[signs[0]]} too; who records a signature may not be the other signer."
        raise TrueupError.option(problem, wish.by, "Have somebody else enter it.")
    try:
        data = wish.recorded.read_bytes()
    except OSError as error:
        problem = f"{wish.recorded} cannot be read: {error.strerror or error}."
        raise TrueupError(
            ErrorCode.SOURCE, problem, str(wish.recorded), "Name the file of the mail or minutes."
        ) from error
    return Recorded(wish.by, wish.recorded.name, hashlib.sha256(data).hexdigest())


def _signers(here: AtGate, kind: AgreementKind) -> list[Signature]:
    return [s for side in SIDES if (each := here.standing.of(kind, side)) for s in each.signed]


def _check_recorder(here: AtGate, wish: Wish, kinds: tuple[AgreementKind, ...]) -> None:
    """Raise `TrueupError` where somebody signs beside a signature that they entered for another."""
    for kind in kinds:
        for signature in _signers(here, kind):
            if signature.recorded is not None and signature.recorded.by == wish.who:
                problem = f"`{wish.who}` recorded the signature of `{signature.who}` under the {TITLES[kind]}."
                fix = "Who records a signature may not be the other signer: have somebody else sign, or record it anew."
                raise TrueupError.option(problem, wish.who, fix)


def _check_proof(document: Document, wish: Wish, kinds: tuple[AgreementKind, ...]) -> None:
    strict = next((kind for kind in kinds if not rule_of(kind, document).recorded), None)
    if strict is not None and wish.key is None:
        problem = f"The {TITLES[strict]} has to be signed by `{wish.who}` themselves (`recorded: false` in `signing:`)."
        raise TrueupError.option(problem, wish.who, "Sign with their own key: `--key FILE`.")


def _draft(here: AtGate, wish: Wish, role: str, kind: AgreementKind, recorded: Recorded | None) -> Draft:
    phase = next(phase for phase, kinds in KINDS_OF.items() if kind in kinds)
    beside = figures(kind, here.document.initiative, here.assessment.evidence)
    return Draft(
        "sign",
        here.document.initiative.id,
        wish.who,
        role,
        here.at,
        phase=phase,
        agreement=here.standing.agreements[kind],
        seen=tuple(figure.seen for figure in beside),
        note=wish.note,
        proof="recorded" if recorded else "claimed",
        recorded=recorded,
    )
