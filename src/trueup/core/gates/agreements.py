"""What is agreed in an initiative, kind by kind: its exact content, and the digest that a signature is bound to.

An agreement is about definitions, targets, owners and choices. Figures that were measured or spent, reasons, dates of
writing and the progress of work are no part of it. Each agreement covers the digests of those before it, so whatever
was built on an objective lapses with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar, get_args

from trueup.core.base.digest import Digest, digest_of
from trueup.core.base.expression import expression
from trueup.core.base.finding import Phase
from trueup.core.gates.canonical import Content, Value, content_of, value_of
from trueup.core.model.claims import WHOLE
from trueup.core.model.document import Document
from trueup.core.model.fields import Part
from trueup.core.model.inherit import formula_names
from trueup.core.model.initiative import Initiative
from trueup.core.model.items import is_planned, item_at, item_path, located, short_path
from trueup.core.model.kpi import FORMULAS, SQL, Kpi
from trueup.core.model.ledger import Agreement, AgreementKind
from trueup.core.model.work import Epic, Item, Story
from trueup.core.priority.ballots import count_ballots
from trueup.core.priority.handed import NOTHING_HANDED, Handed
from trueup.core.priority.merge import merged

PartT = TypeVar("PartT", bound=Part)

KINDS: Final[tuple[AgreementKind, ...]] = get_args(AgreementKind)
"""The agreements in the order in which they build on each other."""

KINDS_OF: Final[Mapping[Phase, tuple[AgreementKind, ...]]] = {
    "discovery": ("objective",),
    "feasibility": ("goal", "consensus"),
    "blueprinting": ("blueprint",),
    "planning": ("delivery",),
    "execution": ("pilot",),
}
"""What is signed at the gate of each phase; the last is the gate's output."""

VERSIONS: Final[Mapping[AgreementKind, int]] = dict.fromkeys(KINDS, 1)
"""The version of each kind's canonical form: raised only when an unchanged document would get another digest."""

_OF_THE_PILOT: Final = frozenset({"arm"})
_OF_THE_GOAL: Final = frozenset({"drives"})
_OF_THE_BLUEPRINT: Final = ("build_cost", "run_cost", "chosen")
_PROGRESS: Final = frozenset(
    {"status", "spent", "cost_spent", "remaining", "labels", "description", "acceptance", "key", "type"}
)
_OF_THE_PLAN: Final = frozenset({"stories", "tasks", "assignee", "role", "skills", "due"})


def contents(document: Document, handed: Handed = NOTHING_HANDED) -> Mapping[AgreementKind, Content]:
    """Return the content of every agreement, empty where the document does not say yet what would be agreed.

    `handed` is what stakeholders handed in beside the document: their merged priorities are part of the objective's.
    """
    initiative = document.initiative
    return {
        "objective": _objective(document, handed),
        "goal": _goal(initiative),
        "consensus": _consensus(initiative),
        "blueprint": _blueprint(initiative),
        "delivery": _delivery(initiative),
        "pilot": _pilot(initiative),
    }


def agreements(found: Mapping[AgreementKind, Content]) -> Mapping[AgreementKind, Agreement]:
    """Return the agreement about each content, with the digests of those it builds on."""
    digests = {kind: digest_of(kind, VERSIONS[kind], found[kind]) for kind in KINDS}
    return {kind: Agreement(kind, digests[kind], before(kind, digests)) for kind in KINDS}


def before(kind: AgreementKind, digests: Mapping[AgreementKind, Digest]) -> tuple[Digest, ...]:
    """Return the digests that an agreement covers, in the order of the kinds."""
    return tuple(digests[each] for each in KINDS[: KINDS.index(kind)])


def stands_on(initiative: Initiative) -> frozenset[str]:
    """Return the KPIs of the objective agreement: the one that decides, the guardrails, and those of their formulas."""
    objective = initiative.objective
    return _with_parts(initiative, {objective.kpi, *objective.guardrails} if objective else set())


def moved_by_goals(initiative: Initiative) -> frozenset[str]:
    """Return the KPIs on the way to those of the objective agreement: what goals move, and what drives them."""
    agreed = stands_on(initiative)
    if not initiative.operational_goals:
        return frozenset()
    moved = {kpi for goal in initiative.operational_goals.values() for kpi in goal.moves} if agreed else set()
    drivers = {name for name, kpi in initiative.kpis.items() if agreed & set(kpi.drives)}
    return _with_parts(initiative, {*moved, *drivers}) - agreed


def _objective(document: Document, handed: Handed) -> Content:
    initiative = document.initiative
    if initiative.objective is None:
        return {}
    red_lines = sorted({line.text for line in count_ballots(document, handed).red_lines})
    return _said(
        objective=content_of(initiative.objective),
        kpis=_kpis(initiative, stands_on(initiative)),
        claims=value_of({name: claim for name, claim in initiative.claims.items() if claim != WHOLE}),
        priorities=value_of(dict(merged(document, handed))),
        red_lines=value_of(red_lines),
    )


def _goal(initiative: Initiative) -> Content:
    """Return the product, and the KPIs that it moves on the way to those of the objective."""
    if not initiative.operational_goals:
        return {}
    return _said(
        operational_goals=_parts(initiative.operational_goals),
        kpis=_kpis(initiative, moved_by_goals(initiative), frozenset()),
    )


def _consensus(initiative: Initiative) -> Content:
    """Return the data sets and the options, of a verdict stated for a probe what it says and not who found it when."""
    left_out = frozenset({*_OF_THE_BLUEPRINT, "slices"})
    return _said(data=_parts(initiative.data, left_out), options=_parts(initiative.options, left_out))


def _blueprint(initiative: Initiative) -> Content:
    """Return the epics with links and estimates, the MVP, each option's cost, which is chosen, the budget, the case."""
    epics: Content = {
        name: {**content_of(epic, without=_PROGRESS | _OF_THE_PLAN), **_said(advances=_reached(epic))}
        for name, epic in initiative.epics.items()
        if epic.status != "cancelled"
    }
    if not epics:
        return {}
    costs = {name: content_of(option) for name, option in initiative.options.items()}
    options: Content = {
        name: {key: content[key] for key in _OF_THE_BLUEPRINT if key in content} for name, content in costs.items()
    }
    return _said(
        epics=epics,
        mvp=_mvp(initiative),
        options={name: each for name, each in options.items() if each},
        budget=content_of(initiative.budget, without=frozenset({"spent"})) if initiative.budget else {},
        case=content_of(initiative.case, without=frozenset({"by"})) if initiative.case else {},
    )


def _mvp(initiative: Initiative) -> Content:
    """Return the work that the MVP names by its short paths, whichever way they are written; nothing where none is.

    What each story of it is stands beside them, as the content of epics stands in the blueprint; what is cancelled is
    out.
    """
    if initiative.mvp is None:
        return {}
    found = located(initiative, initiative.mvp.items)
    paths = [path for name in initiative.mvp.items if is_planned(initiative, path := found.get(name, item_path(name)))]
    stories: Content = {
        short_path(path): {**content_of(item, without=_PROGRESS | _OF_THE_PLAN), **_said(advances=_reached(item))}
        for path in sorted(paths)
        if isinstance(item := item_at(initiative, path), Story)
    }
    return _said(items=value_of([short_path(path) for path in paths]), stories=stories)


def _delivery(initiative: Initiative) -> Content:
    """Return all work that is to be done with its estimates, the people who do it, and the calendars they work by.

    The schedule is covered as it is stated: days wanted (`due`), what waits for what, and the capacity of people.
    """
    epics: Content = {name: _work(epic) for name, epic in initiative.epics.items() if epic.status != "cancelled"}
    if not epics:
        return {}
    people = {name: initiative.people[name] for name in sorted(_team(initiative))}
    used = {person.calendar for person in people.values()}
    calendars = {name: each for name, each in initiative.calendars.items() if name in used}
    return _said(epics=epics, people=_parts(people, frozenset({"name", "side", "key"})), calendars=_parts(calendars))


def _pilot(initiative: Initiative) -> Content:
    """Return how the pilot is run and what it is judged by: nothing of what came out of it.

    KPIs of the objective and of the goal are agreed before and covered; here stand the definitions of those that nobody
    agreed on yet, and the arms of all.
    """
    if initiative.pilot is None:
        return {}
    agreed = stands_on(initiative) | moved_by_goals(initiative)
    kpis = _kpis(initiative, _with_parts(initiative, set(initiative.pilot.kpis)) - agreed, frozenset())
    for name, kpi in initiative.kpis.items():
        if kpi.arm:
            arm: Content = {**content_of(kpi.arm), **_said(expression=_sql(kpi.arm.expression))}
            definition = kpis.get(name)
            kpis[name] = {**(definition if isinstance(definition, dict) else {}), "arm": arm}
    return _said(pilot=content_of(initiative.pilot), kpis=kpis)


def _said(**parts: Value) -> Content:
    """Return the parts that say something."""
    return {name: each for name, each in parts.items() if each not in ({}, [], "")}


def _parts(parts: Mapping[str, PartT], without: frozenset[str] = frozenset()) -> Content:
    """Return what each part says under its id; one that says nothing is there all the same."""
    return {name: content_of(part, without=without) for name, part in parts.items()}


def _with_parts(initiative: Initiative, names: set[str | None]) -> frozenset[str]:
    """Return those of the names that are KPIs here, and the KPIs that their formulas use."""
    found: set[str] = set()
    waiting = [name for name in names if name]
    while waiting:
        name = waiting.pop()
        if name in found or name not in initiative.kpis:
            continue
        found.add(name)
        waiting += formula_names(initiative.kpis[name].formula or "")
    return frozenset(found)


def _kpis(initiative: Initiative, names: frozenset[str], without: frozenset[str] = _OF_THE_GOAL) -> Content:
    return {name: _kpi(initiative.kpis[name], without) for name in sorted(names)}


def _kpi(kpi: Kpi, without: frozenset[str]) -> Content:
    """Return a KPI's definition: expressions as their words, and the mean as what holds where nothing is said."""
    found = content_of(kpi, without=without | _OF_THE_PILOT)
    for key in (*SQL, *FORMULAS):
        text = found.get(key)
        if isinstance(text, str):
            found[key] = expression(text, names_fold=key in SQL)
    if found.get("across") == "mean":
        del found["across"]
    return found


def _sql(text: str | None) -> str:
    return expression(text, names_fold=True) if text else ""


def _reached(item: Epic | Story) -> Value:
    """Return the KPIs that work moves, by itself or, where it names none, through its stories and their tasks."""
    if item.advances:
        return value_of(item.advances)
    stories = item.stories.values() if isinstance(item, Epic) else (item,)
    below = [s for s in stories if s.status != "cancelled"]
    tasks = [t for s in below for t in s.tasks.values() if t.status != "cancelled"]
    return dict.fromkeys(sorted({kpi for each in (*below, *tasks) for kpi in each.advances}), 1)


def _work(item: Item) -> Content:
    """Return an item with all that is below it and not cancelled."""
    own = content_of(item, without=_PROGRESS | {"stories", "tasks"})
    inner = item.stories if isinstance(item, Epic) else item.tasks if isinstance(item, Story) else {}
    below: Content = {name: _work(each) for name, each in inner.items() if each.status != "cancelled"}
    return own | _said(**{"stories" if isinstance(item, Epic) else "tasks": below})


def _team(initiative: Initiative) -> set[str]:
    """Return the people of the plan: whom work is assigned to, and who holds a role that work asks for."""
    items = [item for epic in initiative.epics.values() for item in _items(epic)]
    roles = {item.role for item in items if item.role}
    named = {item.assignee for item in items if item.assignee}
    return {name for name, person in initiative.people.items() if name in named or roles & set(person.all_roles)}


def _items(epic: Epic) -> list[Item]:
    stories = [s for s in epic.stories.values() if s.status != "cancelled"]
    tasks = [t for s in stories for t in s.tasks.values() if t.status != "cancelled"]
    return [epic, *stories, *tasks] if epic.status != "cancelled" else []
