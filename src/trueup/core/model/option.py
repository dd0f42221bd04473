"""Options: the ways to reach the objective, from doing nothing to a language model."""

from __future__ import annotations

from typing import Final, Literal

from trueup.core.model.fields import Flag, Ident, Part, Range, Text, Texts

Kind = Literal["do_nothing", "process_change", "rules", "automation", "ml", "llm"]
AI_KINDS: Final[frozenset[Kind]] = frozenset({"ml", "llm"})


class Option(Part):
    """One way to reach the objective.

    `uses` names what it needs of the data: `flights`, or single columns `flights.dep_delay`.
    """

    kind: Kind
    title: Text | None = None
    owner: Ident | None = None
    uses: Texts = ()
    build_cost: Range | None = None
    run_cost: Range | None = None
    chosen: Flag = False
    because: Text | None = None

    @property
    def is_ai(self) -> bool:
        """Whether it learns from data."""
        return self.kind in AI_KINDS
