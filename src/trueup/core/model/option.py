"""Options: the ways to reach the objective, from doing nothing to a language model."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from pydantic import Field

from trueup.core.model.fields import Cost, Day, Flag, Name, Part, Text, Texts

Kind = Literal["do_nothing", "process_change", "rules", "automation", "ml", "llm"]
AI_KINDS: Final[frozenset[Kind]] = frozenset({"ml", "llm"})


class Option(Part):
    """One way to reach the objective."""

    alone: ClassVar[str] = "kind"

    kind: Kind = Field(description="how it works; `ml` and `llm` are AI")
    title: Text | None = Field(None, description="what people call it")
    owner: Name | None = Field(None, description="who answers for it")
    uses: Texts = Field((), description="the data it needs: `flights`, or single columns `flights.dep_delay`")
    build_cost: Cost | None = Field(None, description="what it costs to build")
    run_cost: Cost | None = Field(None, description="what it costs to run for a year")
    chosen: Flag = Field(default=False, description="whether it is the one to build")
    because: Text | None = Field(None, description="why it is offered or chosen")
    since: Day | None = Field(None, description="the day it was first named")

    @property
    def is_ai(self) -> bool:
        """Whether it learns from data."""
        return self.kind in AI_KINDS
