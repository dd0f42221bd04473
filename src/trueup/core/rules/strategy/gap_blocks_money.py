"""STR004."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.base.quantity import Quantity
from trueup.core.model.ask.identity import NotRun
from trueup.core.rules.rule import Case, Flag, PortfolioCase, portfolio_rule
from trueup.core.rules.words import first_line, named, worth


@portfolio_rule("STR004", "gap-blocks-money", "warns", "feasibility")
def gap_blocks_money(case: PortfolioCase) -> Iterator[Flag]:
    """Data that the strategy needs is not there, and money hangs on it.

    Why it matters:
        A gap in data is often known for years and closed by nobody, because the money behind it stands elsewhere. Said
        together, whoever owns the data sees what the gap costs each year.

    Flagged:
        ```yaml a/initiative.yaml
        title: Faster claims
        initiative: faster-claims
        ```
        ```yaml portfolio.yaml
        strategic_objectives: {cost-to-serve: Serve every customer at a tenth less cost}
        data_strategy:
          handler:
            objective: cost-to-serve
            decision: Who handles a claim
            owner: it-data-lead
            gap: The time of each step is not recorded
            initiatives: [faster-claims]
            value: {range: 100_000..300_000, unit: EUR/year, by: finance}
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
          handler:
            objective: cost-to-serve
            decision: Who handles a claim
            owner: it-data-lead
            data: [claim_log]
            initiatives: [faster-claims]
            value: {range: 100_000..300_000, unit: EUR/year, by: finance}
        ```

    How to fix:
        Settle who closes the gap (`gap_by:`), or start with an initiative whose data is there. When the data is there,
        name it in `data:`, give it a `source:` in the initiative, and remove `gap:`.
    """
    by_id = case.by_id()
    for name, need in case.portfolio.data_strategy.items():
        users = [by_id[one] for one in need.initiatives if one in by_id]
        lost = [data for data in need.data if not _held(data, users or list(case.cases))]
        if need.gap is None and not lost:
            continue
        stake = need.stated(case.portfolio.currency, f"data_strategy.{name}.value", case.as_of)
        stake = stake or next((found for user in users if (found := _promised(user))), None)
        if stake is None:
            continue
        what = f"{first_line(need.gap)}" if need.gap else f"{named(lost)} has no source"
        yield Flag(
            f"data_strategy.{name}",
            f"Decision `{name}` lacks data ({what}), and {worth(stake)} hangs on it.",
            "Close the gap, say in `gap_by:` who does, or begin with a decision whose data is there.",
            owner=need.gap_by or need.owner,
            stake=stake,
        )


def _held(data: str, users: list[Case]) -> bool:
    tables = (user.initiative.data.get(data) for user in users)
    return any(table is not None and table.source is not None for table in tables)


def _promised(user: Case) -> Quantity | None:
    benefit = user.evidence.benefit
    return None if isinstance(benefit, NotRun) or isinstance(benefit.promised, NotRun) else benefit.promised
