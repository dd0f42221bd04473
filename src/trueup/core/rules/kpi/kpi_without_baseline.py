"""KPI002."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import leading
from trueup.core.model.kpi import Kpi
from trueup.core.rules.levels import measure_it, reading_of
from trueup.core.rules.lookups import kpi_owner, own_definitions
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import level


@rule("KPI002", "kpi-without-baseline", "blocks", "discovery")
def kpi_without_baseline(case: Case) -> Iterator[Flag]:
    """Where a KPI stands today is not measured.

    Why it matters:
        Without a baseline no target can be judged and no benefit shown: any figure after the launch looks like a
        success. It blocks where the KPI decides, guards or drives and has none at all. A typed figure only warns: it
        is an assumption, and money that rests on it is not evidenced. Where its own data says otherwise, KPI019 tells.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days: {unit: day, direction: decrease, owner: head-of-claims, target: {value: 10, by: 2026-12-31}}
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
            value: days_open
            across: mean
            at: closed_on
            baseline: {from: 2025-01-01, to: 2025-12-31}
            target: {value: 10, by: 2026-12-31}
        data:
          claims: {source: claims.csv, owner: it-data-lead}
        ```

    How to fix:
        Add `baseline:` with the window to measure it in (`from:` and `to:`), best a whole year before the work begins.
        trueup measures it from the KPI's definition. Where there is no data yet, type the figure and say `because:`.
    """
    reach = leading(case.initiative)
    for name, kpi in own_definitions(case):
        baseline = kpi.baseline
        if baseline is not None and baseline.value is None:
            continue
        if name not in reach and not kpi.is_defined:
            continue
        if baseline is None or baseline.value is None:
            problem, severity = f"KPI `{name}` has no baseline.", None if name in reach else "warns"
        else:
            typed = level(baseline.value, kpi.unit)
            problem, severity = f"The baseline of KPI `{name}`, {typed}, is typed: assumed, not measured.", "warns"
        yield Flag(
            f"kpis.{name}",
            problem,
            _fix(case, name, kpi),
            at=f"kpis.{name}.baseline",
            owner=kpi_owner(case, name),
            stake=case.money_behind(name),
            severity="warns" if severity else None,
        )


def _fix(case: Case, name: str, kpi: Kpi) -> str:
    reading = reading_of(case, name)
    if reading is not None:
        return measure_it(name, kpi, reading)
    window = "`baseline: {from: ..., to: ...}`, the window to measure it in"
    if kpi.is_defined:
        return f"Add to kpis.{name} {window}."
    return f"Define kpis.{name} on data (`data:`, `value:`, `across:`, `at:`) and add {window}."
