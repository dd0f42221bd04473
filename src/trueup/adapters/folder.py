"""Finding and reading documents: one initiative's folder, a file, or a portfolio of folders."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from trueup.core.base.errors import ErrorCode, TrueupError
from trueup.core.base.record import dataclass

INITIATIVE: Final = "initiative.yaml"
PORTFOLIO: Final = "portfolio.yaml"
WAIVERS: Final = "waivers.yaml"
BACKLOG: Final = "backlog.yaml"
BACKLOG_FOLDER: Final = "backlog"
LEDGER: Final = "ledger.jsonl"
AGREEMENTS: Final = Path("evidence") / "agreements"
"""Where the texts that were signed are kept, in an initiative's folder."""
_CHECK: Final = "Check the path and its permissions."
ABOVE: Final = 2
"""How many folders lie at most between a portfolio and its initiatives, and are looked through in both directions."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a path leads to: the initiatives' files, the portfolio's file around all of them, and where names begin."""

    root: Path
    initiatives: tuple[Path, ...]
    portfolio: Path | None

    @property
    def texts(self) -> Iterator[Path]:
        """Yield the files of all initiatives that are read for their work, initiative by initiative."""
        return (file for each in self.initiatives for file in (each, *backlog_of(each)))

    def shown(self, file: Path) -> str:
        """Return a file's name relative to the root, with forward slashes."""
        return file.relative_to(self.root).as_posix() if file.is_relative_to(self.root) else file.name

    def portfolio_of(self, initiative: Path) -> Path | None:
        """Return the portfolio nearest to an initiative, up to two folders above it, whatever path it was found by."""
        if not initiative.is_relative_to(self.root):
            return _portfolio(initiative.parent)
        around = islice(self._around(initiative), ABOVE + 1)
        return next((file for folder in around if os.path.lexists(file := folder / PORTFOLIO)), None)

    def _around(self, initiative: Path) -> Iterator[Path]:
        """Yield the folders around an initiative, the nearest first; links are followed only beyond the root."""
        yield from (self.root / folder for folder in initiative.relative_to(self.root).parents)
        yield from self.root.resolve().parents


def find(path: Path) -> Target:
    """Return the initiatives at a path: an `initiative.yaml`, its folder, or such folders up to two levels down.

    The portfolio's file stands for its folder. An initiative belongs to the nearest portfolio up to two folders above
    it, so that it means the same alone and among others. Folders that begin with a dot are not looked into. What bears
    an initiative's name and is no file is among them: reading it says what it is.
    Raises `TrueupError` where there is no initiative, saying how to begin.
    """
    if path.is_file():
        if path.name != PORTFOLIO:
            return Target(path.parent, (path,), _portfolio(path.parent))
        path = path.parent
    elif not path.is_dir():
        raise _unread(f"{path} does not exist.", path, "Name an initiative's folder, or begin one with `trueup new`.")
    if os.path.lexists(path / INITIATIVE):
        return Target(path, (path / INITIATIVE,), _portfolio(path))
    found = sorted(
        file
        for pattern in ("*/", "*/*/")
        for folder in path.glob(pattern)
        if os.path.lexists(file := folder / INITIATIVE)
        and not any(part.startswith(".") for part in folder.relative_to(path).parts)
    )
    if not found:
        problem = f"There is no {INITIATIVE} in {path} or in its folders."
        raise _unread(problem, path, "Begin one with `trueup new`, or name the folder that holds it.")
    deepest = max(len(file.relative_to(path).parents) for file in found) - 1
    return Target(path, tuple(found), _portfolio(path, ABOVE - deepest))


def _unread(problem: str, path: Path, fix: str) -> TrueupError:
    return TrueupError(ErrorCode.DOCUMENT, problem, str(path), fix)


def _portfolio(folder: Path, above: int = ABOVE) -> Path | None:
    around = (folder, *folder.resolve().parents[:above])
    return next((file for place in around if os.path.lexists(file := place / PORTFOLIO)), None)


def backlog_of(initiative: Path) -> tuple[Path, ...]:
    """Return the further files of an initiative with its work: `backlog.yaml`, then `backlog/*.yaml` by name.

    What bears such a name and is no file is among them: reading it says what it is.
    """
    folder = initiative.parent
    if initiative.name != INITIATIVE:
        return ()
    single = (folder / BACKLOG,) if os.path.lexists(folder / BACKLOG) else ()
    inner = folder / BACKLOG_FOLDER
    if not inner.is_dir():
        return single
    return (*single, *sorted(file for file in inner.glob("*.yaml") if not file.name.startswith(".")))


def waivers_of(initiative: Path) -> Path | None:
    """Return the file with an initiative's waivers, None where there is none."""
    file = initiative.parent / WAIVERS
    return file if initiative.name == INITIATIVE and os.path.lexists(file) else None


def ledger_of(folder: Path) -> Path:
    """Return where the ledger of an initiative's folder stands; it need not be there yet."""
    return folder / LEDGER


def is_there(folder: Path, name: str) -> bool:
    """Whether a folder holds a file of that name, which may be no name of a file at all."""
    try:
        return (folder / name).is_file()
    except (OSError, ValueError):
        return False


def read_bytes(file: Path, at_most: int) -> bytes:
    """Return a file's bytes, at the most one more than `at_most`; raises `TrueupError` where it cannot be read.

    What is no regular file is never opened: a pipe would be waited for without end.
    """
    try:
        mode = file.stat().st_mode
    except OSError as error:
        if file.is_symlink() and isinstance(error, FileNotFoundError):
            raise _unread(f"{file} cannot be read: it is a link to what is not there.", file, _CHECK) from error
        raise _unread(f"{file} cannot be read: {error.strerror or error}.", file, _CHECK) from error
    if not stat.S_ISREG(mode):
        why = "Is a directory" if stat.S_ISDIR(mode) else "it is no regular file"
        raise _unread(f"{file} cannot be read: {why}.", file, "Put a file in its place, or take it away.")
    return read_stream(file, at_most)


def read_stream(file: Path, at_most: int) -> bytes:
    """Return what comes of a file that somebody names, which may be a pipe; otherwise as `read_bytes`."""
    try:
        with file.open("rb") as stream:
            return stream.read(at_most + 1)
    except OSError as error:
        raise _unread(f"{file} cannot be read: {error.strerror or error}.", file, _CHECK) from error
