"""The ledger as a file beside the document: one entry a line, appended under a lock, on the disk before it is said.

What a crash left unfinished at the end is no entry, for nobody was told that it was kept: the next entry puts the piece
into a file of its own and goes on. Whatever else is wrong stops reading and appending, with words that say where.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from trueup.adapters.collecting import uncollected
from trueup.adapters.file_lock import locked
from trueup.adapters.output import write_whole
from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.gates.entry_text import line_of
from trueup.core.gates.history import Verified, verify
from trueup.core.gates.ledger_problem import Problem
from trueup.core.model.ledger import Draft, Entry, LedgerMoved

TORN: Final = ".torn-"
"""Between the ledger's name and some letters of the hash of a piece that was kept aside."""
_BINARY: Final = getattr(os, "O_BINARY", 0)
_UNLOCKABLE: Final = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)


def _quiet(_: str) -> None:
    pass


class FileLedger:
    """A ledger in one file; any number of processes and threads may read it and append to it."""

    def __init__(self, file: Path, *, seconds: float = 30.0, remark: Callable[[str], None] = _quiet) -> None:
        """Take the file (which need not be there), how long to wait for others, and whom to tell of a recovery."""
        self.file = file
        self._seconds = seconds
        self._remark = remark

    def verified(self, known_head: str | None = None) -> Verified:
        """Return what is in the file and what is wrong with it; raises `TrueupError` where it cannot be read."""
        with uncollected():
            return verify(self.text(), known_head)

    def entries(self) -> tuple[Entry, ...]:
        """Return all entries, each after those it follows; raises `TrueupError` for what cannot be trusted."""
        with uncollected():
            return self.trusted().entries()

    def trusted(self) -> Verified:
        """Return what is in the file, with an end that was never finished; raises as `entries`."""
        return self._trusted(self.verified())

    def heads(self) -> tuple[str, ...]:
        """Return the ids that no entry follows; raises `TrueupError` for what cannot be trusted."""
        return self._trusted(self.verified()).heads

    def append(self, draft: Draft, expected: tuple[str, ...] | None = None) -> Entry:
        """Keep an entry behind the heads and return it, once file and folder are on the disk.

        Raises `LedgerMoved` where `expected` are not the heads any more, and `TrueupError` where the ledger cannot be
        trusted or written; then it is as it was.
        """
        with self._held() as (file, data):
            found = self._trusted(verify(data))
            if expected is not None and set(expected) != set(found.heads):
                raise LedgerMoved(str(self.file), found.heads)
            try:
                entry = found.after(draft)
            except ValueError as error:
                fix = "Correct it and try again; the ledger is unchanged."
                raise TrueupError.option(f"The entry cannot be written: {error}.", str(self.file), fix) from error
            whole = len(data) - len(found.torn)
            gap = b"\n" if whole and data[whole - 1 : whole] != b"\n" else b""
            if found.torn:
                self.keep_aside(found.torn)
            self._write(file, gap + line_of(entry), whole, data)
        return entry

    def rewrite(self, make: Callable[[bytes], bytes]) -> bool:
        """Replace the whole text in one step while nobody else appends; return whether it changed.

        Raises `TrueupError` where it cannot be written, and whatever `make` raises; then the file is as it was.
        """
        with self._held() as (_, data):
            return write_whole(self.file, make(data))

    def text(self) -> bytes:
        """Return the bytes of the file, none where there is no file; raises `TrueupError` where it cannot be read."""
        try:
            with self.file.open("rb") as stream, contextlib.ExitStack() as stack:
                try:
                    stack.enter_context(locked(stream.fileno(), alone=False, seconds=self._seconds))
                except OSError as error:
                    if error.errno not in _UNLOCKABLE:
                        raise
                return stream.read()
        except FileNotFoundError:
            return b""
        except OSError as error:
            problem = f"{self.file} cannot be read: {error.strerror or error}."
            fix = "Check the path and its permissions."
            raise TrueupError(ErrorCode.DOCUMENT, problem, str(self.file), fix) from error

    def pieces(self) -> tuple[Path, ...]:
        """Return the files with unfinished lines that were kept aside."""
        return tuple(sorted(self.file.parent.glob(f"{self.file.name}{TORN}*")))

    # ---- writing

    @contextlib.contextmanager
    def _held(self) -> Iterator[tuple[int, bytes]]:
        """Hold the file open and locked, with its bytes; a file that we made is taken away again where that fails."""
        with contextlib.ExitStack() as stack:
            try:
                file, new = self._locked(stack)
                data = _read(file)
            except OSError as error:
                raise self._unwritten(error) from error
            try:
                yield file, data
            except BaseException:
                if new and not data:  # another process may have been quicker to lock what we made
                    with contextlib.suppress(OSError):
                        self.file.unlink()
                raise

    def _locked(self, stack: contextlib.ExitStack) -> tuple[int, bool]:
        """Return the file open and locked, and whether it is new; one that was replaced meanwhile is opened again."""
        while True:
            with contextlib.ExitStack() as attempt:
                file, new = self._opened()
                attempt.callback(os.close, file)
                attempt.enter_context(locked(file, alone=True, seconds=self._seconds))
                if self._is_still(file):
                    stack.push(attempt.pop_all())
                    return file, new

    def _opened(self) -> tuple[int, bool]:
        how = os.O_RDWR | _BINARY
        try:
            return os.open(self.file, how), False
        except FileNotFoundError:
            pass
        try:
            return os.open(self.file, how | os.O_CREAT | os.O_EXCL, 0o666), True
        except FileExistsError:
            return os.open(self.file, how), False

    def _is_still(self, file: int) -> bool:
        try:
            return os.path.samestat(os.fstat(file), self.file.stat())
        except FileNotFoundError:
            return False

    def _write(self, file: int, line: bytes, at: int, before: bytes) -> None:
        """Write a line at a place near the end and flush it with its folder; otherwise put back what was there."""
        try:
            _put(file, line, at)
            os.ftruncate(file, at + len(line))
            os.fsync(file)
            _flush_folder(self.file.parent)
        except BaseException as error:
            with contextlib.suppress(OSError):
                _put(file, before[at:], at)
                os.ftruncate(file, len(before))
                os.fsync(file)
            if isinstance(error, OSError):
                raise self._unwritten(error) from error
            raise

    def keep_aside(self, piece: bytes) -> Path:
        """Write an unfinished line into a file of its own beside the ledger, tell of it, and return the file."""
        beside = self.file.with_name(f"{self.file.name}{TORN}{hashlib.sha256(piece).hexdigest()[:12]}")
        write_whole(beside, piece)
        self._remark(
            f"The last line of {self.file} was unfinished ({len(piece)} bytes): nobody was told that it was kept. "
            f"The piece is in {beside.name}."
        )
        return beside

    # ---- words

    def _trusted(self, found: Verified) -> Verified:
        wrong = [each for each in found.problems if not each.mendable]
        if wrong:
            raise untrusted(self.file, wrong)
        return found

    def _unwritten(self, error: OSError) -> TrueupError:
        why = error.strerror or str(error)
        fix = "Make room or allow writing there, then do it again; nothing was kept and the ledger is unchanged."
        return TrueupError(ErrorCode.OUTPUT, f"{self.file} cannot be written: {why}.", str(self.file), fix)


def untrusted(file: Path, problems: Sequence[Problem]) -> TrueupError:
    """Return the error for a ledger that cannot be trusted, in the words of the first of its problems."""
    line = problems[0].line
    where = f"{file}:{line}" if line else str(file)
    problem, fix = in_words(problems)
    return TrueupError(ErrorCode.DOCUMENT, f"{where}: {problem}", where, fix)


def in_words(problems: Sequence[Problem]) -> tuple[str, str]:
    """Return the first of a ledger's problems with the number of the others, and what to do."""
    first, *others = problems
    more = f" And {len(others):,} more." if others else ""
    return f"{first.problem}{more}", f"{first.fix} `trueup verify` names everything."


def _read(file: int) -> bytes:
    size = os.fstat(file).st_size
    os.lseek(file, 0, os.SEEK_SET)
    found = bytearray()
    while len(found) < size and (block := os.read(file, size - len(found))):
        found += block
    return bytes(found)


def _put(file: int, data: bytes, at: int) -> None:
    os.lseek(file, at, os.SEEK_SET)
    left = memoryview(data)
    while left:
        left = left[os.write(file, left) :]


def _flush_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    there = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(there)
    finally:
        os.close(there)
