"""Why something is there: every way from an item of the document to the strategic objective, or where it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from trueup.core.base.finding import Id
from trueup.core.base.quantity import Quantity
from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.core.gates.below import of_data, of_goal, of_option
from trueup.core.gates.flows import Flow, Flows
from trueup.core.gates.upward import Upward
from trueup.core.gates.vouched import ASSUMPTIONS, PEOPLE, of_assumption, paths_of, people_of, person_step
from trueup.core.gates.way import ABOVE_ALL, Step, StepKind, Way
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.links import Node
from trueup.core.model.results.spend import Leaf

_KINDS: Final[dict[str, StepKind]] = {"epic": "epic", "story": "story", "task": "task"}


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways upwards from one item, those that hold first, then by share.

    `head` is the item itself. `reaches` says whether at least one way leads to the end without a break; `broken_at` is
    the path of the first step that breaks on any way, None where none does.
    """

    item: Id
    head: Step
    ways: tuple[Way, ...]
    reaches: bool
    broken_at: Id | None


def known_items(assessment: Assessment, name: str | None) -> list[str]:
    """Return the document paths that a path or a short id names (all paths for None), in the order of the chain.

    A path names itself only, and so does `E1.S2` in short; an id such as `E1` or `late` names everything that carries
    it, of the work only the epic where one is called so. A person is meant only where nothing else is called so.
    """
    initiative, portfolio = assessment.document.initiative, assessment.document.portfolio
    paths = [
        *assessment.links.nodes,
        *(f"operational_goals.{goal}" for goal in initiative.operational_goals),
        *(f"kpis.{kpi}" for kpi in initiative.kpis),
        *(f"data.{data}" for data in initiative.data),
        *(f"options.{option}" for option in initiative.options),
        *(f"{ASSUMPTIONS}.{assumption}" for assumption in initiative.assumptions),
        *(["objective"] if initiative.objective else []),
        *(f"{ABOVE_ALL}.{each}" for each in (portfolio.strategic_objectives if portfolio else ())),
    ]
    people = [f"{PEOPLE}.{who}" for who in people_of(initiative)]
    if name is None or name in paths or name in people:
        return [*paths, *people] if name is None else [name]
    links = assessment.links
    work = links.resolve(name)
    beside = [path for path in paths if path not in links.nodes and path.rpartition(".")[2] == name]
    found = [*([work] if work else links.by_name.get(name, ())), *beside]
    return found or [path for path in people if path == f"{PEOPLE}.{name}"]


def ways(assessment: Assessment, path: str) -> Ways:
    """Return the ways from an item upwards; `path` is one of `known_items`."""
    upward = Upward(assessment)
    found = list(_from(upward, path))
    found.sort(key=lambda way: (not way.holds, -(way.share or 0.0)))
    broken = next((way.broken.path for way in found if way.broken), None)
    return Ways(Id(path), _head(upward, path, found), tuple(found), any(way.holds for way in found), broken)


def _from(upward: Upward, path: str) -> Iterator[Way]:
    room, _, name = path.partition(".")
    if room == "epics":
        yield from _of_item(upward, path)
    elif room == "kpis":
        spend = upward.behind(name)
        yield from (Way(_carrying(tail, spend), spend=spend) for tail in upward.tails(name))
    elif room == "operational_goals":
        yield from of_goal(upward, name)
    elif room == "data":
        yield from of_data(upward, name)
    elif room == "options":
        yield of_option(upward, name)
    elif room == ASSUMPTIONS:
        yield from of_assumption(upward, name)
    elif room == PEOPLE:
        yield from _of_person(upward, name)
    elif room == "objective":
        yield Way(upward.objective())
    else:
        yield Way((_strategic(upward, path),))


def _of_person(upward: Upward, who: str) -> Iterator[Way]:
    """Yield the ways of all that a person owns, vouches for or does."""
    step = person_step(upward, who)
    if step.held == "breaks":
        yield Way((step,))
    for how, path in paths_of(upward, who):
        yield from (Way((replace(step, note=how), *way.steps), None, way.spend) for way in _from(upward, path))


def _head(upward: Upward, path: str, found: Sequence[Way]) -> Step:
    if path in upward.found.links.nodes:
        return item_step(upward, upward.found.links.nodes[path])
    return found[0].steps[0]


def _strategic(upward: Upward, path: str) -> Step:
    supported = {step.path: step for step in upward.strategy()}
    if path in supported:
        return supported[Id(path)]
    portfolio = upward.found.document.portfolio
    name = path.partition(".")[2]
    stated = portfolio.strategic_objectives[name] if portfolio else None
    return Step(
        Id(path),
        "strategic objective",
        stated.statement if stated else name,
        stated.owner if stated else None,
        upward.found.document.place(path),
        "breaks",
        (f"the initiative does not support the strategic objective `{name}`",),
        f"Add `{name}` to `supports:` if the initiative serves it.",
    )


# ---- work ------------------------------------------------------------------------------------------------------------


def item_step(upward: Upward, node: Node) -> Step:
    """Return the step of an epic, a story or a task."""
    goal = upward.initiative.operational_goals.get(node.goal or "")
    owner = node.item.assignee or node.item.role or (goal.owner if goal and node.kind == "epic" else None)
    title = node.item.title or node.path.rpartition(".")[2]
    place = upward.found.document.place(node.path)
    notes = (("done", node.item.status == "done"), ("part of the MVP", node.path in upward.mvp))
    note = ", ".join(words for words, holds in notes if holds)
    return Step(Id(node.path), _KINDS[node.kind], title, owner, place, note=note)


def _of_item(upward: Upward, path: str) -> Iterator[Way]:
    node = upward.found.links.nodes[path]
    spend = upward.found.evidence.spend
    leaves_of = () if isinstance(spend, NotRun) else spend.leaves
    counting = () if isinstance(spend, NotRun) else (s.kpi for s in spend.standings if s.qualifies)
    flows = Flows(upward.found.links, leaves_of, frozenset(counting))
    leaves = flows.under(path)
    lineage = [item_step(upward, above) for above in flows.lineage(node)]
    if node.cancelled or not leaves:
        yield _ended(lineage, flows.lineage(node))
        return
    total = sum(leaf.cost or 0.0 for leaf in leaves)
    lineage = [replace(step, spend=upward.case.amount(total)) for step in lineage]
    grouped: dict[Flow, list[tuple[Leaf, float]]] = {}
    for leaf in leaves:
        for flow, share in flows.of(leaf):
            grouped.setdefault(flow, []).append((leaf, share))
    for flow, parts in grouped.items():
        part = sum((leaf.cost or 0.0) * share for leaf, share in parts)
        share = part / total if total > 0 else sum(share for _, share in parts) / len(leaves)
        spent = upward.case.amount(part)
        noted = _noted(flows, node, flow, [leaf for leaf, _ in parts], lineage)
        for steps in _routes(upward, flows, node, flow, noted, [leaf for leaf, _ in parts]):
            yield Way((*steps[: len(noted)], *_carrying(steps[len(noted) :], spent)), share, spent)


def _ended(lineage: list[Step], nodes: Sequence[Node]) -> Way:
    """Return the way of work that is cancelled, or of a parent all of whose parts are."""
    at = next((number for number, node in enumerate(nodes) if node.item.status == "cancelled"), None)
    missing = "all of its parts are cancelled" if at is None else "it is cancelled"
    fix = "Nothing to do: cancelled work is left out of all figures. Set its `status:` if it is to be done after all."
    where = at or 0
    steps = [*lineage[:where], replace(lineage[where], held="breaks", missing=(missing,), fix=fix)]
    return Way((*steps, *lineage[where + 1 :]))


def _carrying(steps: Sequence[Step], spend: Quantity | None) -> tuple[Step, ...]:
    return tuple(replace(step, spend=spend) for step in steps)


def _noted(flows: Flows, node: Node, flow: Flow, leaves: Sequence[Leaf], lineage: Sequence[Step]) -> tuple[Step, ...]:
    """Return the item and those above it, with the link written on the one that states it."""
    if flow.through:
        said = f"enables {flow.through[0].rpartition('.')[2]}"
    elif flow.kpi:
        said = f"advances {flow.kpi}"
    else:
        return tuple(lineage)
    places = {flows.node(leaf.path).linked_at for leaf in leaves}
    at = next((number for number, step in enumerate(lineage) if places == {step.path}), 0)
    if places != {lineage[at].path}:
        parts = len(flows.under(node.path))
        said = f"{len(leaves)} of its {parts} {'part' if parts == 1 else 'parts'}: {said}"
    note = ", ".join(part for part in (lineage[at].note, said) if part)
    return (*lineage[:at], replace(lineage[at], note=note), *lineage[at + 1 :])


def _routes(
    upward: Upward, flows: Flows, node: Node, flow: Flow, lineage: tuple[Step, ...], leaves: Sequence[Leaf]
) -> Iterator[tuple[Step, ...]]:
    nodes = upward.found.links.nodes
    through = tuple(item_step(upward, nodes[target]) for target in flow.through if target in nodes)
    if flow.missing is not None and through:
        fix = _through_fix(flow)
        yield (*lineage, *through[:-1], replace(through[-1], held="breaks", missing=(flow.missing,), fix=fix))
    elif flow.missing is not None:
        yield _unlinked(upward, flows, node, lineage, leaves, flow.missing)
    elif flow.mandate is not None:
        yield (*lineage, _mandate(upward, nodes[flow.mandate]))
    elif flow.kpi is not None:
        last = nodes[flow.through[-1]] if flow.through else node
        for tail in upward.tails(flow.kpi):
            yield (*lineage, *through, *_goal(upward, last, flow.kpi), *tail)


def _through_fix(flow: Flow) -> str:
    if flow.missing and "leads back" in flow.missing:
        return "Take one `enables:` out of the cycle."
    return f"Give its work `advances:`; `trueup why {flow.through[-1]}` shows which part of it reaches no KPI."


def _unlinked(
    upward: Upward, flows: Flows, node: Node, lineage: tuple[Step, ...], leaves: Sequence[Leaf], missing: str
) -> tuple[Step, ...]:
    """Return the way of work without a link: from the one leaf, or from the item with its leaves named."""
    goal = upward.initiative.operational_goals.get(node.goal or "")
    kpis = [*(goal.moves if goal else ()), *(kpi for kpi in upward.initiative.kpis if upward.leads(kpi))]
    hint = f", such as `advances: [{kpis[0]}]`" if kpis else ""
    fix = (
        f"Add `advances:` with the KPI it is to move{hint}; `enables:` where it only makes other work possible; "
        "or `mandated:` with owner and reason. If none fits, leave the work out."
    )
    lone = flows.node(leaves[0].path)
    if len(leaves) == 1 and lone.path != node.path:
        above = [item_step(upward, each) for each in flows.lineage(lone)]
        steps = (*above[: len(above) - len(lineage)], *lineage)
        return (replace(steps[0], held="breaks", missing=(missing,), fix=fix), *steps[1:])
    if len(leaves) > 1:
        names = ", ".join(leaf.path.rpartition(".")[2] for leaf in leaves[:5]) + (" ..." if len(leaves) > 5 else "")  # noqa: PLR2004
        missing = f"{len(leaves)} of its parts ({names}) have no KPI: neither they nor an item above them advances one"
    return (replace(lineage[0], held="breaks", missing=(missing,), fix=fix), *lineage[1:])


def _mandate(upward: Upward, node: Node) -> Step:
    mandated = node.item.mandated
    at = Id(f"{node.path}.mandated")
    reason, owner = (mandated.reason or "", mandated.owner) if mandated else ("", None)
    return Step(at, "mandate", reason, owner, upward.found.document.place(at), note="has to be done")


def _goal(upward: Upward, node: Node, kpi: str) -> tuple[Step, ...]:
    goal = upward.initiative.operational_goals.get(node.goal or "")
    if goal is None or node.goal is None:
        return ()
    path = Id(f"operational_goals.{node.goal}")
    note = f"moves {kpi}" if kpi in goal.moves else f"does not name {kpi} under `moves:`"
    return (Step(path, "operational goal", goal.statement, goal.owner, upward.found.document.place(path), note=note),)
