"""Writing files so that a previous version is never left half-written."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path
from typing import Final

from trueup.core.base.errors import ErrorCode, TrueupError

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def write_whole(file: Path, data: bytes) -> bool:
    """Write a file in one step: beside it, flushed to disk, then renamed over it; return whether its bytes changed.

    A file that already holds these bytes is left alone, one that is replaced keeps its permissions, and a link is
    followed. What is no regular file, such as `/dev/stdout`, is written to. Raises `TrueupError` where it cannot be
    written; whatever stood there before still does, also when writing is interrupted.
    """
    try:
        real = Path(os.path.realpath(file))
        mode = _mode(real)
        if mode is not None and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            with real.open("wb") as stream:
                stream.write(data)
            return True
        if mode is not None and stat.S_ISREG(mode) and _holds(real, data):
            return False
        real.parent.mkdir(parents=True, exist_ok=True)
        _replace(real, data, mode)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise TrueupError(
            ErrorCode.OUTPUT,
            f"{file} cannot be written: {why or error}.",
            str(file),
            "Choose another place, or make room and allow writing there; what stood there is unchanged.",
        ) from error
    return True


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
