"""KPI008."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.base.quantity import Quantity
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.kpi import Kpi
from trueup.core.rules.levels import promise_from, reading_of
from trueup.core.rules.lookups import kpi_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import amount, level

_ABOUT_A_YEAR: Final = 330
_MATTERS: Final = 0.05


@dataclass(frozen=True, slots=True)
class _Window:
    """A level measured in a window that is not usual, and the level over all of the data."""

    level: Quantity
    overall: Quantity


@rule("KPI008", "baseline-from-unusual-window", "warns", "discovery", needs=("kpis",))
def baseline_from_unusual_window(case: Case) -> Iterator[Flag]:
    """A baseline is measured in a part of the year that is unlike the rest.

    Why it matters:
        A baseline from the two worst months makes the next ordinary year a success, without any work. It is found
        where the window is shorter than about a year (330 days), the data reaches further, and the level in the window
        lies outside the 95 % interval of the level over all data and differs from it by 5 % or more.

    Flagged:
        ```yaml
        title: Faster claims
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
            baseline: {from: 2025-06-01, to: 2025-07-31}
            target: {value: 9, by: 2026-12-31}
        data:
          claims: {source: claims.csv, owner: it-data-lead}
        ```
        ```csv claims.csv
        closed_on,days_open
        2025-01-15,10
        2025-02-15,10
        2025-03-15,10
        2025-04-15,10
        2025-05-15,10
        2025-06-15,13
        2025-07-15,13
        2025-08-15,10
        2025-09-15,10
        2025-10-15,10
        2025-11-15,10
        2025-12-15,10
        ```

    Accepted:
        ```yaml
        title: Faster claims
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
            baseline: {from: 2025-01-01, to: 2025-12-31}
            target: {value: 9, by: 2026-12-31}
        data:
          claims: {source: claims.csv, owner: it-data-lead}
        ```
        ```csv claims.csv
        closed_on,days_open
        2025-01-15,10
        2025-02-15,10
        2025-03-15,10
        2025-04-15,10
        2025-05-15,10
        2025-06-15,13
        2025-07-15,13
        2025-08-15,10
        2025-09-15,10
        2025-10-15,10
        2025-11-15,10
        2025-12-15,10
        ```

    How to fix:
        Take the last whole year as the baseline, so that every season is in it once. Where the regime has really
        changed for good, say so in `because:` of the KPI.
    """
    for name, kpi in case.initiative.kpis.items():
        base = case.initiative.kpis.get(kpi.instead_of or "")
        found = _unusual(case, name)
        if found is None or (base is not None and base.baseline == kpi.baseline):
            continue
        baseline, whole = level(found.level.value, kpi.unit), level(found.overall.value, kpi.unit)
        window = f"{kpi.baseline.since} to {kpi.baseline.until}" if kpi.baseline else ""
        yield Flag(
            f"kpis.{name}",
            f"The baseline of KPI `{name}`, {baseline} from {window}, is not usual: over all data it is {whole}."
            f"{_effect(case, kpi.instead_of or name, kpi, found)}",
            f"Measure kpis.{name}.baseline over a whole year"
            + (f", or delete `{name}` and keep the baseline of `{kpi.instead_of}`." if kpi.instead_of else "."),
            at=f"kpis.{name}.baseline",
            owner=kpi_owner(case, name),
            stake=case.money_behind(kpi.instead_of or name),
        )


def _unusual(case: Case, name: str) -> _Window | None:
    baseline, reading = case.initiative.kpis[name].baseline, reading_of(case, name)
    if baseline is None or baseline.since is None or baseline.until is None or reading is None:
        return None
    if isinstance(reading.level, NotRun) or isinstance(reading.overall, NotRun):
        return None
    days, span = (baseline.until - baseline.since).days + 1, (reading.span[1] - reading.span[0]).days + 1
    here, overall = reading.level.value, reading.overall.spread
    inside = overall.low <= here <= overall.high
    if days >= _ABOUT_A_YEAR or span <= days or inside or overall.form != "interval95":
        return None
    if abs(here - overall.mid) < _MATTERS * abs(overall.mid):
        return None
    return _Window(reading.level, reading.overall)


def _effect(case: Case, priced: str, kpi: Kpi, found: _Window) -> str:
    """Return what the window does to the way to the target, and to the money promised for it."""
    if kpi.target is None:
        return ""
    way, usual = found.level.value - kpi.target.value, found.overall.value - kpi.target.value
    if usual == 0 or way / usual <= 0:
        return " From there the way to the target is of another sign than from the usual level."
    factor = way / usual
    said = (
        f" That makes the way to the target {factor:.1f} times as long"
        if factor > 1
        else (f" That leaves {factor:.2f} of the way to the target")
    )
    worths = [promise_from(case, priced, quantity.value) for quantity in (found.level, found.overall)]
    if worths[0] is None or worths[1] is None:
        return f"{said}, and any benefit that is counted from there."
    unit = f"{case.initiative.currency}/year"
    return f"{said}: it would promise {amount(worths[0], unit)} instead of {amount(worths[1], unit)}."
