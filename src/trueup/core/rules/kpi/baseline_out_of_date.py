"""KPI013."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from trueup.core.rules.lookups import kpi_owner
from trueup.core.rules.rule import Case, Flag, rule

_CURRENT: Final = timedelta(days=365)


@rule("KPI013", "baseline-out-of-date", "warns", "discovery")
def baseline_out_of_date(case: Case) -> Iterator[Flag]:
    """A baseline is measured in a window that ended more than a year ago.

    Why it matters:
        Volumes, staff and rules change. A benefit that is counted from where the KPI stood two years ago pays the
        initiative for what happened without it. Work on such a KPI does not count as aligned spend.

    Flagged:
        ```yaml
        title: Faster claims
        kpis:
          days:
            unit: day
            direction: decrease
            owner: coo
            data: claims
            value: days_open
            across: mean
            at: closed_on
            baseline: {from: 2023-01-01, to: 2023-12-31}
        data:
          claims: {source: claims.csv, owner: it-data-lead}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        kpis:
          days:
            unit: day
            direction: decrease
            owner: coo
            data: claims
            value: days_open
            across: mean
            at: closed_on
            baseline: {from: 2025-01-01, to: 2025-12-31}
        data:
          claims: {source: claims.csv, owner: it-data-lead}
        ```

    How to fix:
        Move `baseline:` to the last whole year before the work begins.
    """
    for name, kpi in case.initiative.kpis.items():
        base = case.initiative.kpis.get(kpi.instead_of or "")
        until = kpi.baseline.until if kpi.baseline else None
        if until is None or until >= case.as_of - _CURRENT or (base and base.baseline == kpi.baseline):
            continue
        yield Flag(
            f"kpis.{name}",
            f"The baseline of KPI `{name}` ended {until}, more than a year before {case.as_of}.",
            f"Move kpis.{name}.baseline to the last whole year before the work begins.",
            at=f"kpis.{name}.baseline",
            owner=kpi_owner(case, name),
            stake=case.money_behind(kpi.instead_of or name),
        )
