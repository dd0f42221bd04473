"""WRK017."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.ask.identity import NotRun
from trueup.core.model.chain import leading_to_decision
from trueup.core.model.items import dropped
from trueup.core.model.results.spend import SpendFigures
from trueup.core.rules.in_mvp import InMvp, in_mvp
from trueup.core.rules.lookups import deciding, kpi_owner, node_of, product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import named, several


@rule("WRK017", "mvp-moves-no-deciding-kpi", "blocks", "blueprinting", needs=("spend",))
def mvp_moves_no_deciding_kpi(case: Case) -> Iterator[Flag]:
    """No work of the MVP moves the KPI that decides, or one that drives it and money can count on.

    Why it matters:
        The MVP is built to find out whether the objective can be reached. One that moves other KPIs, or none, is
        finished without anybody being wiser, and the next budget is asked for on faith. What drives the deciding KPI
        counts as well, and so does work that enables work which moves it; a KPI without owner, target or measured
        baseline proves nothing.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims}
          smiles: {unit: "1", direction: increase, owner: head-of-claims}
        epics:
          E1: {title: Routing rules, advances: days, estimate: 20}
          E2: {title: Friendlier letters, advances: smiles, estimate: 10}
        mvp: [E2]
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days:
            unit: day
            direction: decrease
            owner: head-of-claims
            data: claims
            value: days
            across: mean
            at: settled
            baseline: {from: 2025-11-01, to: 2025-12-31}
            target: {value: 10, by: 2026-12-31}
          smiles: {unit: "1", direction: increase, owner: head-of-claims}
        data:
          claims: {source: claims.csv, owner: it-data-lead}
        epics:
          E1: {title: Routing rules, advances: days, estimate: 20}
          E2: {title: Friendlier letters, advances: smiles, estimate: 10}
        mvp: [E1]
        ```

        ```csv claims.csv
        claim,settled,days
        1,2025-11-01,14
        2,2025-12-01,15
        3,2025-12-31,16
        ```

    How to fix:
        Put the work into `mvp:` that moves the deciding KPI, or give the work that is there its `advances:`. Where the
        KPI itself is not ready, mend what the message names.
    """
    found, spend, first = in_mvp(case), case.evidence.spend, deciding(case)
    if found is None or isinstance(spend, NotRun) or first is None or not found.leaves:
        return
    toward = leading_to_decision(case.initiative)
    reached = [kpi for kpi in found.moves if kpi in toward]
    if not reached:
        yield _beside(case, found, spend, first, toward)
        return
    judged = [standing for standing in spend.standings if standing.kpi in reached]
    if any(standing.qualifies or standing.unknown for standing in judged):
        return
    gap = judged[0]
    yield Flag(
        "mvp",
        f"The MVP moves {several('KPI', reached)}, which money cannot count on: {gap.missing[0]}.",
        f"Mend kpis.{gap.kpi}: {gap.missing[0]}.",
        owner=kpi_owner(case, gap.kpi),
        stake=case.money_behind(first),
    )


def _beside(case: Case, found: InMvp, spend: SpendFigures, first: str, toward: frozenset[str]) -> Flag:
    """Return the finding about an MVP beside the deciding KPI, with the epics that would move it."""
    epics: dict[str, None] = {}
    for leaf in spend.leaves:
        node = node_of(case, leaf.path)
        if (
            node.item.status != "done"
            and not dropped(node.item)
            and any(kpi in toward for kpi, share in leaf.kpis if share > 0)
        ):
            epics.setdefault(node.path.split(".")[1])
    moves = f"it moves {several('KPI', found.moves)}" if found.moves else "it reaches no KPI"
    add = f"Put work into `mvp:` that does, such as {named(list(epics))}" if epics else "Plan work that does"
    return Flag(
        "mvp",
        f"No work of the MVP moves KPI `{first}`, which decides, or one that drives it: {moves}.",
        f"{add}, or write `advances: {first}` at the work of the MVP that moves it.",
        owner=product_owner(case),
        stake=case.money_behind(first),
    )
