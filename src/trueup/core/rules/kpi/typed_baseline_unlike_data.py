"""KPI019."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.base.quantity import Quantity
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.chain import leading
from trueup.core.model.kpi import Kpi
from trueup.core.rules.levels import measure_it, promise_from, reading_of
from trueup.core.rules.lookups import kpi_owner, own_definitions
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import amount, first_line, level


@rule("KPI019", "typed-baseline-unlike-data", "blocks", "discovery", needs=("kpis",))
def typed_baseline_unlike_data(case: Case) -> Iterator[Flag]:
    """A baseline is typed, and the data of the KPI says something else.

    Why it matters:
        The benefit is promised from the typed figure. Where the KPI's own data shows another level, the promise counts
        money that the data does not know, or leaves some out. It is found where the typed figure lies outside the 95 %
        interval of what was measured over all data. It blocks where the KPI decides, guards or drives; elsewhere it
        warns.

    Flagged:
        ```yaml
        title: Faster claims
        currency: EUR
        objective: {statement: Settle claims in nine days, owner: coo, kpi: days}
        kpis:
          days:
            unit: day
            direction: decrease
            owner: coo
            data: claims
            value: days_open
            across: mean
            at: closed_on
            baseline: {value: 20, because: what the workshop remembered}
            target: {value: 9, by: 2026-12-31}
            worth: (baseline - level) * day_cost
        assumptions:
          day_cost: {range: 9000, unit: EUR/day/year, by: cfo, because: Report 2025}
        data:
          claims: {source: claims.csv, owner: it-data-lead}
        ```
        ```csv claims.csv
        closed_on,days_open
        2025-02-15,10
        2025-05-15,12
        2025-08-15,11
        2025-11-15,13
        ```

    Accepted:
        ```yaml
        title: Faster claims
        currency: EUR
        objective: {statement: Settle claims in nine days, owner: coo, kpi: days}
        kpis:
          days:
            unit: day
            direction: decrease
            owner: coo
            data: claims
            value: days_open
            across: mean
            at: closed_on
            baseline: {from: 2025-02-15, to: 2025-11-15}
            target: {value: 9, by: 2026-12-31}
            worth: (baseline - level) * day_cost
        assumptions:
          day_cost: {range: 9000, unit: EUR/day/year, by: cfo, because: Report 2025}
        data:
          claims: {source: claims.csv, owner: it-data-lead}
        ```
        ```csv claims.csv
        closed_on,days_open
        2025-02-15,10
        2025-05-15,12
        2025-08-15,11
        2025-11-15,13
        ```

    How to fix:
        Write the window to measure the baseline in (`baseline: {from: ..., to: ...}`) in place of the figure, so that
        the promise starts from what the data says. Where the figure is right and the data is not, mend the KPI's
        definition or its data.
    """
    reach = leading(case.initiative)
    for name, kpi in own_definitions(case):
        typed, reading = kpi.baseline.value if kpi.baseline else None, reading_of(case, name)
        if typed is None or reading is None or isinstance(reading.level, NotRun):
            continue
        found = reading.level
        if not _apart(typed, found, kpi):
            continue
        low, high = level(found.spread.low, kpi.unit), level(found.spread.high, kpi.unit)
        because = kpi.baseline.because if kpi.baseline else None
        yield Flag(
            f"kpis.{name}",
            f"The baseline of KPI `{name}` is typed as {level(typed, kpi.unit)}"
            f"{f' ({first_line(because, 60)})' if because else ''}, but its data says {level(found.value, kpi.unit)}"
            f"{_money(case, name, typed, found)}. Measured from {reading.span[0]} to {reading.span[1]}, the 95 % "
            f"interval is {low} to {high}.",
            measure_it(name, kpi, reading),
            at=f"kpis.{name}.baseline",
            owner=kpi_owner(case, name),
            stake=case.money_behind(name),
            severity=None if name in reach else "warns",
        )


def _apart(typed: float, found: Quantity, kpi: Kpi) -> bool:
    """Whether a typed figure lies outside the interval of what was measured, and reads otherwise."""
    if found.spread.form != "interval95" or found.spread.low <= typed <= found.spread.high:
        return False
    return level(typed, kpi.unit) != level(found.value, kpi.unit)


def _money(case: Case, name: str, typed: float, found: Quantity) -> str:
    """Return what the target is worth from either figure; nothing where the KPI carries no benefit."""
    promised = case.benefit_behind(name)
    worths = [promise_from(case, name, each) for each in (typed, found.value)]
    if promised is None or not worths[0] or worths[1] is None:
        return ""
    # Of a KPI that several initiatives claim, the promise is a part.
    from_data = worths[1] * promised.value / worths[0]
    said = amount(from_data, promised.unit) if from_data > 0 else "nothing"
    return f": the promise of {amount(promised.value, promised.unit)} would be {said} from what was measured"
