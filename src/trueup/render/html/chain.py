"""The chain from strategic objective to stories, as a picture shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from trueup.core.base.finding import Finding
from trueup.core.gates.assessment import Assessment
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.links import Node
from trueup.core.model.results.spend import item_of_leaf
from trueup.render.charts.slice import ChainColumn, ChainLink, ChainNode, ChainSlice, State


def chain(found: Assessment) -> ChainSlice:
    """Return the chain as columns: strategic objective, primary objective, KPIs, goals, epics, stories (counted)."""
    initiative = found.document.initiative
    states = _kpi_states(found)
    epics, stories, more = _work(found, states)
    columns = (
        *_above(found, states),
        ChainColumn("Epic", tuple(epics)),
        ChainColumn("Stories", tuple(stories)),
    )
    links = [ChainLink(f"so.{n}", "po") for n in initiative.supports if initiative.objective]
    links += [ChainLink("po", f"kpis.{n}", state) for n, state in states.items() if initiative.objective]
    links += [
        ChainLink(f"kpis.{kpi}", f"operational_goals.{n}", states[kpi])
        for n, goal in initiative.operational_goals.items()
        for kpi in goal.moves
        if kpi in states
    ]
    shown = tuple(column for column in columns if column.nodes)
    return ChainSlice("From objective to stories", chain_lead(found), shown, tuple(links + more))


def _kpi_states(found: Assessment) -> dict[str, State]:
    """Return each KPI's state: money on it counts, it is owned but lacks something, or nobody owns it."""
    spend = found.evidence.spend
    standing = {} if isinstance(spend, NotRun) else {s.kpi: s for s in spend.standings}
    states: dict[str, State] = {}
    for name, kpi in found.document.initiative.kpis.items():
        each = standing.get(name)
        if not kpi.instead_of:
            states[name] = "ok" if each and each.qualifies else "warn" if each is None or each.owned else "bad"
    return states


def _above(found: Assessment, states: Mapping[str, State]) -> Iterator[ChainColumn]:
    """Yield the columns above the work."""
    initiative = found.document.initiative
    broken: dict[str, Finding] = {str(f.subject): f for f in found.findings if f.severity != "notes"}
    strategic = found.document.portfolio.strategic_objectives if found.document.portfolio else {}
    supported = ((n, strategic[n].statement if n in strategic else n) for n in initiative.supports)
    yield ChainColumn("Strategic objective", tuple(ChainNode(f"so.{n}", words) for n, words in supported))
    if initiative.objective:
        node = ChainNode("po", initiative.objective.statement, _state(broken.get("objective")))
        yield ChainColumn("Primary objective", (node,))
    kpis = (ChainNode(f"kpis.{n}", initiative.kpis[n].title or n, state) for n, state in states.items())
    yield ChainColumn("KPI", tuple(kpis))
    goals = ((f"operational_goals.{n}", goal.statement) for n, goal in initiative.operational_goals.items())
    nodes = (ChainNode(path, words, _state(broken.get(path))) for path, words in goals)
    yield ChainColumn("Operational goal", tuple(nodes))


def _work(found: Assessment, kpis: Collection[str]) -> tuple[list[ChainNode], list[ChainNode], list[ChainLink]]:
    """Return the epics and their stories counted, and what leads to them."""
    spend = found.evidence.spend
    below: dict[str, list[bool]] = {}
    for leaf in () if isinstance(spend, NotRun) else spend.leaves:
        below.setdefault(".".join(item_of_leaf(leaf.path).split(".")[:2]), []).append(leaf.missing is not None)
    epics, stories, links = [], [], []
    for path, node in found.links.nodes.items():
        if node.kind != "epic" or node.cancelled:
            continue
        every = below.get(path, [])
        gaps = sum(every)
        state: State = "ok" if not gaps else "bad" if gaps == len(every) else "warn"
        epics.append(ChainNode(path, node.label, state))
        links += [ChainLink(each, path, state) for each in _before(found, node, kpis)]
        if node.children:
            stories.append(ChainNode(f"{path}.stories", f"{len(every) - gaps} of {len(every)} linked", state))
            links.append(ChainLink(path, f"{path}.stories", state))
    return epics, stories, links


def _before(found: Assessment, epic: Node, kpis: Collection[str]) -> list[str]:
    """Return what an epic hangs on: its goal, but the KPIs it advances where its goal moves none of them."""
    own = [name for name, _ in epic.advances if name in kpis]
    goal = found.document.initiative.operational_goals.get(epic.goal or "")
    if goal is None or (own and goal.moves and set(own).isdisjoint(goal.moves)):
        return [f"kpis.{name}" for name in own]
    return [f"operational_goals.{epic.goal}"]


def chain_lead(found: Assessment) -> str:
    """Return how many pieces of work reach the objective."""
    spend = found.evidence.spend
    if isinstance(spend, NotRun):
        return "No work is planned yet."
    reach = sum(leaf.missing is None for leaf in spend.leaves)
    return f"{reach:,} of {len(spend.leaves):,} pieces of work reach the objective through a measured, owned KPI"


def _state(finding: Finding | None) -> State:
    return "ok" if finding is None else "bad" if finding.severity == "blocks" else "warn"
