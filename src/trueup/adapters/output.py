"""Writing files so that a previous version is never left half-written."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import sys
import time
from pathlib import Path
from typing import BinaryIO, Final

from trueup.core.base.errors import ErrorCode, TrueupError

STDOUT: Final = Path("-")
"""Stands for the standard output where a file is named."""

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_PATIENCE: Final = 5.0
"""Seconds to wait for somebody to read from a pipe."""

_BETWEEN: Final = 0.05
"""Seconds between two looks whether somebody reads from it."""


def write_whole(file: Path, data: bytes) -> bool:
    """Write a file in one step: beside it, flushed to disk, then renamed over it; return whether its bytes changed.

    A file that already holds these bytes is left alone, one that is replaced keeps its permissions, and a link is
    followed. `-` is the standard output. What is no regular file, such as `/dev/stdout`, is written to; for a pipe that
    nobody reads from we wait some seconds. Raises `TrueupError` where it cannot be written; whatever stood there before
    still does, also when writing is interrupted.
    """
    if file == STDOUT:
        _print(data)
        return True
    try:
        real = Path(os.path.realpath(file))
        mode = _mode(real)
        if mode is not None and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            with _opened(real, mode) as stream:
                stream.write(data)
            return True
        if mode is not None and stat.S_ISREG(mode) and _holds(real, data):
            return False
        real.parent.mkdir(parents=True, exist_ok=True)
        _replace(real, data, mode)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        fix = "Choose another place, or make room and allow writing there; what stood there is unchanged."
        if isinstance(error, OSError) and error.errno == errno.ENXIO:
            fix = "Start what reads from it first, or name a file."
        raise TrueupError(ErrorCode.OUTPUT, f"{file} cannot be written: {why or error}.", str(file), fix) from error
    return True


def folder_missing(file: Path) -> Path | None:
    """Return the folder in which a file would have to be made and that is not there, None where it is."""
    try:
        folder = Path(os.path.realpath(file)).parent if file.is_symlink() else file.parent
        return None if file == STDOUT or folder.is_dir() else folder
    except (OSError, ValueError):
        return None  # writing says why


def _print(data: bytes) -> None:
    sys.stdout.flush()
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:  # somebody reads the text instead
        sys.stdout.write(data.decode("utf-8", "replace"))
    else:
        stream.write(data)
        stream.flush()


def _opened(file: Path, mode: int) -> BinaryIO:
    """Return a stream to what is no regular file; raises `OSError` where nobody comes to read from a pipe."""
    if not stat.S_ISFIFO(mode):
        return file.open("wb")
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            handle = os.open(file, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            if time.monotonic() > end:
                raise OSError(errno.ENXIO, "it is a pipe that nobody reads from") from error
            time.sleep(_BETWEEN)
        else:
            os.set_blocking(handle, True)
            return os.fdopen(handle, "wb")


def _mode(file: Path) -> int | None:
    try:
        return file.stat().st_mode
    except FileNotFoundError:
        return None


def _holds(file: Path, data: bytes) -> bool:
    return file.stat().st_size == len(data) and file.read_bytes() == data


def _replace(file: Path, data: bytes, mode: int | None) -> None:
    part = file.parent / f".trueup-{secrets.token_hex(6)}.part"
    try:
        with os.fdopen(os.open(part, _NEW, 0o666), "wb") as stream:
            stream.write(data)
            stream.flush()
            if mode is not None:
                part.chmod(stat.S_IMODE(mode))
            os.fsync(stream.fileno())
        part.replace(file)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
