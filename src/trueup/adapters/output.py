"""Writing files so that a previous version is never left half-written."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from trueup.core.base.errors import ErrorCode, TrueupError


def write_whole(file: Path, data: bytes) -> bool:
    """Write a file in one step: beside it, flushed to disk, then renamed over it; return whether its bytes changed.

    A file that already holds these bytes is left alone. Raises `TrueupError` where it cannot be written; whatever stood
    there before still does.
    """
    temporary: str | None = None
    try:
        if file.is_file() and file.stat().st_size == len(data) and file.read_bytes() == data:
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".part", dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(file)
    except OSError as error:
        raise TrueupError(
            ErrorCode.OUTPUT,
            f"{file} cannot be written: {error.strerror or error}.",
            str(file),
            "Choose another place, or make room and allow writing there; what stood there is unchanged.",
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
    return True
