"""PEO001."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.model.chain import present
from trueup.core.rules.capacity import Load, calendar_of, demands, overload
from trueup.core.rules.lookups import product_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import amount, named, short


@rule("PEO001", "person-over-capacity", "warns", "planning", thresholds={"most": 1.1})
def person_over_capacity(case: Case) -> Iterator[Flag]:
    """Somebody's open work takes more days by its due day than they have until then.

    Why it matters:
        A plan that only fits if one person works more days than there are is late on the day it is made, and nobody
        has said so yet. Counted are open items that name the person, in days, due by themselves or with what is above
        them; against the days of the person's calendar times their `availability:` (full time where none is said).
        Public holidays are not taken off, and work without a due day is left out: what is told is too much in any case.
        Told at more than `most` times the days there are.

    Flagged:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Routing rules, estimate: 20..30, assignee: ana, due: 2026-02-27}
        people:
          ana: {role: engineer, availability: 0.5}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Routing rules, estimate: 20..30, assignee: ana, due: 2026-04-30}
        people:
          ana: {role: engineer, availability: 0.5}
        ```

    How to fix:
        Move the due day, give part of the work to somebody else, or agree on more of the person's time and raise
        `availability:` to it.
    """
    people = case.initiative.people
    for who, wanted in demands(case).items():
        person = people[who]
        if not present(who, people, case.as_of):
            continue
        share = 1.0 if person.availability is None else person.availability
        calendar = calendar_of(person, case.initiative.calendars)
        load = overload(wanted, person, calendar, case.as_of, case.limits["most"], share)
        if load is not None:
            yield _flag(case, who, load)


def _flag(case: Case, who: str, load: Load) -> Flag:
    availability = case.initiative.people[who].availability
    time = "full time, as no `availability:` is said" if availability is None else f"{100 * availability:g} % of a week"
    items = [short(case.links, each.path) for each in load.demands]
    return Flag(
        f"people.{who}",
        f"`{who}` has {amount(load.work, 'day')} of work until {load.due} ({named(items)}), and "
        f"{amount(load.days, 'day')} until then ({time}).",
        f"Move a due day, give {amount(load.work - load.days, 'day')} of it to somebody else, or agree on more of "
        f"`{who}`'s time.",
        owner=product_owner(case),
    )
