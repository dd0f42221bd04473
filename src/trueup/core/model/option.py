"""Options: the ways to reach the objective, from doing nothing to a language model."""

from collections.abc import Mapping
from typing import ClassVar, Final, Literal

from pydantic import Field

from trueup.core.base.quantity import Basis
from trueup.core.model.fields import Cost, Day, Flag, Ident, Name, Part, Text, Texts

Kind = Literal["do_nothing", "process_change", "rules", "automation", "ml", "llm"]
AI_KINDS: Final[frozenset[Kind]] = frozenset({"ml", "llm"})

ProbeOutcome = Literal["rules_are_enough", "ai_is_worth_it", "more_data_first", "data_cannot_support_it"]
WORTH_IT: Final[ProbeOutcome] = "ai_is_worth_it"
OUTCOME_WORDS: Final[Mapping[str, str]] = {
    "rules_are_enough": "rules are enough",
    "ai_is_worth_it": "AI is worth it",
    "more_data_first": "more data first",
    "data_cannot_support_it": "the data cannot support it",
}
"""What a probe can come out as, in the words that people read."""


class ProbeVerdict(Part):
    """What came out of a probe that people ran elsewhere: a statement of theirs, and never a test by trueup."""

    alone: ClassVar[str] = "says"

    says: ProbeOutcome = Field(description="what came out: whether AI is needed, and whether the data bears it")
    by: Name | None = Field(None, description="who says so")
    day: Day | None = Field(None, description="the day it was found")
    source: Text | None = Field(None, description="the report, notebook or mail that shows it")
    because: Text | None = Field(None, description="why it came out so")

    @property
    def basis(self) -> Basis:
        """Return estimated where a source shows it, else assumed: it is never measured here."""
        return Basis.ESTIMATED if self.source else Basis.ASSUMED


class Probe(Part):
    """How to find out on past data whether the option would work: what to guess, from what is known when."""

    data: Ident = Field(description="the data set whose rows are the past cases; one row is one case")
    label: Text | None = Field(
        None,
        description="what came out and is to be guessed: a column, or an [SQL expression](kpi-sql.md) over one row",
    )
    known_at: Text | None = Field(None, description="the moment at which it has to guess, such as `when it comes in`")
    time: Text | None = Field(
        None, description="the column (or expression) that says when a case came in: cases are split in time by it"
    )
    forbid: Texts = Field((), description="columns it must not use although they are known in time, such as `customer`")
    split: Day | None = Field(
        None, description="the first day of the cases it is tested on; it learns from earlier ones only"
    )
    reference: Ident | None = Field(
        None, description="the data set that shows whom it will be used on; columns of the same name are compared"
    )
    verdict: ProbeVerdict | None = Field(
        None, description="what came out where people ran it elsewhere; stated, not tested by trueup"
    )


class Option(Part):
    """One way to reach the objective."""

    alone: ClassVar[str] = "kind"

    kind: Kind = Field(description="how it works; `ml` and `llm` are AI")
    title: Text | None = Field(None, description="what people call it")
    owner: Name | None = Field(None, description="who answers for it")
    uses: Texts = Field((), description="the data it needs: `flights`, or single columns `flights.dep_delay`")
    probe: Probe | None = Field(None, description="how to find out on past data whether it would work")
    build_cost: Cost | None = Field(None, description="what it costs to build")
    run_cost: Cost | None = Field(None, description="what it costs to run for a year")
    chosen: Flag = Field(default=False, description="whether it is the one to build")
    because: Text | None = Field(None, description="why it is offered or chosen")
    since: Day | None = Field(None, description="the day it was first named")

    @property
    def stated(self) -> ProbeVerdict | None:
        """Return the verdict that people state of its probe, None where there is none."""
        return self.probe.verdict if self.probe else None

    @property
    def is_ai(self) -> bool:
        """Whether it learns from data."""
        return self.kind in AI_KINDS
