"""STR001."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.rule import Flag, PortfolioCase, portfolio_rule


@portfolio_rule("STR001", "objective-without-data", "warns", "discovery")
def objective_without_data(case: PortfolioCase) -> Iterator[Flag]:
    """A strategic objective that initiatives serve has no decision and no data in the data strategy.

    Why it matters:
        Data moves an objective only through a decision that somebody takes better. Where neither the decision nor its
        data is named, every initiative for that objective looks for its own, and nobody is asked to provide it.

    Flagged:
        ```yaml a/initiative.yaml
        title: Faster claims
        supports: [cost-to-serve]
        ```
        ```yaml portfolio.yaml
        strategic_objectives:
          cost-to-serve: {statement: Serve every customer at a tenth less cost, owner: ceo}
        ```

    Accepted:
        ```yaml a/initiative.yaml
        title: Faster claims
        initiative: faster-claims
        supports: [cost-to-serve]
        data: {claim_log: data/claim_log.csv}
        ```
        ```yaml portfolio.yaml
        strategic_objectives:
          cost-to-serve: {statement: Serve every customer at a tenth less cost, owner: ceo}
        data_strategy:
          handler:
            objective: cost-to-serve
            decision: Who handles a claim
            needs: Every step of a claim with its time
            owner: it-data-lead
            data: [claim_log]
            initiatives: [faster-claims]
        ```

    How to fix:
        Add a row to `data_strategy:` in `portfolio.yaml` for each decision that serves the objective: the decision, the
        data it needs, whose that is, and the data set or the gap.
    """
    served = {need.objective for need in case.portfolio.data_strategy.values()}
    for name, aim in case.portfolio.strategic_objectives.items():
        users = [each.initiative.id for each in case.cases if name in each.initiative.supports]
        if name in served or not users:
            continue
        many = f"{len(users)} initiatives serve it" if len(users) > 1 else f"`{users[0]}` serves it"
        yield Flag(
            f"strategic_objectives.{name}",
            f"No decision and no data is named for strategic objective `{name}`; {many}.",
            f"Add a row to `data_strategy:` with `objective: {name}`, the decision, the data it needs and its owner.",
            owner=aim.owner,
        )
