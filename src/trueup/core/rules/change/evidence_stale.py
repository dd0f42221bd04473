"""CHG002."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from trueup.core.rules.levels import reading_of
from trueup.core.rules.lookups import data_owner, money_on
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, several


@rule("CHG002", "evidence-stale", "warns", "execution", needs=("kpis",), thresholds={"grace": 31, "most": 183})
def evidence_stale(case: Case) -> Iterator[Flag]:
    """The data that KPIs are measured on ends longer ago than it should.

    Why it matters:
        Whether a KPI moved cannot be seen on data that ended before the work began. Figures of last year look like
        today's once they stand in a report. Data is stale when its last day lies further back than it is `refreshed:`
        and `grace` days more; where nobody said how often that is, than `most` days.

    Flagged:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, owner: bo, data: claims, value: days_open, across: mean, at: closed_on}
        data:
          claims: {source: claims.csv, owner: bo, refreshed: 7 days}
        ```
        ```csv claims.csv
        claim_id,closed_on,days_open
        1,2025-10-01,12
        2,2025-10-02,9
        3,2025-10-03,15
        ```

    Accepted:
        ```yaml
        title: Faster claims
        kpis:
          days: {unit: day, owner: bo, data: claims, value: days_open, across: mean, at: closed_on}
        data:
          claims: {source: claims.csv, owner: bo, refreshed: 7 days}
        ```
        ```csv claims.csv
        claim_id,closed_on,days_open
        1,2026-01-07,12
        2,2026-01-08,9
        3,2026-01-09,15
        ```

    How to fix:
        Fetch the data anew and assess again. Where the source is not fed any more, say so in `notes:` and measure the
        KPI on what took its place.
    """
    ends: dict[str, date] = {}
    on: dict[str, list[str]] = {}
    for name, kpi in case.initiative.kpis.items():
        found = reading_of(case, name)
        if found is None or kpi.data is None or kpi.instead_of:
            continue
        last = found.span[1] + timedelta(min(kpi.settles, (date.max - found.span[1]).days))
        ends[kpi.data] = max(last, ends.get(kpi.data, last))
        on.setdefault(kpi.data, []).append(name)
    for data, last in ends.items():
        refreshed = case.initiative.data[data].refreshed
        limit = case.limits["most"] if refreshed is None else refreshed + case.limits["grace"]
        age = (case.as_of - last).days
        if age <= limit:
            continue
        should = "" if refreshed is None else f", though it is refreshed every {count(refreshed, 'day')}"
        yield Flag(
            f"data.{data}",
            f"Data set `{data}` ends on {last}, {count(age, 'day')} before {case.as_of}{should}; "
            f"{several('KPI', on[data])} {'is' if len(on[data]) == 1 else 'are'} measured on it.",
            "Fetch it anew and assess again, or measure on what took its place.",
            owner=data_owner(case, data),
            stake=money_on(case, data),
        )
