"""Definitions that contradict themselves: faults that single fields cannot show."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.base.formula import compile_formula
from trueup.core.base.formula_tree import FormulaFault
from trueup.core.base.nearest import nearest
from trueup.core.model.fault import Fault
from trueup.core.model.initiative import Initiative
from trueup.core.model.kpi import Kpi

LEVELS = ("baseline", "level", "target")
"""What a `worth` formula knows of its own KPI, besides assumptions and the levels of other KPIs."""


def inconsistencies(initiative: Initiative) -> Iterator[Fault]:
    """Yield every definition of the document that contradicts itself."""
    for name, kpi in initiative.kpis.items():
        path = f"kpis.{name}"
        yield from _definition(path, kpi)
        yield from _baseline(path, kpi)
        yield from _formulas(path, kpi, initiative)
    yield from _currency(initiative)


def _wrong(path: str, problem: str, fix: str) -> Fault:
    return Fault("DOC025", path, problem, fix)


def _definition(path: str, kpi: Kpi) -> Iterator[Fault]:
    how = kpi.across.how if kpi.across else None
    if kpi.formula and (kpi.value or kpi.data):
        yield _wrong(
            f"{path}.formula",
            f"`{path}` has a `formula:` over other KPIs and a `value:` over rows.",
            "Keep one of the two.",
        )
    if kpi.data and not kpi.value and not kpi.formula:
        yield _wrong(
            path,
            f"`{path}` names its data but not what to measure there.",
            "Add `value:`, an expression over the columns, and `across: share`, `mean`, `sum` or `ratio`.",
        )
    if kpi.value and not kpi.data:
        yield _wrong(path, f"`{path}` has a `value:` but names no data set.", "Add `data:` with the id of a data set.")
    if kpi.value and kpi.data and not kpi.at:
        yield _wrong(
            path,
            f"`{path}` does not say when a unit counts.",
            "Add `at:`, a date or timestamp column (an aggregate such as `min(received_at)` where `per:` is a key).",
        )
    if kpi.value and how is None:
        yield _wrong(
            path,
            f"`{path}` does not say how units become one figure.",
            "Add `across: share`, `mean`, `sum`, `ratio` (with `over:`), `median` or `{quantile: 0.9}`.",
        )
    if (how == "ratio") != (kpi.over is not None) and (how is not None or kpi.over):
        yield _wrong(
            f"{path}.over",
            f"`{path}` needs both `across: ratio` and `over:`, or neither.",
            "Add the missing one: `over:` is what the value is divided by.",
        )
    if how == "quantile" and not (kpi.across and kpi.across.quantile and 0 < kpi.across.quantile < 1):
        yield _wrong(
            f"{path}.across",
            f"`{path}` asks for a quantile that is not between 0 and 1.",
            "Write `across: {quantile: 0.9}`.",
        )
    arm = kpi.arm
    if arm and not arm.expression and not (arm.data and arm.on and arm.take):
        yield _wrong(
            f"{path}.arm",
            f"`{path}` does not say where its arms stand.",
            "Write an expression, or `{data: ID, on: KEY COLUMN, take: COLUMN THAT NAMES THE ARM}`.",
        )


def _baseline(path: str, kpi: Kpi) -> Iterator[Fault]:
    baseline = kpi.baseline
    if baseline is None:
        return
    place = f"{path}.baseline"
    if (baseline.since is None) != (baseline.until is None):
        yield _wrong(place, f"`{place}` has only one end of its window.", "Write both `from:` and `to:`.")
    elif baseline.since and baseline.until and baseline.since > baseline.until:
        yield _wrong(
            place, f"`{place}` ends ({baseline.until}) before it begins ({baseline.since}).", "Swap `from:` and `to:`."
        )
    elif baseline.since is None and baseline.value is None:
        yield _wrong(
            place, f"`{place}` is empty.", "Write `{from: 2025-01-01, to: 2025-12-31}` to measure it, or a figure."
        )
    if baseline.since and baseline.value is not None:
        yield _wrong(
            place, f"`{place}` is both typed and to be measured.", "Keep the window; the figure comes from the data."
        )


def _formulas(path: str, kpi: Kpi, initiative: Initiative) -> Iterator[Fault]:
    others = {name for name in initiative.kpis if f"kpis.{name}" != path}
    known = {"worth": {*LEVELS, *initiative.assumptions, *others}, "formula": others}
    for key, text in (("worth", kpi.worth), ("formula", kpi.formula)):
        if text is None:
            continue
        try:
            names = compile_formula(text).names
        except FormulaFault as fault:
            yield Fault("DOC027", f"{path}.{key}", f"`{path}.{key}`: {fault.problem}", fault.fix)
            continue
        for name in names:
            if name not in known[key]:
                hint = nearest(name, known[key])
                say = (
                    f"Write `{hint}`."
                    if hint
                    else f"Add `{name}` under `assumptions:` with range, unit, by and because."
                )
                yield Fault(
                    "DOC024", f"{path}.{key}", f"`{path}.{key}` uses `{name}`, which the document does not know.", say
                )


def _currency(initiative: Initiative) -> Iterator[Fault]:
    if initiative.currency is None and (initiative.rates or initiative.budget):
        part = "rates" if initiative.rates else "budget"
        yield Fault(
            "DOC029",
            part,
            f"`{part}:` is money, but the document names no currency.",
            "Add `currency: EUR` at the top.",
        )
