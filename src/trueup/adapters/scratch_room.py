"""Room on disk for what is converted while data is read: bounded, in the session's own folder, gone with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trueup.adapters.source_fault import SourceFault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_UNSAFE: Final = re.compile(r"[^\w.\- ]")
_LONGEST: Final = 100


@dataclass(slots=True)
class Room:
    """A folder for converted files: at most `most` bytes in all; `late` raises when the time for the batch is over."""

    folder: Path
    most: int
    late: Callable[[], None]
    used: int = 0
    _made: int = 0

    def path(self, name: str) -> Path:
        """Return a path for a new file; of `name` only letters that no engine takes for a pattern are kept."""
        self._made += 1
        folder = self.folder / str(self._made)
        folder.mkdir()
        return folder / (_UNSAFE.sub("_", name)[-_LONGEST:].lstrip(".") or "data")

    def take(self, size: int) -> None:
        """Count bytes about to be written; raises SourceFault where they are too many."""
        self.late()
        self.used += size
        if self.used > self.most:
            problem = f"converting it takes more than the {self.most // 1_000_000:,} MB of scratch space there may be"
            raise SourceFault(problem, "Export it as Parquet, or as several smaller files.")
