"""OBJ006."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import objective_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import named


@rule("OBJ006", "initiative-outside-strategy", "warns", "discovery")
def initiative_outside_strategy(case: Case) -> Iterator[Flag]:
    """The initiative serves no strategic objective that can be looked up.

    Why it matters:
        An initiative outside the strategy is isolated: it competes for people and money with what the organisation
        said it wants, and it is the first to lose its sponsor.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo}
        ```
        ```yaml portfolio.yaml
        strategic_objectives:
          cost-to-serve: Serve every customer at a tenth less cost
        ```

    Accepted:
        ```yaml
        title: Faster claims
        supports: [cost-to-serve]
        objective: {statement: Settle claims in ten days, owner: coo}
        ```
        ```yaml portfolio.yaml
        strategic_objectives:
          cost-to-serve: Serve every customer at a tenth less cost
        ```

    How to fix:
        Add `supports:` with the strategic objective that the initiative serves. Where none fits, settle first whether
        the strategy or the initiative lacks something. An initiative that stands alone, without `portfolio.yaml`,
        leaves `supports:` out.
    """
    initiative, portfolio = case.initiative, case.document.portfolio
    strategy = portfolio.strategic_objectives if portfolio else {}
    if strategy and not initiative.supports:
        yield Flag(
            "supports",
            f"The initiative supports none of the strategic objectives: {named(list(strategy))}.",
            "Add `supports:` with the one that it serves.",
            owner=objective_owner(case),
        )
    elif portfolio is None and initiative.supports:
        yield Flag(
            "supports",
            f"The initiative supports {named(initiative.supports)}, but no portfolio says what that is.",
            "Put `portfolio.yaml` with `strategic_objectives:` beside the document or in the folder above it.",
            owner=objective_owner(case),
        )
