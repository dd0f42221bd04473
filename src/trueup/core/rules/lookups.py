"""What several rules ask of a case: who acts, what hangs on what, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from trueup.core.base.formula import compile_formula
from trueup.core.base.quantity import Basis, Quantity, Unit
from trueup.core.base.record import dataclass
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.chain import leading
from trueup.core.model.kpi import Kpi
from trueup.core.model.links import Node
from trueup.core.model.results.spend import item_of_leaf
from trueup.core.rules.rule import Case


@dataclass(frozen=True, slots=True)
class Users:
    """What uses a data set: KPIs that are measured on it (directly or through a formula), and options."""

    kpis: tuple[str, ...]
    options: tuple[str, ...]


def own_definitions(case: Case) -> Iterator[tuple[str, Kpi]]:
    """Yield the KPIs that are no competing definition of another one."""
    for name, kpi in case.initiative.kpis.items():
        if kpi.instead_of is None:
            yield name, kpi


def deciding(case: Case) -> str | None:
    """Return the KPI that decides."""
    return case.initiative.objective.kpi if case.initiative.objective else None


def is_guardrail(case: Case, kpi: str) -> bool:
    """Whether a KPI guards without deciding."""
    objective = case.initiative.objective
    return objective is not None and kpi in objective.guardrails and kpi != objective.kpi


def objective_owner(case: Case) -> str | None:
    """Return who owns the primary objective."""
    return case.initiative.objective.owner if case.initiative.objective else None


def kpi_owner(case: Case, kpi: str) -> str | None:
    """Return who acts on a KPI: its owner, else the objective's."""
    return case.initiative.kpis[kpi].owner or objective_owner(case)


def product_owner(case: Case) -> str | None:
    """Return who acts on the product: the owner of the first operational goal that has one, else the objective's."""
    owners = (goal.owner for goal in case.initiative.operational_goals.values() if goal.owner)
    return next(owners, objective_owner(case))


def work_owner(case: Case, node: Node) -> str | None:
    """Return who acts on a piece of work: the owner of the operational goal it is for, else of the product."""
    goal = case.initiative.operational_goals.get(node.goal or "")
    return (goal.owner if goal else None) or product_owner(case)


def data_owner(case: Case, data: str) -> str | None:
    """Return who acts on a data set: its owner, its steward, its custodian, else the product's owner."""
    table = case.initiative.data[data]
    return table.owner or table.steward or table.custodian or product_owner(case)


class Costs:
    """The remaining cost of items with all below them, in the unit of the spend figures; summed when first asked."""

    def __init__(self, case: Case) -> None:
        """Prepare from a case; nothing is summed yet."""
        self.case = case
        self.sums: dict[str, float] | None = None

    def under(self, path: str) -> float:
        """Return the remaining cost of an item and of all below it; 0 where nothing is known."""
        if self.sums is None:
            self.sums = _summed(self.case)
        return self.sums.get(path, 0.0)


def _summed(case: Case) -> dict[str, float]:
    sums: dict[str, float] = {}
    if isinstance(case.evidence.spend, NotRun):
        return sums
    for leaf in case.evidence.spend.leaves:
        here: str | None = node_of(case, leaf.path).path
        while here is not None:
            sums[here] = sums.get(here, 0.0) + (leaf.cost or 0.0)
            here = case.links.nodes[here].parent
    return sums


def node_of(case: Case, leaf: str) -> Node:
    """Return the item of a leaf of the spend figures; what is not broken down has its item's path and an ending."""
    return case.links.nodes.get(leaf) or case.links.nodes[item_of_leaf(leaf)]


def users_of(case: Case, data: str) -> Users:
    """Return what uses a data set."""
    kpis = tuple(name for name, _ in own_definitions(case) if data in data_of(case, name))
    options = tuple(
        name
        for name, option in case.initiative.options.items()
        if any(use.partition(".")[0] == data for use in option.uses)
    )
    return Users(kpis, options)


def data_of(case: Case, kpi: str) -> frozenset[str]:
    """Return the data sets a KPI is measured on: its own, that of its arms, those of the KPIs its formula names."""
    found: set[str] = set()
    seen, waiting = {kpi}, [kpi]
    while waiting:
        here = case.initiative.kpis[waiting.pop()]
        found.update(each for each in (here.data, here.arm.data if here.arm else None) if each)
        for name in compile_formula(here.formula).names if here.formula else ():
            if name in case.initiative.kpis and name not in seen:
                seen.add(name)
                waiting.append(name)
    return frozenset(found)


def matters(case: Case, data: str) -> bool:
    """Whether an option or a KPI that leads to the objective stands on a data set."""
    users = users_of(case, data)
    return bool(users.options or leading(case.initiative).intersection(users.kpis))


def money_on(case: Case, data: str) -> Quantity | None:
    """Return the money behind the most important KPI that is measured on a data set."""
    kpis = users_of(case, data).kpis
    first = deciding(case)
    ordered = sorted(kpis, key=lambda name: name != first)
    return next((stake for name in ordered if (stake := case.money_behind(name))), None)


def build_cost(case: Case, option: str) -> Quantity | None:
    """Return what an option costs to build, as the document states it: assumed."""
    cost, currency = case.initiative.options[option].build_cost, case.initiative.currency
    if cost is None or currency is None:
        return None
    return Quantity(cost, Unit(currency), Basis.ASSUMED, f"options.{option}.build_cost", case.as_of)


def words_of(kpi: Kpi) -> frozenset[str]:
    """Return the lower-case words in a KPI's SQL expressions, the names of columns among them.

    Not those of its arms: outside the pilot these are empty by nature.
    """
    texts = (kpi.rows, kpi.value, kpi.over, kpi.where, kpi.at, *kpi.per)
    return frozenset(word.lower() for text in texts if text for word in re.findall(r"\w+", text))


def chosen_uses(case: Case) -> Mapping[str, frozenset[str]]:
    """Return for each data set the lower-case columns that options name one by one."""
    uses: dict[str, set[str]] = {}
    for option in case.initiative.options.values():
        for use in option.uses:
            data, _, column = use.partition(".")
            if column and column != "*":
                uses.setdefault(data, set()).add(column.strip().lower())
    return {data: frozenset(columns) for data, columns in uses.items()}
