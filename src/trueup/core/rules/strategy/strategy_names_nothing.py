"""STR005."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.base.nearest import nearest
from trueup.core.rules.rule import Flag, PortfolioCase, portfolio_rule
from trueup.core.rules.words import named


@portfolio_rule("STR005", "strategy-names-nothing", "warns", "discovery")
def strategy_names_nothing(case: PortfolioCase) -> Iterator[Flag]:
    """A row of the data strategy names an initiative or a data set that is not there.

    Why it matters:
        A table that names what is gone looks complete and is not. Whoever plans by it counts on data that nobody has.

    Flagged:
        ```yaml a/initiative.yaml
        title: Faster claims
        initiative: faster-claims
        data: {claim_log: data/claim_log.csv}
        ```
        ```yaml portfolio.yaml
        strategic_objectives: {cost-to-serve: Serve every customer at a tenth less cost}
        data_strategy:
          handler: {objective: cost-to-serve, owner: it, data: [claim_logs], initiatives: [faster-claims]}
        ```

    Accepted:
        ```yaml a/initiative.yaml
        title: Faster claims
        initiative: faster-claims
        data: {claim_log: data/claim_log.csv}
        ```
        ```yaml portfolio.yaml
        strategic_objectives: {cost-to-serve: Serve every customer at a tenth less cost}
        data_strategy:
          handler: {objective: cost-to-serve, owner: it, data: [claim_log], initiatives: [faster-claims]}
        ```

    How to fix:
        Write the id as the initiative writes it. What is planned but not there belongs into `gap:`, in words.
    """
    by_id = case.by_id()
    known = {data for each in case.cases for data in each.initiative.data}
    for name, need in case.portfolio.data_strategy.items():
        strangers = [one for one in need.initiatives if one not in by_id and one not in case.unread | case.killed]
        lost = [data for data in need.data if data not in known] if not case.unread else []
        for what, ids, pool, key in (
            ("initiative", strangers, by_id.keys(), "initiatives"),
            ("data set", lost, known, "data"),
        ):
            if not ids:
                continue
            hint = nearest(ids[0], sorted(pool))
            fix = f"Write `{hint}`." if hint else "Write the id as the initiative writes it, or describe it in `gap:`."
            yield Flag(
                f"data_strategy.{name}.{key}",
                f"Row `{name}` of the data strategy names the {what}{'s' if len(ids) > 1 else ''} {named(ids)}, "
                f"which {'are' if len(ids) > 1 else 'is'} not there.",
                fix,
                owner=need.owner,
            )
