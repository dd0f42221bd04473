"""What a portfolio decides about the rules: their severity, their phase and their thresholds."""

from typing import ClassVar, Literal

from pydantic import Field

from trueup.core.base.finding import Phase
from trueup.core.model.fields import Numbers, Part, Text


class Ruling(Part):
    """How a rule is held in a portfolio, where it differs from the catalogue."""

    alone: ClassVar[str] = "severity"

    severity: Literal["blocks", "warns", "notes", "off"] | None = Field(
        None, description="how much it matters here; `off` leaves it out, and says so"
    )
    phase: Phase | None = Field(None, description="the phase from which it is due here")
    thresholds: Numbers = Field(default_factory=dict, description="its limits by the names that its page lists")
    because: Text | None = Field(None, description="why it is held so")
