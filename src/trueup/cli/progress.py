"""Progress of long work: one line on the error stream, rewritten in place, on terminals only."""

from __future__ import annotations

import sys
from collections.abc import Callable


def progress() -> Callable[[str], None]:
    """Return what shows a step; it shows nothing where the error stream is not a terminal."""
    if not _on_terminal():
        return lambda _: None

    def show(text: str) -> None:
        sys.stderr.write(f"\r\x1b[2K{text[:78]}")
        sys.stderr.flush()

    return show


def clear() -> None:
    """Wipe the progress line."""
    if _on_terminal():
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()


def _on_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()
