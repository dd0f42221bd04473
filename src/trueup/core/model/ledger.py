"""What people agreed and decided: the entries of the ledger, as values, and what keeps them.

An entry's id is the sha256 of its own canonical bytes, `prev` the ids of the entries it follows: one parent, two or
more after branches were joined, none for the first. So no entry can be changed, taken out or moved without breaking the
ids of all that follow it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Protocol

from trueup.core.base.digest import Digest
from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.base.finding import Phase
from trueup.core.base.record import dataclass

EntryKind = Literal["sign", "decline", "decide", "review", "waive", "phase", "merge"]
"""`decline` is a person's no to an exact text, with its reason as note: bound and proven as a signature is."""
AgreementKind = Literal["objective", "goal", "consensus", "blueprint", "delivery", "pilot"]
Choice = Literal["go", "hold", "rework", "kill"]
Stage = Literal["pilot", "production", "scaled"]
Proof = Literal["claimed", "recorded", "sealed", "session"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was signed or declined: a kind of agreement, its content's digest, and those of what it builds on."""

    kind: AgreementKind
    digest: Digest
    covers: tuple[Digest, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer that somebody else entered: who, from which mail or minutes, and the sha256 of that file."""

    by: str
    source: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A signature made with the person's own key: the Ed25519 public key and the signature, both base64."""

    key: str
    signature: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure as it stood when somebody signed: its name, value, unit and basis."""

    name: str
    value: float
    unit: str
    basis: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was concluded from the data when somebody signed, as a category: `options.ml` goes on, or is held.

    A later version may know more names and categories; they are kept as they are.
    """

    name: str
    category: str


@dataclass(frozen=True, slots=True)
class Condition:
    """What has to happen after a go on a closed gate, by when, and who sees to it."""

    text: str
    by: date
    owner: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has its place: everything but its id and its parents.

    `proof` is how we know that `who` meant it: entered by another from proof (`recorded`), sealed with their key
    (`sealed`), made in their own session (`session`), or claimed by whoever ran the command (`claimed`). `verdicts` are
    those that an answer to the consensus, or to what is built on it, was given on.
    """

    kind: EntryKind
    initiative: str
    who: str
    role: str
    at: datetime
    phase: Phase | None = None
    agreement: Agreement | None = None
    seen: tuple[Seen, ...] = ()
    choice: Choice | None = None
    conditions: tuple[Condition, ...] = ()
    released: tuple[float, str] | None = None
    subject: str = ""
    until: date | None = None
    stage: Stage | None = None
    attended: tuple[str, ...] = ()
    note: str = ""
    proof: Proof = "claimed"
    recorded: Recorded | None = None
    sealed: Sealed | None = None
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry in its place."""

    id: str
    prev: tuple[str, ...]
    draft: Draft


class LedgerMoved(TrueupError):
    """Somebody else added an entry meanwhile: what was prepared rests on heads that are no longer the heads."""

    def __init__(self, where: str, heads: tuple[str, ...]) -> None:
        """Keep the heads as they are now."""
        problem = "Another entry was added meanwhile; nothing was kept."
        super().__init__(ErrorCode.DOCUMENT, problem, where, "Look at `trueup log`, then do it again.")
        self.heads = heads


class Ledger(Protocol):
    """What keeps entries: a file beside the document, or a database."""

    def entries(self) -> Sequence[Entry]:
        """Return all entries, each after those it follows; raises `TrueupError` for what cannot be read."""

    def heads(self) -> tuple[str, ...]:
        """Return the ids that no entry follows: one, or several where branches were not joined yet."""

    def append(self, draft: Draft, expected: tuple[str, ...] | None = None) -> Entry:
        """Keep an entry for good behind the heads, and return it in its place.

        With `expected`, only if these are the heads still, else it raises `LedgerMoved`. Nothing is said to be kept
        before it is on the disk.
        """
