"""KPI010."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.rules.lookups import kpi_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count


@rule("KPI010", "rows-counted-for-units", "warns", "discovery", needs=("kpis",))
def rows_counted_for_units(case: Case) -> Iterator[Flag]:
    """A KPI counts the rows of a log where it probably means the cases behind them.

    Why it matters:
        Long cases write more rows. A share of log rows therefore says something about the long cases, not about all of
        them, and its interval is too narrow, because the rows of one case are not independent.

    Flagged:
        ```yaml
        title: Fewer manual steps
        kpis:
          manual:
            unit: step/claim
            direction: decrease
            owner: coo
            data: claim_log
            value: manual
            across: share
            at: done_on
        data:
          claim_log: {source: claim_log.csv, owner: it-data-lead}
        ```
        ```csv claim_log.csv
        claim_id,done_on,manual
        1,2025-01-15,true
        1,2025-01-16,true
        1,2025-01-17,true
        2,2025-01-15,false
        ```

    Accepted:
        ```yaml
        title: Fewer manual steps
        kpis:
          manual:
            unit: step/claim
            direction: decrease
            owner: coo
            data: claim_log
            per: claim_id
            value: count(*) filter (where manual)
            across: mean
            at: min(done_on)
        data:
          claim_log: {source: claim_log.csv, owner: it-data-lead}
        ```
        ```csv claim_log.csv
        claim_id,done_on,manual
        1,2025-01-15,true
        1,2025-01-16,true
        1,2025-01-17,true
        2,2025-01-15,false
        ```

    How to fix:
        Name the unit of analysis with `per:` and put every column into an aggregate: `count(*)`, `bool_or(late)`,
        `min(opened_on)`.
    """
    for name, facts in case.evidence.unit_keys.items():
        if facts.repeated <= 0 or name not in case.initiative.kpis:
            continue
        key = ", ".join(facts.columns)
        yield Flag(
            f"kpis.{name}",
            f"KPI `{name}` counts {count(facts.rows, 'row')} of `{case.initiative.kpis[name].data}`, but `{key}` has "
            f"{count(facts.distinct, 'value')}: one of them carries up to {count(facts.largest, 'row')}.",
            f"If one `{key}` is one unit, add `per: {key}` to kpis.{name} and aggregate in `value:` and `at:`.",
            owner=kpi_owner(case, name),
            stake=case.money_behind(name),
        )
