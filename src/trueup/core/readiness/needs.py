"""Which columns an initiative stands on: those of its KPIs, their units and days, its options and the probe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from trueup.core.base.formula import compile_formula
from trueup.core.model.ask.identity import DataId, Sql
from trueup.core.model.ask.table import KeyOf, OrphansOf
from trueup.core.model.initiative import Initiative
from trueup.core.model.option import Option
from trueup.core.model.results.checks import DataCheck, Need

PROBE: Final = ".probe"
"""How a need of a probe ends; before it stands the path of its option."""


def needs(initiative: Initiative, expressions: Mapping[str, Mapping[str, Sql]]) -> tuple[Need, ...]:
    """Return every column that something stands on, in the order of the document; a column once for each that needs it.

    `expressions` holds the guarded expressions of each KPI that is measured on rows, by field. Competing definitions of
    a KPI need nothing: nobody agreed on them.
    """
    found = [*_of_kpis(initiative, expressions), *_of_options(initiative), *_of_pilot(initiative)]
    kept: dict[tuple[DataId, str, str], Need] = {}
    for need in found:
        here = kept.get((need.data, need.column.lower(), need.by))
        joined = need if here is None else _joined(here, need)
        kept[need.data, need.column.lower(), need.by] = joined
    return tuple(kept.values())


def _joined(one: Need, other: Need) -> Need:
    return replace(
        one,
        blocks=one.blocks or other.blocks,
        filled=one.filled or other.filled,
        learns=one.learns or other.learns,
    )


def standing_on(check: DataCheck, found: Iterable[Need]) -> tuple[Need, ...]:
    """Return what stands on what a check is about.

    A check without columns is about the whole table. What needs the table as a whole, without naming columns, is not
    held up by a fault of one of them. A probe learns from the columns that its option names: the others matter to it
    where the option names none, or where rows repeat. A reference matters to what joins the data set that it leads to.
    What matters to learning only is needed by what learns.
    """
    if check.learning:
        found = [need for need in found if need.learns]
    if isinstance(check.ask, OrphansOf):
        joined = (need for need in found if need.data == check.ask.to and not need.by.startswith("kpis."))
        return _as_a_whole(check.ask.to, joined)
    named = {column.lower() for column in check.columns}
    mine = [need for need in found if need.data == check.data]
    if not named:
        return _as_a_whole(check.data, mine)
    naming = {need.by for need in mine if need.column and not isinstance(check.ask, KeyOf)}
    return tuple(
        need if need.column else replace(need, blocks=False)
        for need in mine
        if need.column.lower() in named or (not need.column and need.by.removesuffix(PROBE) not in naming)
    )


def _as_a_whole(data: DataId, found: Iterable[Need]) -> tuple[Need, ...]:
    """Return what stands on a table, each once."""
    joined: dict[str, Need] = {}
    for need in found:
        whole = Need(data, "", need.by, need.blocks, learns=need.learns)
        here = joined.get(need.by)
        joined[need.by] = whole if here is None else _joined(here, whole)
    return tuple(joined.values())


def blocking_kpis(initiative: Initiative) -> frozenset[str]:
    """Return the KPI that decides, the guardrails, and the KPIs that their formulas name."""
    objective = initiative.objective
    waiting = [name for name in (objective.kpi, *objective.guardrails) if name] if objective else []
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in initiative.kpis and name not in found:
            found.add(name)
            formula = initiative.kpis[name].formula
            waiting += compile_formula(formula).names if formula else ()
    return frozenset(found)


def blocking_options(initiative: Initiative) -> frozenset[str]:
    """Return the option that is chosen, or the only one that acts."""
    chosen = [name for name, option in initiative.options.items() if option.chosen]
    acting = [name for name, option in initiative.options.items() if option.kind != "do_nothing"]
    return frozenset(chosen or (acting if len(acting) == 1 else ()))


def _of_kpis(initiative: Initiative, expressions: Mapping[str, Mapping[str, Sql]]) -> Iterator[Need]:
    blocking = blocking_kpis(initiative)
    for name, found in expressions.items():
        kpi = initiative.kpis[name]
        if kpi.instead_of or kpi.data is None:
            continue
        data, by, blocks = DataId(kpi.data), f"kpis.{name}", name in blocking
        for column in kpi.per:
            yield Need(data, column, by, blocks)
        for field, sql in found.items():
            for column in sql.columns:
                arm = field == "arm"
                filled = not arm and not _tells_missing(str(getattr(kpi, field)), column)
                yield Need(data, column, by, blocks and not arm, filled)
        if kpi.arm and kpi.arm.data and "arm" not in found:
            for each in (kpi.arm.on, kpi.arm.take):
                if each:
                    yield Need(DataId(kpi.arm.data), each, by, blocks=False, filled=False)


def _tells_missing(expression: str, column: str) -> bool:
    """Whether an expression, as it is written, tells a missing value of a column apart, so that it counts on some."""
    name = rf'"?\b{re.escape(column)}\b"?'
    told = rf"{name}\s+is\s+(not\s+)?null|(coalesce|ifnull)\s*\([^,]*{name}"
    return re.search(told, expression, re.IGNORECASE) is not None


def _of_options(initiative: Initiative) -> Iterator[Need]:
    blocking = blocking_options(initiative)
    for name, option in initiative.options.items():
        for data, column in uses_of(option):
            if data in initiative.data:
                yield Need(DataId(data), column, f"options.{name}", name in blocking, learns=option.is_ai)
        if option.probe is not None and option.probe.data in initiative.data:
            yield from _of_probe(initiative, name)


def _of_probe(initiative: Initiative, name: str) -> Iterator[Need]:
    """Yield the columns that a probe learns from: its label and its time, where each is a plain column."""
    probe = initiative.options[name].probe
    if probe is not None:
        data, by = DataId(probe.data), f"options.{name}{PROBE}"
        yield Need(data, "", by, blocks=True, learns=True)
        for column in (probe.label, probe.time):
            if column and column.isidentifier():
                yield Need(data, column, by, blocks=True, learns=True)


def uses_of(option: Option) -> Iterator[tuple[str, str]]:
    """Yield the data sets and columns that an option uses; the column is "" where it uses all of them."""
    for use in option.uses:
        data, _, column = use.partition(".")
        name = column.strip()
        yield data, "" if name == "*" else name


def _of_pilot(initiative: Initiative) -> Iterator[Need]:
    pilot = initiative.pilot
    if pilot is not None and pilot.data is not None and pilot.data in initiative.data:
        yield Need(DataId(pilot.data), "", "pilot", blocks=False)
