"""What hangs on something through the links: the KPIs on data, the work on KPIs, the work on other work."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final, TypeAlias

from trueup.core.model.change_words import split
from trueup.core.model.changes import Change, ChangeKind
from trueup.core.model.inherit import formula_names
from trueup.core.model.initiative import Initiative
from trueup.core.model.items import located
from trueup.core.model.kpi import Kpi
from trueup.core.model.links import Links

Edges: TypeAlias = Mapping[str, tuple[str, ...]]

_QUIET: Final = frozenset(
    {
        *("title", "notes", "because", "since", "name", "owner", "benefit_owner", "by", "as_of", "mandated"),
        *("licence", "steward", "custodian", "slices", "contract", "personal_data", "quasi_identifiers"),
    }
)
"""Fields that may change without anything else having to be looked at again for it."""

_OF_WORK: Final = frozenset({"estimate", "remaining", "depends_on", "due", "acceptance"})
"""Fields of work that other work waits for."""

_ON: Final = ("data.", "kpis.", "assumptions.")
"""Where what hangs on a suspect is suspect in turn; of goals and of the objective only when they changed themselves."""

_WORK: Final = "epics."
_NOT_HANGING: Final[frozenset[ChangeKind]] = frozenset({"added", "renamed", "moved"})


def suspects(found: Iterable[Change], initiative: Initiative, links: Links) -> dict[str, tuple[str, ...]]:
    """Return what has to be looked at again because something that it hangs on changed, each with the changed paths.

    Args:
        found: what changed between two versions of an initiative.
        initiative: the later version.
        links: the chain of the later version.
    """
    roots = dict.fromkeys(root for change in found if (root := _root(change)))
    edges = hanging(initiative, links) if roots else {}
    because: dict[str, list[str]] = {}
    for root in roots:
        if root not in edges:
            continue
        seen = {root}
        waiting = deque(edges[root])
        while waiting:
            path = waiting.popleft()
            if path in seen:
                continue
            seen.add(path)
            if path.startswith(_ON if not root.startswith(_WORK) else (*_ON, _WORK)):
                waiting += edges.get(path, ())
            if path not in roots:
                because.setdefault(path, []).append(root)
    return {path: tuple(of) for path, of in because.items()}


def _root(change: Change) -> str | None:
    """Return the path of the thing whose change others have to be looked at again for, None where they need not."""
    thing, rest = split(change.steps)
    if not thing or (not rest and change.kind in _NOT_HANGING):
        return None
    if rest and rest[0] == "status":
        loud = "cancelled" in (change.before, change.after)
    else:
        loud = not rest or (rest[0] in _OF_WORK if thing[0] == "epics" else rest[0] not in _QUIET)
    return ".".join(thing) if loud else None


def hanging(initiative: Initiative, links: Links) -> Edges:
    """Return what hangs directly on each part of an initiative, by paths."""
    edges: dict[str, list[str]] = {}
    parts = (_on_data(initiative), _on_kpis(initiative), _on_goals(initiative), _on_work(links))
    for below, above in chain(*parts, _on_mvp(initiative, links)):
        edges.setdefault(above, []).append(below)
    return {path: tuple(dict.fromkeys(each)) for path, each in edges.items()}


def _on_data(initiative: Initiative) -> Iterator[tuple[str, str]]:
    for name, kpi in initiative.kpis.items():
        for data in (kpi.data, kpi.arm.data if kpi.arm else None):
            if data:
                yield f"kpis.{name}", f"data.{data}"
    for name, option in initiative.options.items():
        for used in option.uses:
            yield f"options.{name}", f"data.{used.partition('.')[0]}"
        for data in (option.probe.data, option.probe.reference) if option.probe else ():
            if data:
                yield f"options.{name}", f"data.{data}"
    if initiative.pilot and initiative.pilot.data:
        yield "pilot", f"data.{initiative.pilot.data}"


def _on_kpis(initiative: Initiative) -> Iterator[tuple[str, str]]:
    for name, kpi in initiative.kpis.items():
        for used in _formula_names(kpi):
            if used in initiative.kpis and used != name:
                yield f"kpis.{name}", f"kpis.{used}"
            elif used in initiative.assumptions:
                yield f"kpis.{name}", f"assumptions.{used}"
        if kpi.instead_of:
            yield f"kpis.{name}", f"kpis.{kpi.instead_of}"
        for driven in kpi.drives:
            yield f"kpis.{driven}", f"kpis.{name}"
    objective, pilot = initiative.objective, initiative.pilot
    if objective:
        for each in (objective.kpi, *objective.guardrails):
            yield "objective", f"kpis.{each}"
    for each in pilot.kpis if pilot else ():
        yield "pilot", f"kpis.{each}"


def _formula_names(kpi: Kpi) -> tuple[str, ...]:
    return tuple(name for text in (kpi.formula, kpi.worth) if text for name in formula_names(text))


def _on_goals(initiative: Initiative) -> Iterator[tuple[str, str]]:
    for name, goal in initiative.operational_goals.items():
        path = f"operational_goals.{name}"
        yield path, "objective"
        for kpi in goal.moves:
            yield path, f"kpis.{kpi}"
    for name in initiative.options:
        yield f"options.{name}", "objective"


def _on_work(links: Links) -> Iterator[tuple[str, str]]:
    """Yield what the work hangs on: KPIs it advances, its goal, what must come first; its parts hang on it."""
    for path, node in links.nodes.items():
        if node.cancelled:
            continue
        if node.linked_at == path:
            for kpi, _ in node.advances:
                yield path, f"kpis.{kpi}"
        if node.parent is None and node.goal:
            yield path, f"operational_goals.{node.goal}"
        for first in node.item.depends_on:
            above = links.resolve(first.on)
            if above:
                yield path, above


def _on_mvp(initiative: Initiative, links: Links) -> Iterator[tuple[str, str]]:
    """Yield what the MVP hangs on: the work that it names with all below it; the pilot tries the MVP."""
    if initiative.mvp is None:
        return
    within = set(located(initiative, initiative.mvp.items).values())
    for path, node in links.nodes.items():
        if node.parent in within:
            within.add(path)
        if path in within:
            yield "mvp", path
    if initiative.pilot is not None:
        yield "pilot", "mvp"
