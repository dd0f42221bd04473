"""Definitions that contradict themselves: faults that single fields cannot show."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain, pairwise
from typing import Final, NamedTuple

from trueup.core.base.formula import compile_formula
from trueup.core.base.formula_tree import FormulaFault
from trueup.core.model.case import Assumption
from trueup.core.model.fault import Fault, Suggestions
from trueup.core.model.fields import Percent
from trueup.core.model.inherit import formula_names
from trueup.core.model.initiative import Initiative
from trueup.core.model.items import items_of
from trueup.core.model.kpi import Kpi
from trueup.core.model.links import cycles

LEVELS: Final = ("baseline", "level", "target")
"""What a `worth` formula knows of its own KPI, besides assumptions and the levels of other KPIs."""


class _Found(NamedTuple):
    """A contradiction; `lacks` are the fields, seen from the KPI, that it says are not there."""

    fault: Fault
    lacks: tuple[str, ...] = ()


def contradictions(
    kpis: Mapping[str, Kpi], assumptions: Mapping[str, Assumption], unread: Mapping[str, Collection[str]] | None = None
) -> Iterator[Fault]:
    """Yield every definition of one file that contradicts itself.

    `unread` are the fields of KPIs that could not be read, such as `baseline.from`; `*` stands for any field of a
    section. What is there contradicts itself all the same; that one of these fields is not there is not said.
    """
    for name, kpi in kpis.items():
        base = kpi.instead_of or ""
        inherits = base in kpis and base != name
        taken_over = {each.fault for each in _definition(f"kpis.{name}", kpis[base])} if inherits else set()
        gone = unread.get(name, ()) if unread else ()
        for fault, lacks in _definition(f"kpis.{name}", kpi):
            if fault not in taken_over and not any(_meets(lack, each) for lack in lacks for each in gone):
                yield fault
    yield from _ambiguous(kpis, assumptions)


def _meets(lack: str, gone: str) -> bool:
    """Whether a field that is missed lies in one that could not be read, or holds it."""
    section, _, field = gone.rpartition(".")
    if field == "*":
        return lack.rpartition(".")[0] == section
    return f"{lack}.".startswith(f"{gone}.") or gone.startswith(f"{lack}.")


def loose_ends(initiative: Initiative, suggest: Suggestions, beside: Collection[str] = ()) -> Iterator[Fault]:
    """Yield what shows only with the portfolio merged in: unknown names in formulas, cycles, money without currency.

    `beside` are names that may be defined in a part of the document that could not be read.
    """
    yield from _unknown_names(initiative, suggest, beside)
    yield from _cycles(initiative.kpis)
    if "currency" not in beside:
        yield from _currency(initiative)


def _definition(path: str, kpi: Kpi) -> Iterator[_Found]:
    yield from _measure(path, kpi)
    yield from _units(path, kpi)
    yield from _baseline(path, kpi)
    yield from _unreadable(path, kpi)


def _wrong(path: str, problem: str, fix: str, *lacks: str) -> _Found:
    return _Found(Fault("DOC025", path, problem, fix), lacks)


def _measure(path: str, kpi: Kpi) -> Iterator[_Found]:
    if kpi.formula and (kpi.value or kpi.data):
        problem = f"`{path}` has a `formula:` over other KPIs and a `{'value' if kpi.value else 'data'}:` over rows."
        yield _wrong(f"{path}.formula", problem, "Keep one of the two.")
    if kpi.data and not kpi.value and not kpi.formula:
        yield _wrong(
            path,
            f"`{path}` names its data but not what to measure there.",
            "Add `value:`, an expression over the columns, and `across: share`, `mean`, `sum` or `ratio`.",
            *("value", "formula"),
        )
    if kpi.value and not kpi.data:
        problem = f"`{path}` has a `value:` but names no data set."
        yield _wrong(path, problem, "Add `data:` with the id of a data set.", "data")
    if kpi.value and kpi.data and not kpi.at:
        yield _wrong(
            path,
            f"`{path}` does not say when a unit counts.",
            "Add `at:`, a date or timestamp column (an aggregate such as `min(received_at)` where `per:` is a key).",
            "at",
        )


def _units(path: str, kpi: Kpi) -> Iterator[_Found]:
    how = kpi.across.how if kpi.across else None
    if kpi.value and how is None:
        yield _wrong(
            path,
            f"`{path}` does not say how units become one figure.",
            "Add `across: share`, `mean`, `sum`, `ratio` (with `over:`), `median` or `{quantile: 0.9}`.",
            "across",
        )
    if how == "ratio" and kpi.over is None:
        fix = "Add `over:`, what the value is divided by."
        yield _wrong(f"{path}.across", f"`{path}` is a ratio of nothing.", fix, "over")
    if how is not None and how != "ratio" and kpi.over:
        yield _wrong(
            f"{path}.over",
            f"`{path}` has an `over:`, but `across: {how}` divides by nothing.",
            "Write `across: ratio`, or remove `over:`.",
        )
    yield from _levels(path, kpi)
    arm = kpi.arm
    if arm and bool(arm.expression) == bool(arm.data or arm.on or arm.take):
        yield _wrong(
            f"{path}.arm",
            f"`{path}.arm` {'says twice' if arm.expression else 'does not say'} where the arms stand.",
            "Write an expression, or `{data: ID, on: KEY COLUMN, take: COLUMN THAT NAMES THE ARM}`.",
            *(() if arm.expression else ("arm.expression", "arm.data", "arm.on", "arm.take")),
        )
    elif arm and not arm.expression and not (arm.data and arm.on and arm.take):
        keys = [key for key in ("data", "on", "take") if getattr(arm, key) is None]
        missing = " and ".join(f"`{key}:`" for key in keys)
        lacks = (f"arm.{key}" for key in keys)
        yield _wrong(f"{path}.arm", f"`{path}.arm` lacks {missing}.", f"Add {missing}.", *lacks)


def _levels(path: str, kpi: Kpi) -> Iterator[_Found]:
    how = kpi.across.how if kpi.across else None
    typed = (("target", kpi.target), ("baseline", kpi.baseline))
    for key, value in ((key, part.value) for key, part in typed if part):
        if value is not None and how == "share" and not 0 <= value <= 1:
            hint = f"Write `{value:g} %`" if 1 < value <= 100 else "Write a share from 0 to 1"  # noqa: PLR2004
            problem = f"`{path}.{key}` is {value:g}, but a share lies between 0 and 1."
            yield _wrong(f"{path}.{key}", problem, f"{hint}, or `across: mean` if it is no share.")
        if isinstance(value, Percent) and kpi.unit not in (None, "1"):
            problem = f"`{path}.{key}` is written in percent, but the unit is `{kpi.unit}`."
            fix = f"Write the level itself in `{kpi.unit}`, or `unit: 1` if the KPI is a share."
            yield _wrong(f"{path}.{key}", problem, fix)


def _baseline(path: str, kpi: Kpi) -> Iterator[_Found]:
    baseline = kpi.baseline
    if baseline is None:
        return
    place = f"{path}.baseline"
    since, until = baseline.since, baseline.until
    if (since is None) != (until is None):
        problem, lack = f"`{place}` has only one end of its window.", "to" if until is None else "from"
        yield _wrong(place, problem, "Write both `from:` and `to:`.", f"baseline.{lack}")
    elif since and until and since > until:
        yield _wrong(place, f"`{place}` ends ({until}) before it begins ({since}).", "Swap `from:` and `to:`.")
    elif since is None and baseline.value is None:
        fix = "Write `{from: 2025-01-01, to: 2025-12-31}` to measure it, or a figure."
        lacks = ("baseline.from", "baseline.to", "baseline.value")
        yield _wrong(place, f"`{place}` says neither a window nor a figure.", fix, *lacks)
    if (since or until) and baseline.value is not None:
        yield _wrong(
            place, f"`{place}` is both typed and to be measured.", "Keep the window; the figure comes from the data."
        )
    due = kpi.target.by if kpi.target else None
    if due and until and since and since <= until and due <= until:
        problem = f"`{path}.target` is due on {due}, when its baseline (until {until}) is not over."
        yield _wrong(f"{path}.target", problem, "Set `by:` to a day after the baseline.")


def _unreadable(path: str, kpi: Kpi) -> Iterator[_Found]:
    for key, text in (("worth", kpi.worth), ("formula", kpi.formula)):
        if text is not None:
            try:
                compile_formula(text)
            except FormulaFault as fault:
                yield _Found(Fault("DOC027", f"{path}.{key}", f"`{path}.{key}`: {fault.problem}.", fault.fix))


def _ambiguous(kpis: Mapping[str, Kpi], assumptions: Mapping[str, Assumption]) -> Iterator[Fault]:
    """Yield ids that mean two things in a formula."""
    for path, name in chain((("kpis", n) for n in kpis), (("assumptions", n) for n in assumptions)):
        if name in LEVELS:
            problem = f"`{path}.{name}` has the name of a level that every `worth:` knows."
            yield Fault("DOC026", f"{path}.{name}", problem, "Give it an id that says what it is the level of.")
    for name in assumptions:
        if name in kpis:
            problem = f"`{name}` is a KPI and an assumption; a formula could mean either."
            yield Fault("DOC026", f"assumptions.{name}", problem, "Give one of them another id.")


def _unknown_names(initiative: Initiative, suggest: Suggestions, beside: Collection[str]) -> Iterator[Fault]:
    kpis = initiative.kpis
    known = {"worth": {*LEVELS, *initiative.assumptions, *kpis}, "formula": set(kpis)}
    for own, kpi in kpis.items():
        for key, text in (("worth", kpi.worth), ("formula", kpi.formula)):
            for name in formula_names(text) if text else ():
                path = f"kpis.{own}.{key}"
                if name == own:
                    fix = "Write `level` for its own level." if key == "worth" else "Name other KPIs only."
                    yield Fault("DOC024", path, f"`{path}` uses `{name}`, the KPI itself.", fix)
                elif name not in known[key] and name not in beside:
                    hint = suggest.nearest(key, name, known[key])
                    define = f"Add `{name}` under `{'assumptions' if key == 'worth' else 'kpis'}:`."
                    problem = f"`{path}` uses `{name}`, which the document does not know."
                    yield Fault("DOC024", path, problem, f"Write `{hint}`." if hint else define)


def _cycles(kpis: Mapping[str, Kpi]) -> Iterator[Fault]:
    driven = {name: [k for k in kpi.drives if k in kpis] for name, kpi in kpis.items() if kpi.drives}
    computed = {
        name: [k for k in formula_names(kpi.formula) if k in kpis and k != name]
        for name, kpi in kpis.items()
        if kpi.formula
    }
    for key, verb, edges in (("drives", "drives", driven), ("formula", "is computed from", computed)):
        for members in cycles(edges):
            walk = [*members, members[0]]
            said = ", which ".join(f"{verb} `{there}`" for _, there in pairwise(walk))
            problem = f"KPI `{members[0]}` {said}: it leads back to itself."
            yield Fault("DOC030", f"kpis.{members[-1]}.{key}", problem, f"Remove `{members[0]}` here, or another link.")


def _currency(initiative: Initiative) -> Iterator[Fault]:
    if initiative.currency is not None:
        return
    part = next(_money(initiative), None)
    if part is not None:
        problem = f"`{part}` is money, but the document names no currency."
        yield Fault("DOC029", part, problem, "Add `currency: EUR` at the top.")


def _money(initiative: Initiative) -> Iterator[str]:
    if initiative.rates:
        yield "rates"
    if initiative.budget:
        yield "budget"
    yield from (f"people.{name}.rate" for name, person in initiative.people.items() if person.rate)
    yield from (f"options.{name}.build_cost" for name, option in initiative.options.items() if option.build_cost)
    yield from (f"options.{name}.run_cost" for name, option in initiative.options.items() if option.run_cost)
    yield from (f"{path}.cost" for path, item in items_of(initiative) if item.cost)
