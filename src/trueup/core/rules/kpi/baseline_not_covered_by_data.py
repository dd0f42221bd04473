"""KPI012."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from trueup.core.model.ask.identity import NotRun
from trueup.core.rules.levels import reading_of
from trueup.core.rules.lookups import kpi_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count

_HOLIDAYS: Final = 10
_LONG_WEEKEND: Final = 3


@rule("KPI012", "baseline-not-covered-by-data", "warns", "discovery", needs=("kpis",))
def baseline_not_covered_by_data(case: Case) -> Iterator[Flag]:
    """The data covers only a part of the window a baseline is measured in.

    Why it matters:
        The figure says "2025" and stands on half of it: the other season is missing, and nobody sees that from the
        figure. Days at the edges without cases (holidays) are no gap: a tenth of the window, at most ten days, is let
        pass. The end of the data is its newest day less what has not settled.

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
            baseline: {from: 2025-01-01, to: 2025-12-31}
        data:
          claims: {source: claims.csv, owner: it-data-lead}
        ```
        ```csv claims.csv
        closed_on,days_open
        2025-07-02,10
        2025-09-15,12
        2025-12-29,11
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
            baseline: {from: 2025-07-01, to: 2025-12-31}
        data:
          claims: {source: claims.csv, owner: it-data-lead}
        ```
        ```csv claims.csv
        closed_on,days_open
        2025-07-02,10
        2025-09-15,12
        2025-12-29,11
        ```

    How to fix:
        Bring the missing months of the data, or move the window to what the data covers - best still a whole year.
    """
    for name, kpi in case.initiative.kpis.items():
        base = case.initiative.kpis.get(kpi.instead_of or "")
        reading = reading_of(case, name)
        if reading is None or isinstance(reading.level, NotRun) or (base and base.baseline == kpi.baseline):
            continue
        if kpi.baseline is None or kpi.baseline.since is None or kpi.baseline.until is None:
            continue
        since, until, span = kpi.baseline.since, kpi.baseline.until, reading.span
        days, gap = (until - since).days + 1, _gap(since, span[0]) + _gap(span[1], until)
        if gap <= min(_HOLIDAYS, max(_LONG_WEEKEND, days // 10)):
            continue
        last = f" (less {count(kpi.settles, 'day')} to settle)" if kpi.settles else ""
        yield Flag(
            f"kpis.{name}",
            f"The baseline window of KPI `{name}`, {since} to {until}, is not covered: the data counts from {span[0]} "
            f"to {span[1]}{last}, so {gap:,} of {count(days, 'day')} are missing.",
            f"Bring the missing data, or set kpis.{name}.baseline to a window between {span[0]} and {span[1]}.",
            at=f"kpis.{name}.baseline",
            owner=kpi_owner(case, name),
            stake=case.money_behind(name),
        )


def _gap(first: date, then: date) -> int:
    return max(0, (then - first).days)
