"""Which KPIs money may count on: owned by somebody present, complete, measured, current, leading to the objective."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from trueup.core.model.ask.identity import NotRun
from trueup.core.model.chain import leading, present
from trueup.core.model.evidence import Evidence
from trueup.core.model.initiative import Initiative
from trueup.core.model.kpi import Kpi
from trueup.core.model.results.spend import Standing

CURRENT: Final = timedelta(days=365)
"""A measured baseline is current while its window ended no longer ago than this."""


def standings(initiative: Initiative, evidence: Evidence, as_of: date) -> tuple[Standing, ...]:
    """Return for each KPI whether it qualifies, and if not what is missing, in the order to mend it."""
    reach = leading(initiative)
    return tuple(_standing(name, initiative, evidence, as_of, leads=name in reach) for name in initiative.kpis)


def _standing(name: str, initiative: Initiative, evidence: Evidence, as_of: date, *, leads: bool) -> Standing:
    kpi = initiative.kpis[name]
    owned = present(kpi.owner, initiative.people, as_of)
    missing = [] if owned else [_owner_missing(name, kpi)]
    missing += [f"KPI `{name}` has no {what}" for what, there in _parts(kpi) if not there]
    baseline, unknown = _baseline_missing(name, kpi, evidence, as_of)
    missing += baseline
    if kpi.instead_of:
        missing.append(f"KPI `{name}` is a competing definition of `{kpi.instead_of}`")
    elif not leads:
        missing.append(f"KPI `{name}` is neither the deciding KPI nor a guardrail, and drives none")
    return Standing(name, not missing and not unknown, owned, tuple(missing), unknown and not missing)


def _owner_missing(name: str, kpi: Kpi) -> str:
    if kpi.owner is None:
        return f"KPI `{name}` has no owner"
    return f"the owner of KPI `{name}`, `{kpi.owner}`, is not there"


def _parts(kpi: Kpi) -> tuple[tuple[str, bool], ...]:
    return (
        ("unit", kpi.unit is not None),
        ("direction", kpi.direction is not None),
        ("target", kpi.target is not None),
        ("target date", kpi.target is not None and kpi.target.by is not None),
    )


def _baseline_missing(name: str, kpi: Kpi, evidence: Evidence, as_of: date) -> tuple[list[str], bool]:
    """Return what is missing of a measured, current baseline, and whether that hangs on data which was not read."""
    baseline = kpi.baseline
    if baseline is None:
        return [f"KPI `{name}` has no baseline"], False
    if baseline.until is None:
        return [f"the baseline of KPI `{name}` is typed, not measured"], False
    if not kpi.is_defined:
        return [f"KPI `{name}` has no definition to measure its baseline by"], False
    if as_of - baseline.until > CURRENT:
        return [f"the baseline of KPI `{name}` ended {baseline.until}, more than a year before {as_of}"], False
    reading = evidence.reading(name)
    level = reading if isinstance(reading, NotRun) else reading.level
    if not isinstance(level, NotRun):
        return [], False
    if level.reason == "not_due":
        return [], True
    return [f"the baseline of KPI `{name}` could not be measured: {level.detail}"], False
