"""OVL003."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import present
from trueup.core.rules.capacity import Demand, Load, calendar_of, demands, overload
from trueup.core.rules.lookups import product_owner
from trueup.core.rules.rule import Case, Flag, PortfolioCase, portfolio_rule
from trueup.core.rules.words import amount, joined


@portfolio_rule("OVL003", "person-over-capacity-across-initiatives", "warns", "planning", thresholds={"most": 1.1})
def person_over_capacity_across_initiatives(case: PortfolioCase) -> Iterator[Flag]:
    """Somebody's work in several initiatives together takes more days than they have.

    Why it matters:
        Each plan fits by itself, and all of them count on the same person. The initiatives then wait for each other
        without knowing it. Computed as in PEO001; somebody whom one initiative alone overloads is told there. The time
        a person has is that of the portfolio's `people:`; where only initiatives list them, the sum of what these say,
        at most a full week.

    Flagged:
        ```yaml a/initiative.yaml
        title: Routing rules
        epics: {E1: {title: Rules, estimate: 20..24, assignee: ana, due: 2026-02-27}}
        ```
        ```yaml b/initiative.yaml
        title: Fewer questions
        epics: {E1: {title: Letters, estimate: 16..20, assignee: ana, due: 2026-02-27}}
        ```
        ```yaml portfolio.yaml
        people: {ana: {role: engineer}}
        ```

    Accepted:
        ```yaml a/initiative.yaml
        title: Routing rules
        epics: {E1: {title: Rules, estimate: 20..24, assignee: ana, due: 2026-02-27}}
        ```
        ```yaml b/initiative.yaml
        title: Fewer questions
        epics: {E1: {title: Letters, estimate: 16..20, assignee: ana, due: 2026-04-30}}
        ```
        ```yaml portfolio.yaml
        people: {ana: {role: engineer}}
        ```

    How to fix:
        Decide which initiative comes first and move the other's due day, or find a second person for one of them.
    """
    wanted: dict[str, list[list[Demand]]] = {}
    for each in case.cases:
        for who, found in demands(each).items():
            if present(who, each.initiative.people, case.as_of):
                wanted.setdefault(who, []).append(found)
    for who, parts in wanted.items():
        if len(parts) > 1 and (load := _load(case, who, parts)):
            yield _flag(who, load)


def _load(case: PortfolioCase, who: str, parts: list[list[Demand]]) -> Load | None:
    """Return how much too much somebody has, None where one initiative alone has too much already, or none."""
    most = case.limits["most"]
    homes = [part[0].case for part in parts]
    shares = [home.initiative.people[who].availability for home in homes]
    here = case.portfolio.people.get(who)
    whole = min(1.0, sum(1.0 if share is None else share for share in shares))
    if here is not None:
        whole = 1.0 if here.availability is None else here.availability
    for home, part, share in zip(homes, parts, shares, strict=True):
        if _over(home, who, part, most, 1.0 if share is None else share):
            return None
    return _over(homes[0], who, [each for part in parts for each in part], most, whole)


def _over(case: Case, who: str, wanted: list[Demand], most: float, share: float) -> Load | None:
    person = case.initiative.people[who]
    return overload(wanted, person, calendar_of(person, case.initiative.calendars), case.as_of, most, share)


def _flag(who: str, load: Load) -> Flag:
    days: dict[str, float] = {}
    homes: dict[str, Case] = {}
    for each in load.demands:
        name = each.case.initiative.id
        days[name] = days.get(name, 0.0) + each.days
        homes[name] = each.case
    largest = max(days, key=days.__getitem__)
    said = joined([f"{amount(part, 'day')} in `{name}`" for name, part in days.items()])
    return Flag(
        f"people.{who}",
        f"`{who}` has {amount(load.work, 'day')} of work until {load.due} ({said}), and {amount(load.days, 'day')} "
        "until then.",
        "Decide which initiative comes first and move a due day, or find a second person for one of them.",
        owner=product_owner(homes[largest]),
    )
