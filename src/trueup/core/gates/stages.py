"""Beyond the pilot: what an initiative in production, and then scaled, has to show. Most never get there.

The stages are no gates of the method's five phases: they begin when the last of these has been passed. A criterion is
met, not met or unknown, as everywhere; unknown counts as not met.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.chain import present
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.operation import STAGES, Operation, Stage

Status = Literal["met", "not_met", "unknown"]
CURRENT_DAYS: Final = 62
"""Days between the newest measured day and today for which a benefit counts as still measured: two months."""


@dataclass(frozen=True, slots=True)
class StageCriterion:
    """One thing that a stage asks for, and why it stands as it does."""

    id: str
    title: str
    status: Status
    because: str = ""


@dataclass(frozen=True, slots=True)
class StageState:
    """A stage beyond the pilot: whether the initiative says it is there, and what that asks for.

    `due` holds for the stage it is in and for those before; the next one is shown, never held against it.
    """

    stage: Stage
    since: date | None
    due: bool
    criteria: tuple[StageCriterion, ...]

    @property
    def holds(self) -> bool:
        """Whether everything it asks for is met."""
        return all(each.status == "met" for each in self.criteria)


def stages(initiative: Initiative, evidence: Evidence, as_of: date) -> tuple[StageState, ...]:
    """Return the stages beyond the pilot, none for an initiative that has neither a pilot nor says how it is run."""
    if initiative.pilot is None and initiative.operation is None:
        return ()
    run = initiative.operation or Operation()
    now = STAGES.index(run.stage or "pilot")
    return (
        StageState(
            "production",
            run.since if run.stage == "production" else None,
            now >= STAGES.index("production"),
            tuple(_production(initiative, run, evidence, as_of)),
        ),
        StageState(
            "scaled",
            run.since if run.stage == "scaled" else None,
            now >= STAGES.index("scaled"),
            (_scope(run), _within_cap(run, "S2")),
        ),
    )


def _production(initiative: Initiative, run: Operation, evidence: Evidence, as_of: date) -> Iterator[StageCriterion]:
    owner = run.owner or (initiative.pilot.production_owner if initiative.pilot else None)
    if owner is None:
        yield StageCriterion("O1", _OWNED, "not_met", "nobody is named: `operation.owner`")
    elif not present(owner, initiative.people, as_of):
        yield StageCriterion("O1", _OWNED, "not_met", f"`{owner}` is not there")
    else:
        yield StageCriterion("O1", _OWNED, "met")
    yield _within_cap(run, "O2")
    yield _said("O3", "Its users have support", run.support, "`operation.support` is empty")
    yield _said("O4", "It is monitored", run.monitoring, "`operation.monitoring` is empty")
    yield _still_measured(initiative, evidence, as_of)


_OWNED: Final = "Somebody owns it after the pilot"


def _said(name: str, title: str, text: str | None, missing: str) -> StageCriterion:
    return StageCriterion(name, title, "met") if text else StageCriterion(name, title, "not_met", missing)


def _within_cap(run: Operation, name: str) -> StageCriterion:
    """Judge the high end of the running cost: a range that may pass the cap is not capped."""
    title = "Its running cost stays below its cap"
    if run.run_cost_cap is None:
        return StageCriterion(name, title, "not_met", "`operation.run_cost_cap` is not set")
    if run.run_cost is None:
        return StageCriterion(name, title, "unknown", "`operation.run_cost` is not known")
    if run.run_cost.high > run.run_cost_cap:
        said = f"up to {run.run_cost.high:,.0f} a year, with a cap of {run.run_cost_cap:,.0f}"
        return StageCriterion(name, title, "not_met", said)
    return StageCriterion(name, title, "met")


def _still_measured(initiative: Initiative, evidence: Evidence, as_of: date) -> StageCriterion:
    title = "Its benefit is still measured"
    kpi = initiative.objective.kpi if initiative.objective else None
    if kpi is None:
        return StageCriterion("O5", title, "not_met", "no KPI decides")
    reading = evidence.reading(kpi)
    if isinstance(reading, NotRun):
        return StageCriterion("O5", title, "unknown", reading.detail)
    newest = reading.span[1]
    if (as_of - newest).days > CURRENT_DAYS:
        return StageCriterion("O5", title, "not_met", f"KPI `{kpi}` was last measured on {newest}")
    return StageCriterion("O5", title, "met")


def _scope(run: Operation) -> StageCriterion:
    return _said("S1", "It is said whom it reaches now", run.scaled_to, "`operation.scaled_to` is empty")
