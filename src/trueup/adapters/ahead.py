"""Texts parsed and their SQL guarded in a second process, while this one loads what judging takes and judges.

Nothing here is needed: on one core, and for everything that the other process does not answer, this one does the work.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from subprocess import Popen

    from trueup.core.model.ask.identity import Sql

_WORKER: Final = "trueup.adapters.ahead_worker"


class Ahead:
    """What another process says of texts: first the lines of `tree_cache`, in the order named, then the guarded SQL."""

    def __init__(self, texts: Mapping[bytes, Path], cache: Path) -> None:
        """Start it on texts, given by their digests, at the files that hold them, without SQL that a cache keeps."""
        self._awaited = set(texts)
        self._trees: dict[bytes, bytes] = {}
        self._guarded: dict[str, Sql] = {}
        self._of_trees = True
        self._process = _start(texts.values(), cache) if _cores() > 1 else None

    def tree(self, name: bytes) -> bytes | None:
        """Return what is to be kept of a text, None where this process has to parse it itself."""
        if name not in self._awaited:
            return None
        while name not in self._trees:
            if not (self._of_trees and self._read()):
                self._awaited.clear()
                return None
        self._awaited.discard(name)
        return self._trees.pop(name) or None

    def sql(self, text: str) -> Sql | None:
        """Return the guarded form of an expression, None where this process has to guard it or to refuse it."""
        while text not in self._guarded:
            if not self._read():
                return None
        return self._guarded[text]

    def _read(self) -> bool:
        """Read on by a line; return whether there was one: the other process has not ended yet, and did not die."""
        stream = self._process.stdout if self._process else None
        line = stream.readline() if stream else b""
        if not line.endswith(b"\n"):
            return False
        if line == b"\n":
            self._of_trees = False
        elif self._of_trees:
            digest, _, kept = line[:-1].partition(b" ")
            self._trees[digest] = kept
        else:
            from trueup.core.model.ask.identity import Sql

            text, sql, columns, aggregate = json.loads(line)
            self._guarded[text] = Sql(sql, tuple(columns), aggregate)
        return True

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


def _start(files: Iterable[Path], cache: Path) -> Popen[bytes] | None:
    import subprocess  # where everything is kept from before, no process is started

    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    try:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", _WORKER, cache],
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
