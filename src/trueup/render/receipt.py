"""What was entered into the ledger, in words: who did what to which text, how it is proven, and the head after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trueup.core.gates.answer import Signature
from trueup.core.gates.signers import TITLES
from trueup.core.gates.verdicts import signed_verdicts
from trueup.core.model.ledger import Draft, Entry

_SHORT = 16


def receipt_text(
    entries: Iterable[Entry], files: Sequence[str] = (), remarks: Sequence[str] = (), *, registered: bool = False
) -> str:
    """Return the receipt of what was entered: one block an entry, the files written beside it, the head to keep.

    `registered` says that what they are sealed with is a key that is registered for their person.
    """
    entries = list(entries)
    lines = [line for entry in entries for line in _entry(Signature(entry, registered))]
    lines += [f"  {remark}" for remark in remarks]
    if files:
        lines.append(f"  Commit with the ledger: {', '.join(files)}")
    lines.append(f"  Ledger head: {entries[-1].id}")
    return "\n".join(lines) + "\n"


def _entry(entered: Signature) -> list[str]:
    draft = entered.entry.draft
    lines = [f"{_did(draft)} by {draft.who} as {draft.role}, {draft.at:%Y-%m-%d %H:%M} UTC"]
    if draft.kind in ("sign", "decline"):
        lines.append(f"  Proof: {entered.proof}")
    if draft.agreement is not None and draft.kind in ("sign", "decline", "decide"):
        lines.append(f"  Text: {draft.agreement.digest}")
    lines += [f"  Verdict: {words}" for words in signed_verdicts(draft)]
    lines += [f"  Condition: {each.text}, by {each.by}, {each.owner}" for each in draft.conditions]
    if draft.released is not None:
        lines.append(f"  Released: {draft.released[1]} {draft.released[0]:,.10g}")
    if draft.attended:
        lines.append(f"  Attended: {', '.join(draft.attended)}")
    if draft.note:
        lines.append(f"  {'Because' if draft.kind == 'decline' else 'Note'}: {_one_line(draft.note)}")
    return lines


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _did(draft: Draft) -> str:
    if draft.kind == "sign" and draft.agreement is not None:
        return f"Signed: {TITLES[draft.agreement.kind]}"
    if draft.kind == "decline" and draft.agreement is not None:
        return f"Declined: {TITLES[draft.agreement.kind]}"
    if draft.kind == "decide":
        return f"Decided: {draft.choice} at the {draft.phase} gate"
    if draft.kind == "review":
        return f"Reviewed: {draft.subject}"
    return f"Waived: {draft.subject} until {draft.until}"
