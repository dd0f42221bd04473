"""Applying a table of links: which item advances which KPI from now on, and what of the rows cannot be followed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

from trueup.core.backlog.links import LinkRow
from trueup.core.backlog.query import found_by, parse_query
from trueup.core.base.nearest import nearest
from trueup.core.base.record import dataclass
from trueup.core.base.units import Fault
from trueup.core.model.initiative import Initiative
from trueup.core.model.links import Links
from trueup.core.model.work import Item

Weights = Mapping[str, float]
ItemT = TypeVar("ItemT", bound=Item)
_SEPARATORS: Final = re.compile(r"[,;|\s]+")
_DASHES: Final = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")
"""What un-links: the sign, and what spreadsheets and word processors make of it."""
_NO_ITEM: Final = "Write under `item` which one: an id, `label:checkout`, a query; or empty the cell."
_WEIGHT: Final = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]*)\s*[=:]\s*([0-9]{1,9}(?:\.[0-9]{1,6})?)")


@dataclass(frozen=True, slots=True)
class Linked:
    """An item whose links change: its path, what it advanced by itself before, and what it advances now."""

    path: str
    label: str
    before: Weights
    after: Weights


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row of the table that cannot be followed: what is wrong with it and what to do."""

    row: int
    problem: str
    fix: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a table of links changes.

    `rows` of it name a KPI or un-link, `same` of the items they mean are linked so already; `left` are the items of
    rows with an empty cell that advance a KPI and go on doing so, each with what it advances.
    """

    changes: tuple[Linked, ...]
    faults: tuple[RowFault, ...]
    rows: int
    same: int
    left: tuple[Linked, ...] = ()


def plan(rows: Iterable[LinkRow], links: Links, kpis: Iterable[str]) -> Plan:
    """Return what a table changes. A row for one item sets what it advances; one for a query adds to it.

    A `-` in the place of KPIs takes the links out: of its item, or of all that the query finds and no row names alone.
    Rows without a KPI change nothing. Nothing should be written while there are faults.
    """
    known = frozenset(kpis)
    keys = {node.item.key: path for path, node in links.nodes.items() if node.item.key}
    wanted: dict[str, dict[str, float]] = {}
    faults: list[RowFault] = []
    used = 0
    empty: list[str] = []
    for row in sorted(rows, key=lambda each: _asks(each.item)):
        if not row.kpi.strip():
            empty.append(row.item)
            continue
        used += 1
        try:
            given = _kpis(row.kpi, known)
            for path in found_by(_item(row), links, keys, linked=not given):
                _want(wanted, path, given, links, asks=_asks(row.item))
        except Fault as fault:
            faults.append(RowFault(row.row, fault.problem, fault.fix))
    changed = [_linked_as(path, links, after) for path, after in wanted.items()]
    changes = tuple(each for each in changed if dict(each.before) != each.after)
    left = _left(empty, wanted, links, keys)
    return Plan(changes, tuple(faults), used, len(changed) - len(changes), left)


def _want(wanted: dict[str, dict[str, float]], path: str, given: Weights, links: Links, *, asks: bool) -> None:
    """Set, add to or take out what an item is to advance, as one more row says."""
    if not asks and path not in wanted:
        wanted[path] = dict(given)
    elif given:
        start = wanted.setdefault(path, dict(links.nodes[path].item.advances))
        start.update({kpi: weight for kpi, weight in given.items() if kpi not in start})
    elif path not in wanted:
        wanted[path] = {}
    elif wanted[path] and not asks:
        problem = f"it takes out the links of `{links.nodes[path].label[:80]}`, which another row sets"
        raise Fault(problem, "Leave one of the two rows.")


def _left(
    empty: Iterable[str], wanted: Mapping[str, Weights], links: Links, keys: Mapping[str, str]
) -> tuple[Linked, ...]:
    """Return the items of rows with an empty cell that advance a KPI by themselves, in the order of the rows."""
    paths = (links.resolve(item) or keys.get(item) for item in empty if item.strip())
    found = {path: links.nodes[path] for path in paths if path is not None and path not in wanted}
    return tuple(_linked_as(path, links, node.item.advances) for path, node in found.items() if node.item.advances)


def _linked_as(path: str, links: Links, after: Weights) -> Linked:
    node = links.nodes[path]
    return Linked(path, f"{node.label} (cancelled)" if node.cancelled else node.label, node.item.advances, after)


def with_links(initiative: Initiative, changes: Sequence[Linked]) -> Initiative:
    """Return the initiative as it would be with the changes, for figures before anything is written."""
    after = {change.path: change.after for change in changes}
    epics = {}
    for name, epic in initiative.epics.items():
        path = f"epics.{name}"
        stories = {}
        for story_name, story in epic.stories.items():
            below = f"{path}.stories.{story_name}"
            tasks = {each: _linked(task, f"{below}.tasks.{each}", after) for each, task in story.tasks.items()}
            stories[story_name] = _linked(story, below, after).model_copy(update={"tasks": tasks})
        epics[name] = _linked(epic, path, after).model_copy(update={"stories": stories})
    return initiative.model_copy(update={"epics": epics})


def _linked(item: ItemT, path: str, after: Mapping[str, Weights]) -> ItemT:
    return item.model_copy(update={"advances": after[path]}) if path in after else item


def _item(row: LinkRow) -> str:
    if row.item.strip():
        return row.item
    raise Fault(f"it names the KPI `{row.kpi[:80]}` and no item", _NO_ITEM)


def _asks(item: str) -> bool:
    try:
        return parse_query(item) is not None
    except Fault:
        return True


def _kpis(text: str, known: frozenset[str]) -> dict[str, float]:
    """Return the KPIs of a cell with their weights, none for a dash."""
    if text.strip() in _DASHES:
        return {}
    found: dict[str, float] = {}
    for weighted in _WEIGHT.finditer(text):
        found[weighted[1]] = float(weighted[2])
    for name in filter(None, _SEPARATORS.split(_WEIGHT.sub(" ", text))):
        found.setdefault(name, 1.0)
    for name, weight in found.items():
        if name not in known:
            close = nearest(name, known)
            hint = f"Did you mean `{close}`?" if close else f"The KPIs are {', '.join(sorted(known)) or 'none yet'}."
            raise Fault(f"there is no KPI `{name[:80]}`", hint)
        if weight <= 0:
            raise Fault(f"the weight of `{name}` is not above zero", "Write a weight above 0, or take the KPI out.")
    return found
