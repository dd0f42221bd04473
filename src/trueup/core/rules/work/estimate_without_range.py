"""WRK011."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.items import epic_of
from trueup.core.model.links import Node
from trueup.core.rules.lookups import product_owner, work_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, named, short


@rule("WRK011", "estimate-without-range", "notes", "planning", thresholds={"days": 5})
def estimate_without_range(case: Case) -> Iterator[Flag]:
    """Larger pieces of work are estimated with a single figure.

    Why it matters:
        A single figure claims to be certain, and a plan made of such figures has a date that is missed more often than
        not: the work that goes wrong takes far longer, the work that goes well hardly less. Told once an epic (once in
        all where no estimate has a range), for open work that is not broken down, from `days` on. Story points and
        small pieces may be single figures.

    Flagged:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Routing, stories: {S1: {title: Household, estimate: 20}, S2: {title: Motor, estimate: 2}}}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Routing, stories: {S1: {title: Household, estimate: 12..35}, S2: {title: Motor, estimate: 2}}}
        ```

    How to fix:
        Ask who does it for two figures: what it takes if all goes well, and if it goes badly (one in twenty beyond
        either): `8..30`, or three: `8/12/30`. Or break the work down until its pieces are small.
    """
    all_of, single = _estimates(case)
    figures = sum(len(items) for items in single.values())
    if len(single) > 1 and all(len(single.get(epic, ())) == total for epic, total in all_of.items()):
        yield Flag(
            "epics",
            f"All {figures:,} estimates of {case.limits['days']:g} days and more are single figures.",
            "Give the largest ones a range first, such as `8..30` (one in twenty beyond either end).",
            owner=product_owner(case),
        )
        return
    for path, items in single.items():
        yield _flag(case, path, items, all_of[path])


def _estimates(case: Case) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Return by epic how many larger pieces of open work are estimated, and those with a single figure."""
    all_of: dict[str, int] = {}
    single: dict[str, list[str]] = {}
    days = case.limits["days"]
    for node in case.links.stating("estimate", "remaining"):
        item = node.item
        estimate = None if node.closed else item.remaining or item.estimate
        if estimate is None or estimate.unit == "point" or (high := estimate.effort.high) < days:
            continue
        if not node.children or not _broken_down(case, node):
            epic = epic_of(node.path)
            all_of[epic] = all_of.get(epic, 0) + 1
            if estimate.effort.low == high:
                single.setdefault(epic, []).append(node.path)
    return all_of, single


def _flag(case: Case, epic: str, items: list[str], total: int) -> Flag:
    names = named([short(case.links, path) for path in items])
    name = short(case.links, epic)
    verb = "is a single figure" if len(items) == 1 else "are single figures"
    larger = count(total, "larger estimate")
    return Flag(
        epic,
        f"The estimate of epic `{name}` is a single figure."
        if items == [epic]
        else f"{len(items):,} of {larger} of epic `{name}` {verb}: {names}.",
        f"Give {names} a range, such as `8..30` (one in twenty beyond either end).",
        at=items[0] if len(items) == 1 else epic,
        owner=work_owner(case, case.links.nodes[epic]),
    )


def _broken_down(case: Case, node: Node) -> bool:
    """Whether something below an item has an estimate, so that its own is only a frame."""
    below = (case.links.nodes[path] for path in node.children)
    return any(each.item.estimate or each.item.remaining or each.children for each in below)
