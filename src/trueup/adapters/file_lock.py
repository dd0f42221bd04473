"""A lock on an open file between processes and threads; the system lets go of it when its holder dies."""

from __future__ import annotations

import contextlib
import errno
import sys
import time
from collections.abc import Iterator
from typing import Final

if sys.platform == "win32":
    import msvcrt
    import os
else:
    import fcntl

_FIRST_WAIT: Final = 0.001
_LONGEST_WAIT: Final = 0.02
_FAR: Final = 0x7FFF_0000
"""Windows locks bytes, and locked bytes cannot be read: this one lies behind any content."""
_BUSY: Final = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)


@contextlib.contextmanager
def locked(file: int, *, alone: bool, seconds: float) -> Iterator[None]:
    """Hold the lock of an open file, alone or together with other readers.

    Raises TimeoutError where others hold it for so many seconds, OSError where the file system knows no locks.
    """
    until = time.monotonic() + seconds
    wait = _FIRST_WAIT
    while not _taken(file, alone=alone):
        if time.monotonic() > until:
            raise TimeoutError(errno.ETIMEDOUT, "another process holds it")
        time.sleep(wait)
        wait = min(2 * wait, _LONGEST_WAIT)
    try:
        yield
    finally:
        _let_go(file)


def _taken(file: int, *, alone: bool) -> bool:
    try:
        if sys.platform == "win32":
            os.lseek(file, _FAR, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _BUSY:
            return False
        raise
    return True


def _let_go(file: int) -> None:
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            os.lseek(file, _FAR, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_UNLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_UN)
