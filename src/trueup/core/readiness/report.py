"""All that is known of the readiness of an initiative's data, as one value that every format is made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from typing import Final, get_args

from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import DataId, NotRun
from trueup.core.model.contract import Contract
from trueup.core.model.document import Document
from trueup.core.model.results.checks import CheckResult, DataReadiness, Dimension
from trueup.core.model.results.profile import DataProfile
from trueup.core.readiness.impact import Repair, by_owner, repairs

DIMENSIONS: Final[tuple[Dimension, ...]] = get_args(Dimension)
FIRST: Final = 3
"""Repairs that are named to each owner first."""


@dataclass(frozen=True, slots=True)
class DataReport:
    """The readiness of some data sets, in the order of the document.

    `unread` says why a data set could not be read, `contracts` hold those that were read, `profiles` what their columns
    hold, where that was asked; `pages` leads from a data set to the page of its profile, seen from this report. `rows`
    says that at most so many rows of each data set were read, drawn at random (None: all).
    """

    document: Document
    readiness: tuple[DataReadiness, ...]
    unread: Mapping[DataId, NotRun]
    as_of: date
    version: str
    contracts: Mapping[DataId, Contract] = field(default_factory=dict)
    profiles: Mapping[DataId, DataProfile | NotRun] = field(default_factory=dict)
    pages: Mapping[DataId, str] = field(default_factory=dict)
    rows: int | None = None

    @property
    def checks(self) -> tuple[CheckResult, ...]:
        """Return the results of all checks of all data sets."""
        return tuple(result for each in self.readiness for result in each.checks)

    @property
    def blocks(self) -> bool:
        """Whether a check fails that holds up something of the initiative."""
        return any(result.blocks for result in self.checks)

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Return the dimensions in which any check was due, in the order they are shown."""
        return due_dimensions(self.readiness)

    def first(self) -> dict[str | None, tuple[Repair, ...]]:
        """Return the first repairs of each owner, those whose faults weigh most first; what only notes is left out."""
        worth = [repair for repair in repairs(self.readiness) if repair.result.check.severity != "info"]
        return {owner: found[:FIRST] for owner, found in by_owner(worth).items()}


def due_dimensions(found: Iterable[DataReadiness]) -> tuple[Dimension, ...]:
    """Return the dimensions in which any check of these data sets was due, in the order they are shown."""
    asked = {result.check.dimension for each in found for result in each.checks if not is_not_due(result)}
    return tuple(each for each in DIMENSIONS if each in asked)


def is_not_due(result: CheckResult) -> bool:
    """Whether a check did not run because nothing of the initiative asks for it yet: nobody has to act."""
    return result.not_run is not None and result.not_run.reason == "not_due"


@dataclass(frozen=True, slots=True)
class Cell:
    """What came of the checks of one data set in one dimension.

    `noted` fail without a warning, `not_due` are those that nothing of the initiative asks for yet.
    """

    passed: int
    failed: int
    noted: int
    not_run: int
    not_due: int
    blocks: bool

    @property
    def asked(self) -> int:
        """Return how many checks were due."""
        return self.passed + self.failed + self.noted + self.not_run


def cell(each: DataReadiness, dimension: Dimension) -> Cell:
    """Return the cell of the heat table of a data set and a dimension."""
    found = each.by_dimension().get(dimension, ())
    failing = [result for result in found if result.outcome == "fail" and result.check.severity != "info"]
    outcomes = [result.outcome for result in found]
    waiting = sum(is_not_due(result) for result in found)
    return Cell(
        outcomes.count("pass"),
        len(failing),
        outcomes.count("fail") - len(failing),
        outcomes.count("not_run") - waiting,
        waiting,
        any(result.blocks for result in failing),
    )
