"""What every subject that looks at the data works with, what it is to find out, and what it adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date
from pathlib import Path

from trueup.adapters.check_history import CheckHistory
from trueup.app.gather import Asker, Progress
from trueup.core.base.record import dataclass
from trueup.core.measure.questions import Guarded
from trueup.core.model.ask.engine import Question
from trueup.core.model.ask.identity import DataId
from trueup.core.model.document import Document
from trueup.core.model.results.checks import CheckResult, DataCheck, Need


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be known of the data: what stands on it, the checks of each data set, and the limits they hold."""

    needs: tuple[Need, ...]
    checks: Mapping[DataId, tuple[DataCheck, ...]]
    limits: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Works:
    """What every look at the data works with; `confined` to files inside the folder for documents that are not ours."""

    document: Document
    folder: Path
    guarded: Mapping[str, Guarded]
    asker: Asker
    history: CheckHistory
    as_of: date
    progress: Progress
    confined: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """What a subject adds to the checks of the data sets: checks to ask, and results that are known already.

    `asked` are the questions behind each subject that is kept as evidence (`contract.claims`).
    """

    checks: Mapping[DataId, tuple[DataCheck, ...]] = field(default_factory=dict)
    results: Mapping[DataId, tuple[CheckResult, ...]] = field(default_factory=dict)
    asked: Mapping[str, tuple[Question, ...]] = field(default_factory=dict)


More = Callable[["Works", Wanted], Added]
"""A subject that looks at the data beyond our own checks, once the columns are known."""
