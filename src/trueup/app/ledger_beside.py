"""What a ledger rests on and does not hold itself: the texts that were signed, and the proof of recorded answers."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from trueup.adapters.folder import AGREEMENTS
from trueup.core.base.digest import Digest
from trueup.core.gates.history import Verified
from trueup.core.gates.ledger_problem import Problem, altered, lost
from trueup.core.model.ledger import Entry, Recorded

_SIGNED: Final = b'"agreement":{'
_RECORDED: Final = b'"recorded":{'


def beside(folder: Path, found: Verified) -> tuple[list[Problem], list[str]]:
    """Return what was changed or taken away beside a ledger since it was written, and what is kept elsewhere.

    A text that was signed is a file in `evidence/agreements`, known by its hash. Proof is looked for by its name in the
    folder and in the folders of it; mail and minutes may be kept where not everybody reads them. Entries are built only
    where there is something to compare them with.
    """
    text = found.checked[0].whole if found.checked else b""
    signed, recorded = _SIGNED in text, _RECORDED in text
    there = (folder / AGREEMENTS).is_dir()
    entries = found.entries() if recorded or (signed and there) else ()
    problems, elsewhere = _proofs(folder, entries)
    if signed and not there:
        return problems, [f"The texts that were signed are not here to compare: {AGREEMENTS.as_posix()}/.", *elsewhere]
    return [*_texts(folder, entries), *problems], elsewhere


def _texts(folder: Path, entries: Iterable[Entry]) -> Iterator[Problem]:
    from trueup.adapters.agreement_files import read_contents  # loaded where there are texts to compare
    from trueup.core.gates.signed import file_of

    signed: dict[Digest, Entry] = {}
    for entry in entries:
        if entry.draft.agreement is not None:
            signed.setdefault(entry.draft.agreement.digest, entry)
    whole = read_contents(folder, signed)
    for digest, entry in signed.items():
        if digest not in whole:
            file = AGREEMENTS / file_of(digest)
            told = altered if (folder / file).exists() else lost
            yield told(entry.id, file.as_posix(), f"the text that `{entry.draft.who}` answered to")


def _proofs(folder: Path, entries: Iterable[Entry]) -> tuple[list[Problem], list[str]]:
    problems: list[Problem] = []
    elsewhere: dict[str, None] = {}
    for entry in entries:
        recorded = entry.draft.recorded
        if recorded is None:
            continue
        there = list(_named_so(folder, recorded))
        if not there:
            elsewhere[recorded.source] = None
        elif not any(_is(file, recorded) for file in there):
            what = f"what `{recorded.by}` recorded the answer of `{entry.draft.who}` from"
            problems.append(altered(entry.id, there[0].relative_to(folder).as_posix(), what))
    if not elsewhere:
        return problems, []
    names = ", ".join(elsewhere)
    return problems, [f"Proof that is kept elsewhere was not compared: {names}."]


def _named_so(folder: Path, recorded: Recorded) -> Iterator[Path]:
    name = glob.escape(Path(recorded.source).name)
    for pattern in (name, f"*/{name}"):
        yield from sorted(file for file in folder.glob(pattern) if file.is_file())


def _is(file: Path, recorded: Recorded) -> bool:
    try:
        return sha256(file.read_bytes()).hexdigest() == recorded.sha256
    except OSError:
        return False
