"""STR002."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.rule import Flag, PortfolioCase, portfolio_rule
from trueup.core.rules.words import named


@portfolio_rule("STR002", "data-without-objective", "notes", "discovery")
def data_without_objective(case: PortfolioCase) -> Iterator[Flag]:
    """Data stands in the data strategy, or in an initiative, and serves no strategic objective.

    Why it matters:
        Data that serves no objective is collected, cleaned and protected for nobody. It costs as much as data that is
        needed, and personal data without a purpose should not be there at all.

    Flagged:
        ```yaml a/initiative.yaml
        title: Faster claims
        initiative: faster-claims
        data: {claim_log: data/claim_log.csv, weather: data/weather.csv}
        ```
        ```yaml portfolio.yaml
        strategic_objectives: {cost-to-serve: Serve every customer at a tenth less cost}
        data_strategy:
          handler: {objective: cost-to-serve, decision: Who handles a claim, owner: it, data: claim_log}
        ```

    Accepted:
        ```yaml a/initiative.yaml
        title: Faster claims
        initiative: faster-claims
        data: {claim_log: data/claim_log.csv, weather: data/weather.csv}
        ```
        ```yaml portfolio.yaml
        strategic_objectives: {cost-to-serve: Serve every customer at a tenth less cost}
        data_strategy:
          handler: {objective: cost-to-serve, decision: Who handles a claim, owner: it, data: [claim_log, weather]}
        ```

    How to fix:
        Name the data set in the row of `data_strategy:` whose decision needs it, give the row its `objective:`, or take
        the data set out of the initiative.
    """
    strategy = case.portfolio.data_strategy
    for name, need in strategy.items():
        if need.objective is None:
            yield Flag(
                f"data_strategy.{name}",
                f"Row `{name}` of the data strategy serves no strategic objective.",
                "Add `objective:` with the strategic objective that the decision serves.",
                owner=need.owner,
            )
    if not strategy:
        return
    known = {data for need in strategy.values() for data in need.data}
    for each in case.cases:
        lost = [data for data in each.initiative.data if data not in known]
        if lost:
            objective = each.initiative.objective
            yield Flag(
                f"data_strategy.{each.initiative.id}",
                f"`{each.initiative.id}` uses {named(lost)}, which the data strategy does not know.",
                "Name them in the row of `data_strategy:` whose decision needs them, or take them out.",
                at="data",
                owner=objective.owner if objective else None,
                within=each,
            )
