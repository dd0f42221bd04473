"""Ids that lead nowhere: every name that one part of the document uses for another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from trueup.core.base.nearest import nearest
from trueup.core.model.fault import Fault
from trueup.core.model.initiative import Initiative, Portfolio
from trueup.core.model.items import items_of


def dangling(initiative: Initiative, portfolio: Portfolio | None) -> Iterator[Fault]:
    """Yield a fault for every id that the document uses but does not define."""
    kpis, data, goals = initiative.kpis, initiative.data, initiative.operational_goals
    objective = initiative.objective
    if objective:
        yield from _missing("KPI", [objective.kpi] if objective.kpi else [], kpis, "objective.kpi")
        yield from _missing("KPI", objective.guardrails, kpis, "objective.guardrails")
    if portfolio is not None:
        yield from _missing("strategic objective", initiative.supports, portfolio.strategic_objectives, "supports")
    for name, kpi in kpis.items():
        yield from _missing("KPI", kpi.drives, kpis, f"kpis.{name}.drives")
        named = [d for d in (kpi.data, kpi.arm.data if kpi.arm else None) if d]
        yield from _missing("data set", named, data, f"kpis.{name}.data")
    for name, goal in goals.items():
        yield from _missing("KPI", goal.moves, kpis, f"operational_goals.{name}.moves")
    for name, table in data.items():
        for reference in table.references:
            yield from _missing("data set", [reference.to], data, f"data.{name}.references")
    for name, option in initiative.options.items():
        used = [use.partition(".")[0] for use in option.uses]
        yield from _missing("data set", used, data, f"options.{name}.uses")
    yield from _work(initiative)


def _work(initiative: Initiative) -> Iterator[Fault]:
    items = items_of(initiative)
    paths: dict[str, list[str]] = {}
    for path, _ in items:
        paths.setdefault(path.rpartition(".")[2], []).append(path)
    known = {path for path, _ in items}
    for name, epic in initiative.epics.items():
        if epic.goal:
            yield from _missing("operational goal", [epic.goal], initiative.operational_goals, f"epics.{name}.for")
    for path, item in items:
        if item.advances:
            yield from _missing("KPI", item.advances, initiative.kpis, f"{path}.advances")
        for key, ids in (("enables", item.enables), ("depends_on", item.depends_on)):
            for other in ids:
                found = paths.get(other, [])
                if other in known or len(found) == 1:
                    continue
                if found:
                    yield Fault(
                        "DOC026",
                        f"{path}.{key}",
                        f"`{path}.{key}` names `{other}`, which is {len(found)} items: {', '.join(found[:3])}.",
                        "Use ids that are unique among all epics, stories and tasks.",
                    )
                else:
                    yield from _missing("item", [other], paths, f"{path}.{key}")


def _missing(what: str, names: Iterable[str], known: Mapping[str, object], path: str) -> Iterator[Fault]:
    for name in names:
        if name in known:
            continue
        hint = nearest(name, known)
        fix = (
            f"Write `{hint}`."
            if hint
            else f"Define `{name}`, or name one of: {', '.join(list(known)[:8]) or 'none is defined yet'}."
        )
        yield Fault("DOC024", path, f"`{path}` names the {what} `{name}`, which is not defined.", fix)
