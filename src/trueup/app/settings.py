"""How to read the data of an initiative, and how what was said about it came to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from trueup.adapters.answers import default_folder
from trueup.adapters.yaml_document import Bounds
from trueup.app.gather import Gathered, Progress


def _silent(_: str) -> None:
    """Say nothing of the progress."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to assess: the cache (None: none), whether to keep evidence files, limits, and whom to tell of progress.

    `seconds` is the time for each data set, `threads` how many cores read it (None: all). `label_errors`
    says to look for labels that are probably wrong, for which a model is learned. `rows` says to read at most so many
    rows of each data set, drawn at random (None: all); nothing of that is kept in evidence/.
    """

    cache: Path | None = field(default_factory=default_folder)
    keep_evidence: bool = True
    untrusted: bool = False
    seconds: float = 120.0
    threads: int | None = None
    bounds: Bounds = field(default_factory=Bounds)
    progress: Progress = _silent
    label_errors: bool = False
    rows: int | None = None


@dataclass(slots=True)
class Trace:
    """How an assessment came about: statements that read data, answers from the cache or seen earlier, and remarks."""

    statements: int = 0
    cached: int = 0
    earlier: int = 0
    remarks: list[str] = field(default_factory=list)

    def add(self, gathered: Gathered) -> None:
        """Count what was gathered, and remark which data was not here."""
        self.statements += gathered.statements
        self.cached += gathered.cached
        self.earlier += len(gathered.earlier)
        if gathered.absent:
            names = ", ".join(f"`{name}`" for name in sorted(gathered.absent))
            self.remarks.append(
                f"The data is not here ({names}): its figures were seen earlier and are from evidence/."
            )
