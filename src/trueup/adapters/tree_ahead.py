"""Texts parsed in a second process, while this one loads what judging takes and judges what is parsed already.

Nothing here is needed: on one core, and for every text that the other process does not answer, this one parses.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from subprocess import Popen

_WORKER: Final = "trueup.adapters.tree_worker"


class TreesAhead:
    """Lines of `tree_cache` about texts that another process parses, in the order in which they were named."""

    def __init__(self, texts: Mapping[bytes, Path]) -> None:
        """Start to parse texts, given by their digests, at the files that hold them."""
        self._awaited = set(texts)
        self._came: dict[bytes, bytes] = {}
        self._process = _start(texts.values()) if _cores() > 1 else None

    def take(self, name: bytes) -> bytes | None:
        """Return what is to be kept of a text, None where this process has to parse it itself."""
        stream = self._process.stdout if self._process else None
        if stream is None or name not in self._awaited:
            return None
        while name not in self._came:
            digest, _, kept = stream.readline().rstrip(b"\n").partition(b" ")
            if not digest:  # it ended, or died
                self._awaited.clear()
                return None
            self._came[digest] = kept
        self._awaited.discard(name)
        return self._came.pop(name) or None

    def close(self) -> None:
        """End the other process, whatever it is at."""
        if self._process is None:
            return
        self._process.kill()
        if self._process.stdout:
            self._process.stdout.close()
        self._process.wait()
        self._process = None


def _cores() -> int:
    """Return the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _start(files: Iterable[Path]) -> Popen[bytes] | None:
    import subprocess  # where everything is kept from before, no process is started

    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    try:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", _WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # ctrl-C is for this process, which ends the other
        )
    except OSError:
        return None
    if child.stdin:
        with suppress(OSError):
            child.stdin.write(b"\0".join(os.fsencode(file.absolute()) for file in files))
            child.stdin.close()
    return child
