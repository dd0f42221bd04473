"""OVL006."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.owned import Thing, owned
from trueup.core.rules.rule import Case, Flag, PortfolioCase, portfolio_rule
from trueup.core.rules.shared import file_of
from trueup.core.rules.words import named


@portfolio_rule("OVL006", "owner-of-too-much-across-initiatives", "notes", "planning", thresholds={"most": 12})
def owner_of_too_much_across_initiatives(case: PortfolioCase) -> Iterator[Flag]:
    """One person owns more KPIs, data sets, goals and risks over all initiatives than anybody can care for.

    Why it matters:
        In each initiative it looks bearable. Over all of them one person answers for a dozen things, and none of the
        initiatives knows of the others. What they share - a KPI of the portfolio, one file - counts once. Told beyond
        `most` things in more than one initiative.

    Flagged:
        ```yaml a/initiative.yaml
        title: Routing rules
        kpis:
          days: {unit: day, owner: coo}
          cost: {unit: EUR, owner: coo}
          disputed: {unit: 1, owner: coo}
        data:
          claims: {source: claims.csv, owner: coo}
          payments: {source: payments.csv, owner: coo}
          handlers: {source: handlers.csv, owner: coo}
          rules: {source: rules.csv, owner: coo}
        currency: EUR
        ```
        ```yaml b/initiative.yaml
        title: Fewer questions
        kpis:
          asked: {unit: 1, owner: coo}
          answered: {unit: 1, owner: coo}
          reopened: {unit: 1, owner: coo}
        data:
          calls: {source: calls.csv, owner: coo}
          letters: {source: letters.csv, owner: coo}
          texts: {source: texts.csv, owner: coo}
        ```
        ```yaml portfolio.yaml
        title: Claims
        ```

    Accepted:
        ```yaml a/initiative.yaml
        title: Routing rules
        kpis:
          days: {unit: day, owner: coo}
          cost: {unit: EUR, owner: coo}
        data:
          claims: {source: claims.csv, owner: head-of-claims}
          payments: {source: payments.csv, owner: cfo}
        currency: EUR
        ```
        ```yaml b/initiative.yaml
        title: Fewer questions
        kpis:
          asked: {unit: 1, owner: coo}
          answered: {unit: 1, owner: coo}
        data:
          calls: {source: calls.csv, owner: head-of-service}
        ```
        ```yaml portfolio.yaml
        title: Claims
        ```

    How to fix:
        Give each KPI to whoever can move it, each data set to whoever makes its rows.
    """
    most = int(case.limits["most"])
    things: dict[str, set[tuple[str, str]]] = {}
    homes: dict[str, list[str]] = {}
    for each in case.cases:
        for who, found in owned(each).items():
            things.setdefault(who, set()).update(_once(each, thing) for thing in found)
            homes.setdefault(who, []).append(each.initiative.id)
    for who, once in things.items():
        if len(once) > most and len(homes[who]) > 1:
            yield Flag(
                f"people.{who}",
                f"`{who}` owns {len(once)} KPIs, data sets, goals and risks in {named(homes[who])}.",
                "Give some of them to those who are nearer to them.",
                owner=who,
            )


def _once(case: Case, thing: Thing) -> tuple[str, str]:
    """Return what stands for a thing in all initiatives that share it."""
    name = thing.path.partition(".")[2]
    if thing.kind == "KPI" and name in case.document.shared:
        return thing.kind, name
    if thing.kind == "data set" and (file := file_of(case, name)):
        return thing.kind, file
    return case.initiative.id, thing.path
