"""An entry of the ledger as one line of text, and back: canonical JSON, so that an entry has one text and one id.

A line is an object with sorted keys, without blanks, nulls or defaults, in UTF-8. `id` is the sha256 of the line
without its member `id`; times are in UTC, to the second. Reading is strict: what is not written so is a fault, a value.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias, TypedDict, cast

from trueup.core.base.digest import Digest
from trueup.core.base.finding import Phase
from trueup.core.base.record import dataclass
from trueup.core.gates.entry_grammar import ALWAYS, DAYS, FIGURES, MEMBERS, fits, line_pattern
from trueup.core.model.ledger import (
    Agreement,
    AgreementKind,
    Choice,
    Condition,
    Draft,
    Entry,
    EntryKind,
    Proof,
    Recorded,
    Sealed,
    Seen,
    Stage,
    Verdict,
)

Members: TypeAlias = Mapping[str, object]
_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_MARK: Final = re.compile(r"(<{7}|={7}|>{7}|\|{7})($|[ \r])")
_DAY: Final = len("2026-05-31")
_BETWEEN: Final = '","'
_VALUE: Final = b'"value":'


class Checked(NamedTuple):
    """A line that holds an entry, before it is built: its id, its parents, when it was made, its seal, where it stands.

    A tuple of texts and of a place in the ledger, whose bytes are kept once: of 100,000 of them, copies of their lines
    and whatever else they held would be most of the time to verify them.
    """

    id: str
    parents: str
    at: str
    seal: str | None
    whole: bytes
    start: int
    end: int

    @property
    def prev(self) -> tuple[str, ...]:
        """The ids of the entries that it follows."""
        return tuple(self.parents.split(_BETWEEN)) if self.parents else ()

    @property
    def line(self) -> bytes:
        """The line, without its break."""
        return self.whole[self.start : self.end]


@dataclass(frozen=True, slots=True)
class LineFault:
    """Why a line is no entry as trueup writes it.

    An `edited` line holds an entry whose content does not give its id (`id` is what the line says, `instead` what its
    content gives); a `conflict` line is git's, a `windows` line ends so; the rest is `unreadable`.
    """

    kind: Literal["edited", "conflict", "windows", "unreadable"]
    problem: str
    id: str = ""
    instead: str = ""


# ---- writing


def placed(draft: Draft, prev: tuple[str, ...] = ()) -> Entry:
    """Return an entry in its place behind its parents; its time is taken to UTC and to the second.

    Raises ValueError for what cannot be written: a time without a zone, a figure that is no number, broken text.
    """
    if draft.at.tzinfo is None:
        raise ValueError(f"the time {draft.at} names no zone")
    settled = replace(draft, at=draft.at.astimezone(UTC).replace(microsecond=0))
    parents = tuple(sorted(set(prev)))
    name = hashlib.sha256(_encoded(_members(settled) | _parents(parents))).hexdigest()
    found = Entry(name, parents, settled)
    fault = check_line(line_of(found).removesuffix(b"\n"))
    if isinstance(fault, LineFault):
        raise ValueError(fault.problem)
    return found


def line_of(entry: Entry) -> bytes:
    """Return an entry's line, with its line break."""
    return _encoded(_members(entry.draft) | _parents(entry.prev) | {"id": entry.id}) + b"\n"


def sealed_text(draft: Draft) -> bytes:
    """Return what a person's key signs: the draft without the signature, and without its place in the ledger."""
    at = draft.at.astimezone(UTC).replace(microsecond=0)
    bare = replace(draft, at=at, sealed=None, proof="sealed")
    return b"trueup signature 1\n" + _encoded(_members(bare))


def _encoded(members: Members) -> bytes:
    return _ENCODER.encode(members).encode()


def _parents(prev: tuple[str, ...]) -> dict[str, object]:
    return {"prev": list(prev)} if prev else {}


def _members(draft: Draft) -> dict[str, object]:
    """Return a draft as JSON, without what is as it is by default."""
    agreement, recorded, sealed, released = draft.agreement, draft.recorded, draft.sealed, draft.released
    every: dict[str, object] = {
        "agreement": agreement
        and {"digest": agreement.digest, "kind": agreement.kind}
        | ({"covers": list(agreement.covers)} if agreement.covers else {}),
        "attended": list(draft.attended),
        "choice": draft.choice,
        "conditions": [
            {"by": each.by.isoformat(), "owner": each.owner, "text": each.text} for each in draft.conditions
        ],
        "note": draft.note,
        "phase": draft.phase,
        "proof": "" if draft.proof == "claimed" else draft.proof,
        "recorded": recorded and {"by": recorded.by, "sha256": recorded.sha256, "source": recorded.source},
        "released": released and [float(released[0]), released[1]],
        "sealed": sealed and {"key": sealed.key, "signature": sealed.signature},
        "seen": [
            {"basis": each.basis, "name": each.name, "unit": each.unit, "value": float(each.value)}
            for each in draft.seen
        ],
        "stage": draft.stage,
        "subject": draft.subject,
        "until": draft.until and draft.until.isoformat(),
        "verdicts": [{"category": each.category, "name": each.name} for each in draft.verdicts],
    }
    given = {name: member for name, member in every.items() if member}
    at = draft.at.isoformat(timespec="seconds").replace("+00:00", "Z")
    return given | {"at": at, "initiative": draft.initiative, "kind": draft.kind, "role": draft.role, "who": draft.who}


# ---- reading


def check_lines(data: bytes) -> list[Checked | LineFault]:
    """Return for each whole line what it says it is, or why it is no entry; what follows the last break is left out."""
    if not _is_utf8(data):
        return [check_line(line) for line in data.split(b"\n")[:-1]]
    last = data.rfind(b"\n")
    found: list[Checked | LineFault] = []
    pos = 0
    for match in line_pattern().finditer(data, 0, max(last, 0)):
        if (start := match.start()) > pos:
            found += map(_why_not, data[pos : start - 1].split(b"\n"))
        found.append(_checked(match))
        pos = match.end() + 1
    if pos <= last:
        found += map(_why_not, data[pos:last].split(b"\n"))
    return found


def check_line(line: bytes) -> Checked | LineFault:
    """Return what a line (without its break) says it is, where it is written soundly and its content gives its id."""
    if not _is_utf8(line):
        return LineFault("unreadable", "it is not UTF-8")
    match = line_pattern().fullmatch(line)
    return _why_not(line) if match is None else _checked(match)


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _checked(match: re.Match[bytes]) -> Checked | LineFault:
    """Return what a line says that is written soundly, where its days, its numbers and its id hold."""
    before, at, due, id_, after, prev, money, seal, figure, until = match.groups()
    if (
        (figure and not _are_short(figure, match))
        or not _is_day(at[:_DAY])
        or (money and not _is_short(money))
        or ((due or until) and not all(map(_is_day, DAYS.findall(match[0]))))
    ):
        return _why_not(match[0])
    name, instead = id_.decode(), hashlib.sha256(before + after).hexdigest()
    if instead != name:
        return LineFault("edited", "its content does not give its id", name, instead)
    parents, sealed = prev.decode() if prev else "", seal.decode() if seal else None
    return Checked(name, parents, at.decode(), sealed, match.string, match.start(), match.end())


def read_line(line: bytes) -> Entry | LineFault:
    """Return the entry on a line (without its break), or why it is none."""
    found = check_line(line)
    return found if isinstance(found, LineFault) else built(found)


@lru_cache(maxsize=4096)
def _is_day(text: bytes) -> bool:
    try:
        date.fromisoformat(text.decode())
    except ValueError:
        return False
    return True


def _are_short(figure: bytes, match: re.Match[bytes]) -> bool:
    """Whether the figures of a line are written in the one way; of several the pattern keeps the last only."""
    return _is_short(figure) and ((line := match[0]).count(_VALUE) == 1 or all(map(_is_short, FIGURES.findall(line))))


def _is_short(number: bytes) -> bool:
    """Whether a number is written as the shortest that gives it back."""
    try:
        return repr(float(number)).encode() == number
    except ValueError:
        return False


def _why_not(line: bytes) -> LineFault:
    """Return in words why a line is not written as an entry is."""
    text = line.decode()
    if _MARK.match(text):
        return LineFault("conflict", f"`{text[:40].strip()}` is a conflict marker of git")
    if not text.strip():
        return LineFault("unreadable", "it is empty")
    if text.endswith("\r") and line_pattern().fullmatch(line, 0, len(line) - 1):
        return LineFault("windows", "ends as lines do on Windows")
    try:
        members: object = json.loads(text)
    except (ValueError, RecursionError):
        return LineFault("unreadable", "it is not one JSON object")
    if not isinstance(members, dict):
        return LineFault("unreadable", "it is not one JSON object")
    return LineFault("unreadable", _wrong_member(members, text))


def _wrong_member(members: Mapping[str, object], text: str) -> str:
    missing = sorted(ALWAYS - members.keys())
    if missing:
        return f"it has no `{missing[0]}`"
    strange = sorted(members.keys() - MEMBERS.keys())
    if strange:
        return f"this version does not know its member `{strange[0][:40]}`; a later one may have written it"
    try:
        wrong = [name for name, member in sorted(members.items()) if not fits(name, _ENCODER.encode(member))]
    except (ValueError, RecursionError):
        return "it holds what cannot be written"
    if wrong:
        return f"its member `{wrong[0]}` is not one that this version knows"
    if _ENCODER.encode(members) != text:
        return "it is not written as trueup writes it: keys sorted, no blanks, one way for each letter and number"
    return "it holds a day that is not in the calendar"


# ---- building: the line was checked, so its members are of the kinds that the grammar names


class _Line(TypedDict, total=False):
    agreement: dict[str, str | list[str]]
    attended: list[str]
    at: str
    choice: Choice
    conditions: list[dict[str, str]]
    initiative: str
    kind: EntryKind
    note: str
    phase: Phase
    proof: Proof
    recorded: dict[str, str]
    released: tuple[float, str]
    role: str
    sealed: dict[str, str]
    seen: list[_SeenLine]
    stage: Stage
    subject: str
    until: str
    verdicts: list[dict[str, str]]
    who: str


class _SeenLine(TypedDict):
    basis: str
    name: str
    unit: str
    value: float


def built(checked: Checked) -> Entry:
    """Return the entry of a line that was checked."""
    members = cast("_Line", json.loads(checked.line))
    return Entry(checked.id, checked.prev, _draft(members))


def _draft(members: _Line) -> Draft:
    recorded, sealed, released = members.get("recorded"), members.get("sealed"), members.get("released")
    agreement, until = members.get("agreement"), members.get("until")
    return Draft(
        kind=members["kind"],
        initiative=members["initiative"],
        who=members["who"],
        role=members["role"],
        at=datetime.fromisoformat(members["at"]),
        phase=members.get("phase"),
        agreement=_agreement(agreement) if agreement else None,
        seen=tuple(Seen(each["name"], each["value"], each["unit"], each["basis"]) for each in members.get("seen", ())),
        choice=members.get("choice"),
        conditions=tuple(
            Condition(each["text"], date.fromisoformat(each["by"]), each["owner"])
            for each in members.get("conditions", ())
        ),
        released=(released[0], released[1]) if released else None,
        subject=members.get("subject", ""),
        until=date.fromisoformat(until) if until else None,
        stage=members.get("stage"),
        attended=tuple(members.get("attended", ())),
        note=members.get("note", ""),
        proof=members.get("proof", "claimed"),
        recorded=Recorded(recorded["by"], recorded["source"], recorded["sha256"]) if recorded else None,
        sealed=Sealed(sealed["key"], sealed["signature"]) if sealed else None,
        verdicts=tuple(Verdict(each["name"], each["category"]) for each in members.get("verdicts", ())),
    )


def _agreement(members: dict[str, str | list[str]]) -> Agreement:
    kind, digest = cast("AgreementKind", members["kind"]), Digest(str(members["digest"]))
    return Agreement(kind, digest, tuple(Digest(each) for each in members.get("covers", ())))
