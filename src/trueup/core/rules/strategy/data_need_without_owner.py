"""STR006."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.rule import Flag, PortfolioCase, portfolio_rule


@portfolio_rule("STR006", "data-need-without-owner", "warns", "discovery")
def data_need_without_owner(case: PortfolioCase) -> Iterator[Flag]:
    """Nobody answers for the data that a decision of the strategy needs.

    Why it matters:
        Data that nobody answers for is nobody's to repair. Its faults are found by the model, months later.

    Flagged:
        ```yaml a/initiative.yaml
        title: Faster claims
        ```
        ```yaml portfolio.yaml
        strategic_objectives: {cost-to-serve: Serve every customer at a tenth less cost}
        data_strategy:
          handler: {objective: cost-to-serve, decision: Who handles a claim, needs: Every step of a claim}
        ```

    Accepted:
        ```yaml a/initiative.yaml
        title: Faster claims
        ```
        ```yaml portfolio.yaml
        strategic_objectives: {cost-to-serve: Serve every customer at a tenth less cost}
        data_strategy:
          handler: {objective: cost-to-serve, decision: Who handles a claim, needs: Every step of a claim, owner: it}
        ```

    How to fix:
        Add `owner:` to the row, with the person who answers for that data.
    """
    for name, need in case.portfolio.data_strategy.items():
        if need.owner is None:
            aim = case.portfolio.strategic_objectives.get(need.objective or "")
            yield Flag(
                f"data_strategy.{name}.owner",
                f"Nobody answers for the data of decision `{name}`.",
                f"Add `owner:` to data_strategy.{name} with the person who answers for that data.",
                at=f"data_strategy.{name}",
                owner=aim.owner if aim else None,
            )
