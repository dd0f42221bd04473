"""Ways from what people stand for: an assumption through the money it carries, a person through what they own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from trueup.core.base.finding import Id
from trueup.core.gates.upward import Upward
from trueup.core.gates.way import ABOVE_ALL, Step, Way
from trueup.core.model.inherit import formula_names
from trueup.core.model.initiative import Initiative

PEOPLE = "people"
ASSUMPTIONS = "assumptions"


def of_assumption(upward: Upward, name: str) -> Iterator[Way]:
    """Yield the ways of an assumption, one for each KPI whose `worth` stands on it and each end of that one's chain."""
    assumption = upward.initiative.assumptions[name]
    path = Id(f"{ASSUMPTIONS}.{name}")
    title = f"{assumption.because or name}"
    step = Step(path, "assumption", title, assumption.by, upward.found.document.place(path))
    users = [kpi for kpi, each in upward.initiative.kpis.items() if each.worth and name in formula_names(each.worth)]
    if not users:
        missing, fix = "no KPI's `worth:` stands on it", f"Name `{name}` in the `worth:` of a KPI, or take it out."
        yield Way((replace(step, held="breaks", missing=(missing,), fix=fix),))
    for kpi in users:
        benefit = upward.benefit(kpi)
        for tail in upward.tails(kpi):
            yield Way((replace(step, note=f"in the worth of {kpi}", benefit=benefit), *tail))


def people_of(initiative: Initiative) -> list[str]:
    """Return everybody who is listed or owns something, each once."""
    return list(dict.fromkeys([*initiative.people, *(owner for owner, _, _ in _owned(initiative))]))


def person_step(upward: Upward, who: str) -> Step:
    """Return the step of a person, which breaks where they own nothing."""
    listed = upward.initiative.people.get(who)
    path = Id(f"{PEOPLE}.{who}")
    owned = list(paths_of(upward, who))
    place = upward.found.document.place(path if listed else owned[0][1])
    title = (listed.name or who) if listed else who
    step = Step(path, "person", title, who, place)
    if owned:
        return step
    missing = f"`{who}` owns nothing here and is assigned no work"
    return replace(step, held="breaks", missing=(missing,), fix="Name them as `owner:` of what they answer for.")


def paths_of(upward: Upward, who: str) -> Iterator[tuple[str, Id]]:
    """Yield (how, path) of all that a person owns, vouches for or does; of work, what lies in no other of theirs."""
    found = upward.found
    yield from ((how, Id(path)) for owner, how, path in _owned(upward.initiative) if owner == who)
    portfolio = found.document.portfolio
    for name, aim in portfolio.strategic_objectives.items() if portfolio else ():
        if aim.owner == who and name in upward.initiative.supports:
            yield f"owns {name}", Id(f"{ABOVE_ALL}.{name}")
    mine: set[str] = set()
    for path, node in found.links.nodes.items():
        if node.parent in mine:
            mine.add(path)
        elif node.item.assignee == who:
            mine.add(path)
            yield f"does {path.rpartition('.')[2]}", Id(path)


def _owned(initiative: Initiative) -> Iterator[tuple[str, str, str]]:
    """Yield (who, how, path) of what has an owner, the objective first."""
    objective = initiative.objective
    if objective and objective.owner:
        yield objective.owner, "owns the objective", "objective"
    rooms = (
        ("kpis", initiative.kpis),
        ("operational_goals", initiative.operational_goals),
        ("data", initiative.data),
        ("options", initiative.options),
    )
    for room, things in rooms:
        for name, thing in things.items():
            if thing.owner:
                yield thing.owner, f"owns {name}", f"{room}.{name}"
    for name, assumption in initiative.assumptions.items():
        if assumption.by:
            yield assumption.by, f"vouches for {name}", f"{ASSUMPTIONS}.{name}"
    for name, option in initiative.options.items():
        if option.stated and option.stated.by:
            yield option.stated.by, f"states the verdict of {name}", f"options.{name}"
