"""WRK002."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.ask.identity import NotRun
from trueup.core.model.results.spend import SpendFigures
from trueup.core.rules.lookups import kpi_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import amount, count


@rule("WRK002", "work-on-unqualified-kpi", "warns", "blueprinting", needs=("spend",))
def work_on_unqualified_kpi(case: Case) -> Iterator[Flag]:
    """Work goes to a KPI that money cannot count on.

    Why it matters:
        Work may name a KPI and still lead nowhere: the KPI has no owner, no target or no measured baseline, or it
        leads to nothing that the objective decides on. Its cost does not count as aligned spend until that is mended.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
          smiles: {unit: "1", direction: increase}
        epics:
          E1: {title: Friendlier letters, advances: smiles, estimate: 22}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
          smiles: {unit: "1", direction: increase}
        epics:
          E1: {title: Friendlier letters, estimate: 22, mandated: {owner: legal, reason: The letters mislead customers}}
        ```

    How to fix:
        Give the KPI what the message names first; the next thing missing follows. A KPI qualifies when a person who is
        there owns it, unit, direction, target and date are set, its baseline is measured and current, and it decides,
        guards, or drives one that does.
    """
    spend = case.evidence.spend
    if isinstance(spend, NotRun):
        return
    lacking = [each for each in spend.standings if not each.qualifies and not each.unknown]
    reached = _reached(spend) if lacking else {}
    for standing in lacking:
        cost, items = reached.get(standing.kpi, (0.0, 0))
        if not items:
            continue
        what = amount(cost, spend.unit) if cost > 0 else f"{count(items, 'item')} without an estimate"
        verb = "goes" if cost > 0 or items == 1 else "go"
        yield Flag(
            f"kpis.{standing.kpi}",
            f"{what} {verb} to KPI `{standing.kpi}`, which does not qualify: {standing.missing[0]}.",
            f"Mend kpis.{standing.kpi}: {standing.missing[0]}. Else move the work to a KPI that qualifies.",
            owner=kpi_owner(case, standing.kpi),
            stake=case.amount(cost),
        )


def _reached(spend: SpendFigures) -> dict[str, tuple[float, int]]:
    """Return for each KPI the cost and the number of open items that reach it, mandated ones left out."""
    found: dict[str, tuple[float, int]] = {}
    for leaf in spend.leaves:
        if leaf.cost == 0 or leaf.segments[0][0] == "mandated":
            continue
        for kpi, share in leaf.kpis:
            if share > 0:
                cost, items = found.get(kpi, (0.0, 0))
                found[kpi] = (cost + share * (leaf.cost or 0.0), items + 1)
    return found
