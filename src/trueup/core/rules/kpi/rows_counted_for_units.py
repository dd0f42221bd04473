"""KPI010."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.model.unit_names import is_bare_noun
from trueup.core.rules.lookups import kpi_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count

_ROWS_OF_ONE: Final = 20
"""Rows a value on average from which a column such as `case` holds kinds of cases rather than cases."""


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
        `min(opened_on)`. What a unit is follows from the KPI's unit (`step/claim` and a column `claim_id`), else from
        the `key:` of the data set, else from its first column where that is called `id`, `..._id` or by what several
        rows may be about (`case`, `ticket_no`); a column called `case` alone counts only while its values carry fewer
        than 20 rows on average, for more are kinds of cases. Where each row is a unit, name all columns
        that identify it in the `key:` of the data set.
    """
    for name, facts in case.evidence.unit_keys.items():
        kpi = case.initiative.kpis.get(name)
        if facts.repeated <= 0 or kpi is None or kpi.data is None:
            continue
        declared = case.initiative.data[kpi.data].key == facts.columns
        if not declared and is_bare_noun(facts.columns[0]) and facts.rows >= facts.distinct * _ROWS_OF_ONE:
            continue
        key = ", ".join(facts.columns)
        per = key if len(facts.columns) == 1 else f"[{key}]"
        row = f" If each row is one, name in data.{kpi.data}.key all columns that identify it." if declared else ""
        yield Flag(
            f"kpis.{name}",
            f"KPI `{name}` counts {count(facts.rows, 'row')} of `{kpi.data}`, but `{key}` has "
            f"{count(facts.distinct, 'value')}: one of them carries up to {count(facts.largest, 'row')}.",
            f"If one `{key}` is one unit, add `per: {per}` to kpis.{name} and aggregate in `value:` and `at:`.{row}",
            owner=kpi_owner(case, name),
            stake=case.money_behind(name),
        )
