"""The ledger in words and as JSON: what was signed and decided, what each phase delivered, and whether it is sound."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from trueup.core.base.digest import Digest
from trueup.core.gates.delivered import Delivered, delivered, released, releases
from trueup.core.gates.entry_text import line_of
from trueup.core.gates.ledger_problem import short
from trueup.core.gates.signers import TITLES
from trueup.core.gates.verdicts import signed_verdicts
from trueup.core.model.ledger import Draft, Entry
from trueup.render.charts.numbers import amount
from trueup.render.plain import count_of
from trueup.render.verify import counted, head_lines

FORMAT: Final = 1
_PROOFS: Final = {"sealed": "with a key", "session": "own, in their session", "claimed": "claimed"}
_ANSWERS: Final = {"sign": "signed", "decline": "declined"}
_UNDER: Final = " " * 12


# ---- text


def log_text(name: str, entries: Sequence[Entry], heads: Sequence[str], remarks: Sequence[str], width: int) -> str:
    """Return the log of one ledger: every entry by its day, then what the phases delivered, then its heads."""
    lines = [f"{name}: {counted(len(entries))}", ""]
    for entry in entries:
        lines += _wrapped(f"{entry.draft.at.date()}  {entry_words(entry)}  [{short(entry.id)}]", width)
        lines += [line for extra in _extras(entry.draft) for line in _wrapped(_UNDER + extra, width)]
    lines += ["", *_value_lines(entries, width)]
    lines += [line for remark in remarks for line in _wrapped(f"! {remark}", width, "  ")]
    return "\n".join([*lines, *head_lines(heads)]) + "\n"


def entry_words(entry: Entry) -> str:
    """Return what an entry says: who, in which role, did what, and how we know."""
    draft = entry.draft
    who = f"{draft.who} ({draft.role})" if draft.role else draft.who
    proven = f" ({proof_words(draft)})" if draft.kind in ("sign", "decline") else ""
    return f"{who} {_did(entry)}{proven}"


def proof_words(draft: Draft) -> str:
    """Return how we know that somebody meant what stands under their name.

    Whose a key is the document says and `trueup verify` tells: a ledger alone does not know.
    """
    if draft.recorded is not None:
        return f"recorded by {draft.recorded.by} from {draft.recorded.source}"
    return _PROOFS.get(draft.proof, draft.proof)


def _did(entry: Entry) -> str:
    draft = entry.draft
    at = f" at the gate of {draft.phase}" if draft.phase else ""
    until = f" until {draft.until}" if draft.until else ""
    if draft.kind in _ANSWERS and draft.agreement is not None:
        return f"{_ANSWERS[draft.kind]} the {TITLES[draft.agreement.kind]} {_short_digest(draft.agreement.digest)}"
    if draft.kind == "decide":
        return f"decided {draft.choice or 'nothing'}{at}{_released(draft)}"
    if draft.kind == "review":
        return f"held the review {draft.subject or draft.phase or ''}".rstrip()
    if draft.kind == "waive":
        return f"waived {draft.subject}{until}"
    if draft.kind == "merge":
        return f"joined {len(entry.prev)} branches of the ledger"
    stage = draft.stage or draft.subject or draft.phase
    return f"moved it to {stage}" if stage else f"entered a {draft.kind}"


def _released(draft: Draft) -> str:
    return f", which released {amount(*draft.released)}" if draft.released else ""


def _short_digest(digest: Digest) -> str:
    kind, mark, name = digest.partition(":")
    return f"{kind}{mark}{short(name)}"


def _extras(draft: Draft) -> Iterator[str]:
    if draft.note:
        yield f"because: {draft.note}" if draft.kind == "decline" else draft.note
    for each in draft.conditions:
        yield f"condition: {each.text} by {each.by} ({each.owner})"
    if verdicts := signed_verdicts(draft):
        yield f"on the verdicts: {'; '.join(verdicts)}"
    if draft.attended:
        yield f"present: {', '.join(draft.attended)}"


def _value_lines(entries: Sequence[Entry], width: int) -> Iterator[str]:
    """Yield what the phases delivered; money only where a decision released a budget."""
    found = delivered(entries)
    if found:
        yield "Value before code: what each phase delivered"
    for each in found:
        yield from _wrapped(f"  {each.phase:<14} {delivered_words(each)}", width, " " * 17)
    for entry in releases(entries):
        yield from _wrapped(f"  {'released':<14} {_release_words(entry)}", width, " " * 17)
    for currency, value in released(entries).items():
        yield f"  {'in all':<14} {amount(value, currency)} of committed budget released for other work"
    if found or releases(entries):
        yield ""


def delivered_words(each: Delivered) -> str:
    """Return an output of a phase with its date and signers, and what was decided at the gate."""
    day = max(entry.draft.at.date() for entry in each.signatures)
    signers = ", ".join(_signer(entry.draft) for entry in each.signatures)
    again = f"; {count_of(each.earlier, 'earlier text')} before it" if each.earlier else ""
    choice = each.decision.draft.choice if each.decision else None
    gate = f"; {choice} on {each.decision.draft.at.date()}" if each.decision and choice else ""
    nos = "".join(f"; declined by {_signer(no.draft)} on {no.draft.at.date()}" for no in each.declined)
    return f"{each.output}, {day}, signed by {signers}{nos}{again}{gate}"


def _signer(draft: Draft) -> str:
    return f"{draft.who} ({draft.role}, {proof_words(draft)})"


def _release_words(entry: Entry) -> str:
    draft = entry.draft
    why = f": {draft.note}" if draft.note else ""
    released_ = amount(*draft.released) if draft.released else ""
    return f"{released_} by the {draft.choice} of {draft.who} on {draft.at.date()}{why}"


def _wrapped(text: str, width: int, under: str = _UNDER) -> list[str]:
    text = "".join(letter if letter.isprintable() else " " for letter in text)  # nobody's note moves a cursor
    wide = max(width, 40)
    return textwrap.wrap(text, wide, subsequent_indent=under, break_long_words=False, break_on_hyphens=False) or [text]


# ---- log as JSON


def log_json(found: Iterable[tuple[str, Sequence[Entry], Sequence[str], Sequence[str]]]) -> str:
    """Return the logs of several ledgers as JSON: the entries as they stand in the file, in order, and the value."""
    body = {
        "trueup": FORMAT,
        "ledgers": [
            {
                "file": name,
                "heads": list(heads),
                "entries": [json.loads(line_of(each)) for each in entries],
                "delivered": [_delivered(each) for each in delivered(entries)],
                "released": dict(released(entries)),
                "remarks": list(remarks),
            }
            for name, entries, heads, remarks in found
        ],
    }
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _delivered(each: Delivered) -> dict[str, object]:
    return {
        "phase": each.phase,
        "agreement": each.kind,
        "output": each.output,
        "digest": each.digest,
        "on": max(entry.draft.at.date() for entry in each.signatures).isoformat(),
        "signatures": [
            {"who": e.draft.who, "role": e.draft.role, "proof": e.draft.proof, "entry": e.id} for e in each.signatures
        ],
        "declined": [
            {"who": e.draft.who, "role": e.draft.role, "proof": e.draft.proof, "entry": e.id} for e in each.declined
        ],
        "earlier_texts": each.earlier,
        "decision": each.decision.draft.choice if each.decision else None,
    }
