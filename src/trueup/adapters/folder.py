"""Finding and reading documents: one initiative's folder, a file, or a portfolio of folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from trueup.core.base.errors import ErrorCode, TrueupError

INITIATIVE: Final = "initiative.yaml"
PORTFOLIO: Final = "portfolio.yaml"


@dataclass(frozen=True, slots=True)
class Target:
    """What a path leads to: the initiatives' files, the portfolio's file around them, and the folder names are shown from."""

    root: Path
    initiatives: tuple[Path, ...]
    portfolio: Path | None

    def shown(self, file: Path) -> str:
        """Return a file's name relative to the root, with forward slashes."""
        return file.relative_to(self.root).as_posix() if file.is_relative_to(self.root) else file.name


def find(path: Path) -> Target:
    """Return the initiatives at a path: an `initiative.yaml`, its folder, or a folder of such folders (two levels down).

    Raises `TrueupError` where there is none, saying how to begin.
    """
    if path.is_file():
        return Target(path.parent, (path,), _portfolio(path.parent))
    if not path.is_dir():
        raise TrueupError(
            ErrorCode.DOCUMENT,
            f"{path} does not exist.",
            str(path),
            "Name an initiative's folder, or begin one with `trueup new`.",
        )
    if (path / INITIATIVE).is_file():
        return Target(path, (path / INITIATIVE,), _portfolio(path))
    found = sorted({*path.glob(f"*/{INITIATIVE}"), *path.glob(f"*/*/{INITIATIVE}")})
    if not found:
        raise TrueupError(
            ErrorCode.DOCUMENT,
            f"There is no {INITIATIVE} in {path} or in its folders.",
            str(path),
            "Begin one with `trueup new`, or name the folder that holds it.",
        )
    own = path / PORTFOLIO
    return Target(path, tuple(found), own if own.is_file() else None)


def _portfolio(folder: Path) -> Path | None:
    return next((p for p in (folder / PORTFOLIO, folder.resolve().parent / PORTFOLIO) if p.is_file()), None)


def read_bytes(file: Path, at_most: int) -> bytes:
    """Return a file's bytes, one more than `at_most` of them at the most; raises `TrueupError` where it cannot be read."""
    try:
        with file.open("rb") as stream:
            return stream.read(at_most + 1)
    except OSError as error:
        raise TrueupError(
            ErrorCode.DOCUMENT,
            f"{file} cannot be read: {error.strerror or error}.",
            str(file),
            "Check the path and its permissions.",
        ) from error
