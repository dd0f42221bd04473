"""After the pilot: an initiative in production, then scaled, with what each asks for."""

from typing import ClassVar, Final, Literal, get_args

from pydantic import Field

from trueup.core.model.fields import Amount, Cost, Day, Name, Part, Text

Stage = Literal["pilot", "production", "scaled"]
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)


class Operation(Part):
    """How it is run after the pilot: since when, by whom, at what cost, watched by whom."""

    alone: ClassVar[str] = "stage"

    stage: Stage | None = Field(None, description="where it is: a pilot, in production, or scaled")
    since: Day | None = Field(None, description="the day it came there")
    owner: Name | None = Field(None, description="who answers for it now that the project is over")
    run_cost: Cost | None = Field(None, description="what it costs to run for a year")
    run_cost_cap: Amount | None = Field(None, description="the most it may cost to run for a year")
    support: Text | None = Field(None, description="who helps its users, and when")
    monitoring: Text | None = Field(None, description="what is watched, by whom, and what happens when it fails")
    scaled_to: Text | None = Field(None, description="whom it reaches beyond the pilot's place")
