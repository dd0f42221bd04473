"""The ledger as a whole: what it holds, whether anybody changed it, and joining two branches of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from trueup.adapters.folder import INITIATIVE, LEDGER, find, ledger_of
from trueup.adapters.ledger_file import FileLedger, untrusted
from trueup.adapters.output import write_whole
from trueup.app.ledger_beside import beside
from trueup.app.ledger_keys import NO_KEYS, Keys, of_keys
from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.base.record import dataclass
from trueup.core.gates.entry_text import line_of, placed
from trueup.core.gates.history import Verified, joined, verify
from trueup.core.gates.ledger_problem import SHORT
from trueup.core.model.ledger import Draft, Entry

_SUFFIX: Final = ".jsonl"
_HEAD: Final = re.compile(rf"[0-9a-f]{{{SHORT},64}}")


@dataclass(frozen=True, slots=True)
class Log:
    """The ledger of an initiative: the file as it is called here, its entries in order, its heads, what to remark."""

    name: str
    entries: tuple[Entry, ...]
    heads: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checkup:
    """Whether a ledger is as it was written: its name, what verifying found, and what to remark about its keys.

    `keys` counts the signatures that were made with a key and are genuine, and those with a registered key.
    """

    name: str
    verified: Verified
    keys: Keys = NO_KEYS
    remarks: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing was changed, removed, moved, cut or forged."""
        return self.verified.sound


@dataclass(frozen=True, slots=True)
class Joined:
    """A ledger made of several: where it stands, how many entries it has, its head, and the join where one was made."""

    file: Path
    count: int
    head: str
    join: Entry | None


def ledgers(path: Path) -> Mapping[str, Path]:
    """Return the files that hold, or would hold, the ledgers at a path, by the names they are called here.

    A path is a ledger's file, the folder that holds one, or an initiative or portfolio, whose documents are not read.
    """
    if path.suffix == _SUFFIX and path.is_file():
        return {path.name: path}
    if (path / LEDGER).is_file():
        return {LEDGER: path / LEDGER}
    target = find(path)
    files = [ledger_of(initiative.parent) for initiative in target.initiatives]
    return {target.shown(file): file for file in files}


def logs(path: Path) -> tuple[Log, ...]:
    """Return the log of every ledger at a path that was begun; raises `TrueupError` for one that cannot be trusted."""
    return tuple(_log(name, FileLedger(file)) for name, file in ledgers(path).items() if file.exists())


def _log(name: str, ledger: FileLedger) -> Log:
    found = ledger.verified()
    wrong = [each for each in found.problems if not each.mendable]
    if wrong:
        raise untrusted(ledger.file, wrong)
    return Log(name, found.entries(), found.heads, tuple(f"{each.problem} {each.fix}" for each in found.problems))


def write_log(text: str, output: Path) -> None:
    """Write a log in one step; raises `TrueupError` where it cannot be written."""
    write_whole(output, text.encode())


def check(path: Path, known_head: str | None = None) -> tuple[Checkup, ...]:
    """Return for every ledger at a path whether it is as it was written; with a known head, of one ledger only.

    A ledger that was never begun is left out, unless a head of it is known: then it was cut off. Raises `TrueupError`
    where a ledger cannot be read.
    """
    files = ledgers(path)
    known = _head(known_head)
    if known is not None and len(files) > 1:
        problem = f"There are {len(files)} ledgers at {path}; a head is of one of them."
        raise TrueupError.option(problem, "--head", "Name the folder of the initiative whose head you know.")
    return tuple(_checkup(name, FileLedger(file), known) for name, file in files.items() if known or file.exists())


def _head(text: str | None) -> str | None:
    """Return a head as somebody wrote it down, in small letters; raises `TrueupError` for what is none."""
    if text is None:
        return None
    name = text.strip().lower()
    if _HEAD.fullmatch(name):
        return name
    fix = f"Give the hash as it was printed, at least its first {SHORT} letters."
    raise TrueupError.option(f"`{text[:80]}` is no head.", "--head", fix)


def _checkup(name: str, ledger: FileLedger, known_head: str | None) -> Checkup:
    found = ledger.verified(known_head)
    aside = [f"{piece.name} holds a line that a crash left unfinished." for piece in ledger.pieces()]
    readable = found.readable
    if readable:
        problems, remarks = beside(ledger.file.parent, found)
        found, aside = found.with_problems(problems), [*aside, *remarks]
    sealed = [each.seal for each in found.checked if each.seal]
    if not sealed or not readable:
        return Checkup(name, found, NO_KEYS, tuple(aside))
    entries = [entry for entry in found.entries() if entry.draft.sealed is not None]
    try:
        keys, problems, remarks = of_keys(ledger.file.parent, entries)
    except TrueupError as error:
        if error.code is not ErrorCode.EXTRA:
            raise
        unseen = f"{len(sealed)} signatures made with keys were not checked. {error.problem} {error.fix}"
        return Checkup(name, found, NO_KEYS, (*aside, unseen))
    return Checkup(name, found.with_problems(problems), keys, (*aside, *remarks))


# ---- joining


def join(
    files: Sequence[Path], output: Path | None, who: str | None, at: datetime, remark: Callable[[str], None]
) -> Joined:
    """Join branches of a ledger into one, each entry once, and record the fork by an entry that follows all heads.

    One file alone, without `output`, is joined in its place: after git merged it, with or without conflict markers.
    Raises `TrueupError` where an entry would be lost, nobody says who joins, or the result cannot be written.
    """
    sources = [ledger_of(file) if file.is_dir() else file for file in files]
    missing = next((file for file in sources if not file.is_file()), None)
    if missing is not None:
        raise TrueupError.option(f"{missing} is not there.", str(missing), "Name the files of the branches' ledgers.")
    if output is None and len(sources) > 1:
        fix = "Say where the joined ledger goes: -o ledger.jsonl"
        raise TrueupError.option("Several ledgers are joined into a new one.", "--output", fix)
    target = output or sources[0]
    others = [FileLedger(file).text() for file in sources if not _same(file, target)]
    done: list[Joined] = []
    ledger = FileLedger(target, remark=remark)

    def made(here: bytes) -> bytes:
        mine = [here] if any(_same(file, target) for file in sources) else []
        found = joined([*mine, *others])
        if found.problems:
            raise untrusted(target, found.problems)
        entry = _merge_entry(found, who, at)
        head = entry.id if entry else next(iter(found.heads), "")
        for piece in filter(None, (verify(text).torn for text in (*mine, *others))):
            ledger.keep_aside(piece)
        done.append(Joined(target, found.count + (entry is not None), head, entry))
        return found.text() + (line_of(entry) if entry else b"")

    _refuse_others(target, sources)
    _refuse_stranger(who, target.parent, at)
    if target.exists():
        ledger.rewrite(made)
    else:
        write_whole(target, made(b""))
    return done[0]


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _refuse_others(target: Path, sources: Iterable[Path]) -> None:
    """Raise `TrueupError` where the result would replace a ledger that is not one of those that are joined."""
    if target.exists() and not any(_same(file, target) for file in sources):
        fix = "Name it among the files to join, or choose another place."
        raise TrueupError.option(f"{target} is there already and is not joined.", str(target), fix)


def _refuse_stranger(who: str | None, folder: Path, at: datetime) -> None:
    """Raise `TrueupError` for whom the document does not know; while it cannot be read, anybody may join."""
    if not who or not (folder / INITIATIVE).is_file():
        return
    from trueup.app.at_gate import check_person
    from trueup.app.define import one_document

    try:
        _, document = one_document(folder)
    except TrueupError:
        return
    if document.initiative.people:
        check_person(document, who, at.date())


def _merge_entry(found: Verified, who: str | None, at: datetime) -> Entry | None:
    """Return the entry that follows all heads, None where there is one head only."""
    if len(found.heads) < 2:  # noqa: PLR2004 - a fork has two ends
        return None
    if not who:
        problem = f"The ledger has {len(found.heads)} heads, and nobody says who joins them."
        raise TrueupError.option(problem, "--by", "Say who: trueup log merge ... --by ID")
    last = found.entries()[-1]
    return placed(Draft("merge", last.draft.initiative, who, "", at), found.heads)
