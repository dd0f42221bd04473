"""The chain from the strategic objectives down to tasks as a tree of values, as deep or as narrow as asked for.

Work that reaches several KPIs stands under each of them with the part that reaches it, so that the amounts below a KPI
sum to what the KPI gets. Work that reaches none stands in a branch of its own, with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from trueup.core.base.finding import Finding
from trueup.core.base.quantity import Quantity
from trueup.core.gates.assessment import Assessment
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.chain import leading
from trueup.core.model.links import Node
from trueup.core.model.results.spend import Leaf, SpendFigures, Standing
from trueup.core.value.reach import REST
from trueup.render.chain_twigs import ChainTree, Mark, Twig, counted
from trueup.render.html.chain import chain_lead

_NO_KPI: Final = "+none"
_MANDATED: Final = "+mandated"
_ALL: Final = 1 - 1e-9


def chain_tree(found: Assessment) -> ChainTree:
    """Return the whole chain of an assessment."""
    spend = found.evidence.spend
    figures = None if isinstance(spend, NotRun) else spend
    roots = tuple(_Growing(found, figures).roots())
    title, lead = found.document.initiative.title, chain_lead(found).removesuffix(".")
    return ChainTree(title, lead, figures.unit if figures else "", roots)


@dataclass(slots=True)
class _Sum:
    """The work below one place of one branch."""

    spend: float = 0.0
    unpriced: int = 0
    whys: Counter[str] | None = None


class _Growing:
    """Builds the tree of one assessment."""

    def __init__(self, found: Assessment, figures: SpendFigures | None) -> None:
        self._found = found
        self._initiative = found.document.initiative
        self._nodes = found.links.nodes
        self._epics = [node for node in self._nodes.values() if node.kind == "epic"]
        self._sums: dict[tuple[str, str], _Sum] = {}
        self._standing: dict[str, Standing] = {s.kpi: s for s in figures.standings} if figures else {}
        self._broken: dict[str, Finding] = {}
        for finding in found.due():
            if finding.severity != "notes" and finding.waived is None:
                self._broken.setdefault(str(finding.subject), finding)
        benefit = found.evidence.benefit
        streams = () if isinstance(benefit, NotRun) else benefit.streams
        self._benefit = {stream.kpi: stream.promised for stream in streams}
        self._promised = None if isinstance(benefit, NotRun) else benefit.promised
        for leaf in figures.leaves if figures else ():
            self._take(leaf)

    def _take(self, leaf: Leaf) -> None:
        """Add a piece of work to each branch that it belongs to."""
        for kpi, share in leaf.kpis:
            self._add(kpi, leaf, share)
        rest = 1.0 - sum(share for _, share in leaf.kpis)
        if rest > 1 - _ALL:
            mandated = any(segment == "mandated" for segment, _ in leaf.segments)
            self._add(_MANDATED if mandated else _NO_KPI, leaf, rest)

    def _add(self, branch: str, leaf: Leaf, share: float) -> None:
        here: Node | None = self._nodes[leaf.path.removesuffix(REST)]
        while here is not None:
            found = self._sums.setdefault((branch, here.path), _Sum())
            if leaf.cost is None:
                found.unpriced += 1
            else:
                found.spend += leaf.cost * share
            if branch == _NO_KPI and leaf.missing:
                found.whys = found.whys if found.whys is not None else Counter()
                found.whys[leaf.missing] += 1
            here = self._nodes[here.parent] if here.parent else None

    # ---- above the work ----------------------------------------------------------------------------------------------

    def roots(self) -> Iterator[Twig]:
        """Yield the strategic objectives with what stands below the last of them, then the work beside the chain."""
        portfolio = self._found.document.portfolio
        known = portfolio.strategic_objectives if portfolio else {}
        top: tuple[Twig, ...] = (self._objective(),)
        for name in reversed(self._initiative.supports):
            statement = known[name].statement if name in known else name
            owner = known[name].owner if name in known else None
            below = top if top and top[0].kind == "primary objective" else ()
            root = Twig("strategic objective", f"strategic_objectives.{name}", name, statement, owner=owner)
            top = (replace(root, children=below, counts=counted(below)), *(top if not below else ()))
        yield from top
        for branch, words in ((_MANDATED, "Has to be done, whatever it serves"), (_NO_KPI, "Reaches no KPI")):
            group = self._group(branch, words)
            if group.children:
                yield group

    def _objective(self) -> Twig:
        objective = self._initiative.objective
        kpis = tuple(self._kpi(name) for name in self._ordered())
        firm = [kpi for kpi in kpis if kpi.mark != "breaks"]
        mark, why = self._fault("objective", "supports")
        if objective is None:
            mark, why = "breaks", why or "the document states no primary objective"
        promised = self._promised if isinstance(self._promised, Quantity) else None
        return Twig(
            kind="primary objective",
            path="objective",
            name="",
            title=objective.statement if objective else "No primary objective",
            mark=mark,
            why=why,
            owner=objective.owner if objective else None,
            benefit=promised,
            counts=counted(kpis),
            children=kpis,
            spend=sum(kpi.spend or 0.0 for kpi in firm) if firm and self._standing else None,
            unpriced=sum(kpi.unpriced for kpi in firm),
        )

    def _ordered(self) -> list[str]:
        """Return the KPIs: the deciding one, the guardrails, those that drive them, the others; no rivals."""
        objective, reach = self._initiative.objective, leading(self._initiative)
        first = [name for name in ((objective.kpi, *objective.guardrails) if objective else ()) if name]
        names = [name for name, kpi in self._initiative.kpis.items() if not kpi.instead_of]
        places = {name: (first.index(name) if name in first else len(first) + (name not in reach)) for name in names}
        return sorted(names, key=places.__getitem__)

    def _kpi(self, name: str) -> Twig:
        kpi, standing = self._initiative.kpis[name], self._standing.get(name)
        mark, why = self._stands(name, standing)
        goals = _marked(tuple(self._goals(name)), mark)
        found = [self._sums[name, epic.path] for epic in self._epics if (name, epic.path) in self._sums]
        return Twig(
            kind="KPI",
            path=f"kpis.{name}",
            name=name,
            title=kpi.title or "",
            mark=mark,
            why=why,
            note=self._part(name),
            owner=kpi.owner,
            spend=sum(each.spend for each in found) if found else None,
            unpriced=sum(each.unpriced for each in found),
            benefit=self._benefit.get(name),
            counts=counted(goals),
            children=goals,
        )

    def _part(self, name: str) -> str:
        """Return what a KPI is to the objective."""
        objective, kpi = self._initiative.objective, self._initiative.kpis[name]
        if objective and name == objective.kpi:
            return "decides"
        if objective and name in objective.guardrails:
            return "guards"
        return f"drives {', '.join(kpi.drives)}" if kpi.drives else ""

    def _stands(self, name: str, standing: Standing | None) -> tuple[Mark, str]:
        """Return whether work on a KPI counts for the objective, and what is missing first."""
        if standing is None:
            return self._fault(f"kpis.{name}")
        if standing.qualifies:
            return "holds", ""
        if standing.unknown:
            return "unknown", "its baseline was not read here; `trueup assess` reads it"
        return "breaks", standing.missing[0] if standing.missing else ""

    def _goals(self, kpi: str) -> Iterator[Twig]:
        """Yield the operational goals that move a KPI with their epics, then the epics of no goal."""
        epics: dict[str | None, list[Twig]] = {}
        for node in self._epics:
            if (kpi, node.path) in self._sums:
                epics.setdefault(node.goal, []).append(self._item(kpi, node, ""))
        for name, goal in self._initiative.operational_goals.items():
            below = tuple(epics.pop(name, ()))
            if below or kpi in goal.moves:
                yield self._goal(name, kpi, below)
        for rest in epics.values():
            yield from rest

    def _goal(self, name: str, kpi: str | None, below: tuple[Twig, ...]) -> Twig:
        goal = self._initiative.operational_goals[name]
        mark, why = self._fault(f"operational_goals.{name}")
        if kpi is not None and kpi not in goal.moves and mark == "holds":
            mark, why = "warns", f"its work reaches KPI `{kpi}`, which it is not said to move"
        elif not below and mark == "holds":
            mark, why = "warns", "no work for it yet"
        return Twig(
            kind="operational goal",
            path=f"operational_goals.{name}",
            name=name,
            title=goal.statement,
            mark=mark,
            why=why,
            owner=goal.owner,
            spend=sum(each.spend or 0.0 for each in below) if below else None,
            unpriced=sum(each.unpriced for each in below),
            counts=counted(below),
            children=below,
        )

    def _fault(self, *subjects: str) -> tuple[Mark, str]:
        """Return what a due finding says about one of these parts of the document."""
        found = [self._broken[subject] for subject in subjects if subject in self._broken]
        worst = next((each for each in found if each.severity == "blocks"), found[0] if found else None)
        if worst is None:
            return "holds", ""
        return ("breaks" if worst.severity == "blocks" else "warns"), f"{worst.code} {worst.problem}"

    # ---- the work ----------------------------------------------------------------------------------------------------

    def _group(self, branch: str, words: str) -> Twig:
        """Return the work of a branch beside the chain, and the goals that move nothing."""
        mine = [node for node in self._epics if (branch, node.path) in self._sums]
        shared = {self._reason(branch, node, self._sums[branch, node.path]) for node in mine}
        why = shared.pop() if len(shared) == 1 and len(mine) > 1 else ""
        epics = sorted((self._item(branch, node, why) for node in mine), key=lambda epic: -(epic.spend or 0.0))
        idle = [
            replace(self._goal(name, None, ()), mark="breaks", why="it is not said which KPI it moves")
            for name, goal in self._initiative.operational_goals.items()
            if branch == _NO_KPI and not goal.moves and not any(node.goal == name for node in self._epics)
        ]
        below = (*idle, *epics)
        return Twig(
            kind="group",
            path=branch,
            name="",
            title=words,
            mark="breaks" if branch == _NO_KPI else "holds",
            why=why,
            spend=sum(each.spend or 0.0 for each in epics),
            unpriced=sum(each.unpriced for each in epics),
            counts=counted(below),
            children=below,
        )

    def _item(self, branch: str, node: Node, above: str) -> Twig:
        """Return an item with what of it belongs to a branch; `above` is the reason already told above it."""
        found = self._sums[branch, node.path]
        why = self._reason(branch, node, found)
        below = tuple(
            self._item(branch, self._nodes[child], why) for child in node.children if (branch, child) in self._sums
        )
        mark, fault = self._fault(node.path)
        if branch == _NO_KPI:
            mark = "breaks"
        elif mark == "breaks" and not why:
            mark, why = "warns", fault
        else:
            mark = "holds"
        return Twig(
            kind=node.kind,
            path=node.path,
            name=node.path.rpartition(".")[2],
            title=node.item.title or "",
            mark=mark,
            why="" if why == above else why,
            note=f"through {', '.join(path.rpartition('.')[2] for path in node.enables)}"
            if node.enables and not node.advances
            else "",
            owner=node.item.assignee,
            spend=found.spend,
            unpriced=found.unpriced,
            counts=counted(below),
            children=below,
        )

    def _reason(self, branch: str, node: Node, found: _Sum) -> str:
        if branch == _MANDATED:
            mandate = node.item.mandated
            return f"{mandate.reason}, says {mandate.owner}" if mandate and mandate.reason else ""
        if not found.whys:
            return ""
        (first, count), total = found.whys.most_common(1)[0], sum(found.whys.values())
        return first if count == total else f"{first} ({count:,} of {total:,} pieces of work)"


def _marked(below: tuple[Twig, ...], above: Mark) -> tuple[Twig, ...]:
    """Return the work below a KPI: what a broken KPI is to count for does not reach the objective either."""
    if above not in {"breaks", "unknown"}:
        return below
    return tuple(
        replace(twig, mark="breaks" if twig.mark == "breaks" else above, children=_marked(twig.children, above))
        for twig in below
    )
