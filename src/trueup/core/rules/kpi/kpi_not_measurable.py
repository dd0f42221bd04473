"""KPI009."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from trueup.core.model.ask.identity import NotRun
from trueup.core.model.chain import leading
from trueup.core.model.kpi import Kpi
from trueup.core.rules.lookups import data_owner, kpi_owner
from trueup.core.rules.rule import Case, Flag, rule

_WAITING: Final = frozenset({"not_due"})
_KEY: Final = re.compile(r"`([a-z_]+):")


@rule("KPI009", "kpi-not-measurable", "blocks", "discovery", needs=("kpis",))
def kpi_not_measurable(case: Case) -> Iterator[Flag]:
    """A KPI's definition gives no figure on its data.

    Why it matters:
        A definition that fails on the real table was never tried. It blocks where the KPI decides, guards or drives;
        elsewhere, and for a competing definition, it warns.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days:
            unit: day
            direction: decrease
            owner: coo
            data: claims
            value: day_open
            across: mean
            at: closed_on
        data:
          claims: {source: claims.csv, owner: it-data-lead}
        ```
        ```csv claims.csv
        claim_id,closed_on,days_open
        1,2025-01-15,10
        2,2025-02-15,12
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo, kpi: days}
        kpis:
          days:
            unit: day
            direction: decrease
            owner: coo
            data: claims
            value: days_open
            across: mean
            at: closed_on
        data:
          claims: {source: claims.csv, owner: it-data-lead}
        ```
        ```csv claims.csv
        claim_id,closed_on,days_open
        1,2025-01-15,10
        2,2025-02-15,12
        ```

    How to fix:
        The message says what the data answered: a column that is not there, a window outside the data, a denominator
        of zero, no row left. Correct the definition, or bring the data that it needs.
    """
    reach = leading(case.initiative)
    for name, kpi in case.initiative.kpis.items():
        known = case.evidence.reading(name)
        why = known if isinstance(known, NotRun) else known.level
        if not kpi.is_defined or not isinstance(why, NotRun) or why.reason in _WAITING:
            continue
        yield Flag(
            f"kpis.{name}",
            f"KPI `{name}` could not be measured: {why.detail}.",
            why.fix or f"Correct the definition in kpis.{name}, or the data it stands on.",
            at=_to_mend(case, name, kpi, why),
            owner=data_owner(case, kpi.data) if _lacks_data(case, kpi) and kpi.data else kpi_owner(case, name),
            stake=case.money_behind(name),
            severity=None if name in reach else "warns",
        )


def _to_mend(case: Case, name: str, kpi: Kpi, why: NotRun) -> str:
    """Return the path to mend: the data set's source where no table was read, else the key the remedy names."""
    if _lacks_data(case, kpi):
        return f"data.{kpi.data}.source"
    keys = [key for key in _KEY.findall(why.fix) if key in Kpi.model_fields]
    return f"kpis.{name}.{keys[0]}" if keys else f"kpis.{name}"


def _lacks_data(case: Case, kpi: Kpi) -> bool:
    return kpi.data in case.initiative.data and isinstance(case.evidence.table(kpi.data or ""), NotRun)
