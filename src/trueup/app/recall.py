"""What is remembered beside a document: its ledger, the texts that were signed, what stakeholders handed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from trueup.adapters.ballots import read_handed
from trueup.adapters.folder import INITIATIVE, LEDGER, ledger_of
from trueup.core.base.digest import Digest
from trueup.core.base.errors import DocumentFaults, TrueupError
from trueup.core.base.finding import Id, Place
from trueup.core.base.record import dataclass
from trueup.core.model.fault import Fault
from trueup.core.priority.handed import Handed

if TYPE_CHECKING:
    from trueup.core.gates.history import Verified
    from trueup.core.gates.standing import Memory
    from trueup.core.model.ledger import Entry


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies beside a document in a folder: what is remembered (None: no ledger was begun), what was handed in."""

    folder: Path
    memory: Memory | None
    handed: Handed


def keep(folder: Path, document: str = INITIATIVE) -> Kept:
    """Return what lies beside a document in its folder; raises as `recall`."""
    memory = recall(folder, document)
    return Kept(folder, memory, memory.handed if memory else read_handed(folder))


def recall(folder: Path, document: str = INITIATIVE) -> Memory | None:
    """Return what is remembered in an initiative's folder, None where no ledger was begun.

    Raises `DocumentFaults` for a ledger that cannot be trusted: nothing is judged by one that somebody changed. It is
    placed beside the document, by what that one's file is called there.
    """
    return remembered(folder, document) if ledger_of(folder).exists() else None


def remembered(folder: Path, document: str = INITIATIVE) -> Memory:
    """Return what is remembered in an initiative's folder, nothing where no ledger was begun; raises as `recall`."""
    from trueup.adapters.agreement_files import read_contents  # what reads a ledger is loaded where one was begun
    from trueup.core.gates.history import heads
    from trueup.core.gates.standing import Memory

    found = _trusted(ledger_of(folder), (PurePosixPath(document).parent / LEDGER).as_posix())
    entries = found.entries()
    kept, handed = read_contents(folder, _digests(entries)), read_handed(folder)
    return Memory(entries, heads(entries), kept, handed, _broken(entries), torn=bool(found.torn))


def _trusted(file: Path, shown: str) -> Verified:
    """Return what is in a ledger; raises `DocumentFaults` with the line from which on it cannot be trusted."""
    from trueup.adapters.ledger_file import FileLedger, in_words

    try:
        found = FileLedger(file).verified()
    except TrueupError as error:
        raise _not_readable(Place(shown, None, Id("")), error.problem, error.fix) from error
    wrong = [each for each in found.problems if not each.mendable]
    if wrong:
        raise _not_readable(Place(shown, wrong[0].line, Id("")), *in_words(wrong))
    return found


def _not_readable(place: Place, problem: str, fix: str) -> DocumentFaults:
    return DocumentFaults([Fault("DOC031", "", problem, fix).finding(place)])


def _broken(entries: Iterable[Entry]) -> frozenset[str]:
    sealed = [entry for entry in entries if entry.draft.proof == "sealed" or entry.draft.sealed is not None]
    if not sealed:
        return frozenset()
    from trueup.adapters.ed25519 import seal_holds

    return frozenset(entry.id for entry in sealed if not seal_holds(entry))


def _digests(entries: Iterable[Entry]) -> Iterator[Digest]:
    for entry in entries:
        if entry.draft.agreement is not None:
            yield from (*entry.draft.agreement.covers, entry.draft.agreement.digest)
