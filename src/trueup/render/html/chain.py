"""The chain from strategic objective to stories, as a picture shows it."""

from __future__ import annotations

from collections.abc import Collection

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
    epics, stories, more = _work(found, kpis)
    columns += [ChainColumn("Epic", tuple(epics)), ChainColumn("Stories", tuple(stories))]
    return ChainSlice(
        "From objective to stories", chain_lead(found), tuple(c for c in columns if c.nodes), tuple(links + more)
    )


def _work(found: Assessment, kpis: Collection[str]) -> tuple[list[ChainNode], list[ChainNode], list[ChainLink]]:
    """Return the epics and their stories counted, and what leads to them: their goal, else the KPIs they advance."""
    spend = found.evidence.spend
    below: dict[str, list[bool]] = {}
    for leaf in () if isinstance(spend, NotRun) else spend.leaves:
        below.setdefault(".".join(leaf.path.split(".")[:2]), []).append(leaf.missing is not None)
    epics, stories, links = [], [], []
    for path, node in found.links.nodes.items():
        if node.kind != "epic" or node.cancelled:
            continue
        every = below.get(path, [])
        gaps = sum(every)
        state: State = "ok" if not gaps else "bad" if gaps == len(every) else "warn"
        epics.append(ChainNode(path, node.label, state))
        before = (
            [f"operational_goals.{node.goal}"] if node.goal else [f"kpis.{k}" for k, _ in node.advances if k in kpis]
        )
        links += [ChainLink(each, path, state) for each in before]
        if node.children:
            stories.append(ChainNode(f"{path}.stories", f"{len(every) - gaps} of {len(every)} linked", state))
            links.append(ChainLink(path, f"{path}.stories", state))
    return epics, stories, links


def chain_lead(found: Assessment) -> str:
    """Return how many pieces of work reach the objective."""
    spend = found.evidence.spend
    if isinstance(spend, NotRun):
        return "No work is planned yet."
    reach = sum(leaf.missing is None for leaf in spend.leaves)
    return f"{reach:,} of {len(spend.leaves):,} pieces of work reach the objective through a measured, owned KPI"


def _state(finding: Finding | None) -> State:
    return "ok" if finding is None else "bad" if finding.severity == "blocks" else "warn"
