"""OVL005."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from trueup.core.rules.involved import involved
from trueup.core.rules.lookups import objective_owner
from trueup.core.rules.rule import Case, Flag, PortfolioCase, portfolio_rule
from trueup.core.rules.shared import file_of, title_of

Tie = tuple[str, str]


@portfolio_rule("OVL005", "isolated-initiative", "notes", "discovery")
def isolated_initiative(case: PortfolioCase) -> Iterator[Flag]:
    """An initiative has nothing in common with any other: no strategic objective, KPI, data or person.

    Why it matters:
        What stands alone is built alone, is known to nobody else, and ends with the people who made it. It may be right
        - then somebody should say so. Told only in a portfolio of several initiatives.

    Flagged:
        ```yaml a/initiative.yaml
        title: Routing rules
        supports: [cost-to-serve]
        ```
        ```yaml b/initiative.yaml
        title: Fewer questions
        supports: [cost-to-serve]
        ```
        ```yaml c/initiative.yaml
        title: A chat for the canteen
        ```
        ```yaml portfolio.yaml
        strategic_objectives: {cost-to-serve: Serve every customer at a tenth less cost}
        ```

    Accepted:
        ```yaml a/initiative.yaml
        title: Routing rules
        supports: [cost-to-serve]
        ```
        ```yaml b/initiative.yaml
        title: Fewer questions
        supports: [cost-to-serve]
        ```
        ```yaml portfolio.yaml
        strategic_objectives: {cost-to-serve: Serve every customer at a tenth less cost}
        ```

    How to fix:
        Name the strategic objective that it serves (`supports:`), the KPI of the portfolio that it moves, or the data
        that others use as well. Where there is none, ask what it is for.
    """
    if len(case.cases) <= 1:
        return
    ties = [set(_ties(case, each)) for each in case.cases]
    counts = Counter(tie for own in ties for tie in own)
    for each, own in zip(case.cases, ties, strict=True):
        if all(counts[tie] == 1 for tie in own):
            yield Flag(
                f"initiatives.{each.initiative.id}",
                f"`{each.initiative.id}` shares no strategic objective, KPI, data or person with any of the other "
                f"{len(case.cases) - 1:,}.",
                "Name the strategic objective it serves, the portfolio's KPI it moves, or data that others use too.",
                at="title",
                owner=objective_owner(each),
                within=each,
            )


def _ties(case: PortfolioCase, each: Case) -> Iterator[Tie]:
    initiative = each.initiative
    yield from (("aim", aim) for aim in initiative.supports)
    for name in initiative.kpis:
        if name in each.document.shared:
            yield "kpi", name
        elif title := title_of(each, name):
            yield "title", title
    for name in initiative.data:
        file = file_of(each, name)
        if file:
            yield "file", file
    yield from (("who", name) for name in involved(each))
    for row, need in case.portfolio.data_strategy.items():
        if initiative.id in need.initiatives:
            yield "row", row
