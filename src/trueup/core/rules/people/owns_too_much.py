"""PEO004."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import objective_owner
from trueup.core.rules.owned import owned
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, joined


@rule("PEO004", "owns-too-much", "notes", "planning", thresholds={"most": 8})
def owns_too_much(case: Case) -> Iterator[Flag]:
    """One person owns more KPIs, data sets, goals and risks than anybody can care for.

    Why it matters:
        To own a thing takes time each week: to look at it, to ask, to decide. Whoever owns everything looks at nothing,
        and the ownership stands on paper only. Told beyond `most` things.

    Flagged:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, direction: decrease, owner: coo}
          cost: {unit: EUR/claim, direction: decrease, owner: coo}
          disputed: {unit: 1, direction: at_most, owner: coo}
          reopened: {unit: 1, direction: at_most, owner: coo}
        data:
          claims: {source: claims.csv, owner: coo}
          payments: {source: payments.csv, owner: coo}
          customers: {source: customers.csv, owner: coo}
        risks:
          labels: {title: Past claims are labelled too late, owner: coo}
          leave: {title: The only analyst leaves, owner: coo}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, direction: decrease, owner: coo}
          cost: {unit: EUR/claim, direction: decrease, owner: coo}
          disputed: {unit: 1, direction: at_most, owner: head-of-claims}
          reopened: {unit: 1, direction: at_most, owner: head-of-claims}
        data:
          claims: {source: claims.csv, owner: head-of-claims}
          payments: {source: payments.csv, owner: cfo}
          customers: {source: customers.csv, owner: crm-lead}
        risks:
          labels: {title: Past claims are labelled too late, owner: head-of-claims}
          leave: {title: The only analyst leaves, owner: ana}
        ```

    How to fix:
        Give each KPI to whoever can move it, each data set to whoever makes its rows, each risk to whoever would see it
        come first.
    """
    most = int(case.limits["most"])
    for who, things in owned(case).items():
        if len(things) <= most:
            continue
        kinds = list(dict.fromkeys(thing.kind for thing in things))
        parts = [count(sum(thing.kind == kind for thing in things), kind) for kind in kinds]
        yield Flag(
            f"people.{who}",
            f"`{who}` owns {len(things)} things here: {joined(parts)}.",
            "Give some of them to those who are nearer to them.",
            at=f"{things[0].path}.owner",
            owner=objective_owner(case),
        )
