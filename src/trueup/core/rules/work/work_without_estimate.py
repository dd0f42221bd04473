"""WRK008."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.ask.identity import NotRun
from trueup.core.model.items import epic_of
from trueup.core.rules.lookups import node_of, work_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, named, short


@rule("WRK008", "work-without-estimate", "notes", "planning", needs=("spend",))
def work_without_estimate(case: Case) -> Iterator[Flag]:
    """A part of the work has no price.

    Why it matters:
        Missing estimates are never filled in silently: the figures say "priced 41 of 60 items", and below 80 % there
        is no headline at all. An estimate has no price either where it is in points while the rest is in money, or
        where no rate fits its role. Told once an epic.

    Flagged:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Routing rules, stories: {S1: {title: Household, estimate: 8}, S2: {title: Motor}}}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Routing rules, stories: {S1: {title: Household, estimate: 8}, S2: {title: Motor, estimate: 4..9}}}
        ```

    How to fix:
        Add `estimate:` in days (`12`, `8..15`, `8/12/20`) or in points (`5 points`), the same unit everywhere; a wide
        range is better than none. With money, give a rate for each role under `rates:`, or `default:`.
    """
    spend = case.evidence.spend
    if isinstance(spend, NotRun) or spend.priced == len(spend.leaves):
        return
    items: dict[str, int] = {}
    without: dict[str, list[str]] = {}
    unpriced: dict[str, list[str]] = {}
    for leaf in spend.leaves:
        node = node_of(case, leaf.path)
        epic = epic_of(node.path)
        items[epic] = items.get(epic, 0) + 1
        if leaf.cost is None:
            kind = without if node.item.estimate is None and node.item.remaining is None else unpriced
            kind.setdefault(epic, []).append(short(case.links, node.path))
    for epic, total in items.items():
        first, second = without.get(epic, []), unpriced.get(epic, [])
        if not first and not second:
            continue
        verb = "has" if len(first) == 1 else "have"
        name = f"epic `{epic.removeprefix('epics.')}`"
        said = f"{len(first):,} of {count(total, 'item')} of {name} {verb} no estimate: {named(first)}" if first else ""
        more = f"{count(len(second), 'estimate')} of {name} cannot be priced in {spend.unit}: {named(second)}"
        yield Flag(
            epic,
            f"{'; '.join(part for part in (said, more if second else '') if part)}.",
            f"Add `estimate:` to {named(first)}."
            if first
            else f"Estimate them in days, and give their roles a rate in {spend.unit}.",
            owner=work_owner(case, case.links.nodes[epic]),
        )
