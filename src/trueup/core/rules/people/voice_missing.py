"""PEO003."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trueup.core.model.chain import present, side_of
from trueup.core.rules.involved import involved
from trueup.core.rules.lookups import objective_owner
from trueup.core.rules.rule import Case, Flag, rule
from trueup.core.rules.words import count, joined, named

_VOICES: Final = {
    "business": "the business (who gains from it)",
    "data": "the data (who keeps its meaning)",
    "operations": "operations (who works with it every day)",
}


@rule("PEO003", "voice-missing", "warns", "feasibility")
def voice_missing(case: Case) -> Iterator[Flag]:
    """Of business, data and operations, one has no voice in the initiative.

    Why it matters:
        Without the business it solves what nobody asked for; without the data side it finds out in production what a
        column means; without those who work with it every day it is handed over to people who do not want it. Looked at
        are the people and stakeholders whom the initiative names: their own `side:`, else that of their role. A steward
        of a data set speaks for the data as well. Told as a note while the side of some is not said.

    Flagged:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo}
        operational_goals: {route: {statement: Propose the handler, owner: ana}}
        people:
          coo: {side: business}
          ana: {side: technology}
        ```

    Accepted:
        ```yaml
        title: Faster claims
        objective: {statement: Settle claims in ten days, owner: coo}
        operational_goals: {route: {statement: Propose the handler, owner: ana}}
        people:
          coo: {side: business}
          ana: {side: technology}
          eva: {side: data}
        stakeholders:
          handlers: {side: operations, wants: Fewer clicks a claim}
        ```

    How to fix:
        Find who speaks for the side that is missing, list them under `people:` or `stakeholders:` with their `side:`,
        and ask them before the next gate.
    """
    initiative = case.initiative
    if not initiative.people and not initiative.stakeholders:
        return
    there = [name for name in involved(case) if name in initiative.stakeholders or _there(case, name)]
    sides = {name: side_of(initiative, name) for name in there}
    silent = [name for name, side in sides.items() if side is None]
    heard = {side for side in sides.values() if side is not None}
    if any(_there(case, table.steward) for table in initiative.data.values()):
        heard.add("data")
    missing = [words for side, words in _VOICES.items() if side not in heard]
    if not missing or not there:
        return
    unknown = f"; {named(silent)} {'has' if len(silent) == 1 else 'have'} no `side:`" if silent else ""
    yield Flag(
        "people",
        f"Of {count(len(there), 'person or stakeholder', 'people and stakeholders')} named here, nobody speaks for "
        f"{joined(missing)}{unknown}.",
        "Say whose `side:` it is, or find somebody who speaks for it and ask them."
        if silent
        else "Find somebody who speaks for it, list them with their `side:`, and ask them.",
        owner=objective_owner(case),
        severity="notes" if silent else None,
    )


def _there(case: Case, name: str | None) -> bool:
    return name in case.initiative.people and present(name, case.initiative.people, case.as_of)
