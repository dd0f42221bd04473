"""STR003."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.rule import Flag, PortfolioCase, portfolio_rule


@portfolio_rule("STR003", "initiative-outside-data-strategy", "warns", "discovery")
def initiative_outside_data_strategy(case: PortfolioCase) -> Iterator[Flag]:
    """An initiative stands in no row of the data strategy.

    Why it matters:
        The data strategy says which data the organisation will pay for. An initiative outside it builds on data that
        nobody promised to keep, and others cannot see that they need the same.

    Flagged:
        ```yaml a/initiative.yaml
        title: Faster claims
        initiative: faster-claims
        supports: [cost-to-serve]
        ```
        ```yaml b/initiative.yaml
        title: Fewer disputes
        initiative: fewer-disputes
        supports: [cost-to-serve]
        ```
        ```yaml portfolio.yaml
        strategic_objectives: {cost-to-serve: Serve every customer at a tenth less cost}
        data_strategy:
          handler: {objective: cost-to-serve, decision: Who handles a claim, owner: it, initiatives: [faster-claims]}
        ```

    Accepted:
        ```yaml a/initiative.yaml
        title: Faster claims
        initiative: faster-claims
        supports: [cost-to-serve]
        ```
        ```yaml portfolio.yaml
        strategic_objectives: {cost-to-serve: Serve every customer at a tenth less cost}
        data_strategy:
          handler: {objective: cost-to-serve, decision: Who handles a claim, owner: it, initiatives: [faster-claims]}
        ```

    How to fix:
        Name the initiative in `initiatives:` of the row whose decision it improves, or add that row. Where there is
        none, ask whether the initiative or the strategy lacks something.
    """
    strategy = case.portfolio.data_strategy
    known = {one for need in strategy.values() for one in need.initiatives}
    for each in case.cases if strategy else ():
        name = each.initiative.id
        if name not in known:
            objective = each.initiative.objective
            yield Flag(
                f"data_strategy.{name}",
                f"Initiative `{name}` stands in no row of the data strategy.",
                f"Add `{name}` to `initiatives:` of the row in portfolio.yaml whose decision it improves.",
                at="title",
                owner=objective.owner if objective else None,
                within=each,
            )
