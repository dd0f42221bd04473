"""The chain from strategic objective to stories, as a picture shows it."""

from __future__ import annotations

from trueup.core.base.finding import Finding
from trueup.core.gates.assessment import Assessment
from trueup.core.model.ask import NotRun
from trueup.render.charts.slice import ChainColumn, ChainLink, ChainNode, ChainSlice, State


def chain(found: Assessment) -> ChainSlice:
    """Return the chain as columns: strategic objective, primary objective, KPIs, goals, epics, stories (counted)."""
    initiative = found.document.initiative
    broken: dict[str, Finding] = {str(f.subject): f for f in found.findings if f.severity != "notes"}
    standing = {} if isinstance(found.evidence.spend, NotRun) else {s.kpi: s for s in found.evidence.spend.standings}
    kpis = [n for n, k in initiative.kpis.items() if not k.instead_of]

    def kpi_state(name: str) -> State:
        each = standing.get(name)
        if each is not None and each.qualifies:
            return "ok"
        return "warn" if each is None or each.owned else "bad"

    strategic = found.document.portfolio.strategic_objectives if found.document.portfolio else {}
    columns = [
        ChainColumn(
            "Strategic objective",
            tuple(ChainNode(f"so.{n}", strategic[n].statement if n in strategic else n) for n in initiative.supports),
        ),
        ChainColumn(
            "Primary objective",
            (ChainNode("po", initiative.objective.statement, _state(broken.get("objective"))),)
            if initiative.objective
            else (),
        ),
        ChainColumn("KPI", tuple(ChainNode(f"kpis.{n}", initiative.kpis[n].title or n, kpi_state(n)) for n in kpis)),
        ChainColumn(
            "Operational goal",
            tuple(
                ChainNode(f"operational_goals.{n}", g.statement, _state(broken.get(f"operational_goals.{n}")))
                for n, g in initiative.operational_goals.items()
            ),
        ),
    ]
    links = [ChainLink(f"so.{n}", "po") for n in initiative.supports if initiative.objective]
    links += [ChainLink("po", f"kpis.{n}", kpi_state(n)) for n in kpis if initiative.objective]
    links += [
        ChainLink(f"kpis.{k}", f"operational_goals.{n}", kpi_state(k))
        for n, g in initiative.operational_goals.items()
        for k in g.moves
        if k in kpis
    ]
    epics, stories, more = _work(found)
    columns += [ChainColumn("Epic", epics), ChainColumn("Stories", stories)]
    return ChainSlice(
        "From objective to stories", chain_lead(found), tuple(c for c in columns if c.nodes), tuple(links + more)
    )


def _work(found: Assessment) -> tuple[tuple[ChainNode, ...], tuple[ChainNode, ...], list[ChainLink]]:
    spend = found.evidence.spend
    missing = {} if isinstance(spend, NotRun) else {leaf.path: leaf.missing for leaf in spend.leaves}
    epics, stories, links = [], [], []
    for path, node in found.links.nodes.items():
        if node.kind != "epic" or node.cancelled:
            continue
        below = [leaf for leaf in missing if leaf == path or leaf.startswith(path + ".")]
        gaps = sum(missing[leaf] is not None for leaf in below)
        state: State = "ok" if not gaps else "bad" if gaps == len(below) else "warn"
        epics.append(ChainNode(path, node.label, state))
        if node.goal:
            links.append(ChainLink(f"operational_goals.{node.goal}", path, state))
        if node.children:
            stories.append(ChainNode(f"{path}.stories", f"{len(below) - gaps} of {len(below)} linked", state))
            links.append(ChainLink(path, f"{path}.stories", state))
    return tuple(epics), tuple(stories), links


def chain_lead(found: Assessment) -> str:
    """Return how many pieces of work reach the objective."""
    spend = found.evidence.spend
    if isinstance(spend, NotRun):
        return "No work is planned yet."
    reach = sum(leaf.missing is None for leaf in spend.leaves)
    return f"{reach} of {len(spend.leaves)} pieces of work reach the objective through a measured, owned KPI"


def _state(finding: Finding | None) -> State:
    return "ok" if finding is None else "bad" if finding.severity == "blocks" else "warn"
