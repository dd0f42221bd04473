"""The second process of `tree_ahead`: parses the texts that it is told of and says what came out, text by text.

It reads names of files from its input, each ended by a NUL, and writes a line for each that it could read: what
`tree_cache` keeps of the text, nothing behind the digest where the text has faults. Lines wait in memory until the
first process wants them.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from trueup.adapters.folder import read_bytes
from trueup.adapters.tree_cache import digest_of_text, line_of
from trueup.adapters.yaml_document import USUAL, read_tree
from trueup.core.base.errors import DocumentFaults, TrueupError


def main() -> None:
    """Parse every text, the first named first."""
    gc.disable()
    lines: SimpleQueue[bytes | None] = SimpleQueue()
    writer = Thread(target=_write, args=(lines,))
    writer.start()
    for name in sys.stdin.buffer.read().split(b"\0"):
        with suppress(TrueupError):
            if name:
                lines.put(_parsed(read_bytes(Path(os.fsdecode(name)), USUAL.bytes)))
    lines.put(None)
    writer.join()


def _parsed(data: bytes) -> bytes:
    name = digest_of_text(data)
    try:
        return line_of(name, read_tree(data, "", USUAL)) + b"\n"
    except DocumentFaults:
        return name + b"\n"


def _write(lines: SimpleQueue[bytes | None]) -> None:
    """Write lines as they come; nobody who reads them any more ends the process."""
    out = sys.stdout.buffer
    try:
        while (line := lines.get()) is not None:
            out.write(line)
            out.flush()
    except OSError:
        os._exit(1)


if __name__ == "__main__":
    main()
