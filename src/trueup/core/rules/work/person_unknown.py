"""WRK009."""

from __future__ import annotations

from collections.abc import Iterator

from trueup.core.base.nearest import nearest
from trueup.core.model.chain import present
from trueup.core.rules.lookups import objective_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count


@rule("WRK009", "person-unknown", "warns", "planning")
def person_unknown(case: Case) -> Iterator[Flag]:
    """Somebody is named who is not among the people, or has left.

    Why it matters:
        Work without hands is not planned, and a figure vouched for by nobody is not vouched for. Told once a person.
        Owners of the objective, of KPIs, goals and data sets are left out here: they have rules of their own.

    Flagged:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Routing rules, estimate: 8, assignee: anna}
        people:
          ana: {role: engineer, side: technology}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        epics:
          E1: {title: Routing rules, estimate: 8, assignee: ana}
        people:
          ana: {role: engineer, side: technology}
        ```

    How to fix:
        Correct the id, list the person under `people:` (here or in the portfolio), or name somebody who is there.
    """
    people = case.initiative.people
    if not people:
        return
    there: dict[str, bool] = {}
    named: dict[str, list[str]] = {}
    for who, path, key in _named(case):
        if who not in there:
            there[who] = present(who, people, case.as_of)
        if not there[who]:
            named.setdefault(who, []).append(f"{path}.{key}")
    for who, places in named.items():
        person, hint = people.get(who), nearest(who, people)
        what = f"has left ({person.left})" if person else "is not listed under `people:`"
        more = f" and {count(len(places) - 1, 'more place')}" if len(places) > 1 else ""
        listed = f"Write `{hint}`, or list" if hint else "List"
        yield Flag(
            f"people.{who}",
            f"`{who}`, named in {places[0]}{more}, {what}.",
            "Name somebody who is there." if person else f"{listed} `{who}` under `people:`.",
            at=places[0],
            owner=objective_owner(case),
        )


def _named(case: Case) -> Iterator[tuple[str, str, str]]:
    """Yield (id, path, key) of everybody whom open work, assumptions, options, data sets and the budget name."""
    initiative = case.initiative
    shared = case.document.portfolio.assumptions if case.document.portfolio else {}
    places = [
        (each.by, f"assumptions.{name}", "by") for name, each in initiative.assumptions.items() if name not in shared
    ]
    places += [(option.owner, f"options.{name}", "owner") for name, option in initiative.options.items()]
    places += [
        (option.stated.by, f"options.{name}.probe.verdict", "by")
        for name, option in initiative.options.items()
        if option.stated
    ]
    for name, table in initiative.data.items():
        places += [(table.steward, f"data.{name}", "steward"), (table.custodian, f"data.{name}", "custodian")]
    places += [(initiative.budget.owner, "budget", "owner")] if initiative.budget else []
    yield from _workers(case)
    yield from ((who, path, key) for who, path, key in places if who)


def _workers(case: Case) -> Iterator[tuple[str, str, str]]:
    for node in case.links.stating("assignee", "mandated"):
        item = node.item
        if node.cancelled or node.status == "done":
            continue
        if item.assignee:
            yield item.assignee, node.path, "assignee"
        if item.mandated and item.mandated.owner:
            yield item.mandated.owner, node.path, "mandated.owner"
