"""Ways from what stands beside the work: operational goals, data sets and options."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from trueup.core.base.finding import Id
from trueup.core.gates.upward import Upward, route_to
from trueup.core.gates.way import Step, Way
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.chain import present
from trueup.core.rules.lookups import build_cost, data_of, users_of
from trueup.core.value.reach import REST


def of_goal(upward: Upward, name: str) -> Iterator[Way]:
    """Yield the ways of an operational goal, one for each KPI it moves, with the work for the goal that reaches it."""
    goal = upward.initiative.operational_goals[name]
    path = Id(f"operational_goals.{name}")
    step = Step(path, "operational goal", goal.statement, goal.owner, upward.found.document.place(path))
    if not goal.moves:
        missing, fix = f"operational goal `{name}` moves no KPI", "Add `moves:` with the KPI that it is to move."
        yield Way((replace(step, held="breaks", missing=(missing,), fix=fix),))
    for kpi in goal.moves:
        spend = upward.case.amount(_spend_for(upward, name, kpi))
        for tail in upward.tails(kpi):
            steps = (replace(step, note=f"moves {kpi}"), *tail)
            yield Way(tuple(replace(each, spend=spend) for each in steps), spend=spend)


def _spend_for(upward: Upward, goal: str, kpi: str) -> float:
    spend, nodes = upward.found.evidence.spend, upward.found.links.nodes
    if isinstance(spend, NotRun):
        return 0.0
    mine = (leaf for leaf in spend.leaves if nodes[leaf.path.removesuffix(REST)].goal == goal)
    return sum((leaf.cost or 0.0) * share for leaf in mine for name, share in leaf.kpis if name == kpi)


def of_data(upward: Upward, name: str) -> Iterator[Way]:
    """Yield the ways of a data set: each KPI that is measured on it, and each option that uses it."""
    table = upward.initiative.data[name]
    path = Id(f"data.{name}")
    step = Step(path, "data set", table.title or name, table.owner, upward.found.document.place(path))
    held = _data_held(upward, name, step)
    users = users_of(upward.case, name)
    if not users.kpis and not users.options:
        missing, fix = "no KPI is measured on it and no option uses it", "Name it in a KPI's `data:` or take it out."
        yield Way((replace(step, held="breaks", missing=(missing,), fix=fix),))
    for kpi in users.kpis:
        between = tuple(upward.kpi(each) for each in _formulas(upward, name, kpi)[:-1])
        for tail in upward.tails(kpi):
            spend = upward.behind(kpi)
            steps = (replace(held, note=f"measures {kpi}"), *between, *tail)
            yield Way(tuple(replace(each, spend=spend) for each in steps), spend=spend)
    for option in users.options:
        yield Way((replace(held, note=f"used by {option}"), *of_option(upward, option).steps))


def _data_held(upward: Upward, name: str, step: Step) -> Step:
    """Return the step of a data set as it stands: whether anybody owns it, and what was found in it."""
    people, as_of = upward.initiative.people, upward.found.as_of
    blocking = upward.blocking(step.path)
    if blocking:
        return replace(step, held="breaks", missing=tuple(f.problem for f in blocking), fix=blocking[0].fix)
    if not present(step.owner, people, as_of):
        gone = f"the owner of data set `{name}`, `{step.owner}`, is not there"
        missing = f"data set `{name}` has no owner" if step.owner is None else gone
        fix = f"Add `owner:` to `data.{name}` with the id of the person who answers for it."
        return replace(step, held="breaks", missing=(missing,), fix=fix)
    found = upward.found.evidence.table(name)
    if isinstance(found, NotRun):
        waits = found.reason == "not_due"
        fix = found.fix or "Run `trueup assess`."
        return replace(step, held="unknown" if waits else "breaks", missing=(found.detail,), fix=fix)
    return step


def _formulas(upward: Upward, data: str, kpi: str) -> list[str]:
    """Return the KPIs from one that is measured on the data itself to this one, through formulas; nearest first."""
    kpis = upward.initiative.kpis
    before: dict[str, str | None] = {kpi: None}
    waiting = deque([kpi])
    while waiting:
        here = waiting.popleft()
        arm = kpis[here].arm
        if kpis[here].data == data or (arm and arm.data == data):
            return route_to(here, before)[::-1]
        for name in upward.parts(here):
            if name not in before and data in data_of(upward.case, name):
                before[name] = here
                waiting.append(name)
    return [kpi]


def of_option(upward: Upward, name: str) -> Way:
    """Return the way of an option: whether the data lets it go on, and the objective it is a way to."""
    option = upward.initiative.options[name]
    standing = next(each for each in upward.found.options if each.id == name)
    path = Id(f"options.{name}")
    step = Step(
        path,
        "option",
        standing.title,
        option.owner,
        upward.found.document.place(path),
        "breaks" if standing.held else "holds",
        standing.because,
        standing.rests_on[0].fix if standing.rests_on else "",
        f"{option.kind.replace('_', ' ')}, {'held' if standing.held else 'may go on'}",
        build_cost(upward.case, name),
    )
    return Way((step, *upward.objective()))
