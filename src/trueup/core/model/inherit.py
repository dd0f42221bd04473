"""What a KPI takes from another one, and which of the portfolio's KPIs an initiative takes part in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from trueup.core.base.formula import compile_formula
from trueup.core.base.formula_tree import FormulaFault
from trueup.core.model.fault import Fault, Suggestions
from trueup.core.model.initiative import Initiative
from trueup.core.model.items import items_of
from trueup.core.model.kpi import Kpi

_OWN: Final = frozenset({"worth", "since"})
"""What a competing definition never takes over: the money would count twice, and it has a day of its own."""


def completed(
    kpis: Mapping[str, Kpi], outer: Mapping[str, Kpi], suggest: Suggestions, beside: Collection[str] = ()
) -> tuple[Mapping[str, Kpi], list[Fault]]:
    """Fill each KPI that stands `instead_of` another one with what it leaves out.

    `outer` are the portfolio's KPIs, which may be taken from as well; `beside` are names that may be defined in a part
    of the document that could not be read.
    """
    variants = {name: kpi.instead_of for name, kpi in kpis.items() if kpi.instead_of}
    if not variants:
        return kpis, []
    full = dict(kpis)
    faults: list[Fault] = []
    for name, other in variants.items():
        base = kpis.get(other) or outer.get(other)
        if base is not None and base.instead_of is None and other != name:
            full[name] = _completed(kpis[name], base)
        elif base is not None or other not in beside:
            known = [each for each in (*kpis, *outer) if each not in variants]
            faults.append(_no_base(name, other, base, known, suggest))
    return full, faults


def _completed(variant: Kpi, base: Kpi) -> Kpi:
    given = {field: getattr(variant, field) for field in variant.model_fields_set | _OWN}
    return base.model_copy(update=given)


def _no_base(name: str, other: str, base: Kpi | None, known: list[str], suggest: Suggestions) -> Fault:
    if other == name:
        problem = f"KPI `{name}` stands instead of itself."
        fix = "Name the KPI that it competes with, or remove `instead_of:`."
    elif base is not None:
        problem = f"KPI `{name}` stands instead of `{other}`, which itself stands instead of `{base.instead_of}`."
        fix = f"Write `{base.instead_of}`." if base.instead_of in known else "Name a KPI with a definition of its own."
    else:
        hint = suggest.nearest("definition", other, known)
        problem = f"KPI `{name}` stands instead of `{other}`, which is not defined."
        fix = f"Write `{hint}`." if hint else "Name the id of a KPI of this document."
    return Fault("DOC024", f"kpis.{name}.instead_of", problem, fix)


def used_of(own: Initiative, shared: Mapping[str, Kpi]) -> frozenset[str]:
    """Return the portfolio's KPIs that an initiative names anywhere and does not define itself, and those they name."""
    if not shared:
        return frozenset()
    found: set[str] = set()
    waiting = list(_named(own))
    while waiting:
        name = waiting.pop()
        if name in shared and name not in own.kpis and name not in found:
            found.add(name)
            waiting.extend(_named_by(shared[name]))
    return frozenset(found)


def _named(own: Initiative) -> Iterator[str]:
    if own.objective:
        yield from own.objective.guardrails
        if own.objective.kpi:
            yield own.objective.kpi
    for goal in own.operational_goals.values():
        yield from goal.moves
    for kpi in own.kpis.values():
        yield from _named_by(kpi)
    for _, item in items_of(own):
        yield from item.advances


def _named_by(kpi: Kpi) -> Iterator[str]:
    yield from kpi.drives
    if kpi.instead_of:
        yield kpi.instead_of
    for text in (kpi.formula, kpi.worth):
        if text:
            yield from formula_names(text)


def formula_names(text: str) -> tuple[str, ...]:
    """Return the names that a formula uses, none where it cannot be read."""
    try:
        return tuple(compile_formula(text).names)
    except FormulaFault:
        return ()
