"""The money that one change moves, taken alone: the earlier version with nothing else changed, against itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Final, Literal, TypeVar

from trueup.core.base.quantity import Spread
from trueup.core.base.record import dataclass
from trueup.core.gates.assessment import Assessment
from trueup.core.model.ask.identity import NotRun
from trueup.core.model.change_words import at
from trueup.core.model.changes import Change, Content, Steps, attributes
from trueup.core.model.fields import Part
from trueup.core.model.inherit import formula_names
from trueup.core.model.results.benefit import BenefitFigures, Stream
from trueup.core.model.results.spend import SpendFigures
from trueup.core.model.work import Item
from trueup.core.value.benefit import promise
from trueup.core.value.price import Pricer
from trueup.core.value.reach import REST

Moves = Literal["worth", "cost", "amount"]
"""What an amount is: benefit promised a year, work still to be paid, or an amount that the document states."""

MOST_PRICED: Final = 500
"""Changes of KPIs and assumptions of one initiative that are priced each; beyond that only the whole is told."""

_WORK: Final = frozenset({"estimate", "remaining", "spent", "cost", "cost_spent", "status", "role", "assignee"})
_NOT_PRICED: Final = frozenset({"title", "owner", "benefit_owner", "notes", "because", "drives", "mandated", "kind"})
_OF_THE_CASE: Final = frozenset({"worth", "target"})
_STATED: Final = frozenset({"amount", "build_cost", "run_cost", "impact"})
_POINTS: Final = "priorities"
"""Where people name outcomes as they like, also `amount`: what stands there is points."""
_SMALLEST: Final = 0.005
"""Amounts below half a cent are what is left of rounding."""

PartT = TypeVar("PartT", bound=Part)


@dataclass(frozen=True, slots=True)
class Moved:
    """An amount that a change moves, up or down, in a currency, a currency a year, or days or points of work."""

    what: Moves
    by: float
    unit: str


class Stakes:
    """Prices the changes between two assessments of one initiative."""

    def __init__(self, before: Assessment, after: Assessment) -> None:
        """Take both sides; nothing is computed before it is asked for."""
        self.before, self.after = before, after
        self._then = before.document.initiative
        self._to_price = MOST_PRICED

    def of(self, change: Change, thing: Steps, rest: Steps) -> Moved | None:
        """Return what a change moves by itself, None where it moves no money or nobody can tell.

        `thing` and `rest` are its path, as `split` splits it.
        """
        found = self._of(change, thing, rest)
        return found if found is not None and abs(found.by) >= _SMALLEST else None

    def _of(self, change: Change, thing: Steps, rest: Steps) -> Moved | None:
        if not rest:
            return self._of_whole(change, thing)
        if thing[:1] == ("epics",):
            return self._of_work(thing, rest) if rest[0] in _WORK else None
        if thing[:1] == ("kpis",) or (thing[:1] == ("assumptions",) and rest[0] == "range"):
            return None if rest[0] in _NOT_PRICED else self._of_worth(thing, rest)
        if rest[0] == "claims":
            return self._of_claim(rest[-1])
        return self._stated(change) if rest[-1] in _STATED and rest[0] != _POINTS else None

    def _of_whole(self, change: Change, thing: Steps) -> Moved | None:
        """Return what something that came or went carries: the promise of a KPI, the cost of work."""
        if change.kind not in ("added", "removed"):
            return None
        came = change.kind == "added"
        sign, side = (1, self.after) if came else (-1, self.before)
        if thing[0] == "epics":
            unit, costs = self._costs[1 if came else 0]
            return Moved("cost", sign * costs.get(".".join(thing), 0.0), unit)
        if thing[0] == "kpis":
            stream = _streams(side).get(thing[1])
            return Moved("worth", sign * stream.promised.value, stream.promised.unit) if stream else None
        return None

    @cached_property
    def _costs(self) -> tuple[tuple[str, Mapping[str, float]], tuple[str, Mapping[str, float]]]:
        return _costs_of(self.before), _costs_of(self.after)

    def _of_work(self, thing: Steps, rest: Steps) -> Moved | None:
        """Return by how much an item's remaining cost moves; what is broken down further has the cost of its parts."""
        path = ".".join(thing)
        node, other = self.before.links.nodes.get(path), self.after.links.nodes.get(path)
        if node is None or other is None or node.children:
            return None
        then, now = vars(node.item), vars(other.item)
        alone = [field for field in _WORK if then[field] != now[field]] == [rest[0]]
        item = other.item if alone else with_field(node.item, other.item, rest)
        known = self._left if alone else (self._left[0], {})
        left = 0.0 if node.cancelled else self._remaining(node.item, path, known[0])
        still = 0.0 if item.status == "cancelled" else self._remaining(item, path, known[1])
        return Moved("cost", still - left, self._pricer.unit)

    def _remaining(self, item: Item, path: str, known: Mapping[str, float | None]) -> float:
        """Return what an item still costs as the earlier version prices it, where that is not known by its path."""
        return (known[path] if path in known else self._pricer.price(item).remaining) or 0.0

    @cached_property
    def _left(self) -> tuple[Mapping[str, float | None], Mapping[str, float | None]]:
        """What each piece of work still costs on both sides, by its path; of the later where it has the same prices."""
        then, now = self._then, self.after.document.initiative
        same = (then.currency, then.rates, then.people) == (now.currency, now.rates, now.people)
        was, still = self.before.evidence.spend, self.after.evidence.spend
        same = same and not isinstance(was, NotRun) and not isinstance(still, NotRun) and was.unit == still.unit
        return _left_of(was), _left_of(still) if same else {}

    @cached_property
    def _pricer(self) -> Pricer:
        return Pricer(self._then, self.before.links)

    def _of_worth(self, thing: Steps, rest: Steps) -> Moved | None:
        """Return by how much the promised benefit moves: each stream that the figure is part of is counted again."""
        old, new = at(self._then, thing), at(self.after.document.initiative, thing)
        using = self._using.get(thing, ())
        if not using or self._to_price <= 0 or not isinstance(old, Part) or not isinstance(new, Part):
            return None
        self._to_price -= 1
        section, name = thing
        entries: Mapping[str, Content] = {**getattr(self._then, section), name: with_field(old, new, rest)}
        changed = self._then.model_copy(update={section: entries})
        evidence = self.before.evidence
        if section == "kpis" and rest[0] not in _OF_THE_CASE and name in self.after.evidence.kpis:
            evidence = replace(evidence, kpis={**evidence.kpis, name: self.after.evidence.kpis[name]})
        moved = []
        for stream in using:
            was = promise(self._then, self.before.evidence, stream.kpi, self.before.as_of)
            now = promise(changed, evidence, stream.kpi, self.before.as_of)
            if isinstance(was, NotRun) or isinstance(now, NotRun) or was.value <= 0:
                return None
            moved.append((now.value - was.value) * stream.promised.value / was.value)
        return Moved("worth", math.fsum(moved), using[0].promised.unit)

    def _of_claim(self, kpi: str) -> Moved | None:
        """Return by how much the promised benefit moves with the share of it that counts, at the worth of before."""
        was, now = (_streams(side).get(kpi) for side in (self.before, self.after))
        whole = was or now
        if whole is None:
            return None
        by = (now.share if now else 0.0) - (was.share if was else 0.0)
        return Moved("worth", whole.promised.value / whole.share * by, whole.promised.unit)

    @cached_property
    def _using(self) -> Mapping[Steps, tuple[Stream, ...]]:
        """The streams of money that each KPI and each assumption is part of."""
        found: dict[Steps, list[Stream]] = {}
        for name, stream in _streams(self.before).items():
            used = dict.fromkeys((name, *formula_names(self._then.kpis[name].worth or "")))
            for each in used:
                section = "kpis" if each in self._then.kpis else "assumptions"
                found.setdefault((section, each), []).append(stream)
        return {thing: tuple(each) for thing, each in found.items()}

    def _stated(self, change: Change) -> Moved | None:
        """Return by how much an amount that the document states moves, at its middle."""
        was, now = _middle(change.before), _middle(change.after)
        return Moved("amount", now - was, self._then.currency) if self._then.currency else None


def with_field(old: PartT, new: Part, steps: Steps) -> PartT:
    """Return a part with one field as another version of it has it."""
    key = attributes(type(old)).get(steps[0])
    if key is None:
        return old
    was, now = getattr(old, key), getattr(new, key, None)
    inner = with_field(was, now, steps[1:]) if steps[1:] and isinstance(was, Part) and isinstance(now, Part) else now
    return old.model_copy(update={key: inner})


def _streams(side: Assessment) -> Mapping[str, Stream]:
    found = side.evidence.benefit
    return {stream.kpi: stream for stream in found.streams} if isinstance(found, BenefitFigures) else {}


def _costs_of(side: Assessment) -> tuple[str, Mapping[str, float]]:
    """Return the unit of the work and the cost of every item with all that lies below it."""
    spend = side.evidence.spend
    if not isinstance(spend, SpendFigures):
        return "", {}
    found: dict[str, float] = {}
    for leaf in spend.leaves:
        path: str | None = leaf.path.removesuffix(REST)
        while path is not None and leaf.cost:
            found[path] = found.get(path, 0.0) + leaf.cost
            path = side.links.nodes[path].parent
    return spend.unit, found


def _left_of(spend: SpendFigures | NotRun) -> Mapping[str, float | None]:
    """Return what each piece of work that is not broken down still costs, by its path; None where nobody can tell."""
    return {} if isinstance(spend, NotRun) else {leaf.path: leaf.cost for leaf in spend.leaves}


def _middle(value: Content) -> float:
    if isinstance(value, Spread):
        return value.mid
    return float(value) if isinstance(value, int | float) else 0.0
