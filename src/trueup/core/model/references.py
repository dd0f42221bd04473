"""Ids that lead nowhere: every name that one part of the document uses for another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import nsmallest
from typing import Final

from trueup.core.model.fault import Fault, Suggestions
from trueup.core.model.initiative import Initiative, Portfolio
from trueup.core.model.items import item_at, item_path, items_of, located, parent_of, short_path
from trueup.core.model.option import Option
from trueup.core.model.people import Person
from trueup.core.model.work import Item

NAMED: Final = 8
"""Ids that a fault names where none is close."""


def dangling(
    initiative: Initiative, portfolio: Portfolio | None, suggest: Suggestions, beside: Collection[str] = ()
) -> Iterator[Fault]:
    """Yield a fault for every id that the document uses but does not define.

    `beside` are names that may be defined in a part of the document that could not be read.
    """
    look = _Lookup(suggest, portfolio.kpis if portfolio else (), beside)
    kpis, data = initiative.kpis, initiative.data
    if initiative.objective:
        objective = initiative.objective
        yield from look.missing("KPI", [objective.kpi] if objective.kpi else [], kpis, "objective.kpi")
        yield from look.missing("KPI", objective.guardrails, kpis, "objective.guardrails")
    if portfolio is not None:
        aims = portfolio.strategic_objectives
        yield from look.missing("strategic objective", initiative.supports, aims, "supports")
    for name, kpi in initiative.kpis.items():
        yield from look.missing("KPI", kpi.drives, kpis, f"kpis.{name}.drives")
        yield from look.missing("data set", [kpi.data] if kpi.data else [], data, f"kpis.{name}.data")
        there = kpi.arm.data if kpi.arm else None
        yield from look.missing("data set", [there] if there else [], data, f"kpis.{name}.arm.data")
    yield from _claims(initiative, portfolio, look)
    for name, goal in initiative.operational_goals.items():
        yield from look.missing("KPI", goal.moves, kpis, f"operational_goals.{name}.moves")
    for name, table in data.items():
        for reference in table.references:
            yield from look.missing("data set", [reference.to], data, f"data.{name}.references")
    for name, option in initiative.options.items():
        yield from _option(name, option, data, look)
    yield from _calendars(initiative.people, initiative.calendars, look)
    pilot = initiative.pilot
    if pilot:
        yield from look.missing("KPI", pilot.kpis, kpis, "pilot.kpis")
        yield from look.missing("data set", [pilot.data] if pilot.data else [], data, "pilot.data")
    yield from _work(initiative, kpis, look)
    yield from _mvp(initiative)


def dangling_in_portfolio(portfolio: Portfolio, suggest: Suggestions, beside: Collection[str] = ()) -> Iterator[Fault]:
    """Yield a fault for every id that the portfolio's own file should define and does not."""
    look = _Lookup(suggest, (), beside)
    aims, calendars = portfolio.strategic_objectives, portfolio.calendars
    for name, need in portfolio.data_strategy.items():
        served = [need.objective] if need.objective else []
        yield from look.missing("strategic objective", served, aims, f"data_strategy.{name}.objective")
    yield from _calendars(portfolio.people, calendars, look)


def _claims(initiative: Initiative, portfolio: Portfolio | None, look: _Lookup) -> Iterator[Fault]:
    """Yield claims of KPIs that nobody knows; one that only the portfolio knows is told in `claims`."""
    known = {*initiative.kpis, *portfolio.kpis} if portfolio else initiative.kpis
    for name in initiative.claims:
        yield from look.missing("KPI", [name], known, f"claims.{name}")


def _calendars(people: Mapping[str, Person], calendars: Collection[str], look: _Lookup) -> Iterator[Fault]:
    for name, person in people.items():
        if person.calendar:
            yield from look.missing("calendar", [person.calendar], calendars, f"people.{name}.calendar")


def _option(name: str, option: Option, data: Collection[str], look: _Lookup) -> Iterator[Fault]:
    used = dict.fromkeys(use.partition(".")[0] for use in option.uses)
    yield from look.missing("data set", used, data, f"options.{name}.uses")
    if option.probe is not None:
        yield from look.missing("data set", [option.probe.data], data, f"options.{name}.probe.data")
        there = option.probe.reference
        yield from look.missing("data set", [there] if there else [], data, f"options.{name}.probe.reference")


def _work(initiative: Initiative, kpis: Collection[str], look: _Lookup) -> Iterator[Fault]:
    for name, epic in initiative.epics.items():
        if epic.goal:
            yield from look.missing("operational goal", [epic.goal], initiative.operational_goals, f"epics.{name}.for")
    items = items_of(initiative)
    for path, item in items:
        if item.advances:
            yield from look.missing("KPI", item.advances, kpis, f"{path}.advances")
    first: dict[str, str] = {}
    alike: dict[str, list[str]] = {}
    for path, _ in items:
        name = path.rpartition(".")[2]
        if name in first:
            alike.setdefault(name, [first[name]]).append(path)
        else:
            first[name] = path
    for path, other in _named_items(initiative, items):
        if (other in first and other not in alike) or item_at(initiative, item_path(other)) is not None:
            continue
        if other in alike:
            yield _ambiguous(path, other, alike[other])
        else:
            yield from look.missing("item", [other], first, path)


def _named_items(initiative: Initiative, items: Iterable[tuple[str, Item]]) -> Iterator[tuple[str, str]]:
    """Yield each place of the document that names an item, and the name."""
    if initiative.mvp:
        yield from (("mvp", other) for other in initiative.mvp.items)
    for name, risk in initiative.risks.items():
        yield from ((f"risks.{name}.items", other) for other in risk.items)
    for path, item in items:
        for other in item.enables:
            yield f"{path}.enables", other
        for each in item.depends_on:
            yield f"{path}.depends_on", each.on


def _mvp(initiative: Initiative) -> Iterator[Fault]:
    """Yield what an MVP cannot be made of: tasks, and work that it names twice, by itself or in what holds it."""
    if initiative.mvp is None:
        return
    found = located(initiative, initiative.mvp.items)
    paths = {name: found[name] for name in initiative.mvp.items if name in found}
    first: dict[str, str] = {}
    for name, path in paths.items():
        if ".tasks." in path:
            problem = f"`mvp` names `{name}`, which is a task; an MVP is made of epics and stories."
            yield Fault("DOC022", "mvp", problem, f"Write `{short_path(parent_of(path) or path)}`, which holds it.")
        first.setdefault(path, name)
    for name, path in paths.items():
        if first[path] != name:
            problem = f"`mvp` names the same work twice, as `{first[path]}` and as `{name}`."
            yield Fault("DOC025", "mvp", problem, "Keep one of the two.")
            continue
        above = parent_of(path)
        while above is not None and above not in first:
            above = parent_of(above)
        if above is not None:
            problem = f"`mvp` names `{name}` and also `{first[above]}`, which holds it."
            yield Fault("DOC025", "mvp", problem, f"Keep one of the two: `{first[above]}` means all below it.")


def _ambiguous(path: str, name: str, found: list[str]) -> Fault:
    short = [f"`{short_path(each)}`" for each in found[:3]]
    problem = f"`{path}` names `{name}`, which {len(found)} items are called: {', '.join(short)}."
    return Fault("DOC026", path, problem, f"Write which one, such as {short[0]}.")


class _Lookup:
    """Reports names that are not defined, with what was probably meant."""

    def __init__(self, suggest: Suggestions, shared: Iterable[str], beside: Collection[str]) -> None:
        self._suggest = suggest
        self._shared = shared
        self._beside = beside
        self._pools: dict[str, tuple[Collection[str], str]] = {}

    def missing(self, what: str, names: Iterable[str], known: Collection[str], path: str) -> Iterator[Fault]:
        """Yield a fault for each name that is not among the known ones."""
        for name in names:
            if name in known or name in self._beside:
                continue
            pool, some = self._pool(what, known)
            hint = self._suggest.nearest(what, name, pool)
            fix = f"Write `{hint}`." if hint else f"Define `{name}`{f', or name one of: {some}' if some else ' first'}."
            yield Fault("DOC024", path, f"`{path}` names the {what} `{name}`, which is not defined.", fix)

    def _pool(self, what: str, known: Collection[str]) -> tuple[Collection[str], str]:
        """Return all ids of a kind, and the first of them as text."""
        if what not in self._pools:
            shared = [each for each in self._shared if each not in known] if what == "KPI" else []
            pool = [*known, *shared]
            self._pools[what] = pool, ", ".join(f"`{each}`" for each in nsmallest(NAMED, pool))
        return self._pools[what]
